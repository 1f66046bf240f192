/* The embedded kernel: what the block layer keeps to itself. */
#ifndef BLK_INTERNAL_H
#define BLK_INTERNAL_H

#include <linux/bio.h>

/* One page that will not go into the bio after all. */
static inline void bio_release_page(struct bio *bio, struct page *page)
{
	if (bio_flagged(bio, BIO_PAGE_PINNED))
		unpin_user_page(page);
}

#endif
