/*
 * The zero page in direct I/O: as the buffer of a write, where nobody wrote that memory before; in the place
 * of pages that fault, while there are blocks that would otherwise keep what was on the disk; and for the
 * parts of new blocks before and behind what is written. It was taken in three different ways and is released
 * in one: as often as it was taken.
 *
 * Others hold `base` references for good (the page's own one, and up to a bias more), so that releases that
 * nothing was taken for are seen to bring the count down to nothing.
 */
#include <pinproof/direct_io.h>

SPEC("the zero page in direct writes through fs/direct-io.c");
WRITTEN_FOR(iov_iter_ubuf);

static integer base;

INIT()
{
	int references = any_int("references", 1, GUP_PIN_COUNTING_BIAS);

	new_folio(&folio, SMALL_ANON, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, references);
	base = references;
	folio.pfn = 100;
}

TRANSITION(write)
{
	struct run this;
	bool is_async = any_bool("async");

	plain_run(&this);
	this.mapped = any_mapped_pages();
	this.is_zero_page = any_bool("from the zero page");
	user_io(WRITE, is_async);
}

TRANSITION(write_part_of_blocks) /* of 4 KiB: half a block, and, where it is longer, half of the next */
{
	struct run this;
	struct iov_iter iter;
	bool is_new = any_of("old blocks|new blocks");
	bool is_async = is_new && any_bool("async");
	size_t bytes = any_of("half a block|two halves of blocks") ? PAGE_SIZE : PAGE_SIZE / 2;

	plain_run(&this);
	this.mapped = any_mapped_pages();
	this.is_zero_page = is_new && any_bool("from the zero page");
	this.is_new = is_new;
	this.shift = any_of("from a page's begin|from its middle") ? PAGE_SIZE / 2 : 0;
	iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + this.shift), bytes);
	direct_io_call(is_async, &iter, any_of("first half|second half") ? PAGE_SIZE / 2 : 0, PAGE_SHIFT);
}

TRANSITION(bio_ends)
{
	any_bio_ends();
}

INVARIANT(zero_page_is_released_as_often_as_taken)
{
	return folio_ref_count(&zero_folio) == base + held_zeros * references_per_zero_page();
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == 1 + held * references_per_page();
}

INVARIANT(zero_page_is_never_freed)
{
	return !zero_folio.freed;
}
