/*
 * Entries of base pages in memory, and nothing to do but what they say. Included by <pinproof/address_space.h>;
 * <pinproof/whole_entries.h> has what is left out here.
 */
#ifndef PINPROOF_PLAIN_ENTRIES_H
#define PINPROOF_PLAIN_ENTRIES_H

ASSUMPTION(F4, "address spaces have one page each");
ASSUMPTION(F17, "mappings are private, anonymous and may be written: none is shared or of a file, and there is no "
		"userfaultfd and no FOLL_FORCE");
ASSUMPTION(F19, "there is no swap cache: a page that was swapped out comes back as another folio");
ASSUMPTION(F20, "young bits, TLBs, mmu notifiers and memory cgroups are not modelled, and nothing but a write makes an entry "
		"dirty or clean");

#define pte_none(pte) ((pte).page == NULL)
#define pte_same(a, b) ((a).page == (b).page && (a).write == (b).write && (a).dirty == (b).dirty)
#define pte_protnone(pte) false
#define pte_devmap(pte) false
#define pte_special(pte) is_zero_pfn(pte_pfn(pte))
#define pte_soft_dirty(pte) false
#define pte_uffd_wp(pte) false
#define pte_needs_soft_dirty_wp(vma, pte) false
#define pte_mkyoung(pte) (pte)
#define pte_sw_mkyoung(pte) (pte)
#define pte_mkold(pte) (pte)
#define pte_mkuffd_wp(pte) (pte)
#define pte_mkuffd(pte) (pte)
#define pte_clear_uffd_wp(pte) (pte)
#define pte_mksoft_dirty(pte) (pte)
#define pte_offset_map(pmd, address) ((pmd)->table)
#define pte_offset_map_lock(mm, pmd, address, lock) (&(mm)->pte)
#define pte_unmap_unlock(entry, lock) ((void)0)
#define pte_unmap(entry) ((void)0)
#define set_pte_at(mm, address, entry, value) ((void)(*(entry) = (value)))
#define set_ptes(mm, address, entry, value, nr) set_pte_at(mm, address, entry, value)
#define set_pte_at_notify(mm, address, entry, value) set_pte_at(mm, address, entry, value)
#define wrprotect_ptes(mm, address, entry, nr) ptep_set_wrprotect(mm, address, entry)
#define ptep_clear_flush(vma, address, entry) pte_cleared(entry)
#define ptep_clear_flush_notify(vma, address, entry) pte_cleared(entry)

/* Userfaultfd, soft-dirty and device memory are not there. */
#define vma_is_anonymous(vma) true
#define userfaultfd_wp(vma) false
#define userfaultfd_pte_wp(vma, pte) false
#define userfaultfd_wp_async(vma) false
#define vma_soft_dirty_enabled(vma) false
#define mm_tlb_flush_pending(mm) false
#define folio_is_device_private(folio) false
#define is_device_private_page(page) false
#define folio_test_ksm(folio) false
#define PageKsm(page) false
#define folio_test_swapcache(folio) false
#define folio_test_lru(folio) true

/* What leaves counters and entries alone. */
#define gup_fast_folio_allowed(folio, flags) true
#define page_is_secretmem(page) false
#define flush_tlb_page(vma, address) ((void)0)
MEANINGLESS(flush_tlb_page, F20);
#define __folio_mark_uptodate(folio) ((void)0)
#define __SetPageUptodate(page) ((void)0)
#define folio_add_lru_vma(folio, vma) ((void)0)
#define lru_cache_add_inactive_or_unevictable(page, vma) ((void)0)
#define delayacct_wpcopy_start() ((void)0)
#define delayacct_wpcopy_end() ((void)0)
#define mmu_notifier_range_init(...) ((void)0)
#define mmu_notifier_invalidate_range_start(range) ((void)0)
#define mmu_notifier_invalidate_range_end(range) ((void)0)
#define mmu_notifier_invalidate_range_only_end(range) ((void)0)
MEANINGLESS(mmu_notifier_range_init, F20);
MEANINGLESS(mmu_notifier_invalidate_range_start, F20);
MEANINGLESS(mmu_notifier_invalidate_range_end, F20);
MEANINGLESS(mmu_notifier_invalidate_range_only_end, F20);
#define dec_mm_counter(mm, member) ((void)0)
#define inc_mm_counter(mm, member) ((void)0)
#define dec_mm_counter_fast(mm, member) ((void)0)
#define inc_mm_counter_fast(mm, member) ((void)0)
#define mm_counter(page) MM_ANONPAGES
#define mm_counter_file(page) MM_FILEPAGES
#define lru_add_drain() ((void)0)
#define folio_free_swap(folio) ((void)0)
#define folio_set_referenced(folio) ((void)0)
#define mark_page_accessed(page) ((void)0)
#define arch_make_folio_accessible(folio) 0
#define arch_make_page_accessible(page) 0
#define gup_can_follow_protnone(...) true
#define __folio_rmap_sanity_checks(folio, page, nr, level) ((void)0)
#define folio_dup_file_rmap_pte(folio, page, ...) atomic_inc(&(folio)->_mapcount)
#define folio_dup_file_rmap_ptes(folio, page, nr, ...) atomic_add(nr, &(folio)->_mapcount)
#define folio_move_anon_rmap(folio, vma) ((void)0)
#define page_move_anon_rmap(page, vma) SetPageAnonExclusive(page)
#define free_swap_cache(folio) ((void)0)

/* Anybody may hold a folio's lock. */
#define folio_trylock(folio) (any_of("folio lock is free|folio lock is taken") == 0)
#define vmf_anon_prepare(fault) 0
#define anon_vma_prepare(vma) 0

/* The zero page has an entry, but no struct page that anybody may count on. */
struct page *vm_normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte);
static inline struct page *normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte)
	MODELS(vm_normal_page);
static inline struct page *normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte)
{
	return is_zero_pfn(pte.page) ? NULL : pte.page;
}

/* For mappings that are shared, have no struct page or belong to userfaultfd. */
OUTSIDE(wp_page_shared);
OUTSIDE(wp_pfn_shared);
OUTSIDE(handle_userfault);
OUTSIDE(no_page_table);
OUTSIDE(follow_pfn_pte);
OUTSIDE(follow_huge_pmd_pte);

#endif
