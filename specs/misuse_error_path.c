/*
 * A caller pins a page, fails for a reason of its own, and returns without giving the pin back.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("a pin kept on an error path");

static struct folio folio;
static integer pins;
static integer kept; /* by nobody who knows */

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
}

TRANSITION(pin)
{
	assume(pins + kept < MANY);
	if (!grab(&folio.page, FOLL_PIN))
		return;
	if (any_of("goes on|fails"))
		kept++;
	else
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

INVARIANT(every_pin_has_its_unpin, EXPECT(violated, "the pin of the call that failed is left"))
{
	return pins > 0 || folio_ref_count(&folio) == 1;
}

/* What is left over keeps the page: a leak, and no use after free. */
INVARIANT(not_freed_while_held)
{
	return !folio.freed;
}
