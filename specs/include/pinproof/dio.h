/*
 * Direct-I/O writes in flight, each with the pages that it pinned; all the pages are one page.
 *
 * A list of writes would be a state without bound. Two numbers say all that matters: how many writes are
 * in flight, and how many pages they hold together. A write of n pages may complete where the others can
 * then share the rest, 1..PINPROOF_DIO_PAGES each. For every such pair of numbers there are writes that
 * add up to it, so no state is reached that real lists of writes would not reach, and none is missed.
 */
#ifndef PINPROOF_DIO_H
#define PINPROOF_DIO_H

static integer writes; /* in flight */
static integer written_pages; /* that they pinned and have not given back */

/* Submits a write of any size, of which GUP may refuse a part: the write is then a shorter one. */
static inline void dio_submit(struct page *page)
{
	int taken = pin_repeatedly(page, any_int("pages", 1, PINPROOF_DIO_PAGES));

	if (taken > 0) {
		writes++;
		written_pages += taken;
	}
}

/* One of the writes completes and gives back what it pinned. */
static inline void dio_finish(struct page *page)
{
	int pages = any_int("pages", 1, PINPROOF_DIO_PAGES);

	assume(writes > 0);
	assume(written_pages - pages >= writes - 1);
	assume(written_pages - pages <= PINPROOF_DIO_PAGES * (writes - 1));
	writes--;
	written_pages -= pages;
	unpin_repeatedly(page, pages);
}

#endif
