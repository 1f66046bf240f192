/*
 * folio_add_pin() on a folio of any kind, by somebody who has a pin: the counts are as if it had been pinned once
 * more, the zero page's stay as they are, and nothing is said. Far from overflow: add_pin is about that.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("one more pin of any folio by folio_add_pin()");
REQUIRES(folio_add_pin)
KNOWN_TYPE(folio_add_pin, void, (struct folio *));

static struct folio folio;
static bool mapped;
static integer pins;

INIT()
{
	new_folio_of_any_kind(&folio, 1);
	mapped = true;
}

/* Far from overflow, but for the zero page, whose pins do not count. */
static bool may_pin(void)
{
	return pins < MANY || is_zero_folio(&folio);
}

TRANSITION(unmap)
{
	assume(mapped && !is_zero_folio(&folio));
	folio_put(&folio);
	mapped = false;
}

TRANSITION(pin)
{
	assume(mapped && may_pin());
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(add_pin)
{
	assume(pins > 0 && may_pin());
	folio_add_pin(&folio);
	pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

INVARIANT(refcount_counts_every_hold)
{
	integer references = mapped;

	if (folio_test_large(&folio))
		references += pins;
	else if (!is_zero_folio(&folio))
		references += pins * GUP_PIN_COUNTING_BIAS;
	return folio_ref_count(&folio) == references;
}

INVARIANT(pincount_counts_every_pin_of_a_large_folio)
{
	return atomic_read(&folio._pincount) == (has_pincount(&folio) ? pins : 0);
}
