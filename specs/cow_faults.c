/*
 * A write fault, or one that unshares, on a page of any sort in a private mapping: what is the process's alone is
 * used where it is, and everything else is copied. The page may be KSM's, large, in the swap cache, in a batch on
 * its way to the LRU lists, locked by somebody, a file's, the zero page, or memory without a struct page; there may
 * be no memory, or bad memory; and while the table is not locked others may change the entry.
 *
 * Whatever happens, each reference is accounted for, each lock is released, and the process's statistics say what it
 * maps. Each transition begins anew.
 */
#include <pinproof.h>
#include <pinproof/cow_faults.h>

SPEC("pages of every sort when a private mapping is written");
WRITTEN_FOR(gup_must_unshare);
EXPECT_REPORT(__wp_page_copy_user, "1", finding, "memory without a page may be impossible to read");
EXPECT_REPORT(copy_through_mapping, "1", finding, "memory without a page may be impossible to read");

static bool is_its_own(void)
{
	__if_exists(__wp_can_reuse_large_anon_folio) {
	if (folio_test_large(&folio))
		return mapped_beside > 0 && others == mapped_beside && !is_swap_needed;
	}
	if (others > 0 || facts.is_ksm || facts.is_locked || is_swap_needed)
		return false;
	__if_exists(wp_can_reuse_anon_folio) { /* up to 6.7 a large folio too could be found to be one process's alone */
	return !folio_test_large(&folio);
	}
	return true;
}

/* Who uses a large folio of which others could have pages leaves it to be found by all mappings. */
static bool has_new_owner(void)
{
	__if_exists(__wp_can_reuse_large_anon_folio) {
	if (folio_test_large(&folio))
		return !facts.is_moved;
	}
	return facts.is_moved;
}

static vm_fault_t fault(unsigned int flags, unsigned long vm_flags)
{
	struct vm_area_struct vma = { .vm_mm = &process, .vm_flags = VM_READ | VM_WRITE | VM_MAYWRITE | vm_flags };
	struct vm_fault fault = {
		.vma = &vma, .address = ADDRESS, .flags = flags, .pmd = &pmd, .pte = entries, .orig_pte = entries[0],
	};
	vm_fault_t result;

	taken.tables = 1;
	result = do_wp_page(&fault);
	CHECK(nothing_is_kept, nothing_is_kept());
	return result;
}

static bool is_copy_mapped(void)
{
	return entries[0].page == &another.page;
}

/* After a fault on an entry that was `before`. */
static void look(const pte_t *before, unsigned int flags, vm_fault_t result)
{
	bool is_folios = before->page == &folio.page;
	bool is_left = is_folios && is_copy_mapped();
	int statistics = is_copy_mapped() && !(is_folios && folio_test_anon(&folio));

	CHECK(every_reference_is_accounted_for,
	      folio_ref_count(&folio) == 1 + others + facts.is_swapcached + facts.is_in_lru_batch - is_left);
	CHECK(every_mapping_is_counted, atomic_read(&folio._mapcount) == -is_left);
	CHECK(the_zero_page_is_not_counted, folio_ref_count(&zero_folio) == 1);
	if (is_copy_mapped()) {
		CHECK(a_copy_is_held_by_its_mapping,
		      folio_ref_count(&another) == 1 && atomic_read(&another._mapcount) == 0);
		CHECK(a_copy_is_exclusive, PageAnonExclusive(&another.page));
		CHECK(a_copy_is_whole, is_copied && facts.is_copy_uptodate);
		CHECK(a_copy_is_charged, is_charged);
		CHECK(a_copy_can_be_reclaimed, facts.is_copy_on_lru);
		CHECK(a_copy_is_young, entries[0].young);
		CHECK(an_entry_that_has_changed_is_left_alone, !was_changed);
	} else {
		CHECK(a_copy_that_is_not_used_is_freed, another.freed);
		CHECK(another_page_is_never_mapped, entries[0].page == before->page);
	}
	CHECK(what_is_mapped_is_what_statistics_say,
	      mm_counters[MM_ANONPAGES] == statistics &&
	      mm_counters[MM_FILEPAGES] == -(statistics && is_folios));
	CHECK(swap_is_dropped_once_it_is_copied, facts.is_swap_dropped == is_left);
	CHECK(zeros_are_warned_of, !is_zeroed || warned);
	CHECK(lack_of_memory_is_said, (result == VM_FAULT_OOM) == (is_short || !is_prepared));
	CHECK(bad_memory_is_said, (result == VM_FAULT_HWPOISON) == is_bad);
	if (entries[0].write) {
		CHECK(who_asks_to_unshare_may_not_write, flags & FAULT_FLAG_WRITE);
		CHECK(what_may_be_written_is_dirty_and_young, entries[0].dirty && entries[0].young);
	}
	if (!(flags & FAULT_FLAG_WRITE))
		CHECK(tracking_of_writes_goes_on, entries[0].soft_dirty == before->soft_dirty &&
						  entries[0].uffd_wp == before->uffd_wp);
	/* Memory that is copied through its mapping becomes young on some machines, which makes the fault come again. */
	CHECK(a_fault_is_resolved_or_left, was_changed || (before->special && !before->young && entries[0].young) || is_short || is_bad || !is_prepared ||
					   (flags & FAULT_FLAG_WRITE ? entries[0].write
								     : is_copy_mapped() || !is_folios ||
									       !folio_test_anon(&folio) ||
									       PageAnonExclusive(&folio.page)));
}

static unsigned int any_fault(void)
{
	return any_of("write|unshare") ? FAULT_FLAG_UNSHARE : FAULT_FLAG_WRITE;
}

TRANSITION(shared_page)
{
	unsigned int flags = any_fault();
	pte_t before;
	vm_fault_t result;

	begin();
	choose_shared();
	before = entries[0];
	result = fault(flags, 0);
	look(&before, flags, result);
	if (PageAnonExclusive(&folio.page))
		CHECK(what_somebody_else_has_is_not_used, is_its_own() && has_new_owner());
	else
		CHECK(what_nobody_else_has_is_not_copied, !is_its_own());
	begin();
}

/* It may be pinned, so it must not be copied, whoever else holds it and whatever it is. */
TRANSITION(exclusive_page)
{
	unsigned int flags = any_fault();
	pte_t before;
	vm_fault_t result;

	begin();
	choose_shared();
	folio.page.anon_exclusive = true;
	before = entries[0];
	result = fault(flags, 0);
	look(&before, flags, result);
	CHECK(an_exclusive_page_is_never_copied, !is_copy_mapped() && PageAnonExclusive(&folio.page));
	begin();
}

TRANSITION(other_page)
{
	unsigned int flags = any_fault();
	pte_t before;
	vm_fault_t result;

	__if_not_exists(wp_can_reuse_anon_folio) {
	flags = FAULT_FLAG_WRITE; /* nothing else is unshared there but anonymous pages */
	}
	begin();
	is_prepared = any_of("prepared|no memory to prepare the mapping") ? false : true;
	switch (any_of("a file's|the zero page|memory without a page")) {
	case 0:
		map_folio();
		folio.kind = SMALL_FILE;
		break;
	case 1:
		entries[0].page = &zero_folio.page;
		break;
	default:
		entries[0].page = &outside.page;
		entries[0].special = true;
		entries[0].young = any_of("old|young") ? true : false;
	}
	before = entries[0];
	result = fault(flags, 0);
	look(&before, flags, result);
	CHECK(no_page_is_taken_for_anonymous, !PageAnonExclusive(&folio.page));
	begin();
}

/* Userfaultfd's handler is asked first, where it protected the page, or is told nothing, if it said so. */
TRANSITION(protected_page)
{
	unsigned int flags = any_fault();
	bool is_registered = any_of("not registered|registered") ? true : false;
	pte_t before;
	vm_fault_t result;

	begin();
	map_folio();
	hold(1);
	entries[0].uffd_wp = any_of("soft-dirty|protected") ? true : false;
	entries[0].soft_dirty = !entries[0].uffd_wp;
	is_flush_pending = is_registered && (flags & FAULT_FLAG_WRITE) && any_of("flushed|flush is pending");
	__if_exists(wp_can_reuse_anon_folio) {
	is_async = any_of("handler waits|handler does not wait") ? true : false;
	}
	before = entries[0];
	result = fault(flags, is_registered ? VM_UFFD_WP : 0);
	if (is_told)
		CHECK(an_entry_is_left_to_the_handler, pte_same(entries[0], before) && result == VM_FAULT_RETRY);
	else
		look(&before, flags, result);
	CHECK(a_handler_hears_of_writes, is_told == ((flags & FAULT_FLAG_WRITE) && is_registered && before.uffd_wp &&
						     !is_async));
	begin();
}

TRANSITION(shared_mapping)
{
	__if_exists(wp_can_reuse_anon_folio) {
	__if_exists(wp_page_shared) {
	struct vm_area_struct vma = {
		.vm_flags = VM_READ | VM_WRITE | (any_of("shared|shared, opened to be read") ? VM_MAYSHARE : VM_SHARED),
	};
	struct vm_fault fault = { .vma = &vma, .flags = FAULT_FLAG_WRITE, .pmd = &pmd, .pte = entries };
	bool has_page = any_of("a file's page|memory without a page") == 0;

	begin();
	folio.kind = SMALL_FILE;
	entries[0].page = has_page ? &folio.page : &outside.page;
	entries[0].special = !has_page;
	fault.orig_pte = entries[0];
	taken.tables = 1;
	CHECK(a_shared_mapping_is_for_others_to_see_to,
	      do_wp_page(&fault) == (has_page ? SHARED_PAGE : SHARED_MEMORY));
	begin();
	}
	}
}

/* Asked of every transition, so that none goes unseen. */
INVARIANT(nothing_is_left_behind)
{
	return folio_ref_count(&folio) == 1;
}
