/*
 * Page table entries of every sort, and what GUP's fast path takes of them. It holds no lock: between reading an entry
 * and holding its page others may change either, and it must look again. What it cannot decide without the lock it
 * leaves to the slow path, with nothing taken that it does not say.
 *
 * Each transition begins anew.
 */
#include <pinproof.h>
#define PINPROOF_MEANWHILE
#define PINPROOF_WHOLE_ENTRIES
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include <compat/walk.h>
#include <pinproof/folio.h>
#include <pinproof/gup_entries.h>

SPEC("page table entries of every sort, and what the fast path of GUP takes of them");
WRITTEN_FOR(gup_must_unshare);
EXPECT_REPORT(follow_fast, "for_what_is_inaccessible", finding,
	      "the fast path returns the error, which its caller takes for success");

/* An entry that changes maps something else; a table that is replaced is freed when nobody looks any more. */
void pinproof_meanwhile(void)
{
	if (!may_change)
		return;
	switch (any_of("nothing|the entry changes|the table is replaced")) {
	case 0:
		return;
	case 1:
		entries[0].page = &outside.page;
		entries[0].special = true;
		break;
	default:
		pmd.table = NULL;
	}
	may_change = false;
}

/* How many entries' pages were taken, of those that lie side by side in the table. */
static int follow_fast(unsigned int flags, int wanted)
{
	struct page *pages[3] = { &outside.page }; /* the first is from another table */
	pmd_t seen = pmd;
	int found = 1;
	int result;
	int i;

	result = walk_fast(seen, &pmd, wanted * PAGE_SIZE, flags, pages, &found);
	CHECK(pages_taken_before_are_kept, found >= 1 && found <= 1 + wanted && pages[0] == &outside.page);
	CHECK(each_page_comes_with_its_reference, references_taken() == (found - 1) * references(flags));
	for (i = 1; i < found; i++)
		CHECK(only_pages_of_the_folio_are_taken, pages[i] == &folio.page);
	CHECK(nothing_is_kept_by_the_fast_path, nothing_is_kept() && taken.pagemaps == 0);
	if (facts.is_inaccessible)
		CHECK(all_pages_or_the_slow_path_for_what_is_inaccessible, !result || found == 1 + wanted);
	else
		CHECK(all_pages_or_the_slow_path, (result != 0) == (found == 1 + wanted));
	CHECK(what_is_taken_was_accessed, (found > 1) == facts.is_accessed);
	return found - 1;
}

TRANSITION(fast)
{
	unsigned int flags = pin_or_get() | any_access();
	const pte_t *entry = &entries[0];
	bool is_due;

	begin();
	choose_entry(&entries[0]);
	if (!(flags & FOLL_WRITE))
		flags |= any_time();
	if (entry->page == &folio.page && any_of("allowed|refused"))
		facts.is_refused = true;
	table_is_gone = entry->page == &folio.page && !facts.is_refused && may_be_gone();
	is_due = entry->page == &folio.page && !entry->protnone && (entry->write || !(flags & FOLL_WRITE)) &&
		 !(entry->devmap && (device.is_dying || (flags & FOLL_LONGTERM))) && !facts.is_refused &&
		 !table_is_gone && !must_unshare(entry, flags);
	if (follow_fast(flags, 1))
		CHECK(nothing_is_taken_that_is_not_due, is_due);
	else
		CHECK(nothing_is_left_that_is_due, !is_due || ((flags & FOLL_LONGTERM) && (flags & FOLL_PIN)));
	begin();
}

TRANSITION(fast_in_a_race)
{
	unsigned int flags = pin_or_get();

	begin();
	entries[0].page = &folio.page;
	entries[0].write = true;
	may_change = true;
	if (follow_fast(flags, 1))
		CHECK(an_entry_that_has_changed_is_not_used, may_change);
	else
		CHECK(an_entry_that_has_not_changed_is_used, !may_change);
	begin();
}

/* Two entries of one table. The device may go away between them. */
TRANSITION(fast_twice)
{
	unsigned int flags = pin_or_get();
	int i;

	begin();
	for (i = 0; i < 2; i++) {
		entries[i].page = &folio.page;
		entries[i].write = true;
	}
	switch (any_of("two pages|two of a device|one, and one of a device that is dying|one, and none")) {
	case 0:
		CHECK(both_are_taken, follow_fast(flags, 2) == 2);
		break;
#ifdef ENTRIES_SAY_DEVICE
	case 1:
		entries[0].devmap = true;
		entries[1].devmap = true;
		CHECK(both_are_taken_of_a_device, follow_fast(flags, 2) == 2);
		break;
	case 2:
		entries[1].devmap = true;
		device.is_dying = true;
		CHECK(none_is_taken_beside_a_dying_device, follow_fast(flags, 2) == 0);
		break;
#endif
	default:
		entries[1].page = NULL;
		CHECK(one_is_taken, follow_fast(flags, 2) == 1);
	}
	begin();
}

TRANSITION(fast_inaccessible)
{
	unsigned int flags = pin_or_get();

	begin();
	entries[0].page = &folio.page;
	entries[0].write = true;
	facts.is_inaccessible = true;
	CHECK(what_is_inaccessible_is_not_pinned_fast, follow_fast(flags, 1) == !(flags & FOLL_PIN));
	begin();
}
