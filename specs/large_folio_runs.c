/*
 * A huge page that is mapped as a whole is pinned by runs of its pages, each run with one grab, and given
 * back by runs: of a range, of an array, of the folio.
 *
 * One grab of many pages can pass the end of both counts at once. The reference count is then refused, but
 * a pin count that has become negative reads as "not pinned".
 */
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("a large folio, pinned by runs of its pages");
WRITTEN_FOR(unpin_user_page_range_dirty_lock);
EXPECT_GRABS_TO_WARN("a count that pins have made overflow is refused, with a warning");

static struct folio folio;
static bool mapped;
static integer pins;

INIT()
{
	new_folio(&folio, LARGE_ANON, PINPROOF_HUGE_PAGES, 1);
	mapped = true;
}

TRANSITION(unmap)
{
	assume(mapped);
	folio_put(&folio);
	mapped = false;
}

TRANSITION(pin_run)
{
	int pages = any_int("pages", 1, PINPROOF_HUGE_PAGES);

	assume(mapped);
	assume(pages <= folio.nr_pages);
	if (grab_fast(&folio.page, pages, FOLL_PIN))
		pins += pages;
}

TRANSITION(unpin_run)
{
	int pages = any_int("pages", 1, PINPROOF_HUGE_PAGES);
	int first = any_int("first page", 0, 511);

	assume(pages <= pins);
	assume(first + pages <= folio.nr_pages);
	pins -= pages;
	unpin_run(folio_page(&folio, first), pages);
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == as_counter(mapped + pins);
}

INVARIANT(pincount_counts_every_pin)
{
	return atomic_read(&folio._pincount) == as_counter(pins);
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed || mapped + pins == 0;
}

INVARIANT(freed_with_the_last_holder)
{
	return mapped + pins > 0 ||
	       (folio.freed && folio_ref_count(&folio) == 0 && atomic_read(&folio._pincount) == 0);
}

INVARIANT(a_pinned_folio_is_maybe_dma_pinned,
	  EXPECT(finding, "the run that overflows the pin count makes it negative"))
{
	return pins == 0 || folio_maybe_dma_pinned(&folio);
}
