/*
 * A large folio has a pin count of its own, and a pin is one reference: 1024 times the room of a small one.
 * The count still ends, at the 2,147,483,647th pin beside one mapping, and must then fail closed: pins may
 * outlive the mapping, and the folio goes with the last of them.
 */
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("a large folio, pinned page by page, until its last holder lets go");
EXPECT_GRABS_TO_WARN("a count that pins have made overflow is refused, with a warning");

static struct folio folio;
static bool mapped;
static integer pins;

INIT()
{
	new_large_folio(&folio, 1);
	assume(has_pincount(&folio)); /* any_folio has the others, where there are any */
	mapped = true;
}

TRANSITION(unmap)
{
	assume(mapped);
	folio_put(&folio);
	mapped = false;
}

TRANSITION(pin)
{
	assume(mapped);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_one(&folio.page);
}

INVARIANT(refcount_stays_below_overflow, EXPECT(finding, "GUP looks before it adds: one pin too many fits"))
{
	return !has_overflowed(&folio);
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == as_counter(mapped + pins);
}

INVARIANT(pincount_counts_every_pin)
{
	return atomic_read(&folio._pincount) == pins;
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

INVARIANT(a_pinned_folio_is_maybe_dma_pinned)
{
	return pins == 0 || folio_maybe_dma_pinned(&folio);
}
