/*
 * The mistake that FOLL_PIN was made to forbid: a page that was pinned is released like one that was got.
 * put_page() takes one reference back of the 1024 that the pin had added.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("a pinned page released with put_page(), once");

static struct folio folio;
static integer pins;
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

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

TRANSITION(put_instead_of_unpin)
{
	assume(pins > 0 && !misused);
	pins--;
	misused = true;
	put_page(&folio.page);
}

INVARIANT(every_pin_has_its_unpin, EXPECT(violated, "1023 of the pin's 1024 references are left"))
{
	return pins > 0 || folio_ref_count(&folio) == 1;
}

/* What is left over keeps the page: a leak, and no use after free. */
INVARIANT(not_freed_while_held)
{
	return !folio.freed;
}
