/*
 * The fast path finds a page's folio before it holds it. Until it does, that folio may be split: the page then
 * belongs to another one, with a count of its own, and a reference on the first would be on a stranger. GUP looks
 * again once it holds something, and gives it back.
 *
 * Here a folio of two pages is split between any two steps of a grab of its second page, if nobody but its owner
 * holds it then, and either part may be let go of by its owner at once.
 */
#include <pinproof.h>
#define PINPROOF_MEANWHILE
#define PINPROOF_SPLITS
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

ASSUMPTION(G9, "the folio that is split has two pages, and one processor takes references of the second");
SPEC("a folio that is split while its second page is grabbed");

static struct folio whole, split_off;
static struct page second; /* of the one, and then of the other */
static bool is_split;
static bool owned, second_owned;
static integer gets, pins; /* of the second page */

INIT()
{
	new_folio(&whole, LARGE_FILE, 2, 1);
	new_folio(&split_off, SMALL_FILE, 1, 0);
	second.folio = &whole;
	owned = true;
}

/* A split freezes the folio, and gives up if somebody else holds it. */
static void split(void)
{
	if (folio_ref_count(&whole) != 1)
		return;
	whole.kind = SMALL_FILE;
	whole.nr_pages = 1;
	split_off._refcount.counter = 1;
	second.folio = &split_off;
	is_split = true;
	second_owned = true;
}

static void let_go_of(struct folio *folio, bool *is_owned)
{
	if (*is_owned)
		folio_put(folio);
	*is_owned = false;
}

/* Whatever others do while one grabs. */
void pinproof_meanwhile(void)
{
	switch (any_of("nothing|split|first part let go of|both parts let go of")) {
	case 0:
		return;
	case 1:
		break;
	case 2:
		if (!is_split && owned)
			split();
		let_go_of(&whole, &owned);
		return;
	default:
		if (!is_split && owned)
			split();
		let_go_of(&whole, &owned);
		let_go_of(&split_off, &second_owned);
		return;
	}
	if (!is_split && owned)
		split();
}

static bool is_mapped(void)
{
	return is_split ? second_owned : owned;
}

TRANSITION(grab)
{
	bool gets_it = any_of("to pin|to get");

	assume(is_mapped() && gets + pins < MANY);
	if (!grab_fast(&second, 1, gets_it ? FOLL_GET : FOLL_PIN))
		return;
	if (gets_it)
		gets++;
	else
		pins++;
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	put_page(&second);
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&second);
}

INVARIANT(references_are_on_the_folio_of_the_page)
{
	if (!is_split)
		return folio_ref_count(&whole) == owned + gets + pins * (has_pincount(&whole) ? 1 : GUP_PIN_COUNTING_BIAS) &&
		       folio_ref_count(&split_off) == 0;
	return folio_ref_count(&whole) == owned &&
	       folio_ref_count(&split_off) == second_owned + gets + pins * GUP_PIN_COUNTING_BIAS;
}

INVARIANT(freed_with_the_last_holder)
{
	return whole.freed == (folio_ref_count(&whole) == 0) &&
	       split_off.freed == (is_split && folio_ref_count(&split_off) == 0);
}
