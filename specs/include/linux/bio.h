/* The tree's own. */
#ifndef PINPROOF_LINUX_BIO_H
#define PINPROOF_LINUX_BIO_H

#include "include/linux/bio.h"

#endif
