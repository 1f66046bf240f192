/*
 * The embedded kernel: the pages of bios, as Linux 6.12's block/bio.c has them. Written for pinproof from the
 * documented behaviour of the functions with these names.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/workqueue.h>

#include "blk.h"

struct bio_set fs_bio_set;

/* Whether the data at `off` of `page` goes on where `bv` ends in memory; then it becomes a part of it.
 * *same_page: in the page that `bv` ends in, and not in the next. */
static bool bvec_try_merge_page(struct bio_vec *bv, struct page *page, unsigned int len, unsigned int off,
				bool *same_page)
{
	size_t end = bv->bv_offset + bv->bv_len;
	phys_addr_t last = page_to_phys(bv->bv_page) + end - 1;
	phys_addr_t next = page_to_phys(page) + off;

	if (last + 1 != next)
		return false;
	*same_page = (last & PAGE_MASK) == (next & PAGE_MASK);
	if (!*same_page && bv->bv_page + end / PAGE_SIZE != page + off / PAGE_SIZE)
		return false;
	bv->bv_len += len;
	return true;
}

void __bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int off)
{
	WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED));
	WARN_ON_ONCE(bio_full(bio, len));

	bvec_set_page(&bio->bi_io_vec[bio->bi_vcnt++], page, len, off);
	bio->bi_iter.bi_size += len;
}

/* How many bytes were added: all or none. */
int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset)
{
	bool same_page = false;

	if (WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED)))
		return 0;
	if (UINT_MAX - len < bio->bi_iter.bi_size)
		return 0;
	if (bio->bi_vcnt > 0 &&
	    bvec_try_merge_page(&bio->bi_io_vec[bio->bi_vcnt - 1], page, len, offset, &same_page)) {
		bio->bi_iter.bi_size += len;
		return len;
	}
	if (bio->bi_vcnt >= bio->bi_max_vecs)
		return 0;
	__bio_add_page(bio, page, len, offset);
	return len;
}

/* Gives back one pin for each page that the bio's data touches. */
void __bio_release_pages(struct bio *bio, bool mark_dirty)
{
	struct folio_iter fi;

	bio_for_each_folio_all(fi, bio) {
		size_t first = fi.offset / PAGE_SIZE;
		size_t nr_pages = (fi.offset + fi.length - 1) / PAGE_SIZE - first + 1;

		if (mark_dirty) {
			folio_lock(fi.folio);
			folio_mark_dirty(fi.folio);
			folio_unlock(fi.folio);
		}
		unpin_user_folio(fi.folio, nr_pages);
	}
}

/* The vector of the iterator is the vector of the bio. */
void bio_iov_bvec_set(struct bio *bio, struct iov_iter *iter)
{
	WARN_ON_ONCE(bio->bi_max_vecs);

	bio->bi_io_vec = (struct bio_vec *)iter->bvec;
	bio->bi_vcnt = iter->nr_segs;
	bio->bi_iter.bi_size = iov_iter_count(iter);
	bio->bi_iter.bi_bvec_done = iter->iov_offset;
	bio_set_flag(bio, BIO_CLONED);
}

/* Adds a part of one page. A page that goes on where the bio ends has one pin too many now: the bio gives back
 * one for a page, however many parts of it were added. */
static void bio_iov_add_page(struct bio *bio, struct page *page, size_t len, size_t offset)
{
	struct folio *folio = page_folio(page);
	bool same_page = false;

	if (bio->bi_vcnt > 0 &&
	    bvec_try_merge_page(&bio->bi_io_vec[bio->bi_vcnt - 1], page, len, offset, &same_page)) {
		bio->bi_iter.bi_size += len;
		if (same_page && bio_flagged(bio, BIO_PAGE_PINNED))
			unpin_user_folio(folio, 1);
		return;
	}
	__bio_add_page(bio, page, len, offset);
}

#define POINTERS_IN_A_SEGMENT (sizeof(struct bio_vec) / sizeof(struct page *))

/* Fills what is left of the bio from one segment of the iterator. The pages are listed at the end of the
 * vector that they are to fill from its beginning. */
static int __bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter)
{
	unsigned short left_over = bio->bi_max_vecs - bio->bi_vcnt;
	struct page **pages = (struct page **)(bio->bi_io_vec + bio->bi_vcnt) + left_over * (POINTERS_IN_A_SEGMENT - 1);
	unsigned int listed, i = 0;
	ssize_t size;
	size_t offset, left, len;

	size = iov_iter_extract_pages(iter, &pages, UINT_MAX - bio->bi_iter.bi_size, left_over, 0, &offset);
	if (size <= 0)
		return size ? size : -EFAULT;
	listed = DIV_ROUND_UP(size + offset, PAGE_SIZE);

	/* Whole blocks only; the rest comes with the next bio. */
	if (bio->bi_bdev) {
		size_t rest = size & (bdev_logical_block_size(bio->bi_bdev) - 1);

		size -= rest;
		iov_iter_revert(iter, rest);
	}

	for (left = size; left > 0; left -= len) {
		len = min_t(size_t, PAGE_SIZE - offset, left);
		bio_iov_add_page(bio, pages[i++], len, offset);
		offset = 0;
	}
	while (i < listed)
		bio_release_page(bio, pages[i++]);
	return size ? 0 : -EFAULT;
}

int bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter)
{
	int error;

	if (WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED)))
		return -EIO;
	if (iov_iter_is_bvec(iter)) {
		bio_iov_bvec_set(bio, iter);
		iov_iter_advance(iter, bio->bi_iter.bi_size);
		return 0;
	}

	if (iov_iter_extract_will_pin(iter))
		bio_set_flag(bio, BIO_PAGE_PINNED);
	for (;;) {
		error = __bio_iov_iter_get_pages(bio, iter);
		if (error || bio_full(bio, 0) || !iov_iter_count(iter))
			return bio->bi_vcnt ? 0 : error;
	}
}

/* Before a read: pages cannot be dirtied where bios end. */
void bio_set_pages_dirty(struct bio *bio)
{
	struct folio_iter fi;

	bio_for_each_folio_all(fi, bio) {
		folio_lock(fi.folio);
		folio_mark_dirty(fi.folio);
		folio_unlock(fi.folio);
	}
}

static void bio_dirty_fn(struct work_struct *work);

static DECLARE_WORK(bio_dirty_work, bio_dirty_fn);
static DEFINE_SPINLOCK(bio_dirty_lock);
static struct bio *bio_dirty_list;

/* In process context: dirties what was cleaned while it was read into. */
static void bio_dirty_fn(struct work_struct *work)
{
	struct bio *bio, *next;

	spin_lock_irq(&bio_dirty_lock);
	next = bio_dirty_list;
	bio_dirty_list = NULL;
	spin_unlock_irq(&bio_dirty_lock);

	while ((bio = next) != NULL) {
		next = bio->bi_private;
		bio_release_pages(bio, true);
		bio_put(bio);
	}
}

/* After the read: releases the pages, later and elsewhere if one of them is clean again. */
void bio_check_pages_dirty(struct bio *bio)
{
	struct folio_iter fi;
	unsigned long flags;

	bio_for_each_folio_all(fi, bio) {
		if (!folio_test_dirty(fi.folio))
			goto defer;
	}
	bio_release_pages(bio, false);
	bio_put(bio);
	return;

defer:
	spin_lock_irqsave(&bio_dirty_lock, flags);
	bio->bi_private = bio_dirty_list;
	bio_dirty_list = bio;
	spin_unlock_irqrestore(&bio_dirty_lock, flags);
	schedule_work(&bio_dirty_work);
}
