/* Stand-in: a piece of a file and where it is on the disk. */
#ifndef PINPROOF_LINUX_IOMAP_H
#define PINPROOF_LINUX_IOMAP_H

#include <linux/blkdev.h>
#include <linux/fs.h>

#define SZ_64K 0x10000

struct iomap {
	u64 addr;
	loff_t offset;
	u64 length;
	u16 type, flags;
	struct block_device *bdev;
};

struct iomap_iter {
	struct inode *inode;
	loff_t pos;
	u64 len;
	unsigned int flags;
	struct iomap iomap;
};

struct iomap_dio_ops {
	int (*end_io)(struct kiocb *iocb, ssize_t size, int error, unsigned int flags);
	void (*submit_io)(const struct iomap_iter *iter, struct bio *bio, loff_t file_offset);
	struct bio_set *bio_set;
};

static inline sector_t iomap_sector(const struct iomap *iomap, loff_t pos)
{
	return (iomap->addr + pos - iomap->offset) >> SECTOR_SHIFT;
}

static inline void fscrypt_set_bio_crypt_ctx(struct bio *bio, const struct inode *inode, u64 block, gfp_t gfp) {}

#endif
