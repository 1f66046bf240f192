/* Stand-in: integrity data is not modelled, and no bio has any. */
#ifndef PINPROOF_LINUX_BIO_INTEGRITY_H
#define PINPROOF_LINUX_BIO_INTEGRITY_H

#include <linux/bio.h>

#ifdef REQ_INTEGRITY
static inline struct bio_integrity_payload *bio_integrity(struct bio *bio)
{
	if (bio->bi_opf & REQ_INTEGRITY)
		__pinproof_refuse("integrity data of a bio");
	return NULL;
}
#endif
void fs_bio_integrity_free(struct bio *bio);

#endif
