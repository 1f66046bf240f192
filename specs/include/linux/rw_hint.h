/* Stand-in: how long written data may live; nobody looks. */
#ifndef PINPROOF_LINUX_RW_HINT_H
#define PINPROOF_LINUX_RW_HINT_H

enum rw_hint { WRITE_LIFE_NOT_SET };

#endif
