/* Stand-in: the contents of pages are not modelled. */
#ifndef PINPROOF_LINUX_HIGHMEM_H
#define PINPROOF_LINUX_HIGHMEM_H

#include <linux/mm.h>

static inline void zero_user(struct page *page, unsigned int start, unsigned int size) {}

#endif
