/*
 * Address spaces, each reduced to one page of a private anonymous mapping: one page table entry.
 *
 * Include before "mm/gup.c" and "mm/memory.c": it gives meaning to what they ask of page tables, mappings and
 * faults. What they decide (share or copy, reuse or copy, unshare first) is theirs. An operation runs as a
 * whole, so locks, TLBs and memory barriers are empty, and an entry that is looked at again is as it was.
 */
#ifndef PINPROOF_ADDRESS_SPACE_H
#define PINPROOF_ADDRESS_SPACE_H

#include <linux/mm.h>
#include <linux/errno.h>

/* Under test, and called before they are defined. */
struct vm_fault;

ASSUMPTION(F4, "address spaces have one page each");
ASSUMPTION(F16, "each operation on address spaces is one step: races of faults, fork and GUP are not looked for");
ASSUMPTION(F17, "mappings are private, anonymous and may be written: none is shared or of a file, and there is no "
		"userfaultfd and no FOLL_FORCE");
ASSUMPTION(F18, "page tables map base pages, one at a time: no huge pages, no hugetlb");
ASSUMPTION(F19, "there is no swap cache: a page that was swapped out comes back as another folio");
ASSUMPTION(F20, "young bits, TLBs, mmu notifiers and memory cgroups are not modelled, and nothing but a write makes an entry "
		"dirty or clean");
ASSUMPTION(F23, "page table walks, reverse mappings, allocation and copying are stand-ins; what to share, copy, "
		"reuse, unshare and pin is decided by the kernel's own functions");

#define CONFIG_ARCH_HAS_PTE_SPECIAL 1

/* A page table entry: it maps a page, or is none. */
typedef struct {
	struct page *page;
	bool write;
	bool dirty;
} pte_t;
typedef struct {
	pte_t *table;
} pmd_t;
typedef unsigned long pgprot_t;
typedef int spinlock_t;

struct mm_struct {
	unsigned long flags; /* MMF_HAS_PINNED, or none */
	int write_protect_seq;
	pte_t pte;
};

struct anon_vma;
struct vm_operations_struct {
	vm_fault_t (*fault)(struct vm_fault *);
};
struct vm_area_struct {
	const struct vm_operations_struct *vm_ops;
	struct mm_struct *vm_mm;
	unsigned long vm_flags;
	pgprot_t vm_page_prot;
	struct anon_vma *anon_vma;
};

struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long address;
	unsigned int flags;
	pmd_t *pmd;
	pte_t *pte;
	pte_t orig_pte;
	spinlock_t *ptl;
	struct page *page;
};

typedef struct {
	unsigned long val;
} swp_entry_t;

struct mmu_notifier_range {
	int unused;
};
struct dev_pagemap;

enum { VM_READ = 1, VM_WRITE = 2, VM_SHARED = 8, VM_MAYWRITE = 0x20, VM_MAYSHARE = 0x80, VM_UFFD_WP = 0x1000 };
enum fault_flag { FAULT_FLAG_WRITE = 1 << 0, FAULT_FLAG_UNSHARE = 1 << 10 };
enum { VM_FAULT_OOM = 1, VM_FAULT_WRITE = 8, VM_FAULT_HWPOISON = 0x10 };
enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };
enum rmap_level { RMAP_LEVEL_PTE, RMAP_LEVEL_PMD };
typedef int rmap_t;
#define RMAP_NONE 0
#define RMAP_EXCLUSIVE 1
typedef int fpb_t;
#define FPB_IGNORE_DIRTY 1
#define FPB_IGNORE_SOFT_DIRTY 2
#define MMF_HAS_PINNED 27

#define PAGE_SIZE 4096UL
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define GFP_KERNEL 0
#define GFP_HIGHUSER_MOVABLE 0

/* Of an address space's flags only MMF_HAS_PINNED is there. */
#define test_bit(nr, word) (*(word) == 1UL << (nr))
#define set_bit(nr, word) ((void)(*(word) = 1UL << (nr)))
#define raw_read_seqcount(count) (*(count))

/* Page table entries. */
#define pte_none(pte) ((pte).page == NULL)
#define pte_present(pte) ((pte).page != NULL)
#define pte_write(pte) ((pte).write)
#define pte_page(pte) ((pte).page)
#define pte_pfn(pte) ((pte).page)
#define page_to_pfn(page) (page)
#define pte_val(pte) ((pte).page)
#define pte_to_swp_entry(pte) ((swp_entry_t){ 0 })
#define is_migration_entry(entry) ((void)(entry), false)
#define migration_entry_wait(mm, pmd, address) ((void)0)
#define pmd_val(pmd) ((pmd).table)
#define pmd_bad(pmd) false
#define pfn_valid(pfn) ((pfn) != NULL)
#define is_zero_pfn(pfn) ((pfn) != NULL && is_zero_page(pfn))
#define pte_same(a, b) ((a).page == (b).page && (a).write == (b).write && (a).dirty == (b).dirty)
#define pte_protnone(pte) false
#define pte_devmap(pte) false
#define pte_special(pte) is_zero_pfn(pte_pfn(pte))
#define pte_soft_dirty(pte) false
#define pte_uffd_wp(pte) false
#define pte_dirty(pte) ((pte).dirty)
#define pte_access_permitted(pte, write) (pte_present(pte) && (!(write) || pte_write(pte)))
#define pte_needs_soft_dirty_wp(vma, pte) false
#define pte_mkyoung(pte) (pte)
#define pte_sw_mkyoung(pte) (pte)
#define pte_mkold(pte) (pte)
#define pte_mkuffd_wp(pte) (pte)
#define pte_clear_uffd_wp(pte) (pte)
#define pte_mksoft_dirty(pte) (pte)
#define ptep_get(entry) (*(entry))
#define ptep_get_lockless(entry) (*(entry))

static inline pte_t pte_wrprotect(pte_t pte)
{
	pte.write = false;
	return pte;
}

static inline pte_t pte_mkdirty(pte_t pte)
{
	pte.dirty = true;
	return pte;
}

static inline pte_t pte_mkclean(pte_t pte)
{
	pte.dirty = false;
	return pte;
}

static inline pte_t mk_pte(struct page *page, pgprot_t protection)
{
	pte_t pte = { page, false, false };

	return pte;
}

static inline pte_t maybe_mkwrite(pte_t pte, struct vm_area_struct *vma)
{
	pte.write = true; /* the mapping may be written */
	return pte;
}
#define pte_mkwrite(pte, ...) maybe_mkwrite(pte, NULL)

/* The entry of an address space: of its page table there is nothing else. */
#define pte_offset_map(pmd, address) ((pmd)->table)
#define pte_offset_map_lock(mm, pmd, address, lock) (&(mm)->pte)
#define pte_unmap_unlock(entry, lock) ((void)0)
#define pte_unmap(entry) ((void)0)
#define set_pte_at(mm, address, entry, value) ((void)(*(entry) = (value)))
#define set_ptes(mm, address, entry, value, nr) set_pte_at(mm, address, entry, value)
#define set_pte_at_notify(mm, address, entry, value) set_pte_at(mm, address, entry, value)
#define ptep_set_wrprotect(mm, address, entry) ((void)((entry)->write = false))
#define wrprotect_ptes(mm, address, entry, nr) ptep_set_wrprotect(mm, address, entry)
#define ptep_clear_flush(vma, address, entry) pte_cleared(entry)
#define ptep_clear_flush_notify(vma, address, entry) pte_cleared(entry)

static inline pte_t pte_cleared(pte_t *entry)
{
	pte_t old = *entry;

	entry->page = NULL;
	entry->write = false;
	entry->dirty = false;
	return old;
}

static inline int ptep_set_access_flags(struct vm_area_struct *vma, unsigned long address, pte_t *entry,
					pte_t value, int dirty)
{
	*entry = value;
	return 1;
}

/* The zero page has an entry, but no struct page that anybody may count on. */
struct page *vm_normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte);
static inline struct page *normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte)
	MODELS(vm_normal_page);
static inline struct page *normal_page(struct vm_area_struct *vma, unsigned long address, pte_t pte)
{
	return is_zero_pfn(pte.page) ? NULL : pte.page;
}

/* Userfaultfd, soft-dirty and device memory are not there. */
#define vma_is_anonymous(vma) true
#define userfaultfd_wp(vma) false
#define userfaultfd_pte_wp(vma, pte) false
#define userfaultfd_wp_async(vma) false
#define vma_soft_dirty_enabled(vma) false
#define mm_tlb_flush_pending(mm) false
#define folio_is_device_private(folio) false
#define is_device_private_page(page) false
#define is_vm_hugetlb_page(vma) false
#define folio_test_ksm(folio) false
#define PageKsm(page) false
#define folio_test_swapcache(folio) false
#define folio_test_lru(folio) true
#define PageHead(page) false
#define PageHuge(page) false

/* What leaves counters and entries alone. */
#define raw_smp_processor_id() 0
#define smp_mb() ((void)0)
#define gup_fast_folio_allowed(folio, flags) true
#define page_is_secretmem(page) false
#define smp_rmb() ((void)0)
#define smp_wmb() ((void)0)
#define flush_tlb_page(vma, address) ((void)0)
#define flush_cache_page(vma, address, pfn) ((void)0)
#define update_mmu_cache(vma, address, entry) ((void)0)
#define update_mmu_cache_range(fault, vma, address, entry, nr) ((void)0)
#define update_mmu_tlb(vma, address, entry) ((void)0)
#define count_vm_event(event) ((void)0)
#define folio_xchg_last_cpupid(folio, id) ((void)0)
#define page_cpupid_xchg_last(page, id) ((void)0)
#define LAST_CPUPID_SHIFT 1
#define delayacct_wpcopy_start() ((void)0)
#define delayacct_wpcopy_end() ((void)0)
#define memory_failure_queue(pfn, flags) ((void)0)
#define kmsan_copy_page_meta(to, from) ((void)0)
#define mmu_notifier_range_init(...) ((void)0)
#define mmu_notifier_invalidate_range_start(range) ((void)0)
#define mmu_notifier_invalidate_range_end(range) ((void)0)
#define mmu_notifier_invalidate_range_only_end(range) ((void)0)
#define dec_mm_counter(mm, member) ((void)0)
#define inc_mm_counter(mm, member) ((void)0)
#define dec_mm_counter_fast(mm, member) ((void)0)
#define inc_mm_counter_fast(mm, member) ((void)0)
#define mm_counter(page) MM_ANONPAGES
#define mm_counter_file(page) MM_FILEPAGES
#define ksm_might_unmap_zero_page(mm, pte) ((void)0)
#define __folio_mark_uptodate(folio) ((void)0)
#define __SetPageUptodate(page) ((void)0)
#define folio_add_lru_vma(folio, vma) ((void)0)
#define lru_cache_add_inactive_or_unevictable(page, vma) ((void)0)
#define lru_add_drain() ((void)0)
#define free_swap_cache(folio) ((void)0)
#define folio_free_swap(folio) ((void)0)
#define folio_throttle_swaprate(folio, flags) ((void)0)
#define cgroup_throttle_swaprate(page, flags) ((void)0)
#define folio_set_referenced(folio) ((void)0)
#define mark_page_accessed(page) ((void)0)
#define arch_make_folio_accessible(folio) 0
#define arch_make_page_accessible(page) 0
#define gup_can_follow_protnone(...) true
#define __folio_rmap_sanity_checks(folio, page, nr, level) ((void)0)

/* Anybody may hold a folio's lock; memory and its copying may fail. */
#define folio_trylock(folio) (any_of("folio lock is free|folio lock is taken") == 0)
#define vmf_anon_prepare(fault) 0
#define anon_vma_prepare(vma) 0
#define mem_cgroup_charge(folio, mm, flags) (any_of("charged|over the memory limit") ? -ENOMEM : 0)
#define copy_mc_user_highpage(to, from, address, vma) (any_of("copied|memory error") ? -EHWPOISON : 0)
#define copy_user_highpage(to, from, address, vma) ((void)0)

static struct folio *allocate_folio(void);
static inline struct page *allocate_page(void)
{
	struct folio *folio = allocate_folio();

	return folio ? &folio->page : NULL;
}
#define vma_alloc_zeroed_movable_folio(vma, address) allocate_folio()
#define vma_alloc_folio(...) allocate_folio()
#define alloc_zeroed_user_highpage_movable(vma, address) allocate_page()
#define alloc_page_vma(flags, vma, address) allocate_page()

/* Reverse mappings: who maps a folio is counted. */
static inline void folio_add_new_anon_rmap(struct folio *folio, struct vm_area_struct *vma,
					   unsigned long address, rmap_t flags)
{
	atomic_add(1, &folio->_mapcount);
	if (flags & RMAP_EXCLUSIVE)
		SetPageAnonExclusive(&folio->page);
}
#define page_add_new_anon_rmap(new_page, vma, address) \
	folio_add_new_anon_rmap(page_folio(new_page), vma, address, RMAP_EXCLUSIVE)
#define folio_remove_rmap_pte(folio, page, vma) atomic_dec(&(folio)->_mapcount)
#define page_remove_rmap(page, vma, compound) atomic_dec(&page_folio(page)->_mapcount)
#define folio_dup_file_rmap_pte(folio, page) atomic_inc(&(folio)->_mapcount)
#define folio_dup_file_rmap_ptes(folio, page, nr) atomic_add(nr, &(folio)->_mapcount)
#define page_dup_file_rmap(page, compound) atomic_inc(&page_folio(page)->_mapcount)
#define folio_move_anon_rmap(folio, vma) ((void)0)
#define page_move_anon_rmap(page, vma) SetPageAnonExclusive(page)
#define __page_dup_rmap(page, compound) atomic_inc(&page_folio(page)->_mapcount)

/* For mappings that are shared, have no struct page or belong to userfaultfd. */
OUTSIDE(wp_page_shared);
OUTSIDE(wp_pfn_shared);
OUTSIDE(handle_userfault);
OUTSIDE(no_page_table);
OUTSIDE(follow_pfn_pte);
OUTSIDE(follow_huge_pmd_pte);

/* Decided by the tree. */
#include <only/include/linux/mm.h/is_cow_mapping>
#if __has_include(<only/include/linux/rmap.h/folio_try_dup_anon_rmap_pte>) /* since 6.8 */
#include <only/include/linux/mm.h/folio_needs_cow_for_dma>
#if __has_include(<only/include/linux/rmap.h/__folio_try_dup_anon_rmap>)
#include <only/include/linux/rmap.h/__folio_try_dup_anon_rmap>
#include <only/include/linux/rmap.h/__folio_try_share_anon_rmap>
#endif
#include <only/include/linux/rmap.h/folio_try_dup_anon_rmap_ptes>
#include <only/include/linux/rmap.h/folio_try_dup_anon_rmap_pte>
#include <only/include/linux/rmap.h/folio_try_share_anon_rmap_pte>
#define share_anon_page(page) folio_try_share_anon_rmap_pte(page_folio(page), page)
#else
#include <only/include/linux/mm.h/page_maybe_dma_pinned>
#include <only/include/linux/mm.h/page_needs_cow_for_dma>
#include <only/include/linux/rmap.h/page_try_dup_anon_rmap>
#include <only/include/linux/rmap.h/page_try_share_anon_rmap>
#define share_anon_page(page) page_try_share_anon_rmap(page)
#endif
#if __has_include(<only/mm/internal.h/gup_must_unshare>) /* since 6.3 */
#include <only/mm/internal.h/gup_must_unshare>
#else
#include <only/include/linux/mm.h/gup_must_unshare>
#endif

#endif
