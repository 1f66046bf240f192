/*
 * Direct writes from one page of a process, as many at once as anybody likes: each pins the page up to 64
 * times. 32,768 of them overflow the count of a small folio (the zero page used to be one like any other),
 * and from there on GUP must refuse until enough writes have completed.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/dio.h>

SPEC("direct writes from one page of a small folio");
EXPECT_GRABS_TO_WARN("a count that pins have made overflow is refused, with a warning");

static struct folio folio; /* mapped once, throughout */

INIT()
{
	new_small_folio(&folio, 1);
}

TRANSITION(dio_write)
{
	dio_submit(&folio.page);
}

TRANSITION(dio_complete)
{
	dio_finish(&folio.page);
}

INVARIANT(refcount_stays_below_overflow, EXPECT(finding, "GUP looks before it adds: one pin too many fits"))
{
	return !has_overflowed(&folio);
}

INVARIANT(refcount_counts_every_pin, EXPECT_REFUSED_PUTS)
{
	return folio_ref_count(&folio) == as_counter(1 + written_pages * GUP_PIN_COUNTING_BIAS);
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed;
}

INVARIANT(every_pin_has_its_unpin, EXPECT_REFUSED_PUTS)
{
	return writes > 0 || folio_ref_count(&folio) == 1;
}

INVARIANT(a_pinned_folio_is_maybe_dma_pinned)
{
	return writes == 0 || folio_maybe_dma_pinned(&folio);
}
