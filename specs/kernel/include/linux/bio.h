/* The embedded kernel: bios, the block layer's I/O, and the folios in them. */
#ifndef _LINUX_BIO_H
#define _LINUX_BIO_H

#include <linux/blk_types.h>
#include <linux/mempool.h>
#include <linux/uio.h>

#define BIO_MAX_VECS 256U

struct bio_set {
	mempool_t bio_pool;
};
extern struct bio_set fs_bio_set;

static inline unsigned int bio_max_segs(unsigned int nr_segs)
{
	return min(nr_segs, BIO_MAX_VECS);
}

static inline bool bio_full(struct bio *bio, unsigned int len)
{
	return bio->bi_vcnt >= bio->bi_max_vecs || bio->bi_iter.bi_size > UINT_MAX - len;
}

static inline bool bio_flagged(struct bio *bio, unsigned int bit)
{
	return bio->bi_flags & (1U << bit);
}

static inline void bio_set_flag(struct bio *bio, unsigned int bit)
{
	bio->bi_flags |= 1U << bit;
}

/* Goes through a bio folio by folio. */
struct folio_iter {
	struct folio *folio;
	size_t offset, length; /* of the data in this folio */
	struct folio *_next;
	size_t _seg_count;
	int _i;
};

static inline void bio_first_folio(struct folio_iter *fi, struct bio *bio, int i)
{
	struct bio_vec *bvec;

	WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED));
	if (i >= bio->bi_vcnt) {
		fi->folio = NULL;
		return;
	}
	bvec = bio->bi_io_vec + i;
	fi->folio = page_folio(bvec->bv_page);
	fi->offset = bvec->bv_offset + PAGE_SIZE * folio_page_idx(fi->folio, bvec->bv_page);
	fi->_seg_count = bvec->bv_len;
	fi->_i = i;
	fi->_next = folio_next(fi->folio);
	fi->length = min(fi->_seg_count, folio_size(fi->folio) - fi->offset);
}

static inline void bio_next_folio(struct folio_iter *fi, struct bio *bio)
{
	fi->_seg_count -= fi->length;
	if (!fi->_seg_count) {
		bio_first_folio(fi, bio, fi->_i + 1);
		return;
	}
	fi->offset = 0;
	fi->folio = fi->_next;
	fi->_next = folio_next(fi->folio);
	fi->length = min(fi->_seg_count, folio_size(fi->folio));
}

#define bio_for_each_folio_all(at, of) \
	for (bio_first_folio(&(at), of, 0); (at).folio != NULL; bio_next_folio(&(at), of))

struct bio *bio_alloc_bioset(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf, gfp_t gfp,
			     struct bio_set *set);
void bio_put(struct bio *bio);
int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset);
void __bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset);
int bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter);
void __bio_release_pages(struct bio *bio, bool mark_dirty);
void bio_set_pages_dirty(struct bio *bio);
void bio_check_pages_dirty(struct bio *bio);

static inline struct bio *bio_alloc(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf, gfp_t gfp)
{
	return bio_alloc_bioset(bdev, nr_vecs, opf, gfp, &fs_bio_set);
}

/* A bio over kernel memory leaves its pages to their owner. */
static inline void bio_release_pages(struct bio *bio, bool mark_dirty)
{
	if (bio_flagged(bio, BIO_PAGE_PINNED))
		__bio_release_pages(bio, mark_dirty);
}

#endif
