/*
 * A pinned anonymous page becomes shared behind the pin's back, as pages once did at fork: what a device writes may
 * then arrive in memory of somebody else. With CONFIG_DEBUG_VM no such page is unpinned unnoticed: in 6.12 that was a BUG, which
 * ends the run, and since then it is a warning.
 */
#include <pinproof.h>
#define PINPROOF_SHARED_PAGES
#define PINPROOF_WARNINGS
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/exclusive.h>

SPEC("a pinned anonymous page that somebody else shares, unpinned");
REQUIRES(sanity_check_pinned_pages);
EXPECT_REPORT(sanity_check_pinned_pages, "", violated, "a pinned page is not exclusive any more");

static bool warned; /* in this transition */

void pinproof_warned(void)
{
	warned = true;
}

TRANSITION(share)
{
	if (any_bool("first page"))
		folio.page.anon_exclusive = false;
	if (any_bool("second page"))
		second_page.anon_exclusive = false;
}

TRANSITION(unpin)
{
	bool first = any_bool("first page");
	bool second = any_bool("second page");

	warned = false;
	unpin_pages(first, second);
	CHECK(a_shared_first_page_is_noticed,
	      warned || !first || !folio_test_anon(&folio) || is_exclusive(&folio.page));
	CHECK(a_shared_second_page_is_noticed,
	      warned || !second || !folio_test_anon(&folio) || is_exclusive(&second_page));
	warned = false;
}
