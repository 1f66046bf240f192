/* Stand-in: block devices. What becomes of a bio that is submitted is the specification's matter. */
#ifndef PINPROOF_LINUX_BLKDEV_H
#define PINPROOF_LINUX_BLKDEV_H

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/types.h>

struct bio;
struct block_device;
struct request_queue;
struct blk_plug { int depth; };
struct gendisk { struct request_queue *queue; };

void submit_bio(struct bio *bio);

static inline void blk_start_plug(struct blk_plug *plug) {}
static inline void blk_finish_plug(struct blk_plug *plug) {}
static inline void task_io_account_write(size_t bytes) {}

#ifndef PINPROOF_BLOCKS
static inline unsigned int bdev_logical_block_size(struct block_device *bdev)
{
	return 1 << 11; /* so that few blocks make a page */
}
#else /* the specification has blocks of its own */
unsigned int bdev_logical_block_size(struct block_device *bdev);
#endif

/* What a device that says nothing else wants addresses to be multiples of, less one. */
static inline unsigned int bdev_dma_alignment(struct block_device *bdev)
{
	return 511;
}

static inline unsigned int blksize_bits(unsigned int size)
{
	unsigned int bits = 0;

	while ((1U << bits) < size)
		bits++;
	return bits;
}

static inline int blk_status_to_errno(u8 status)
{
	return status ? -EIO : 0;
}

static inline bool blk_queue_pci_p2pdma(struct request_queue *queue)
{
	return false;
}

static inline struct request_queue *bdev_get_queue(struct block_device *bdev)
{
	return NULL;
}

static inline bool xen_domain(void)
{
	return false;
}

/* No page belongs to a device. */
static inline bool zone_device_pages_have_same_pgmap(const struct page *a, const struct page *b)
{
	return true;
}

#include <linux/bio.h>

#endif
