/*
 * The embedded kernel: the pages behind an iterator, as Linux 6.12's lib/iov_iter.c finds them. Written for
 * pinproof from the documented behaviour of the functions with these names.
 */
#include <linux/bvec.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/uio.h>

int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages);

/* The length of the segment that the iterator is in. */
static size_t segment_length(const struct iov_iter *i)
{
	if (iter_is_iovec(i))
		return i->__iov->iov_len;
	if (iov_iter_is_kvec(i))
		return i->kvec->iov_len;
	if (iov_iter_is_bvec(i))
		return i->bvec->bv_len;
	return i->iov_offset + i->count;
}

static void step(struct iov_iter *i, long segments)
{
	i->nr_segs -= segments;
	if (iter_is_iovec(i))
		i->__iov += segments;
	else if (iov_iter_is_kvec(i))
		i->kvec += segments;
	else
		i->bvec += segments;
}

void iov_iter_advance(struct iov_iter *i, size_t size)
{
	size = min(size, i->count);
	i->count -= size;
	i->iov_offset += size;
	while (!iter_is_ubuf(i) && i->nr_segs && i->iov_offset >= segment_length(i)) {
		i->iov_offset -= segment_length(i);
		step(i, 1);
	}
}

void iov_iter_revert(struct iov_iter *i, size_t unroll)
{
	i->count += unroll;
	while (unroll > i->iov_offset) {
		unroll -= i->iov_offset;
		BUG_ON(iter_is_ubuf(i));
		step(i, -1);
		i->iov_offset = segment_length(i);
	}
	i->iov_offset -= unroll;
}

/* Where a segment begins, for those that are known by address. */
static unsigned long segment_address(const struct iov_iter *i, unsigned long n)
{
	if (iter_is_ubuf(i))
		return (unsigned long)i->ubuf;
	if (iter_is_iovec(i))
		return (unsigned long)i->__iov[n].iov_base;
	if (iov_iter_is_kvec(i))
		return (unsigned long)i->kvec[n].iov_base;
	return i->bvec[n].bv_offset;
}

/* The iterator's addresses and lengths, or-ed: how well they are aligned. One segment after the other, from
 * the one that the iterator is in. */
unsigned long iov_iter_alignment(const struct iov_iter *i)
{
	struct iov_iter rest = *i;
	unsigned long all = 0;

	iov_iter_advance(&rest, 0); /* past empty segments */
	while (rest.count) {
		size_t len = min(segment_length(&rest) - rest.iov_offset, rest.count);

		all |= (segment_address(&rest, 0) + rest.iov_offset) | len;
		iov_iter_advance(&rest, len);
	}
	return all;
}

int iov_iter_npages(const struct iov_iter *i, int maxpages)
{
	struct iov_iter rest = *i;
	int npages = 0;

	iov_iter_advance(&rest, 0);
	while (rest.count) {
		size_t len = min(segment_length(&rest) - rest.iov_offset, rest.count);
		unsigned long offset = offset_in_page(segment_address(&rest, 0) + rest.iov_offset);

		npages += DIV_ROUND_UP(offset + len, PAGE_SIZE);
		iov_iter_advance(&rest, len);
	}
	return min(npages, maxpages);
}

/* Lists up to `maxpages` pages of at most `maxsize` bytes from where the iterator is, and moves it behind
 * them. A process's pages are pinned; the kernel's are only listed. The number of bytes, or an error. */
ssize_t iov_iter_extract_pages(struct iov_iter *i, struct page ***pages, size_t maxsize, unsigned int maxpages,
			       iov_iter_extraction_t extraction_flags, size_t *offset0)
{
	unsigned long address, n;
	size_t size;
	int count;

	maxsize = min_t(size_t, i->count, min_t(size_t, MAX_RW_COUNT, maxsize));
	if (!maxsize)
		return 0;

	iov_iter_advance(i, 0); /* past empty segments */
	size = min(segment_length(i) - i->iov_offset, maxsize);
	address = segment_address(i, 0) + i->iov_offset;
	*offset0 = offset_in_page(address);
	count = min_t(size_t, DIV_ROUND_UP(*offset0 + size, PAGE_SIZE), maxpages);

	if (user_backed_iter(i)) {
		unsigned int gup_flags = i->data_source == ITER_DEST ? FOLL_WRITE : 0;

		if (extraction_flags & ITER_ALLOW_P2PDMA)
			gup_flags |= FOLL_PCI_P2PDMA;
		if (i->nofault)
			gup_flags |= FOLL_NOFAULT;
		count = pin_user_pages_fast(address & PAGE_MASK, count, gup_flags, *pages);
		if (count <= 0)
			return count;
	} else {
		for (n = 0; n < count; n++) {
			if (iov_iter_is_bvec(i))
				(*pages)[n] = i->bvec->bv_page + address / PAGE_SIZE + n;
			else
				(*pages)[n] = virt_to_page((address & PAGE_MASK) + n * PAGE_SIZE);
		}
	}
	size = min_t(size_t, size, count * PAGE_SIZE - *offset0);
	iov_iter_advance(i, size);
	return size;
}

void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov, unsigned long nr_segs,
		   size_t count)
{
	*i = (struct iov_iter){
		.iter_type = ITER_IOVEC,
		.data_source = direction,
		.__iov = iov,
		.nr_segs = nr_segs,
		.count = count,
	};
}

void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec, unsigned long nr_segs,
		   size_t count)
{
	*i = (struct iov_iter){
		.iter_type = ITER_KVEC,
		.data_source = direction,
		.kvec = kvec,
		.nr_segs = nr_segs,
		.count = count,
	};
}

void iov_iter_bvec(struct iov_iter *i, unsigned int direction, const struct bio_vec *bvec, unsigned long nr_segs,
		   size_t count)
{
	*i = (struct iov_iter){
		.iter_type = ITER_BVEC,
		.data_source = direction,
		.bvec = bvec,
		.nr_segs = nr_segs,
		.count = count,
	};
}
