/* The embedded kernel: pieces of memory by page, offset and length. */
#ifndef _LINUX_BVEC_H
#define _LINUX_BVEC_H

#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/types.h>

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

/* How far an I/O has come. */
struct bvec_iter {
	sector_t bi_sector;
	unsigned int bi_size;
	unsigned int bi_idx;
	unsigned int bi_bvec_done;
} __packed __aligned(4);

static inline void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len, unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_offset = offset;
	bv->bv_len = len;
}

#endif
