/*
 * Bios that are cut to whole blocks. A device takes whole blocks alone; where memory ends within one, because the next page of the
 * buffer faults, what is left over goes back to the iterator, and its pages are no longer the bio's: whoever was pinned for them
 * must be unpinned, page by page. One segment may be of several pages of a large folio, and then be cut short by some of them, or
 * be left out as a whole.
 *
 * In 6.12 each extraction is cut before segments are made of it; since then the bio is, when it is filled.
 */
#include <pinproof.h>
#define PINPROOF_BLOCKS
#include <pinproof/direct_io.h>

SPEC("bios cut to whole blocks: pages of a large folio that are left over");
WRITTEN_FOR(iov_iter_ubuf);

#define PAGES 4
#define IN_FLIGHT 3 /* pages of one bio */

static bool mapped;
static unsigned block; /* of the device, in bytes */

unsigned int bdev_logical_block_size(struct block_device *bdev)
{
	return block;
}

INIT()
{
	new_folio(&folio, LARGE_ANON, PAGES, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
	mapped = true;
	block = 512;
}

TRANSITION(unmap)
{
	assume(mapped);
	folio_put(&folio);
	mapped = false;
}

/* Of one or two parts of a buffer that lie apart, with the fault in what follows. */
static void fill(struct run *this, const struct iovec *parts, int nr, size_t bytes, unsigned alignment)
{
	struct bio_vec vecs[IN_FLIGHT];
	struct bio bio = { .bi_bdev = &this->disk, .bi_opf = REQ_OP_WRITE, .bi_io_vec = vecs, .bi_max_vecs = IN_FLIGHT };
	struct iov_iter iter;
	int error;

	iov_iter_init(&iter, WRITE, parts, nr, bytes);
	error = get_pages_aligned(&bio, &iter, alignment);
	if (!error) {
		CHECK(a_bio_is_of_whole_blocks, bio.bi_iter.bi_size > 0 && (bio.bi_iter.bi_size & (block - 1)) == 0);
		CHECK(a_bio_is_as_long_as_its_segments, bytes_in(&bio) == bio.bi_iter.bi_size);
		CHECK(the_iterator_is_behind_what_was_taken, iov_iter_count(&iter) == bytes - bio.bi_iter.bi_size);
		CHECK(the_first_segment_begins_where_the_buffer_does, vecs[0].bv_page == buffer_page(0));
		leave_in_flight(&bio);
	} else {
		CHECK(nothing_is_taken_with_an_error, iov_iter_count(&iter) == bytes);
	}
}

TRANSITION(submit)
{
	struct run this;

	assume(mapped && is_far_from_overflow(&folio));
	plain_run(&this);
	switch (any_of("a block and a part of one|a part of two pages|less than a block, of three pages|whole blocks")) {
	case 0: {
		struct iovec parts[2] = { { (void *)BUFFER, PAGE_SIZE + 512 },
					  { (void *)(BUFFER + 2 * PAGE_SIZE), PAGE_SIZE - 512 } };

		block = PAGE_SIZE;
		this.mapped = any_of("the second part faults|both are there") ? 3 : 2;
		fill(&this, parts, 2, 2 * PAGE_SIZE, 512);
		break;
	}
	case 1: {
		struct iovec parts[2] = { { (void *)BUFFER, PAGE_SIZE + 4 }, { (void *)(BUFFER + 2 * PAGE_SIZE), 508 } };

		block = 512;
		this.mapped = any_of("the second part faults|both are there") ? 3 : 2;
		fill(&this, parts, 2, PAGE_SIZE + 512, 4);
		break;
	}
	case 2: {
		struct iovec parts[3] = { { (void *)BUFFER, 512 },
					  { (void *)(BUFFER + 2 * PAGE_SIZE - 512), 1024 },
					  { (void *)(BUFFER + 3 * PAGE_SIZE), PAGE_SIZE - 1536 } };

		block = PAGE_SIZE;
		this.mapped = 3;
		fill(&this, parts, 3, PAGE_SIZE, 512);
		break;
	}
	default: {
		struct iovec parts[2] = { { (void *)BUFFER, 2 * PAGE_SIZE }, { (void *)(BUFFER + 3 * PAGE_SIZE), PAGE_SIZE } };

		block = PAGE_SIZE;
		this.mapped = any_of("the second part faults|both are there") ? 4 : 3;
		fill(&this, parts, 2, 3 * PAGE_SIZE, 512);
	}
	}
	block = 512;
	run = NULL;
}

TRANSITION(bio_ends)
{
	struct bio_vec vec;
	struct bio bio = { .bi_flags = RELEASES_PAGES, .bi_io_vec = &vec, .bi_vcnt = 1 };
	int pages;

	switch (any_of("a page|two pages|three pages")) {
	case 0:
		pages = 1;
		break;
	case 1:
		pages = 2;
		break;
	default:
		pages = 3;
	}
	assume(bios > 0 && held >= pages && is_below_overflow(&folio));
	bios--;
	held -= pages;
	assume(held >= bios && held <= IN_FLIGHT * bios);
	bvec_set_page(&vec, &folio.page, pages * PAGE_SIZE, 0);
	bio_release_pages(&bio, false);
	forget();
}

INVARIANT(every_reference_is_of_a_bio,
	  EXPECT(finding, "of a segment that is cut all pages but one stay pinned, and nobody knows of them"))
{
	return folio_ref_count(&folio) == mapped + held;
}

INVARIANT(every_pin_is_of_a_bio,
	  EXPECT(finding, "of a segment that is cut all pages but one stay pinned, and nobody knows of them"))
{
	__if_exists(iov_iter_extract_pages) {
	return atomic_read(&folio._pincount) == held;
	}
	__if_not_exists(iov_iter_extract_pages) {
	return atomic_read(&folio._pincount) == 0;
	}
}

INVARIANT(not_freed_while_under_io)
{
	return !folio.freed || mapped + held == 0;
}
