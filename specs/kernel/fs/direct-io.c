/*
 * The embedded kernel: direct I/O over block numbers, as Linux 6.12's fs/direct-io.c does it. Written for
 * pinproof from the documented behaviour of the functions with these names; without locking, readahead and
 * accounting.
 *
 * Who holds a page. Extraction gives each page of the queue one pin (if the iterator pins at all). While a
 * page's sections are made, that pin is the call's. A section is deferred, so that it may grow, and has a pin
 * of its own meanwhile; in a bio it has another. Each is given back by its holder.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock_types.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define DIO_PAGES 64 /* in the queue */

#define DIO_COMPLETE_ASYNC 1      /* tell the caller by ki_complete() */
#define DIO_COMPLETE_INVALIDATE 2 /* the page cache may be stale      */

/* Only during the call. */
struct dio_submit {
	struct iov_iter *iter;
	get_block_t *get_block;
	unsigned int blkbits;   /* of our blocks                                         */
	unsigned int blkfactor; /* the file system's are larger by that many binary digits */
	bool start_zero_done;
	int pages_in_io; /* about how many pages are to come */
	sector_t block_in_file, final_block_in_request;
	unsigned int blocks_available; /* looked up, from block_in_file on */
	sector_t next_block_for_io;    /* where they are on the disk       */
	bool boundary;                 /* metadata comes next on the disk  */

	struct bio *bio; /* that is being filled */
	sector_t final_block_in_bio;
	loff_t logical_offset_in_bio;
	int reap_counter;

	struct page *cur_page; /* the deferred section */
	unsigned int cur_page_offset, cur_page_len;
	sector_t cur_page_block;
	loff_t cur_page_fs_offset;

	unsigned int head, tail; /* of the queue                                    */
	size_t from, to;         /* where data begins in its first page, ends in its last */
};

/* Until the last bio is over. */
struct dio {
	blk_opf_t opf;
	struct inode *inode;
	struct kiocb *iocb;
	dio_iodone_t *end_io;
	void *private;
	loff_t i_size;
	bool is_pinned; /* pages have a pin for each holder */
	bool is_async;
	bool defer_completion;
	bool should_dirty;
	int page_errors; /* of extraction */
	int io_error;    /* of the disk   */
	ssize_t result;  /* bytes that were to be transferred */

	spinlock_t bio_lock;
	unsigned long refcount; /* bios, and the call */
	struct bio *bio_list;   /* over, not looked at yet */
	struct task_struct *waiter;

	union {
		struct page *pages[DIO_PAGES];
		struct work_struct complete_work;
	};
};

static struct kmem_cache *dio_cache;

static inline unsigned int dio_pages_present(struct dio_submit *sdio)
{
	return sdio->tail - sdio->head;
}

/* Fills the queue. Where memory faults and blocks were promised to a write, they are written with zeros, so
 * that nobody reads what was on the disk before. */
static int dio_refill_pages(struct dio *dio, struct dio_submit *sdio)
{
	bool is_write = (dio->opf & REQ_OP_MASK) == REQ_OP_WRITE;
	struct page **pages = dio->pages;
	ssize_t ret;

	ret = iov_iter_extract_pages(sdio->iter, &pages, LONG_MAX, DIO_PAGES, 0, &sdio->from);
	sdio->head = 0;
	if (ret >= 0) {
		size_t end = ret + sdio->from;

		sdio->tail = DIV_ROUND_UP(end, PAGE_SIZE);
		sdio->to = ((end - 1) & (PAGE_SIZE - 1)) + 1;
		return 0;
	}
	sdio->tail = 0;
	if (!is_write || !sdio->blocks_available)
		return ret;

	if (!dio->page_errors)
		dio->page_errors = ret;
	dio->pages[0] = ZERO_PAGE(0);
	sdio->tail = 1;
	sdio->from = 0;
	sdio->to = PAGE_SIZE;
	return 0;
}

/* The next page of the queue, or an error. */
static struct page *dio_get_page(struct dio *dio, struct dio_submit *sdio)
{
	if (dio_pages_present(sdio) == 0) {
		int ret = dio_refill_pages(dio, sdio);

		if (ret)
			return ERR_PTR(ret);
		BUG_ON(dio_pages_present(sdio) == 0);
	}
	return dio->pages[sdio->head];
}

static void dio_pin_page(struct dio *dio, struct page *page)
{
	if (dio->is_pinned)
		folio_add_pin(page_folio(page));
}

static void dio_unpin_page(struct dio *dio, struct page *page)
{
	if (dio->is_pinned)
		unpin_user_page(page);
}

/* The I/O is over: what the caller is told. Frees `dio`. */
static ssize_t dio_complete(struct dio *dio, ssize_t status, unsigned int flags)
{
	bool is_write = (dio->opf & REQ_OP_MASK) == REQ_OP_WRITE;
	loff_t offset = dio->iocb->ki_pos;
	ssize_t transferred = dio->result;

	if (status == -EIOCBQUEUED)
		status = 0;
	if (transferred) {
		if (!is_write && offset + transferred > dio->i_size)
			transferred = dio->i_size - offset;
		if (status == -EFAULT && transferred)
			status = 0;
	}
	if (!status)
		status = dio->page_errors;
	if (!status)
		status = dio->io_error;
	if (!status)
		status = transferred;

	if (dio->end_io) {
		int error = dio->end_io(dio->iocb, offset, status, dio->private);

		if (error)
			status = error;
	}
	if ((flags & DIO_COMPLETE_INVALIDATE) && status > 0 && is_write)
		kiocb_invalidate_post_direct_write(dio->iocb, status);
	inode_dio_end(dio->inode);

	if (flags & DIO_COMPLETE_ASYNC) {
		dio->iocb->ki_pos += transferred;
		if (status > 0 && is_write)
			status = generic_write_sync(dio->iocb, status);
		dio->iocb->ki_complete(dio->iocb, status);
	}
	kmem_cache_free(dio_cache, dio);
	return status;
}

static void dio_aio_complete_work(struct work_struct *work)
{
	dio_complete(container_of(work, struct dio, complete_work), 0,
		     DIO_COMPLETE_ASYNC | DIO_COMPLETE_INVALIDATE);
}

/* One bio is over: notes its error, releases its pages. A read by an asynchronous call ends where pages cannot
 * be dirtied, and did that before. */
static blk_status_t dio_bio_complete(struct dio *dio, struct bio *bio)
{
	bool should_dirty = (dio->opf & REQ_OP_MASK) == REQ_OP_READ && dio->should_dirty;
	blk_status_t error = bio->bi_status;

	if (error == BLK_STS_AGAIN && (bio->bi_opf & REQ_NOWAIT))
		dio->io_error = -EAGAIN;
	else if (error)
		dio->io_error = -EIO;

	if (dio->is_async && should_dirty) {
		bio_check_pages_dirty(bio);
	} else {
		bio_release_pages(bio, should_dirty);
		bio_put(bio);
	}
	return error;
}

/* bi_end_io of asynchronous calls. */
static void dio_bio_end_aio(struct bio *bio)
{
	struct dio *dio = bio->bi_private;
	unsigned long remaining, flags;

	dio_bio_complete(dio, bio);

	spin_lock_irqsave(&dio->bio_lock, flags);
	remaining = --dio->refcount;
	if (remaining == 1 && dio->waiter)
		wake_up_process(dio->waiter);
	spin_unlock_irqrestore(&dio->bio_lock, flags);
	if (remaining)
		return;

	if (dio->result && (dio->defer_completion || ((dio->opf & REQ_OP_MASK) == REQ_OP_WRITE &&
						       dio->inode->i_mapping->nrpages))) {
		INIT_WORK(&dio->complete_work, dio_aio_complete_work);
		queue_work(dio->inode->i_sb->s_dio_done_wq, &dio->complete_work);
	} else {
		dio_complete(dio, 0, DIO_COMPLETE_ASYNC);
	}
}

/* bi_end_io of synchronous calls: whoever waits looks at the bio. */
static void dio_bio_end_io(struct bio *bio)
{
	struct dio *dio = bio->bi_private;
	unsigned long flags;

	spin_lock_irqsave(&dio->bio_lock, flags);
	bio->bi_private = dio->bio_list;
	dio->bio_list = bio;
	if (--dio->refcount == 1 && dio->waiter)
		wake_up_process(dio->waiter);
	spin_unlock_irqrestore(&dio->bio_lock, flags);
}

static void dio_bio_alloc(struct dio *dio, struct dio_submit *sdio, struct block_device *bdev,
			  sector_t first_sector, int nr_vecs)
{
	struct bio *bio = bio_alloc(bdev, nr_vecs, dio->opf, GFP_KERNEL);

	bio->bi_iter.bi_sector = first_sector;
	bio->bi_end_io = dio->is_async ? dio_bio_end_aio : dio_bio_end_io;
	if (dio->is_pinned)
		bio_set_flag(bio, BIO_PAGE_PINNED);
	sdio->bio = bio;
	sdio->logical_offset_in_bio = sdio->cur_page_fs_offset;
}

static void dio_bio_submit(struct dio *dio, struct dio_submit *sdio)
{
	struct bio *bio = sdio->bio;
	unsigned long flags;

	bio->bi_private = dio;
	spin_lock_irqsave(&dio->bio_lock, flags);
	dio->refcount++;
	spin_unlock_irqrestore(&dio->bio_lock, flags);
	if (dio->is_async && (dio->opf & REQ_OP_MASK) == REQ_OP_READ && dio->should_dirty)
		bio_set_pages_dirty(bio);
	submit_bio(bio);

	sdio->bio = NULL;
	sdio->boundary = false;
	sdio->logical_offset_in_bio = 0;
}

/* What is still in the queue will not be used. */
static void dio_cleanup(struct dio *dio, struct dio_submit *sdio)
{
	if (dio->is_pinned)
		unpin_user_pages(dio->pages + sdio->head, dio_pages_present(sdio));
	sdio->head = sdio->tail;
}

/* A bio that is over, waited for if need be; NULL when there are no more. */
static struct bio *dio_await_one(struct dio *dio)
{
	struct bio *bio;

	while (dio->refcount > 1 && !dio->bio_list) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		dio->waiter = current;
		blk_io_schedule();
		dio->waiter = NULL;
	}
	bio = dio->bio_list;
	if (bio)
		dio->bio_list = bio->bi_private;
	return bio;
}

static void dio_await_completion(struct dio *dio)
{
	struct bio *bio;

	while ((bio = dio_await_one(dio)) != NULL)
		dio_bio_complete(dio, bio);
}

/* Looks at the bios that are over, now and then; the first error. */
static int dio_bio_reap(struct dio *dio, struct dio_submit *sdio)
{
	int first = 0;

	if (sdio->reap_counter++ < 64)
		return 0;
	while (dio->bio_list) {
		struct bio *bio = dio->bio_list;
		int error;

		dio->bio_list = bio->bi_private;
		error = blk_status_to_errno(dio_bio_complete(dio, bio));
		if (!first)
			first = error;
	}
	sdio->reap_counter = 0;
	return first;
}

/* Asks the file system where the next blocks are. After a fault only what it said before is used up. */
static int get_more_blocks(struct dio *dio, struct dio_submit *sdio, struct buffer_head *map_bh)
{
	sector_t first = sdio->block_in_file >> sdio->blkfactor;
	sector_t last = (sdio->final_block_in_request - 1) >> sdio->blkfactor;
	int ret = dio->page_errors;

	if (ret)
		return ret;
	BUG_ON(sdio->block_in_file >= sdio->final_block_in_request);
	map_bh->b_state = 0;
	map_bh->b_size = (last - first + 1) << (sdio->blkbits + sdio->blkfactor);
	ret = sdio->get_block(dio->inode, first, map_bh, (dio->opf & REQ_OP_MASK) == REQ_OP_WRITE);
	dio->private = map_bh->b_private;
	if (!ret && buffer_defer_completion(map_bh))
		dio->defer_completion = true;
	return ret;
}

static int dio_new_bio(struct dio *dio, struct dio_submit *sdio, sector_t start_sector, struct buffer_head *map_bh)
{
	int nr_pages = bio_max_segs(sdio->pages_in_io);
	int ret = dio_bio_reap(dio, sdio);

	if (ret)
		return ret;
	BUG_ON(nr_pages <= 0);
	dio_bio_alloc(dio, sdio, map_bh->b_bdev, start_sector << (sdio->blkbits - 9), nr_pages);
	sdio->boundary = false;
	return 0;
}

/* Puts the deferred section into the bio, with a pin of its own; not 0 if the bio is full. */
static int dio_bio_add_page(struct dio *dio, struct dio_submit *sdio)
{
	if (bio_add_page(sdio->bio, sdio->cur_page, sdio->cur_page_len, sdio->cur_page_offset) != sdio->cur_page_len)
		return 1;
	if (sdio->cur_page_offset + sdio->cur_page_len == PAGE_SIZE)
		sdio->pages_in_io--;
	dio_pin_page(dio, sdio->cur_page);
	sdio->final_block_in_bio = sdio->cur_page_block + (sdio->cur_page_len >> sdio->blkbits);
	return 0;
}

/* Puts the deferred section into a bio, this or a new one. */
static int dio_send_cur_page(struct dio *dio, struct dio_submit *sdio, struct buffer_head *map_bh)
{
	int ret;

	if (sdio->bio) {
		loff_t next = sdio->logical_offset_in_bio + sdio->bio->bi_iter.bi_size;

		if (sdio->final_block_in_bio != sdio->cur_page_block || sdio->cur_page_fs_offset != next)
			dio_bio_submit(dio, sdio);
	}
	if (!sdio->bio) {
		ret = dio_new_bio(dio, sdio, sdio->cur_page_block, map_bh);
		if (ret)
			return ret;
	}
	if (!dio_bio_add_page(dio, sdio))
		return 0;

	dio_bio_submit(dio, sdio);
	ret = dio_new_bio(dio, sdio, sdio->cur_page_block, map_bh);
	if (!ret) {
		ret = dio_bio_add_page(dio, sdio);
		BUG_ON(ret != 0);
	}
	return ret;
}

/* A section of a page that goes to one place on the disk: makes the deferred one longer, or takes its place. */
static int submit_page_section(struct dio *dio, struct dio_submit *sdio, struct page *page, unsigned int offset,
			       unsigned int len, sector_t blocknr, struct buffer_head *map_bh)
{
	bool boundary = sdio->boundary;
	int ret = 0;

	if (sdio->cur_page == page && sdio->cur_page_offset + sdio->cur_page_len == offset &&
	    sdio->cur_page_block + (sdio->cur_page_len >> sdio->blkbits) == blocknr) {
		sdio->cur_page_len += len;
	} else {
		if (sdio->cur_page) {
			ret = dio_send_cur_page(dio, sdio, map_bh);
			dio_unpin_page(dio, sdio->cur_page);
			sdio->cur_page = NULL;
			if (ret)
				return ret;
		}
		dio_pin_page(dio, page);
		sdio->cur_page = page;
		sdio->cur_page_offset = offset;
		sdio->cur_page_len = len;
		sdio->cur_page_block = blocknr;
		sdio->cur_page_fs_offset = sdio->block_in_file << sdio->blkbits;
	}

	if (boundary) {
		ret = dio_send_cur_page(dio, sdio, map_bh);
		if (sdio->bio)
			dio_bio_submit(dio, sdio);
		dio_unpin_page(dio, sdio->cur_page);
		sdio->cur_page = NULL;
	}
	return ret;
}

/* Zeros for the part of a new block of the file system that is before what is written, or behind it. */
static void dio_zero_block(struct dio *dio, struct dio_submit *sdio, int end, struct buffer_head *map_bh)
{
	unsigned int per_block = 1 << sdio->blkfactor;
	unsigned int blocks;
	struct page *page;

	sdio->start_zero_done = true;
	if (!buffer_new(map_bh) || !sdio->blkfactor)
		return;
	blocks = sdio->block_in_file & (per_block - 1);
	if (!blocks)
		return;
	if (end)
		blocks = per_block - blocks;

	page = ZERO_PAGE(0);
	if (!submit_page_section(dio, sdio, page, 0, blocks << sdio->blkbits, sdio->next_block_for_io, map_bh))
		sdio->next_block_for_io += blocks;
}

/* Makes sections of the pages, as long as blocks and pages allow. */
static int do_direct_IO(struct dio *dio, struct dio_submit *sdio, struct buffer_head *map_bh)
{
	bool is_write = (dio->opf & REQ_OP_MASK) == REQ_OP_WRITE;
	unsigned int blkbits = sdio->blkbits;
	int ret = 0;

	while (sdio->final_block_in_request > sdio->block_in_file) {
		struct page *page = dio_get_page(dio, sdio);
		size_t from, to;

		if (IS_ERR(page))
			return PTR_ERR(page);
		from = sdio->head ? 0 : sdio->from;
		to = sdio->head == sdio->tail - 1 ? sdio->to : PAGE_SIZE;
		sdio->head++;

		while (from < to && sdio->block_in_file < sdio->final_block_in_request) {
			unsigned int blocks, limit;

			if (!sdio->blocks_available) {
				ret = get_more_blocks(dio, sdio, map_bh);
				if (ret) {
					dio_unpin_page(dio, page);
					return ret;
				}
				if (buffer_mapped(map_bh)) {
					unsigned int into = sdio->block_in_file & ((1 << sdio->blkfactor) - 1);

					sdio->blocks_available = (map_bh->b_size >> blkbits) - into;
					sdio->next_block_for_io = map_bh->b_blocknr << sdio->blkfactor;
					if (buffer_new(map_bh))
						clean_bdev_aliases(map_bh->b_bdev, map_bh->b_blocknr,
								   map_bh->b_size >> (blkbits + sdio->blkfactor));
					else
						sdio->next_block_for_io += into;
				}
			}

			if (!buffer_mapped(map_bh)) { /* a hole: reads as zeros, is not written */
				if (is_write) {
					dio_unpin_page(dio, page);
					return -ENOTBLK;
				}
				if (sdio->block_in_file >= ALIGN(i_size_read(dio->inode), 1 << blkbits) >> blkbits) {
					dio_unpin_page(dio, page);
					return ret;
				}
				zero_user(page, from, 1 << blkbits);
				sdio->block_in_file++;
				from += 1 << blkbits;
				dio->result += 1 << blkbits;
				continue;
			}

			if (sdio->blkfactor && !sdio->start_zero_done)
				dio_zero_block(dio, sdio, 0, map_bh);

			blocks = sdio->blocks_available;
			limit = (to - from) >> blkbits;
			if (blocks > limit)
				blocks = limit;
			limit = sdio->final_block_in_request - sdio->block_in_file;
			if (blocks > limit)
				blocks = limit;
			BUG_ON(blocks == 0);
			if (blocks == sdio->blocks_available)
				sdio->boundary = buffer_boundary(map_bh);

			ret = submit_page_section(dio, sdio, page, from, blocks << blkbits, sdio->next_block_for_io,
						  map_bh);
			if (ret) {
				dio_unpin_page(dio, page);
				return ret;
			}
			sdio->next_block_for_io += blocks;
			sdio->block_in_file += blocks;
			sdio->blocks_available -= blocks;
			from += blocks << blkbits;
			dio->result += blocks << blkbits;
		}
		dio_unpin_page(dio, page);
	}
	return ret;
}

static int drop_refcount(struct dio *dio)
{
	unsigned long flags;
	int left;

	spin_lock_irqsave(&dio->bio_lock, flags);
	left = --dio->refcount;
	spin_unlock_irqrestore(&dio->bio_lock, flags);
	return left;
}

/* Reads or writes what the iterator says. Bytes, -EIOCBQUEUED if bios are left to end by themselves, or an
 * error. */
ssize_t __blockdev_direct_IO(struct kiocb *iocb, struct inode *inode, struct block_device *bdev,
			     struct iov_iter *iter, get_block_t get_block, dio_iodone_t end_io, int flags)
{
	const bool is_read = iov_iter_rw(iter) != WRITE;
	const size_t wanted = iov_iter_count(iter);
	loff_t offset = iocb->ki_pos, end = offset + wanted;
	unsigned long align = iov_iter_alignment(iter) | offset;
	unsigned int blkbits = inode->i_blkbits;
	struct dio_submit sdio = {};
	struct buffer_head map_bh = {};
	struct blk_plug plug;
	ssize_t status = -EINVAL;
	struct dio *dio;

	if (!wanted && is_read)
		return 0;
	dio = kmem_cache_alloc(dio_cache, GFP_KERNEL);
	if (!dio)
		return -ENOMEM;
	__builtin_memset(dio, 0, offsetof(struct dio, pages)); /* the queue is filled before it is read */
	dio->is_pinned = iov_iter_extract_will_pin(iter);
	dio->i_size = i_size_read(inode);
	if (is_read && offset >= dio->i_size) {
		status = 0;
		goto fail_dio;
	}
	if ((align & ((1 << blkbits) - 1)) && bdev)
		blkbits = blksize_bits(bdev_logical_block_size(bdev));
	if (align & ((1 << blkbits) - 1))
		goto fail_dio;

	dio->inode = inode;
	dio->iocb = iocb;
	dio->end_io = end_io;
	dio->is_async = !is_sync_kiocb(iocb) && (is_read || end <= i_size_read(inode));
	dio->opf = is_read ? REQ_OP_READ : REQ_OP_WRITE | REQ_SYNC | REQ_IDLE;
	if (!is_read && (iocb->ki_flags & IOCB_NOWAIT))
		dio->opf |= REQ_NOWAIT;
	dio->should_dirty = user_backed_iter(iter) && is_read;
	spin_lock_init(&dio->bio_lock);
	dio->refcount = 1;
	inode_dio_begin(inode);

	sdio.iter = iter;
	sdio.get_block = get_block;
	sdio.next_block_for_io = -1;
	sdio.final_block_in_bio = -1;
	sdio.block_in_file = offset >> blkbits;
	sdio.final_block_in_request = sdio.block_in_file + (wanted >> blkbits);
	sdio.blkfactor = inode->i_blkbits - blkbits;
	sdio.blkbits = blkbits;
	sdio.pages_in_io = iov_iter_npages(iter, INT_MAX) + (sdio.blkfactor ? 2 : 0);

	blk_start_plug(&plug);
	status = do_direct_IO(dio, &sdio, &map_bh);
	if (status)
		dio_cleanup(dio, &sdio);
	if (status == -ENOTBLK)
		status = 0; /* the rest is written through the page cache */

	dio_zero_block(dio, &sdio, 1, &map_bh);
	if (sdio.cur_page) {
		ssize_t sent = dio_send_cur_page(dio, &sdio, &map_bh);

		if (!status)
			status = sent;
		dio_unpin_page(dio, sdio.cur_page);
		sdio.cur_page = NULL;
	}
	if (sdio.bio)
		dio_bio_submit(dio, &sdio);
	blk_finish_plug(&plug);
	dio_cleanup(dio, &sdio); /* at the end of the file pages may be left */

	BUG_ON(status == -EIOCBQUEUED);
	if (dio->is_async && status == 0 && dio->result && (is_read || dio->result == wanted))
		status = -EIOCBQUEUED;
	else
		dio_await_completion(dio);

	if (drop_refcount(dio) == 0)
		return dio_complete(dio, status, DIO_COMPLETE_INVALIDATE);
	BUG_ON(status != -EIOCBQUEUED);
	return status;

fail_dio:
	kmem_cache_free(dio_cache, dio);
	return status;
}
