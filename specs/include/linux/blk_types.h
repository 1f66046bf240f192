/* The tree's own. */
#ifndef PINPROOF_LINUX_BLK_TYPES_H
#define PINPROOF_LINUX_BLK_TYPES_H

#include "include/linux/blk_types.h"

#endif
