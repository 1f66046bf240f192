/*
 * With CONFIG_DEBUG_VM every unpin asks whether an anonymous page is as exclusive as it was when it was pinned.
 * Here it always is, and nothing may be said; misuse_shared_pin is about the opposite.
 */
#include <pinproof.h>
#define PINPROOF_SHARED_PAGES
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/exclusive.h>

SPEC("pages that are exclusive while they are pinned, of which unpinning says nothing");
REQUIRES(sanity_check_pinned_pages);

TRANSITION(unpin)
{
	bool first = any_bool("first page");
	bool second = any_bool("second page");

	unpin_pages(first, second);
}
