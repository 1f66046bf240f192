/*
 * The embedded kernel: bios of iomap's direct I/O, as Linux 6.12's fs/iomap/direct-io.c has them. Written for
 * pinproof from the documented behaviour of the functions with these names; what finishes a whole I/O is left
 * out.
 */
#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/iomap.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/uio.h>

#define IOMAP_DIO_WRITE (1U << 30)
#define IOMAP_DIO_DIRTY (1U << 31) /* a read into a process's pages */

#define IOMAP_ZERO_PAGE_SIZE (64 * 1024)
static struct page *zero_page; /* the first of our own pages of zeros, never given back */

struct iomap_dio {
	struct kiocb *iocb;
	const struct iomap_dio_ops *dops;
	loff_t i_size, size;
	atomic_t ref;
	unsigned int flags;
	int error; /* the first */
};

static struct bio *iomap_dio_alloc_bio(const struct iomap_iter *iter, struct iomap_dio *dio, unsigned short nr_vecs,
				       blk_opf_t opf)
{
	if (dio->dops && dio->dops->bio_set)
		return bio_alloc_bioset(iter->iomap.bdev, nr_vecs, opf, GFP_KERNEL, dio->dops->bio_set);
	return bio_alloc(iter->iomap.bdev, nr_vecs, opf, GFP_KERNEL);
}

static void iomap_dio_submit_bio(const struct iomap_iter *iter, struct iomap_dio *dio, struct bio *bio, loff_t pos)
{
	atomic_inc(&dio->ref);
	if (dio->dops && dio->dops->submit_io)
		dio->dops->submit_io(iter, bio, pos);
	else
		submit_bio(bio);
}

static void iomap_dio_set_error(struct iomap_dio *dio, int error)
{
	cmpxchg(&dio->error, 0, error);
}

/* Tells the caller. */
static void iomap_dio_done(struct iomap_dio *dio)
{
	dio->iocb->ki_complete(dio->iocb, dio->error ? dio->error : dio->size);
}

/* One bio is over. */
void iomap_dio_bio_end_io(struct bio *bio)
{
	struct iomap_dio *dio = bio->bi_private;
	bool should_dirty = dio->flags & IOMAP_DIO_DIRTY;

	if (bio->bi_status)
		iomap_dio_set_error(dio, blk_status_to_errno(bio->bi_status));
	if (atomic_dec_and_test(&dio->ref))
		iomap_dio_done(dio);

	if (should_dirty) {
		bio_check_pages_dirty(bio);
	} else {
		bio_release_pages(bio, false);
		bio_put(bio);
	}
}

/* Writes `len` zeros at `pos`. Nothing is pinned for them, and the bio does not say so. */
static int iomap_dio_zero(const struct iomap_iter *iter, struct iomap_dio *dio, loff_t pos, unsigned int len)
{
	struct bio *bio;

	if (!len)
		return 0;
	if (WARN_ON_ONCE(len > IOMAP_ZERO_PAGE_SIZE))
		return -EINVAL;

	bio = iomap_dio_alloc_bio(iter, dio, 1, REQ_OP_WRITE | REQ_SYNC | REQ_IDLE);
	bio->bi_iter.bi_sector = iomap_sector(&iter->iomap, pos);
	bio->bi_private = dio;
	bio->bi_end_io = iomap_dio_bio_end_io;
	__bio_add_page(bio, zero_page, len, 0);
	iomap_dio_submit_bio(iter, dio, bio, pos);
	return 0;
}
