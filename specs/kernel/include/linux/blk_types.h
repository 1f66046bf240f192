/* The embedded kernel: the block layer's data. */
#ifndef _LINUX_BLK_TYPES_H
#define _LINUX_BLK_TYPES_H

#include <linux/bvec.h>
#include <linux/device.h>
#include <linux/types.h>

struct bio;
struct bio_set;
struct gendisk;
typedef void(bio_end_io_t)(struct bio *);

#define SECTOR_SHIFT 9

typedef u8 __bitwise blk_status_t;
#define BLK_STS_OK 0
#define BLK_STS_IOERR ((__force blk_status_t)10)
#define BLK_STS_AGAIN ((__force blk_status_t)12)

typedef u32 __bitwise blk_opf_t;

struct block_device {
	struct gendisk *bd_disk;
};

struct bio {
	struct bio *bi_next;
	struct block_device *bi_bdev;
	blk_opf_t bi_opf;
	unsigned short bi_flags; /* 1 << BIO_... */
	blk_status_t bi_status;
	struct bvec_iter bi_iter;
	bio_end_io_t *bi_end_io;
	void *bi_private;
	unsigned short bi_vcnt;
	unsigned short bi_max_vecs;
	struct bio_vec *bi_io_vec;
};

enum {
	BIO_PAGE_PINNED, /* its pages are pinned: unpin them when it is over */
	BIO_CLONED,      /* its vector is somebody else's                    */
};

/* The operation is in the low byte, flags are above. */
enum req_op {
	REQ_OP_READ = 0,
	REQ_OP_WRITE = 1,
};
#define REQ_OP_MASK ((__force blk_opf_t)0xff)
#define REQ_SYNC ((__force blk_opf_t)1 << 11)
#define REQ_IDLE ((__force blk_opf_t)1 << 15)
#define REQ_POLLED ((__force blk_opf_t)1 << 21)
#define REQ_NOWAIT ((__force blk_opf_t)1 << 22)

#endif
