/* The tree's own. */
#ifndef PINPROOF_LINUX_BVEC_H
#define PINPROOF_LINUX_BVEC_H

#include "include/linux/bvec.h"

#endif
