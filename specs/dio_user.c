/*
 * Direct reads and writes of a process's memory, whole calls of fs/direct-io.c: pages that fault in the middle,
 * files in pieces, holes, the end of the file, bios that are full, errors of the disk. What was pinned is
 * unpinned on each of these ways, by the one who has it then: the call, its deferred page, or the bio.
 */
#include <pinproof/direct_io.h>

SPEC("direct I/O of user memory through fs/direct-io.c");
WRITTEN_FOR(iov_iter_ubuf);

static bool mapped;

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
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
	this.mapped = any_mapped_pages();
	this.layout = any_layout();
	if (this.layout == ALL_AT_ONCE)
		this.room = any_room();
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
	return folio_ref_count(&folio) == mapped + held * references_per_page();
}

INVARIANT(idle_means_base)
{
	return bios > 0 || (folio_ref_count(&folio) == mapped && folio_ref_count(&zero_folio) == 1);
}

INVARIANT(zero_page_is_released_as_often_as_taken)
{
	return folio_ref_count(&zero_folio) == 1 + held_zeros * references_per_zero_page();
}

INVARIANT(not_freed_while_under_io)
{
	return !folio.freed || mapped + held == 0;
}
