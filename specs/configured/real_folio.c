/*
 * For configured mode: the real struct page and the kernel's own headers, down to what x86 writes in assembly
 * (modelled in configured/atomic.h). One page of order 0 under GUP's pins and plain references, for the kernels
 * whose slow path is try_grab_folio().
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <configured/mm.h>

SPEC("a page of order 0, with the kernel's own headers");
REQUIRES(try_grab_folio_fast)

static struct page page;
static integer pins, gets;

INIT()
{
	atomic_set(&page._refcount, 1);
	gets = 1;
}

/* Whoever takes a reference the slow way sees to it that the page stays while it is taken. */
TRANSITION(pin)
{
	assume(pins + gets > 0);
	if (!try_grab_folio(page_folio(&page), 1, FOLL_PIN))
		pins++;
}

TRANSITION(get)
{
	assume(pins + gets > 0);
	if (!try_grab_folio(page_folio(&page), 1, FOLL_GET))
		gets++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	gup_put_folio(page_folio(&page), 1, FOLL_PIN);
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	folio_put(page_folio(&page));
}

INVARIANT(refcount_counts_every_hold)
{
	integer held = gets + pins * GUP_PIN_COUNTING_BIAS;
	integer wrap = (integer)1 << 32;

	return page_ref_count(&page) == (held < wrap / 2 ? held : held - wrap);
}

INVARIANT(not_freed_while_held)
{
	return pinproof_folios_freed == 0 || pins + gets == 0;
}

INVARIANT(refcount_stays_below_overflow,
	  EXPECT(finding, "try_grab_folio() looks at the count before it adds a pin's 1024 to it"))
{
	return page_ref_count(&page) >= 0;
}

EXPECT_REPORT(try_grab_folio, "folio_ref_count(folio) <= 0", finding, "the pin after the one that overflows");
