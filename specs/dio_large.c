/*
 * The pages of a large folio in direct I/O: neighbours become one segment of a bio, which is released at once,
 * with as many pins as it has pages.
 */
#include <pinproof/direct_io.h>

SPEC("direct I/O of the pages of a large folio");
WRITTEN_FOR(iov_iter_ubuf);

static bool mapped;

INIT()
{
	new_folio(&folio, LARGE_ANON, BUFFER_PAGES, 1);
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

static void io(int direction)
{
	struct run this;
	bool is_async = any_bool("async");

	assume(mapped);
	plain_run(&this);
	this.mapped = any_of("buffer there|second page faults") ? 1 : 2;
	this.layout = any_of("one extent|blocks apart") ? SCATTERED : ALL_AT_ONCE;
	user_io(direction, is_async);
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
