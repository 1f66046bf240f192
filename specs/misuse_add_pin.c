/*
 * folio_add_pin() by somebody who has no pin: the folio may be gone before the pin is there. Where few others hold
 * it, and nobody pins it, that is noticed.
 */
#include <pinproof.h>
#define PINPROOF_WARNINGS
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("folio_add_pin() on a folio that is not pinned, once");
REQUIRES(folio_add_pin)
EXPECT_REPORT(folio_add_pin, "", violated, "nobody has a pin");

static struct folio folio;
static bool misused, warned;

void pinproof_warned(void)
{
	warned = true;
}

INIT()
{
	if (any_of("small|large"))
		new_large_folio(&folio, 1);
	else
		new_small_folio(&folio, 1);
}

TRANSITION(get)
{
	assume(!misused && folio_ref_count(&folio) < GUP_PIN_COUNTING_BIAS - 1);
	(void)grab(&folio.page, FOLL_GET);
}

TRANSITION(add_pin)
{
	assume(!misused);
	misused = true;
	folio_add_pin(&folio);
	CHECK(it_is_noticed, warned);
}

INVARIANT(the_pin_is_there_even_so)
{
	return !misused || folio_maybe_dma_pinned(&folio);
}
