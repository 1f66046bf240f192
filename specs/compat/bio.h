/* Bios that are filled from an iterator. Include behind "block/bio.c". */
#ifndef COMPAT_BIO_H
#define COMPAT_BIO_H

#include <compat/ask.h>

/* Which multiple a bio's length has to be of is the device's matter in 6.12; since then callers say it, and in 7.2 what
 * addresses have to be multiples of. This is what block devices say (block/fops.c). */
typedef int get_bio_pages(struct bio *, struct iov_iter *);
typedef int get_bio_pages_of_length(struct bio *, struct iov_iter *, unsigned);
typedef int get_bio_pages_aligned(struct bio *, struct iov_iter *, unsigned, unsigned);
KNOWN_TYPE(bio_iov_iter_get_pages, int, (struct bio *, struct iov_iter *));
KNOWN_TYPE(bio_iov_iter_get_pages, int, (struct bio *, struct iov_iter *, unsigned));
KNOWN_TYPE(bio_iov_iter_get_pages, int, (struct bio *, struct iov_iter *, unsigned, unsigned));

/* For a device that takes addresses of multiples of `alignment`, where the kernel asks at this place. */
static inline int get_pages_aligned(struct bio *bio, struct iov_iter *iter, unsigned alignment)
{
	unsigned block = bdev_logical_block_size(bio->bi_bdev);

	return _Generic(&bio_iov_iter_get_pages,
			get_bio_pages *: ((get_bio_pages *)bio_iov_iter_get_pages)(bio, iter),
			get_bio_pages_of_length *:
				((get_bio_pages_of_length *)bio_iov_iter_get_pages)(bio, iter, block - 1),
			get_bio_pages_aligned *:
				((get_bio_pages_aligned *)bio_iov_iter_get_pages)(bio, iter, alignment - 1, block - 1));
}

static inline int get_pages_of(struct bio *bio, struct iov_iter *iter)
{
	return get_pages_aligned(bio, iter, bdev_dma_alignment(bio->bi_bdev) + 1);
}

/* Whether what follows the last segment in memory makes it longer: whatever it was extracted with, and of whichever folio it is.
 * Where segments are made by extracting, it does only if both are of one folio and extracted together. */
static inline bool segments_grow(void)
{
	__if_exists(iov_iter_extract_bvecs) {
	return false;
	}
	return true;
}

/* Where in its first segment a bio begins, by the kernel's own word for it. */
#ifdef bio_iter_offset
#define begins_at(bio) bio_iter_offset(bio, (bio)->bi_iter)
#else /* a part of a tree */
#define begins_at(bio) ((bio)->bi_iter.bi_bvec_done)
#endif

/* How many segments a bio says it has that borrows an iterator's: once all of them; it may be none since it can be told that
 * these stay as they are, and nobody asks such a bio. */
static inline bool says_how_many_it_borrows(const struct bio *bio, int segments)
{
	__if_exists(bio_iov_bvec_set) {
	typedef void borrow(struct bio *, struct iov_iter *);

	if (IS_TYPE(bio_iov_bvec_set, borrow))
		return bio->bi_vcnt == segments;
	}
	return bio->bi_vcnt == segments || bio->bi_vcnt == 0;
}

#endif
