/*
 * Arrays with NULL entries, as migration leaves them behind when it has given a page back already.
 *
 * unpin_user_pages() passes over NULL where a run of pages would begin. A NULL that follows a page is met
 * by gup_folio_next() while it looks for the end of that page's run, and there it is read through: callers
 * get by because they clear their entries from the front. unpin_folios() compares pointers only and takes
 * NULL anywhere.
 */
#include <pinproof.h>
#define PINPROOF_PAGES_MAY_BE_MISSING
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("arrays in which some pages are missing");
REQUIRES(unpin_folios)
EXPECT_REPORT(gup_folio_next, "list[nr]", finding, "NULL after a page is read through");

#define ENTRIES 3

static struct folio folio;
static integer pins;

INIT()
{
	if (any_of("small|large"))
		new_folio(&folio, LARGE_FILE, 2, 1);
	else
		new_folio(&folio, SMALL_FILE, 1, 1);
}

/* Far from overflow, which other specifications are about. */
TRANSITION(pin)
{
	assume(pins < MANY);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin_array)
{
	struct page *pages[ENTRIES];
	struct folio *folios[ENTRIES];
	int present = 0;
	int i;

	for (i = 0; i < ENTRIES; i++) {
		pages[i] = NULL;
		folios[i] = NULL;
		if (any_of("missing|present")) {
			pages[i] = &folio.page;
			folios[i] = &folio;
			present++;
		}
	}
	assume(pins >= present);
	pins -= present;
	if (any_of("unpin_user_pages|unpin_folios"))
		unpin_folios(folios, ENTRIES);
	else
		unpin_user_pages(pages, ENTRIES);
}

INVARIANT(refcount_counts_every_pin)
{
	return folio_ref_count(&folio) == 1 + pins * (has_pincount(&folio) ? 1 : GUP_PIN_COUNTING_BIAS);
}

INVARIANT(pincount_counts_every_pin_of_a_large_folio)
{
	return atomic_read(&folio._pincount) == (has_pincount(&folio) ? pins : 0);
}
