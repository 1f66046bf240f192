/* Stand-in: a piece of a file and where it is on the disk. */
#ifndef PINPROOF_LINUX_IOMAP_H
#define PINPROOF_LINUX_IOMAP_H

#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/fs.h>

#define SZ_64K 0x10000
#define i_blocksize(inode) (1U << (inode)->i_blkbits)

/* In 7.2 iomap's direct I/O asks for flags that older ones do not have. The numbers are 7.3's. */
#define IOMAP_DIO_FORCE_WAIT (1 << 0)
#define IOMAP_DIO_FSBLOCK_ALIGNED (1 << 3)
#define IOMAP_DIO_BOUNCE (1 << 4)
#define IOMAP_F_NEW (1U << 0)
#define IOMAP_F_DIRTY (1U << 1)
#define IOMAP_F_SHARED (1U << 2)
#define IOMAP_F_BOUNDARY (1U << 6)
#define IOMAP_F_ANON_WRITE (1U << 7)
#define IOMAP_F_ATOMIC_BIO (1U << 8)
#define IOMAP_F_INTEGRITY (1U << 9)

struct iomap_ioend {
	struct bio io_bio;
	int io_error;
};

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
	if (iomap->flags & IOMAP_F_ANON_WRITE)
		__pinproof_refuse("writes for which no place on the disk is chosen yet");
	return (iomap->addr + pos - iomap->offset) >> SECTOR_SHIFT;
}

static inline void fscrypt_set_bio_crypt_ctx(struct bio *bio, const struct inode *inode, u64 block, gfp_t gfp) {}

#endif
