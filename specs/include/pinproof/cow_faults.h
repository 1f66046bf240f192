/*
 * Faults on a page of any sort: what it may be, what others do meanwhile, and what there may be too little of. Includes
 * "mm/gup.c" and "mm/memory.c".
 */
#ifndef PINPROOF_COW_FAULTS_H
#define PINPROOF_COW_FAULTS_H

#define PINPROOF_DIRTYING
#define PINPROOF_WARNINGS
#define PINPROOF_WHOLE_ENTRIES
#define PINPROOF_TLB
#include <pinproof/address_space.h>

static bool is_prepared; /* the mapping, for anonymous memory */
#define vmf_anon_prepare(fault) (is_prepared ? 0 : VM_FAULT_OOM)
#define anon_vma_prepare(vma) (!is_prepared)
static void lru_add_drain(void);
static bool free_swap(void);
#define folio_free_swap(folio) free_swap()
static bool is_flush_pending;
#define mm_tlb_flush_pending(mm) is_flush_pending
#define flush_tlb_page(vma, address) ((void)(is_flush_pending = false))
vm_fault_t handle_userfault(struct vm_fault *fault, unsigned long reason);
static bool is_async;
#define userfaultfd_wp_async(vma) is_async
static bool copy_from_mapping(const void *from);
#define __copy_from_user_inatomic(to, from, size) (copy_from_mapping(from) ? 0 : (size))
static void read_as_zeros(void);
#define clear_page(address) read_as_zeros()
#undef vma_alloc_zeroed_movable_folio
#define vma_alloc_zeroed_movable_folio(vma, address) allocate_zeros()
#undef alloc_zeroed_user_highpage_movable
#define alloc_zeroed_user_highpage_movable(vma, address) page_of(allocate_zeros())
static struct folio *allocate_zeros(void);
static struct page *page_of(struct folio *of);
#undef copy_mc_user_highpage
#define copy_mc_user_highpage(to, from, address, vma) copy_page(from)
static int copy_page(struct page *from);
#undef mem_cgroup_charge
#define mem_cgroup_charge(folio, mm, flags) charge()
static int charge(void);

#include "mm/gup.c"
#include "mm/memory.c"
#include <pinproof/folio.h>

/* A fault in a shared mapping is for others to resolve. Theirs is another type in older kernels. */
enum { VM_FAULT_RETRY = 0x400, SHARED_PAGE = 0x1000, SHARED_MEMORY = 0x2000 };
__if_exists(wp_can_reuse_anon_folio) {
__if_exists(wp_page_shared) {
static vm_fault_t fault_on_shared_page(struct vm_fault *fault, struct folio *folio) MODELS(wp_page_shared);
static vm_fault_t fault_on_shared_page(struct vm_fault *fault, struct folio *folio)
{
	return SHARED_PAGE;
}

static vm_fault_t fault_on_shared_memory(struct vm_fault *fault) MODELS(wp_pfn_shared);
static vm_fault_t fault_on_shared_memory(struct vm_fault *fault)
{
	return SHARED_MEMORY;
}
}
}
__if_not_exists(wp_can_reuse_anon_folio) {
OUTSIDE(wp_page_shared);
OUTSIDE(wp_pfn_shared);
}

ASSUMPTION(E3, "a page that is written has at most three other holders");

enum { ADDRESS = 0x7005 };

static struct folio folio, another, zero_folio, outside;
static pte_t entries[1];
static pmd_t pmd;
static struct mm_struct process;
static int mapped_beside;  /* pages of a large folio, by this process, beside the one that is looked at */
static int others;         /* references of the folio beside its mapping's, the swap cache's and the batch's */
static bool is_swap_needed; /* by others who swapped it out */
static bool was_changed;   /* by others, the entry */
static bool is_told;       /* userfaultfd's handler */
static bool is_copied, is_charged;
static bool is_unreadable; /* found so under the table's lock */
static bool is_zeroed, warned;
static bool is_short, is_bad; /* memory, in this fault */

static struct dev_pagemap *any_pagemap(struct page *page, struct dev_pagemap *held)
{
	return NULL;
}

static void begin(void)
{
	static const pte_t none;

	entries[0] = none;
	pmd.table = entries;
	taken.tables = taken.folios = taken.notices = taken.delays = taken.pages_reached = taken.faults_off = 0;
	facts.is_ksm = facts.is_swapcached = facts.is_in_lru_batch = facts.is_locked = false;
	facts.is_copy_uptodate = facts.is_copy_on_lru = facts.is_moved = facts.is_swap_dropped = false;
	mm_counters[MM_FILEPAGES] = mm_counters[MM_ANONPAGES] = 0;
	others = mapped_beside = 0;
	is_swap_needed = was_changed = is_told = is_flush_pending = is_async = is_copied = is_charged = false;
	is_unreadable = is_zeroed = warned = false;
	is_short = is_bad = false;
	is_prepared = true;
	new_folio(&folio, SMALL_ANON, 1, 1);
	folio._mapcount.counter = 0;
	new_folio(&another, SMALL_ANON, 1, 0);
	folio._large_mapcount.counter = 0;
	folio._entire_mapcount.counter = -1;
	folio._mm_ids = 0;
	another._mapcount.counter = -1;
	another.freed = true;
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	new_folio(&outside, SMALL_FILE, 1, 1);
}

INIT()
{
	begin();
}

static struct folio *allocate_folio(void)
{
	CHECK(nobody_sleeps_under_a_tables_lock, taken.tables == 0);
	if (any_of("memory|no memory")) {
		is_short = true;
		return NULL;
	}
	another._refcount.counter = 1;
	another.freed = false;
	return &another;
}

static struct folio *allocate_zeros(void)
{
	struct folio *folio = allocate_folio();

	is_copied = folio != NULL;
	return folio;
}

static struct page *page_of(struct folio *of)
{
	return of ? &of->page : NULL;
}

static int charge(void)
{
	if (any_of("charged|over the memory limit")) {
		is_short = true;
		return -ENOMEM;
	}
	is_charged = true;
	return 0;
}

void pinproof_warned(void)
{
	warned = true;
}

void folio_lock(struct folio *of)
{
	taken.folios++;
}

void folio_unlock(struct folio *of)
{
	CHECK(a_folio_that_is_unlocked_was_locked, taken.folios == 1);
	taken.folios--;
}

static void lru_add_drain(void)
{
	if (facts.is_in_lru_batch)
		folio_put(&folio);
	facts.is_in_lru_batch = false;
}

static bool free_swap(void)
{
	CHECK(the_swap_cache_is_left_under_the_folios_lock, taken.folios == 1);
	if (is_swap_needed || !facts.is_swapcached)
		return false;
	facts.is_swapcached = false;
	folio_put(&folio);
	return true;
}

static int copy_page(struct page *from)
{
	CHECK(a_page_is_held_while_it_is_copied, folio_ref_count(page_folio(from)) >= 2);
	CHECK(what_is_protected_is_flushed_before_it_is_copied, !is_flush_pending);
	if (any_of("copied|memory error")) {
		is_bad = true;
		return PAGE_SIZE;
	}
	is_copied = true;
	return 0;
}

/* An entry that is old takes a fault, on some machines, and that may not be now. */
static bool copy_from_mapping(const void *from)
{
	CHECK(no_fault_is_taken_while_copying, taken.faults_off == 1);
	CHECK(what_the_fault_was_about_is_copied, (unsigned long)from == (ADDRESS & PAGE_MASK));
	if (entries[0].young && any_of("mapped|not mapped") == 0) {
		is_copied = true;
		return true;
	}
	is_unreadable = entries[0].young && taken.tables == 1;
	return false;
}

static void read_as_zeros(void)
{
	CHECK(nothing_is_zeros_but_what_cannot_be_read, is_unreadable);
	is_copied = true;
	is_zeroed = true;
}

/* While the table was not locked others may have resolved the fault, or freed the table. */
static pte_t *table_found(pte_t *table)
{
	if (was_changed)
		return table;
	if (any_of("table as it was|table changes") == 0)
		return table;
	was_changed = true;
#ifdef TABLES_GO_AWAY
	if (any_of("entry changes|table is gone"))
		return NULL;
#endif
	entries[0].dirty = !entries[0].dirty;
	return table;
}

vm_fault_t handle_userfault(struct vm_fault *fault, unsigned long reason)
{
	CHECK(a_handler_is_waited_for_without_a_lock, taken.tables == 0);
	is_told = true;
	return VM_FAULT_RETRY;
}

static void hold(int references)
{
	others = references;
	folio._refcount.counter += references;
}

static void map_folio(void)
{
	entries[0].page = &folio.page;
}

/* A page of a large folio, which in 7.2 may be used where it is if all entries that map pages of the folio are this process's,
 * there are several of them, and nobody else has a reference. */
static void choose_large(void)
{
	folio.kind = LARGE_ANON;
	__if_exists(__wp_can_reuse_large_anon_folio) {
	folio.nr_pages = 4;
	switch (any_of("one page of it is mapped|two pages|two pages, and somebody else has it|two pages, and another process maps one|"
		       "two pages, in the swap cache|two pages, in the swap cache for others too")) {
	case 0:
		return;
	case 1:
		hold(1);
		break;
	case 2:
		hold(2);
		break;
	case 3:
		hold(2);
		folio._large_mapcount.counter++;
		folio._mm_ids = 1UL << FOLIO_MM_IDS_SHARED_BITNUM;
		break;
	case 4:
		hold(1);
		facts.is_swapcached = true;
		folio._refcount.counter++;
		break;
	default:
		hold(1);
		facts.is_swapcached = true;
		is_swap_needed = true;
		folio._refcount.counter++;
	}
	mapped_beside = 1;
	folio._large_mapcount.counter++;
	}
}

/* An anonymous page that is not marked as its process's own. */
static void choose_shared(void)
{
	map_folio();
	switch (any_of("nobody else has it|somebody else has it|three others have it|KSM's|large|in the swap cache|"
		       "in the swap cache, for others too|in the swap cache and somebody's|in a batch|"
		       "in a batch and somebody's|in the swap cache and in a batch|locked")) {
	case 0:
		break;
	case 1:
		hold(1);
		break;
	case 2:
		hold(3);
		break;
	case 3:
		facts.is_ksm = true;
		break;
	case 4:
		choose_large();
		break;
	case 5:
		facts.is_swapcached = true;
		folio._refcount.counter++;
		break;
	case 6:
		facts.is_swapcached = true;
		is_swap_needed = true;
		folio._refcount.counter++;
		break;
	case 7:
		facts.is_swapcached = true;
		folio._refcount.counter++;
		hold(1);
		break;
	case 8:
		facts.is_in_lru_batch = true;
		folio._refcount.counter++;
		break;
	case 9:
		facts.is_in_lru_batch = true;
		folio._refcount.counter++;
		hold(1);
		break;
	case 10:
		facts.is_swapcached = true;
		facts.is_in_lru_batch = true;
		folio._refcount.counter += 2;
		break;
	default:
		facts.is_locked = true;
	}
}

#endif
