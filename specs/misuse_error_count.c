/*
 * Pinning failed, and its negative error is taken for a number of pages, or folios, to unpin. That is noticed, and
 * nothing is unpinned.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("an error taken for a number of pages to unpin");
EXPECT_REPORT(unpin_user_pages, "IS_ERR_VALUE", violated, "an error is no number of pages");
EXPECT_REPORT(unpin_folios, "IS_ERR_VALUE", violated, "an error is no number of folios");

static struct folio folio;
static integer pins;

INIT()
{
	new_folio(&folio, SMALL_FILE, 1, 1);
}

TRANSITION(pin)
{
	assume(pins < MANY);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

TRANSITION(unpin_after_error)
{
	struct page *pages[1] = { &folio.page };
	long pinned = any_of("-ENOMEM|-EFAULT") ? -EFAULT : -ENOMEM;

	__if_exists(unpin_folios) {
	if (any_of("pages|folios")) {
		struct folio *folios[1] = { &folio };

		unpin_folios(folios, pinned);
		return;
	}
	}
	unpin_user_pages(pages, pinned);
}

INVARIANT(refcount_counts_every_pin)
{
	return folio_ref_count(&folio) == 1 + pins * GUP_PIN_COUNTING_BIAS;
}
