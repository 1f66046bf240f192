/* Stand-in for mm/internal.h: what GUP shares with the rest of memory management. */
#ifndef PINPROOF_MM_INTERNAL_H
#define PINPROOF_MM_INTERNAL_H

#include <linux/mm.h>

#endif
