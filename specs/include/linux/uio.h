/* The tree's own. */
#ifndef PINPROOF_LINUX_UIO_H
#define PINPROOF_LINUX_UIO_H

#include "include/linux/uio.h"

#endif
