/*
 * Direct I/O of a buffer that begins or ends in the middle of a page and faults somewhere, to a file in extents.
 * A read ends there. So does a write, but for blocks that are allocated already: these get the zero page, and pages
 * that were taken before must not be given back again in its place.
 */
#include <pinproof/direct_io.h>

SPEC("direct I/O of buffers that fault in the middle of extents");
WRITTEN_FOR(iov_iter_ubuf);

#define PAGES 3

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
}

static void io(int direction)
{
	struct run this;
	struct iov_iter iter;
	bool is_async = any_bool("async");
	int fault;

	plain_run(&this);
	this.pages = PAGES;
	this.shift = any_of("from a page's begin|from its middle") ? PAGE_SIZE / 2 : 0;
	fault = any_of("buffer there|third page faults|second page faults|buffer faults");
	this.mapped = PAGES - fault;
	switch (any_of("one extent|extents of two blocks|pieces of two blocks")) {
	case 0:
		break;
	case 1:
		this.layout = EXTENTS;
		break;
	default:
		this.layout = PIECES;
	}
	iov_iter_ubuf(&iter, direction, (void *)(BUFFER + this.shift), PAGES * PAGE_SIZE - PAGE_SIZE / 2);
	direct_io_call(is_async, &iter, PAGE_SIZE, BLOCK_BITS);
}

TRANSITION(read)
{
	io(READ);
}

TRANSITION(write)
{
	io(WRITE);
}

TRANSITION(bio_ends)
{
	any_bio_ends();
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == 1 + held * references_per_page();
}

INVARIANT(zero_page_is_released_as_often_as_taken)
{
	return folio_ref_count(&zero_folio) == 1 + held_zeros * references_per_zero_page();
}

INVARIANT(not_freed_while_under_io)
{
	return !folio.freed && !zero_folio.freed;
}
