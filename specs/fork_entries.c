/*
 * Fork, for page table entries of every sort: those of shared mappings and of files, those that userfaultfd or
 * soft-dirty tracking look at, runs of entries that map a large folio, and a huge page that one entry maps. Whatever is
 * shared is counted once for each entry, and nothing that may be pinned and is the parent's alone is shared.
 *
 * Each transition begins anew.
 */
#include <pinproof.h>
#define PINPROOF_WHOLE_ENTRIES
#define HPAGE_PMD_NR PAGES
enum { PAGES = 4, ENTRIES = 3, RUN = 2 };
#include <pinproof/address_space.h>
#define folio_pte_batch(folio, address, entry, value, max, flags, any_writable, ...) \
	run_length(entry, max, flags, any_writable)
/* In 7.2 it makes the entry that it is given one that may be written, if it is told to. */
#define folio_pte_batch_flags(folio, vma, entry, value, max, flags) \
	({ \
		bool any_ = false; \
		int run_ = run_length(entry, max, flags, &any_); \
		(value)->write |= any_ && ((flags) & FPB_MERGE_WRITE); \
		run_; \
	})
static int run_length(const pte_t *entry, int max, int flags, bool *any_writable);
#undef copy_mc_user_highpage
#define copy_mc_user_highpage(to, from, address, vma) \
	(any_of("copied|memory error") ? (is_bad = true, (int)PAGE_SIZE) : (copy_page(to, from), 0))
#undef copy_user_highpage
#define copy_user_highpage(to, from, address, vma) copy_page(to, from)
static bool is_bad, is_copied;
static void copy_page(const struct page *to, const struct page *from);
#include "mm/gup.c"
#include "mm/memory.c"
#include <pinproof/folio.h>
#include <compat/walk.h>
#include <compat/memory.h>
#include <compat/rmap.h>

ASSUMPTION(E4, "runs of entries that are copied are of two, of a folio of four pages");
SPEC("page table entries of every sort at fork");
WRITTEN_FOR(gup_must_unshare);
EXPECT_REPORT(transition_huge_page_of_a_file, "a_huge_page", finding,
	      "each of its pages is counted instead; nobody calls this function");

static struct page memory[PAGES]; /* the folio's */
static struct folio folio, another, zero_folio;
static pte_t of_parent[ENTRIES], of_child[ENTRIES];
static struct mm_struct parent, child;
static struct anon_vma owner; /* of the folio, where it is anonymous */
static bool is_pinned;
static int run; /* of entries that were found alike */

static pte_t *table_found(pte_t *table)
{
	return table;
}

static struct dev_pagemap *any_pagemap(struct page *page, struct dev_pagemap *held)
{
	return NULL;
}

static struct folio *allocate_folio(void)
{
	return NULL;
}

static void begin_with(enum folio_kind kind, int nr_pages)
{
	static const pte_t none;
	int i;

	for (i = 0; i < ENTRIES; i++)
		of_parent[i] = of_child[i] = none;
	facts.is_device_private = facts.is_copy_uptodate = facts.is_copy_on_lru = false;
	is_pinned = is_bad = is_copied = false;
	run = 1;
	parent.flags = 0;
	parent.write_protect_seq = 1;
	new_folio(&folio, kind, nr_pages, nr_pages);
	folio._mapcount.counter = nr_pages == 1 ? 0 : -1;
	folio._large_mapcount.counter = nr_pages - 1;
	folio._entire_mapcount.counter = -1;
	folio.mapping = (struct address_space *)&owner;
	owner.refcount.counter = 1;
	for (i = 0; i < PAGES; i++) {
		memory[i].folio = &folio;
		memory[i]._mapcount.counter = -1;
		memory[i].anon_exclusive = false;
	}
	new_folio(&another, SMALL_ANON, 1, 1);
	another._mapcount.counter = -1;
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
}

static void begin(void)
{
	begin_with(SMALL_ANON, 1);
}

INIT()
{
	begin();
}

static void copy_page(const struct page *to, const struct page *from)
{
	is_copied = to == &another.page && from == of_parent[0].page;
}

/* How many entries from this one on map pages side by side, and differ in nothing that is to be looked at; and whether
 * any but the first may be written. */
static int run_length(const pte_t *entry, int max, int flags, bool *any_writable)
{
	if (flags & ~FPB_KNOWN)
		__pinproof_refuse("what else a run of entries is told to respect, to ignore or to merge");
	for (run = 1, *any_writable = false; run < max && run < ENTRIES; run++) {
		if (entry[run].page != entry[0].page + run)
			break;
		if (entry[run].dirty != entry[0].dirty && ENDS_RUN(flags, DIRTY))
			break;
		if (entry[run].soft_dirty != entry[0].soft_dirty && ENDS_RUN(flags, SOFT_DIRTY))
			break;
		if (entry[run].write)
			*any_writable = true;
	}
	return run;
}

static int copy_entries(unsigned long from_flags, unsigned long to_flags, int max, struct folio **spare, int *counts)
{
	struct vm_area_struct from = { .vm_mm = &parent, .vm_flags = from_flags };
	struct vm_area_struct to = { .vm_mm = &child, .vm_flags = to_flags };

	return copy_run(&to, &from, of_child, of_parent, max, counts, spare);
}

/* Of as many pages as entries were copied; `before` are the parent's entries as they were. */
static void look_at_entries(const pte_t *before, int copied, bool is_copy, unsigned long from_flags, bool is_uffd)
{
	bool is_private = !(from_flags & VM_SHARED);
	bool is_tracked = !(from_flags & VM_SOFTDIRTY);
	bool any_writable = before[0].write || (copied > 1 && before[1].write);
	int i;

	for (i = 0; i < copied; i++) {
		CHECK(the_parent_maps_what_it_did, of_parent[i].page == before[i].page);
		CHECK(the_child_maps_it_or_a_copy, of_child[i].page == (is_copy ? &another.page : before[i].page));
		CHECK(what_is_private_is_written_by_nobody,
		      !is_private || is_copy || (!of_parent[i].write && !of_child[i].write));
		CHECK(what_is_shared_may_be_written_as_before,
		      is_private || (of_parent[i].write == before[i].write && (of_child[i].write ? any_writable : !before[i].write)));
		CHECK(the_child_has_what_it_needs_not_write_back,
		      is_copy || of_child[i].dirty == (is_private && before[i].dirty));
		CHECK(what_the_child_may_write_alone_is_dirty, !is_copy || (of_child[i].dirty &&
								   of_child[i].write == !of_child[i].uffd_wp));
		CHECK(the_child_has_not_looked_at_it, is_copy || !of_child[i].young);
		CHECK(what_is_protected_stays_so_for_who_asked, of_child[i].uffd_wp == (is_uffd && before[i].uffd_wp));
		CHECK(tracking_of_writes_goes_on, is_copy || !is_tracked ||
						  of_child[i].soft_dirty == before[i].soft_dirty);
	}
	for (i = copied; i < ENTRIES; i++) {
		CHECK(no_more_entries_are_copied_than_it_says, !of_child[i].page);
		/* Where a copy failed for bad memory, a fault may have to come first: it finds the page exclusive, and writes it in
		 * place. */
		CHECK(what_is_not_copied_may_be_written_as_before,
		      is_copy || of_parent[i].write == before[i].write ||
			      (is_bad && !of_parent[i].write && folio_test_anon(&folio) && PageAnonExclusive(before[i].page)));
	}
}

static void look_at_counts(int first, int shared, bool is_copy, const int *counts, const struct folio *spare)
{
	bool is_anon = folio_test_anon(&folio);
	bool is_large = folio_test_large(&folio);
	int i;

	CHECK(references_are_counted, folio_ref_count(&folio) == folio.nr_pages + shared +
				      is_pinned * (is_large ? 1 : GUP_PIN_COUNTING_BIAS));
	CHECK(mappings_are_counted, is_large ? atomic_read(&folio._large_mapcount) == folio.nr_pages - 1 + shared
					     : atomic_read(&folio._mapcount) == shared);
	for (i = 0; i < PAGES; i++) {
		bool is_shared = i >= first && i < first + shared;

		CHECK(mappings_of_each_page_are_counted, atomic_read(&memory[i]._mapcount) == -1 + (is_large && is_shared));
		CHECK(what_is_shared_is_not_exclusive, !is_shared || !is_anon || !PageAnonExclusive(&memory[i]));
	}
	CHECK(the_zero_page_is_not_counted, folio_ref_count(&zero_folio) == 1);
	CHECK(statistics_are_right, counts[MM_ANONPAGES] == (is_anon ? shared : 0) + is_copy &&
				    counts[MM_FILEPAGES] == (is_anon ? 0 : shared));
	CHECK(a_spare_page_is_used_once, !is_copy || !spare);
	CHECK(a_copy_is_held_by_its_mapping, folio_ref_count(&another) == 1 &&
					     atomic_read(&another._mapcount) == (is_copy ? 0 : -1));
	CHECK(a_copy_has_what_the_parent_has, !is_copy || is_copied);
	CHECK(a_copy_is_whole, !is_copy || (facts.is_copy_uptodate && facts.is_copy_on_lru &&
					    PageAnonExclusive(&another.page)));
}

/* A process that has never pinned anything copies nothing: what looks pinned then is only mapped very often. */
static void choose_pins(void)
{
	if (any_of("many hold it|none or few hold it") == 0) {
		is_pinned = true;
		if (folio_test_large(&folio)) {
			folio._refcount.counter++;
			folio._pincount.counter++;
		} else {
			folio._refcount.counter += GUP_PIN_COUNTING_BIAS;
		}
	}
	if (any_of("parent has pinned|parent has not pinned") == 0)
		note_pinned(&parent);
}

/* The first entry, or a run of them, maps what may be pinned and is the parent's alone. */
static bool must_copy(const bool *was_exclusive)
{
	return folio_test_anon(&folio) && is_pinned && parent.flags != 0 && !facts.is_device_private &&
	       (was_exclusive[0] || (run > 1 && was_exclusive[1]));
}

static void fork_and_look(unsigned long vm_flags, unsigned long to_flags, int max, bool has_spare)
{
	int counts[NR_MM_COUNTERS] = { 0 };
	struct folio *spare = has_spare ? &another : NULL;
	pte_t before[ENTRIES] = { of_parent[0], of_parent[1], of_parent[2] };
	bool was_exclusive[RUN] = { PageAnonExclusive(before[0].page), max > 1 && PageAnonExclusive(before[1].page) };
	int result = copy_entries(vm_flags, to_flags, max, &spare, counts);
	bool is_copy = of_child[0].page == &another.page;
	bool is_due = must_copy(was_exclusive);
	int shared = result > 0 && page_folio(of_child[0].page) == &folio ? result : 0;

	look_at_entries(before, result > 0 ? result : 0, is_copy, vm_flags, (to_flags & VM_UFFD_WP) != 0);
	look_at_counts(before[0].page == &memory[1], shared, is_copy, counts, spare);
	CHECK(what_may_be_pinned_is_not_shared, !is_due || shared == 0);
	CHECK(nothing_else_is_copied, is_due || (!is_copy && result > 0));
	CHECK(a_spare_page_is_asked_for, (result == -EAGAIN) == (is_due && !has_spare));
	CHECK(bad_memory_is_said, (result == -EHWPOISON) == is_bad);
	CHECK(no_more_entries_are_copied_than_asked_for, result <= max);
}

enum { PRIVATE = VM_READ | VM_WRITE | VM_MAYWRITE | VM_SOFTDIRTY, SHARED = PRIVATE | VM_SHARED | VM_MAYSHARE };

TRANSITION(small_page)
{
	begin();
	switch (any_of("the zero page|anonymous, shared|anonymous, exclusive|of a device|a file's")) {
	case 0:
		of_parent[0].page = &zero_folio.page;
		break;
	case 1:
		of_parent[0].page = &memory[0];
		choose_pins();
		break;
	case 2:
		of_parent[0].page = &memory[0];
		memory[0].anon_exclusive = true;
		of_parent[0].write = any_of("read-only|writable") ? true : false;
		of_parent[0].dirty = of_parent[0].write;
		choose_pins();
		break;
	case 3:
		of_parent[0].page = &memory[0];
		memory[0].anon_exclusive = true;
		facts.is_device_private = true;
		choose_pins();
		break;
	default:
		of_parent[0].page = &memory[0];
		folio.kind = SMALL_FILE;
		choose_pins();
	}
	of_parent[0].young = true;
	fork_and_look(PRIVATE, PRIVATE, 1,
		      any_of("without a spare page|with a spare page") ? true : false);
	begin();
}

TRANSITION(shared_mapping)
{
	begin();
	folio.kind = SMALL_FILE;
	of_parent[0].page = &memory[0];
	of_parent[0].young = true;
	of_parent[0].write = any_of("read-only|writable") ? true : false;
	of_parent[0].dirty = any_of("clean|dirty") ? true : false;
	fork_and_look(SHARED, SHARED, 1, false);
	begin();
}

TRANSITION(tracked_page)
{
	unsigned long tracking = any_of("writes are tracked|writes are not tracked") ? VM_SOFTDIRTY : 0;
	bool is_uffd = any_of("the child has no userfaultfd|the child has userfaultfd") ? true : false;

	begin();
	of_parent[0].page = &memory[0];
	of_parent[0].uffd_wp = any_of("not protected|protected") ? true : false;
	of_parent[0].soft_dirty = any_of("not soft-dirty|soft-dirty") ? true : false;
	if (any_of("to be shared|to be copied")) {
		memory[0].anon_exclusive = true;
		folio._refcount.counter += GUP_PIN_COUNTING_BIAS;
		is_pinned = true;
		note_pinned(&parent);
	}
	fork_and_look((PRIVATE & ~VM_SOFTDIRTY) | tracking, PRIVATE | (is_uffd ? VM_UFFD_WP : 0), 1,
		      is_pinned);
	begin();
}

TRANSITION(run_of_entries)
{
	__if_exists(copy_present_ptes) {
	unsigned long vm_flags = any_of("private|shared") ? SHARED : PRIVATE;
	unsigned long tracking = 0;
	bool is_file = vm_flags == SHARED || any_of("anonymous|a file's");
	int i;

	if (is_file)
		begin_with(LARGE_FILE, PAGES);
	else
		begin_with(LARGE_ANON, PAGES);
	for (i = 0; i < RUN; i++)
		of_parent[i].page = &memory[i + 1];
	of_parent[RUN].page = &memory[RUN + 1]; /* beyond what is asked for */
	of_parent[RUN].write = true;
	if (!is_file)
		choose_pins();
	memory[1].anon_exclusive = memory[2].anon_exclusive = !is_file;
	switch (is_file ? any_of("alike|the first writable|the second writable|the second dirty|the second soft-dirty|"
				 "another page") :
		any_of("alike|the first writable|the second writable|the second dirty|the second soft-dirty|another page|"
		       "the first exclusive|the second exclusive|none exclusive")) {
	case 0:
		break;
	case 1:
		of_parent[0].write = true;
		break;
	case 2:
		of_parent[1].write = true;
		break;
	case 3:
		of_parent[1].dirty = true;
		break;
	case 4:
		of_parent[1].soft_dirty = true;
		tracking = any_of("writes are not tracked|writes are tracked") ? VM_SOFTDIRTY : 0;
		break;
	case 5:
		of_parent[1].page = &zero_folio.page;
		break;
	case 6:
		memory[2].anon_exclusive = false;
		break;
	case 7:
		memory[1].anon_exclusive = false;
		break;
	default:
		memory[1].anon_exclusive = memory[2].anon_exclusive = false;
	}
	switch (any_of("one entry|two entries|two entries, with a spare page")) {
	case 0:
		fork_and_look(vm_flags & ~tracking, vm_flags, 1, false);
		break;
	case 1:
		fork_and_look(vm_flags & ~tracking, vm_flags, RUN, false);
		break;
	default:
		fork_and_look(vm_flags & ~tracking, vm_flags, RUN, true);
	}
	begin();
	}
}

/* One entry of a higher table, and one reference. */
TRANSITION(huge_page)
{
	__if_exists(folio_try_dup_anon_rmap_pmd) {
	struct vm_area_struct vma = { .vm_mm = &parent, .vm_flags = PRIVATE };
	bool is_fork = any_of("KSM, swap, migration|fork") ? true : false;
	bool is_due, mapped;
	int result;

	begin_with(LARGE_ANON, HPAGE_PMD_NR);
	folio._entire_mapcount.counter = 0;
	folio._large_mapcount.counter = 0;
	memory[0].anon_exclusive = !is_fork || any_of("shared already|exclusive") ? true : false;
	facts.is_device_private = any_of("memory|a device's") ? true : false;
	choose_pins();
	is_due = is_pinned && !facts.is_device_private && PageAnonExclusive(&memory[0]) && (!is_fork || parent.flags != 0);
	if (is_fork)
		result = dup_huge_page(&folio, &memory[0], &vma, &vma);
	else
		result = folio_try_share_anon_rmap_pmd(&folio, &memory[0]);
	mapped = is_fork && result == 0;
	CHECK(a_huge_page_that_may_be_pinned_is_not_shared, result == (is_due ? -EBUSY : 0));
	CHECK(a_huge_page_that_is_shared_is_not_exclusive, PageAnonExclusive(&memory[0]) == is_due);
	CHECK(mappings_of_a_huge_page_are_counted, atomic_read(&folio._entire_mapcount) == mapped &&
						   atomic_read(&folio._large_mapcount) == mapped);
	begin();
	}
}

TRANSITION(huge_page_of_a_file)
{
	__if_exists(folio_dup_file_rmap_pmd) {
	begin_with(LARGE_FILE, HPAGE_PMD_NR);
	folio._entire_mapcount.counter = 0;
	folio._large_mapcount.counter = 0;
	dup_huge_page_of_file(&folio, &memory[0], NULL);
	CHECK(a_huge_page_of_a_file_is_mapped_as_one, atomic_read(&folio._entire_mapcount) == 1 &&
						      atomic_read(&folio._large_mapcount) == 1);
	begin();
	}
}

/* Asked of every transition, so that none goes unseen. */
INVARIANT(nothing_is_left_behind)
{
	return folio_ref_count(&folio) == 1;
}
