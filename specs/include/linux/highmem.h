/* Stand-in: the contents of pages are not modelled. A specification may want to know what becomes zero. */
#ifndef PINPROOF_LINUX_HIGHMEM_H
#define PINPROOF_LINUX_HIGHMEM_H

#include <linux/mm.h>

#ifndef PINPROOF_HOLES
static inline void zero_user(struct page *page, unsigned int start, unsigned int size) {}
#else
void zero_user(struct page *page, unsigned int start, unsigned int size);
#endif
#define memzero_page(page, start, size) zero_user(page, start, size) /* its name in 7.2 */

#endif
