/*
 * Entries of every sort, and what whoever looks at them takes besides and must give back: a table's lock, the
 * mapping of a table, references of a device's page map, a folio's lock. Included by <pinproof/address_space.h>
 * where PINPROOF_WHOLE_ENTRIES is defined.
 *
 * What a folio is besides its kind (in the swap cache, merged by KSM, ...) is of one folio, the tracked one: no other
 * is ever asked.
 */
#ifndef PINPROOF_WHOLE_ENTRIES_H
#define PINPROOF_WHOLE_ENTRIES_H

ASSUMPTION(E1, "what an entry maps, and what is known of it, changes only where a transition says so");

static struct {
	int tables;        /* locked */
	int tables_mapped; /* without the lock */
	int pagemaps;      /* references */
	int folios;        /* locked */
	int notices;       /* of an invalidation that has begun */
	int delays;        /* that are being measured */
	int pages_reached; /* by kmap_local_page() */
	int faults_off;    /* by pagefault_disable() */
} taken;

static struct {
	bool is_inaccessible; /* to devices, for good */
	bool is_refused;      /* to the fast path: secret, or a file's that must not be written so */
	bool is_ksm;
	bool is_device_private;
	bool is_swapcached;   /* which holds a reference */
	bool is_in_lru_batch; /* which holds a reference */
	bool is_locked;       /* by somebody else */
	bool is_accessed;     /* somebody said so */
	bool is_moved;        /* to be found by its new owner's mappings alone */
	bool is_swap_dropped; /* if nobody needs it */
	bool is_copy_uptodate;
	bool is_copy_on_lru;
} facts;

static int mm_counters[NR_MM_COUNTERS];

/* Before 6.5 the table of a mapping that is locked does not go away, and whoever maps or locks one has it. Since then it may,
 * and the kernel's header has functions for both, which may return NULL, in place of macros. */
#if __has_include(<only/include/linux/mm.h/pte_offset_map>)
#define TABLES_GO_AWAY
#endif

/* The table as whoever is about to lock it finds it: others may have changed its entries, or have freed it. */
static pte_t *table_found(pte_t *table);

static inline pte_t *lock_table(pte_t *table)
{
	pte_t *found = table_found(table);

	CHECK(no_table_is_locked_twice, taken.tables == 0);
	if (found)
		taken.tables++;
	return found;
}

static inline void unlock_table(void)
{
	CHECK(a_table_that_is_unlocked_was_locked, taken.tables == 1);
	taken.tables--;
}

static inline pte_t *map_table(pte_t *table)
{
	pte_t *found = table_found(table);

	if (found)
		taken.tables_mapped++;
	return found;
}

#define pte_offset_map(pmd, address) map_table((pmd)->table)
#define pte_offset_map_lock(mm, pmd, address, lock) lock_table((pmd)->table)
#define pte_unmap_unlock(entry, lock) unlock_table()
#define pte_unmap(entry) ((void)taken.tables_mapped--)

/* Entries. */
#define pte_none(pte) ((pte).page == NULL && !(pte).swapped)
#define pte_same(a, b) \
	((a).page == (b).page && (a).write == (b).write && (a).dirty == (b).dirty && (a).young == (b).young && \
	 (a).uffd_wp == (b).uffd_wp && (a).soft_dirty == (b).soft_dirty && (a).swapped == (b).swapped && \
	 (a).special == (b).special && (a).devmap == (b).devmap && (a).protnone == (b).protnone)
#define pte_protnone(pte) ((pte).protnone)
#define pte_devmap(pte) ((pte).devmap)
#define pte_special(pte) ((pte).special || is_zero_pfn(pte_pfn(pte)))
#define pte_soft_dirty(pte) ((pte).soft_dirty)
#define pte_uffd_wp(pte) ((pte).uffd_wp)
#define vma_soft_dirty_enabled(vma) (((vma)->vm_flags & VM_SOFTDIRTY) == 0)
#define pte_needs_soft_dirty_wp(vma, pte) (vma_soft_dirty_enabled(vma) && !pte_soft_dirty(pte))

static inline pte_t pte_mkyoung(pte_t pte)
{
	pte.young = true;
	return pte;
}
#define pte_sw_mkyoung(pte) pte_mkyoung(pte)

static inline pte_t pte_mkold(pte_t pte)
{
	pte.young = false;
	return pte;
}

static inline pte_t pte_mksoft_dirty(pte_t pte)
{
	pte.soft_dirty = true;
	return pte;
}

/* Up to 6.2 the entry may still be written then, and callers see to that: it is the tree's. */
#define _PAGE_UFFD_WP 1
#define _PAGE_UFFD 1 /* its name since 7.3 */
static inline pte_t pte_set_flags(pte_t pte, int flags)
{
	if (flags & _PAGE_UFFD_WP)
		pte.uffd_wp = true;
	return pte;
}
#if __has_include(<only/arch/x86/include/asm/pgtable.h/pte_mkuffd_wp>)
#include <only/arch/x86/include/asm/pgtable.h/pte_mkuffd_wp>
#elif __has_include(<only/arch/x86/include/asm/pgtable.h/pte_mkuffd>)
#include <only/arch/x86/include/asm/pgtable.h/pte_mkuffd>
#else /* a part of a tree, or an old one */
static inline pte_t pte_mkuffd_wp(pte_t pte)
{
	__pinproof_refuse("what protecting an entry for userfaultfd takes: there is no pte_mkuffd_wp() in "
			  "arch/x86/include/asm/pgtable.h");
	return pte;
}
#endif

static inline pte_t pte_clear_uffd_wp(pte_t pte)
{
	pte.uffd_wp = false;
	return pte;
}

/* Before an entry maps another page it is cleared, which others have been told of. */
static inline void set_entry(pte_t *entry, pte_t value)
{
	CHECK(an_entry_is_cleared_before_it_maps_another_page, !entry->page || entry->page == value.page);
	*entry = value;
}
#define set_pte_at(mm, address, entry, value) set_entry(entry, value)
#define set_pte_at_notify(mm, address, entry, value) set_entry(entry, value)

/* Entries that lie side by side map pages that do. */
static inline void set_entries(pte_t *entry, pte_t value, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		set_entry(entry + i, value);
		value.page++;
	}
}
#define set_ptes(mm, address, entry, value, nr) set_entries(entry, value, nr)

static inline void write_protect_entries(pte_t *entry, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		entry[i].write = false;
}
#define wrprotect_ptes(mm, address, entry, nr) write_protect_entries(entry, nr)

static inline pte_t clear_entry(pte_t *entry)
{
	CHECK(others_are_told_before_an_entry_changes, taken.notices == 1 && taken.tables == 1);
	return pte_cleared(entry);
}
#define ptep_clear_flush(vma, address, entry) clear_entry(entry)
#define ptep_clear_flush_notify(vma, address, entry) clear_entry(entry)

/* Not the zero page, nor what has no struct page, nor what has one for a device's sake. */
struct page *vm_normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte);
static inline struct page *usual_page(struct vm_area_struct *vma, unsigned long address, pte_t pte)
	MODELS(vm_normal_page);
static inline struct page *usual_page(struct vm_area_struct *vma, unsigned long address, pte_t pte)
{
	return pte_special(pte) || pte_devmap(pte) ? NULL : pte.page;
}

/* Mappings. */
enum { VM_EXEC = 4, VM_SOFTDIRTY = 0x08000000, VM_ACCESS_FLAGS = VM_READ | VM_WRITE | VM_EXEC };
#define vma_test_single_mask(vma, mask) false /* nobody asks userfaultfd about reads */
#define vma_is_anonymous(vma) ((vma)->vm_ops == NULL)
#define vma_is_accessible(vma) (((vma)->vm_flags & VM_ACCESS_FLAGS) != 0)
#define userfaultfd_wp(vma) (((vma)->vm_flags & VM_UFFD_WP) != 0)
#define userfaultfd_pte_wp(vma, pte) (userfaultfd_wp(vma) && pte_uffd_wp(pte))
#define hstate_vma(vma) NULL
#define hugetlbfs_pagecache_present(h, vma, address) false
struct hstate;

/* A device's page map, which goes with the device. */
struct dev_pagemap {
	bool is_dying;
};

static inline struct dev_pagemap *any_pagemap(struct page *page, struct dev_pagemap *held);
#define get_dev_pagemap(pfn, held) any_pagemap(pfn, held)
static inline void put_dev_pagemap(struct dev_pagemap *pagemap)
{
	if (pagemap)
		taken.pagemaps--;
}

/* Folios. */
static inline bool try_lock_folio(struct folio *folio)
{
	if (facts.is_locked)
		return false;
	taken.folios++;
	return true;
}
static inline void move_to_owner(void)
{
	CHECK(a_folio_has_a_new_owner_under_its_lock, taken.folios == 1);
	facts.is_moved = true;
}
#define folio_move_anon_rmap(folio, vma) move_to_owner()
#define page_move_anon_rmap(page, vma) (SetPageAnonExclusive(page), move_to_owner())
#define free_swap_cache(folio) ((void)(facts.is_swap_dropped = true))
#define folio_trylock(folio) try_lock_folio(folio)
#define __folio_mark_uptodate(folio) ((void)(facts.is_copy_uptodate = true))
#define __SetPageUptodate(page) ((void)(facts.is_copy_uptodate = true))
#define folio_add_lru_vma(folio, vma) ((void)(facts.is_copy_on_lru = true))
#define lru_cache_add_inactive_or_unevictable(page, vma) ((void)(facts.is_copy_on_lru = true))
#define folio_is_device_private(folio) (facts.is_device_private)
#define is_device_private_page(page) (facts.is_device_private)
#define folio_test_ksm(folio) (facts.is_ksm)
#define PageKsm(page) (facts.is_ksm)
#define folio_test_swapcache(folio) (facts.is_swapcached)
#define folio_test_lru(folio) (!facts.is_in_lru_batch)
#define arch_make_folio_accessible(folio) (facts.is_inaccessible ? -EFAULT : 0)
#define arch_make_page_accessible(page) (facts.is_inaccessible ? -EFAULT : 0)
#define gup_fast_folio_allowed(folio, flags) (!facts.is_refused)
#define page_is_secretmem(page) (facts.is_refused)
#define PageDirty(page) (page_folio(page)->dirty)
#define set_page_dirty(page) folio_mark_dirty(page_folio(page))
static inline void mark_page_accessed(const struct page *page)
{
	CHECK(only_a_page_is_touched, !IS_ERR_OR_NULL(page));
	facts.is_accessed = true;
}
#define folio_set_referenced(folio) ((void)(facts.is_accessed = true))
#define folio_clear_referenced(folio) ((void)(facts.is_accessed = false))
#define ClearPageReferenced(page) ((void)(facts.is_accessed = false))
#ifndef HPAGE_PMD_NR
#define HPAGE_PMD_NR PINPROOF_HUGE_PAGES
#endif

/* Memory that is copied through the mapping of the process, for want of a struct page. */
#define kmap_local_page(page) (taken.pages_reached++, (void *)(page))
#define kunmap_local(address) ((void)taken.pages_reached--)
#define kmap_atomic(page) (taken.faults_off++, kmap_local_page(page))
#define kunmap_atomic(address) (taken.faults_off--, kunmap_local(address))
#define pagefault_disable() ((void)taken.faults_off++)
#define pagefault_enable() ((void)taken.faults_off--)
#define arch_has_hw_pte_young() false
#define arch_faults_on_old_pte() true
#define pte_young(pte) ((pte).young)
#define flush_dcache_page(page) ((void)0)
#ifndef PINPROOF_TLB /* nobody uses an entry but as it is now */
#define flush_tlb_page(vma, address) ((void)0)
MEANINGLESS(flush_tlb_page, E1);
#endif

/* What is counted or said to others, and must come in pairs. */
#define dec_mm_counter(mm, member) ((void)mm_counters[member]--)
#define inc_mm_counter(mm, member) ((void)mm_counters[member]++)
#define dec_mm_counter_fast(mm, member) dec_mm_counter(mm, member)
#define inc_mm_counter_fast(mm, member) inc_mm_counter(mm, member)
#define mm_counter_file(page) MM_FILEPAGES
#define mm_counter(page) (PageAnon(page) ? MM_ANONPAGES : MM_FILEPAGES)
#define delayacct_wpcopy_start() ((void)taken.delays++)
#define delayacct_wpcopy_end() ((void)taken.delays--)
#define mmu_notifier_range_init(...) ((void)0)
#define mmu_notifier_invalidate_range_start(range) ((void)taken.notices++)
#define mmu_notifier_invalidate_range_end(range) ((void)taken.notices--)
#define mmu_notifier_invalidate_range_only_end(range) ((void)taken.notices--)

static inline bool nothing_is_kept(void)
{
	return taken.tables == 0 && taken.tables_mapped == 0 && taken.folios == 0 && taken.notices == 0 &&
	       taken.delays == 0 && taken.pages_reached == 0 && taken.faults_off == 0;
}

OUTSIDE(follow_huge_pmd_pte);

/* Decided by the tree. */
#if __has_include(<only/include/linux/mm.h/gup_can_follow_protnone>)
#include <only/include/linux/mm.h/gup_can_follow_protnone>
#endif
#if __has_include(<only/include/linux/rmap.h/__folio_rmap_sanity_checks>)
#include <only/include/linux/rmap.h/__folio_rmap_sanity_checks>
#endif
#if __has_include(<only/include/linux/rmap.h/folio_dup_file_rmap_pte>)
#if __has_include(<only/include/linux/rmap.h/__folio_dup_file_rmap>)
#include <only/include/linux/rmap.h/__folio_dup_file_rmap>
#endif
#include <only/include/linux/rmap.h/folio_dup_file_rmap_ptes>
#include <only/include/linux/rmap.h/folio_dup_file_rmap_pte>
#endif

#endif
