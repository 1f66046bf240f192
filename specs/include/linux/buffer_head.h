/* Stand-in: where on the disk a part of a file is. */
#ifndef PINPROOF_LINUX_BUFFER_HEAD_H
#define PINPROOF_LINUX_BUFFER_HEAD_H

#include <linux/blkdev.h>
#include <linux/types.h>

struct buffer_head {
	unsigned long b_state;
	sector_t b_blocknr;
	size_t b_size;
	struct block_device *b_bdev;
	void *b_private;
};

enum {
	BUFFER_MAPPED = 1,
	BUFFER_NEW = 2,
	BUFFER_BOUNDARY = 4,
};

static inline bool buffer_mapped(const struct buffer_head *bh)
{
	return bh->b_state & BUFFER_MAPPED;
}

static inline bool buffer_new(const struct buffer_head *bh)
{
	return bh->b_state & BUFFER_NEW;
}

static inline bool buffer_boundary(const struct buffer_head *bh)
{
	return bh->b_state & BUFFER_BOUNDARY;
}

static inline bool buffer_defer_completion(const struct buffer_head *bh)
{
	return false;
}

static inline void clean_bdev_aliases(struct block_device *bdev, sector_t block, sector_t count) {}

#endif
