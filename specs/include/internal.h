/* Stand-in for mm/internal.h: what GUP shares with the rest of memory management. */
#ifndef PINPROOF_MM_INTERNAL_H
#define PINPROOF_MM_INTERNAL_H

#include <linux/mm.h>

/* Flags that callers from outside must not pass. */
#define INTERNAL_GUP_FLAGS \
	(FOLL_TOUCH | FOLL_TRIED | FOLL_REMOTE | FOLL_PIN | FOLL_FAST_ONLY | FOLL_UNLOCKABLE | FOLL_MADV_POPULATE)

#endif
