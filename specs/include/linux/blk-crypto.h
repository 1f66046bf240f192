/* Stand-in: nothing on the disk is encrypted. */
#ifndef PINPROOF_LINUX_BLK_CRYPTO_H
#define PINPROOF_LINUX_BLK_CRYPTO_H

#include <linux/blkdev.h>

static inline void blk_crypto_submit_bio(struct bio *bio)
{
	submit_bio(bio);
}

#endif
