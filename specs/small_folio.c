/*
 * A small folio counts its pins in the reference count, 1024 at a time, so 2,097,152 pins are one too many.
 * GUP looks at the count before it adds: the last pin does overflow it. What must hold is that it fails
 * closed: from there on every grab is refused, and the count does not come back to 0 while somebody holds
 * the folio.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/life.h>

SPEC("a small folio from its first mapping to its last holder");
EXPECT_GRABS_TO_WARN("a count that pins have made overflow is refused, with a warning");

INIT()
{
	new_small_folio(&folio, 1);
	mappings = 1;
}

TRANSITION(pin)
{
	assume(mappings > 0);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_one(&folio.page);
}

static integer references_held(void)
{
	return mappings + gets + pins * GUP_PIN_COUNTING_BIAS;
}

INVARIANT(refcount_stays_below_overflow, EXPECT(finding, "GUP looks before it adds: one pin too many fits"))
{
	return !has_overflowed(&folio);
}

INVARIANT(refcount_counts_every_hold, EXPECT_REFUSED_PUTS)
{
	return folio_ref_count(&folio) == as_counter(references_held());
}

INVARIANT(pincount_is_not_used)
{
	return atomic_read(&folio._pincount) == 0;
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed || references_held() == 0;
}

INVARIANT(freed_with_the_last_holder, EXPECT_REFUSED_PUTS)
{
	return references_held() > 0 || (folio.freed && folio_ref_count(&folio) == 0);
}

INVARIANT(a_pinned_folio_is_maybe_dma_pinned)
{
	return pins == 0 || folio_maybe_dma_pinned(&folio);
}
