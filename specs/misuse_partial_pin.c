/*
 * GUP may pin fewer pages than it was asked for and says how many. A caller that fails then, and gives back
 * as many as it had asked for, unpins what was in its array from before: here, pages of an earlier call.
 */
#if __has_include(<only/include/linux/mm.h/hpage_pincount_available>)
#define PINPROOF_DIO_PAGES 8 /* without folios each page is given back by itself: fewer show the same */
#endif
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("as many pages unpinned as were asked for, after a partial pin");
EXPECT_GRABS_TO_WARN("the count has become negative");

static struct folio folio;
static integer pins; /* of other callers */
static bool misused;

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
}

TRANSITION(pin)
{
	assume(pins < MANY);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin_all_after_partial_pin)
{
	struct page *pages[PINPROOF_DIO_PAGES];
	int asked = any_int("pages asked for", 1, PINPROOF_DIO_PAGES);
	int pinned = any_int("pages pinned", 0, PINPROOF_DIO_PAGES);
	int i;

	assume(pinned <= asked && !misused);
	misused = true;
	__pinproof_fill(pages, asked, &folio.page);
	for (i = 0; i < pinned; i++)
		if (!grab_fast(&folio.page, 1, FOLL_PIN))
			break;
	unpin_user_pages(pages, asked);
}

INVARIANT(refcount_counts_every_pin, EXPECT(violated, "pages that this call had not pinned are unpinned"))
{
	return folio_ref_count(&folio) == 1 + pins * GUP_PIN_COUNTING_BIAS;
}
