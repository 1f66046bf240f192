/* The tree's own. */
#ifndef PINPROOF_LINUX_RW_HINT_H
#define PINPROOF_LINUX_RW_HINT_H

#include "include/linux/rw_hint.h"

#endif
