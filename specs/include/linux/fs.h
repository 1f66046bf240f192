/* Stand-in: what direct I/O asks of files. */
#ifndef PINPROOF_LINUX_FS_H
#define PINPROOF_LINUX_FS_H

#include <linux/slab.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct bio;
struct buffer_head;
struct kiocb;

struct address_space {
	unsigned long nrpages;
};

struct super_block {
	struct workqueue_struct *s_dio_done_wq;
};

struct inode {
	unsigned int i_blkbits;
	int i_write_hint;
	loff_t i_size;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	int dios; /* direct I/O that is not over, which truncation waits for */
};

struct file {
	struct inode *f_inode;
	struct address_space *f_mapping;
};

struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
	void (*ki_complete)(struct kiocb *iocb, long result);
	void *private;
	int ki_flags;
	ssize_t (*dio_complete)(void *data);
};

typedef int(get_block_t)(struct inode *inode, sector_t block, struct buffer_head *result, int create);
typedef int(dio_iodone_t)(struct kiocb *iocb, loff_t offset, ssize_t bytes, void *private);
typedef void(dio_submit_t)(struct bio *bio, struct inode *inode, loff_t file_offset);

#define IOCB_NOWAIT (1 << 3)
#define IOCB_HIPRI (1 << 0)
#define EIOCBQUEUED 529
#define MAX_RW_COUNT (INT_MAX & PAGE_MASK)

enum {
	DIO_LOCKING = 1,
	DIO_SKIP_HOLES = 2,
};

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

static inline bool is_sync_kiocb(struct kiocb *iocb)
{
	return iocb->ki_complete == NULL;
}

static inline bool iocb_is_dsync(const struct kiocb *iocb)
{
	return false;
}

static inline void inode_dio_begin(struct inode *inode)
{
	inode->dios++;
}

static inline void inode_dio_end(struct inode *inode)
{
	inode->dios--;
}

/* Locks of inodes, and the page cache beside direct I/O: not looked at. */
static inline void inode_lock(struct inode *inode) {}
static inline void inode_unlock(struct inode *inode) {}
static inline int filemap_write_and_wait_range(struct address_space *mapping, loff_t from, loff_t to)
{
	return 0;
}
static inline int invalidate_inode_pages2_range(struct address_space *mapping, pgoff_t from, pgoff_t to)
{
	return 0;
}
static inline void dio_warn_stale_pagecache(struct file *file) {}
static inline void kiocb_invalidate_post_direct_write(struct kiocb *iocb, size_t count) {}
static inline ssize_t generic_write_sync(struct kiocb *iocb, ssize_t count)
{
	return count;
}

#endif
