/* Stand-in: what runs at boot does not run here. */
#ifndef PINPROOF_LINUX_MODULE_H
#define PINPROOF_LINUX_MODULE_H

#define module_init(function)
#define fs_initcall(function) extern int pinproof_no_initcall

#endif
