/*
 * Page table entries of every sort, and what GUP takes of them under the table's lock. An answer comes with its
 * reference or with none; a fault is asked for where one helps, and where it must unshare the page the answer says
 * so; whatever was locked or held on the way is given back.
 *
 * Each transition begins anew: nothing is left behind by one that the next could find.
 */
#include <pinproof.h>
#define PINPROOF_WHOLE_ENTRIES
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include <compat/walk.h>
#include <pinproof/folio.h>
#include <pinproof/gup_entries.h>

SPEC("page table entries of every sort, and what GUP takes of them");
WRITTEN_FOR(gup_must_unshare);
EXPECT_REPORT(follow_page_pte, "FOLL_GET", violated, "both FOLL_PIN and FOLL_GET were asked for");
EXPECT_REPORT(is_valid_gup_args, "== (FOLL_PIN | FOLL_GET)", violated, "both FOLL_PIN and FOLL_GET were asked for");
EXPECT_REPORT(try_grab_folio, "count", violated, "an entry maps what nobody holds");
EXPECT_REPORT(try_grab_page, "count", violated, "an entry maps what nobody holds");

static vm_fault_t fault(struct vm_fault *vmf)
{
	return 0;
}

static struct vm_area_struct private_mapping(unsigned long vm_flags)
{
	struct vm_area_struct vma = { .vm_flags = vm_flags };

	return vma;
}

static struct page *follow(struct vm_area_struct *vma, unsigned int flags)
{
	struct dev_pagemap *pagemap = NULL;
	struct page *page = walk_slow(vma, &pmd, flags, &pagemap);
	bool is_folios = page == &folio.page;

	CHECK(a_page_comes_with_its_reference, references_taken() == (is_folios ? references(flags) : 0));
	CHECK(the_zero_page_comes_without, folio_ref_count(&zero_folio) ==
					   1 + (page == &zero_folio.page && (flags & FOLL_GET)));
	CHECK(nothing_is_kept, nothing_is_kept());
	CHECK(a_device_is_held_for_the_caller, taken.pagemaps == (pagemap != NULL));
	CHECK(a_page_of_a_device_is_taken_with_its_device, !is_folios || !entries[0].devmap || pagemap);
	return page;
}

/* 1: the page. */
static long said(const struct page *page)
{
	return IS_ERR(page) ? PTR_ERR(page) : page != NULL;
}

static bool is_a_fault_due(unsigned int flags)
{
	return table_is_gone || !entries[0].page || ((flags & FOLL_WRITE) && !entries[0].write) ||
	       (entries[0].devmap && device.is_dying);
}

TRANSITION(slow)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE);
	unsigned int flags = pin_or_get() | any_access();
	struct page *page;

	begin();
	choose_entry(&entries[0]);
	assume(!entries[0].protnone);
	if (flags == FOLL_PIN)
		flags |= any_time();
	table_is_gone = entries[0].page == &folio.page && may_be_gone();
	page = follow(&vma, flags);
	if (is_a_fault_due(flags))
		CHECK(a_fault_is_asked_for, said(page) == 0);
	else if (entries[0].special)
		CHECK(memory_without_a_page_is_said_to_be_that, said(page) == -EEXIST);
	else if (must_unshare(&entries[0], flags))
		CHECK(who_must_unshare_is_told, said(page) == -EMLINK);
	else
		CHECK(nothing_else_is_refused, page == entries[0].page);
	begin();
}

TRANSITION(slow_without_reference)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE);
	struct page *page;

	begin();
	map_page(&entries[0]);
	choose_folio();
	if (any_of("to look|by mistake, to pin and to get")) {
#ifdef ENTRIES_SAY_DEVICE /* as old a walk looks for itself; a later one is for those who have looked */
		page = walk_slow(&vma, &pmd, FOLL_PIN | FOLL_GET, NULL);
		CHECK(both_at_once_is_an_error, said(page) == -EINVAL && references_taken() == 0);
#else
		CHECK(both_at_once_is_an_error, are_refused_as_arguments(FOLL_PIN | FOLL_GET) && references_taken() == 0);
#endif
		CHECK(nothing_is_kept_after_a_mistake, nothing_is_kept());
	} else {
		page = follow(&vma, 0);
		CHECK(who_only_looks_is_shown, page == &folio.page);
	}
	begin();
}

/* Core dumps leave holes where there is nothing to see. */
TRANSITION(dump)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE);
	struct vm_operations_struct operations = { any_of("no faults|faults") ? fault : NULL };
	struct page *page;

	begin();
	if (any_of("anonymous|file"))
		vma.vm_ops = &operations;
	choose_entry(&entries[0]);
	assume(!entries[0].devmap && !entries[0].protnone);
	page = follow(&vma, FOLL_GET | FOLL_DUMP);
	if (entries[0].swapped)
		CHECK(what_is_swapped_out_is_dumped, said(page) == 0);
	else if (!entries[0].page)
		CHECK(a_hole_is_left_where_no_fault_would_fill_it,
		      said(page) == (vma.vm_ops && operations.fault ? 0 : -EFAULT));
	else if (entries[0].special || entries[0].page == &zero_folio.page)
		CHECK(a_hole_is_left_for_special_pages, said(page) == -EFAULT);
	else
		CHECK(what_is_there_is_dumped, page == entries[0].page);
	begin();
}

/* Who may write by force: a debugger, to a private page that is its process's alone, where no fault would help. */
static bool may_force(const struct vm_area_struct *vma, const pte_t *entry)
{
	return !(vma->vm_flags & (VM_SHARED | VM_MAYSHARE | VM_WRITE)) && (vma->vm_flags & VM_MAYWRITE) &&
	       pte_special(*entry) == 0 && PageAnonExclusive(entry->page) &&
	       (entry->soft_dirty || (vma->vm_flags & VM_SOFTDIRTY)) &&
	       !(entry->uffd_wp && (vma->vm_flags & VM_UFFD_WP));
}

static unsigned long any_mapping(void)
{
	switch (any_of("private, read-only|private, writable|private, never writable|shared|shared, opened to be read")) {
	case 0:
		return VM_READ | VM_MAYWRITE;
	case 1:
		return VM_READ | VM_WRITE | VM_MAYWRITE;
	case 2:
		return VM_READ;
	case 3:
		return VM_READ | VM_MAYWRITE | VM_SHARED | VM_MAYSHARE;
	default:
		return VM_READ | VM_MAYWRITE | VM_MAYSHARE;
	}
}

TRANSITION(write_by_force)
{
	struct vm_area_struct vma = private_mapping(any_mapping());
	bool is_force = any_of("without force|by force") ? true : false;
	struct page *page;

	begin();
	if (any_of("a page|memory without a page")) {
		entries[0].page = &outside.page;
		entries[0].special = true;
	} else {
		entries[0].page = &folio.page;
		choose_folio();
		switch (!PageAnonExclusive(&folio.page) ? 0 : any_of("nobody tracks writes|userfaultfd|userfaultfd, of other pages|protected once for userfaultfd|"
			       "writes are tracked|writes are tracked, and known")) {
		case 0:
			vma.vm_flags |= VM_SOFTDIRTY;
			break;
		case 1:
			vma.vm_flags |= VM_SOFTDIRTY | VM_UFFD_WP;
			entries[0].uffd_wp = true;
			break;
		case 2:
			vma.vm_flags |= VM_SOFTDIRTY | VM_UFFD_WP;
			break;
		case 3:
			vma.vm_flags |= VM_SOFTDIRTY;
			entries[0].uffd_wp = true;
			break;
		case 4:
			break;
		default:
			entries[0].soft_dirty = true;
		}
	}
	page = follow(&vma, FOLL_PIN | FOLL_WRITE | (is_force ? FOLL_FORCE : 0));
	CHECK(a_page_is_written_by_force_if_it_may_be, (page != NULL) == (is_force && may_force(&vma, &entries[0])));
	begin();
}

TRANSITION(touch)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE);
	unsigned int flags = pin_or_get() | any_access();
	bool is_touch = any_of("touched|not touched") ? false : true;
	bool was_dirty;

	begin();
	if (any_of("a page|memory without a page")) {
		entries[0].page = &outside.page;
		entries[0].special = true;
	} else {
		entries[0].page = &folio.page;
		folio.dirty = (any_of("not page is dirty|page is dirty") ? true : false);
	}
	entries[0].write = (flags & FOLL_WRITE) != 0;
	entries[0].dirty = (any_of("not entry is dirty|entry is dirty") ? true : false);
	was_dirty = entries[0].special ? entries[0].dirty : folio.dirty;
	(void)follow(&vma, flags | (is_touch ? FOLL_TOUCH : 0));
	if (entries[0].special) {
		CHECK(an_entry_that_is_touched_is_young, entries[0].young == is_touch);
		CHECK(an_entry_that_is_written_is_dirty,
		      entries[0].dirty == (was_dirty || (is_touch && (flags & FOLL_WRITE))));
	} else {
		CHECK(a_page_that_is_touched_was_accessed, facts.is_accessed == is_touch);
		CHECK(a_page_that_is_written_is_dirty_or_its_entry,
		      folio.dirty == (was_dirty || (is_touch && (flags & FOLL_WRITE) && !entries[0].dirty)));
	}
	begin();
}

/* Faults that only gather statistics are for those who ask for them, where there can be any. Up to 6.5 all but those
 * who use force did. */
TRANSITION(protected)
{
	bool is_accessible = any_of("accessible|not accessible") ? false : true;
	bool asks = any_of("asks for no faults|asks for faults") ? true : false;
	bool is_new = PROTNONE_IS_FOLLOWED_UNLESS_ASKED;
	unsigned int flags = is_new ? (asks ? FOLL_HONOR_NUMA_FAULT : 0) : asks ? 0 : FOLL_FORCE;
	struct vm_area_struct vma = private_mapping(is_accessible ? VM_READ : 0);
	struct page *page;

	begin();
	entries[0].page = &folio.page;
	entries[0].protnone = true;
	page = follow(&vma, FOLL_GET | flags);
	CHECK(who_asks_for_a_fault_gets_it, (page == NULL) == (asks && (is_accessible || !is_new)));
	begin();
}

/* Memory that no device can be given access to. */
TRANSITION(inaccessible)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE);
	unsigned int flags = pin_or_get();
	struct page *page;

	begin();
	entries[0].page = &folio.page;
	facts.is_inaccessible = true;
	page = follow(&vma, flags | (any_of("not touched|touched") ? FOLL_TOUCH : 0));
	CHECK(what_is_inaccessible_is_not_pinned, said(page) == (flags & FOLL_PIN ? -EFAULT : 1));
	begin();
}

/* Where nobody writes to a copy, pins need none. */
TRANSITION(long_pin_in_shared_mapping)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE | VM_SHARED | VM_MAYSHARE);

	begin();
	entries[0].page = &folio.page;
	CHECK(what_is_shared_for_good_is_pinned_as_it_is,
	      follow(&vma, FOLL_PIN | FOLL_LONGTERM) == &folio.page);
	begin();
}

/* By mistake: nobody holds what an entry maps. */
TRANSITION(frozen_folio)
{
	struct vm_area_struct vma = private_mapping(VM_READ | VM_WRITE | VM_MAYWRITE);
	struct dev_pagemap *pagemap = NULL;
	unsigned int flags = pin_or_get();
	struct page *page;

	begin();
	entries[0].page = &folio.page;
	folio._refcount.counter = 0;
	page = walk_slow(&vma, &pmd, flags | FOLL_TOUCH, &pagemap);
	CHECK(what_nobody_holds_is_not_taken, said(page) == -ENOMEM && folio_ref_count(&folio) == 0);
	CHECK(nothing_is_kept_after_a_refusal, nothing_is_kept());
	begin();
}
