/*
 * Direct reads and writes of kernel memory (bvec and kvec iterators: swap files, loop devices, io_uring's
 * registered buffers). Since 6.3 nothing is pinned for these: whoever made the iterator holds the pages until
 * he is told that the I/O is over, and no bio may release what it did not take. Before, each page of a bvec
 * was got, and kvecs were refused.
 */
#include <pinproof/direct_io.h>

SPEC("direct I/O of kernel memory through fs/direct-io.c");
WRITTEN_FOR(iov_iter_ubuf);

INIT()
{
	new_folio(&folio, SMALL_FILE, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
}

static void io(int direction)
{
	struct run this;
	struct iov_iter iter;
	bool is_async = any_bool("async");
	struct bio_vec bvecs[BUFFER_PAGES];
	struct kvec kvec = { .iov_base = (void *)BUFFER, .iov_len = BUFFER_PAGES * PAGE_SIZE };

	plain_run(&this);
	this.layout = any_layout();
	if (any_of("bvec|kvec")) {
		iov_iter_kvec(&iter, direction, &kvec, 1, BUFFER_PAGES * PAGE_SIZE);
	} else {
		bvec_set_page(&bvecs[0], buffer_page(0), PAGE_SIZE, 0);
		bvec_set_page(&bvecs[1], buffer_page(1), PAGE_SIZE, 0);
		iov_iter_bvec(&iter, direction, bvecs, BUFFER_PAGES, BUFFER_PAGES * PAGE_SIZE);
	}
	direct_io_call(is_async, &iter, 0, BLOCK_BITS);
}

TRANSITION(read)
{
	io(READ);
}

TRANSITION(write)
{
	io(WRITE);
}

TRANSITION(releasing_bio_ends)
{
	any_bio_ends();
}

TRANSITION(bio_ends)
{
	assume(other_bios > 0);
	other_bios--;
	end_bio(LEAVES_PAGES, any_of("a page|two pages") ? 2 : 1, 0);
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == 1 + held * references_per_page();
}

INVARIANT(only_what_was_taken_is_to_be_released)
{
	__if_exists(iov_iter_extract_pages) {
	return bios == 0;
	}
	__if_not_exists(iov_iter_extract_pages) {
	return other_bios == 0;
	}
}

INVARIANT(not_freed_while_under_io)
{
	return !folio.freed;
}
