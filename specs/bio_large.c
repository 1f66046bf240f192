/*
 * Bios that bio_iov_iter_get_pages() fills from pages of a large folio. Neighbours become one segment, and are
 * released with as many pins as it has pages; a page that is not its neighbour's neighbour (the buffer may have
 * them in any order) begins a segment of its own.
 */
#include <pinproof/direct_io.h>

SPEC("pages of a large folio in the bios that bio_iov_iter_get_pages() fills");
WRITTEN_FOR(iov_iter_ubuf);

#define PAGES 3
#define HALF (PAGE_SIZE / 2)

static bool mapped;

INIT()
{
	new_folio(&folio, LARGE_ANON, PAGES, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
	mapped = true;
}

TRANSITION(unmap)
{
	assume(mapped);
	folio_put(&folio);
	mapped = false;
}

static int pages_in(const struct bio_vec *bv)
{
	return (bv->bv_offset + bv->bv_len + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* Segments of `pages` pages of the buffer in a bio that has room for so many. Where segments do not grow they are of as many
 * pages as there are segments left. */
static int segments_of(int pages, int room)
{
	int together = segments_grow() ? pages : room; /* pages that are extracted together */
	int segments = 0, in_this = 0, i;

	for (i = 0; i < pages; i++, in_this++) {
		bool is_next = in_this < together;

		if (!is_next) {
			together = room - segments;
			in_this = 0;
		}
		segments += i == 0 || !is_next || buffer_page(i) != buffer_page(i - 1) + 1;
	}
	return segments;
}

TRANSITION(submit)
{
	struct run this;
	struct iov_iter iter;
	struct bio_vec vecs[PAGES];
	struct bio bio = { .bi_bdev = &this.disk, .bi_opf = REQ_OP_WRITE, .bi_io_vec = vecs };
	size_t offset = any_of("from a page's begin|from its middle") ? HALF : 0;
	size_t bytes;
	int pages, taken = 0, i;

	assume(mapped && is_far_from_overflow(&folio));
	plain_run(&this);
	this.mapped = any_of("buffer there|third page faults|second page faults");
	this.mapped = PAGES - this.mapped;
	switch (any_of("in order|from the second page on|backwards")) {
	case 0:
		break;
	case 1:
		this.first = 1;
		break;
	default:
		this.is_backwards = true;
	}
	bio.bi_max_vecs = any_of("three segments a bio|two segments a bio") ? 2 : 3;
	pages = this.is_backwards && bio.bi_max_vecs < this.mapped ? bio.bi_max_vecs : this.mapped;
	bytes = pages * PAGE_SIZE - offset;
	if (pages == PAGES)
		bytes -= HALF;
	iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + offset), PAGES * PAGE_SIZE - HALF - offset);
	CHECK(what_is_there_is_taken, !get_pages_of(&bio, &iter));
	CHECK(as_much_is_taken_as_there_is,
	      bio.bi_iter.bi_size == bytes && bytes_in(&bio) == bytes);
	CHECK(the_iterator_is_behind_what_was_taken,
	      iov_iter_count(&iter) == PAGES * PAGE_SIZE - HALF - offset - bytes);
	CHECK(neighbours_are_one_segment, bio.bi_vcnt == segments_of(pages, bio.bi_max_vecs));
	CHECK(the_first_segment_begins_where_the_buffer_does, vecs[0].bv_offset == offset);
	for (i = 0; i < bio.bi_vcnt; taken += pages_in(&vecs[i++]))
		CHECK(segments_are_the_pages_of_the_buffer, vecs[i].bv_page == buffer_page(taken));
	leave_in_flight(&bio);
	run = NULL;
}

TRANSITION(bio_ends)
{
	struct bio_vec vecs[PAGES];
	struct bio bio = { .bi_flags = RELEASES_PAGES, .bi_io_vec = vecs };
	int pages = any_of("three pages|two pages|a page");

	pages = PAGES - pages;
	assume(bios > 0 && held >= pages && is_below_overflow(&folio));
	bios--;
	held -= pages;
	assume(held >= bios && held <= PAGES * bios);
	if (any_of("side by side|apart")) {
		while (bio.bi_vcnt < pages) {
			bvec_set_page(&vecs[bio.bi_vcnt], folio_page(&folio, pages - 1 - bio.bi_vcnt), PAGE_SIZE, 0);
			bio.bi_vcnt++;
		}
	} else {
		bvec_set_page(&vecs[0], folio_page(&folio, PAGES - pages), (pages - 1) * PAGE_SIZE + HALF, HALF);
		bio.bi_vcnt = 1;
	}
	if (any_of("read|write")) {
		bio_release_pages(&bio, false);
		CHECK(what_was_written_is_as_it_was, !folio.dirty);
	} else {
		is_interrupt = true;
		bio_check_pages_dirty(&bio);
		is_interrupt = false;
		CHECK(what_was_read_into_is_dirty, folio.dirty);
	}
	forget();
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == mapped + held;
}

INVARIANT(pincount_counts_every_pin)
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
