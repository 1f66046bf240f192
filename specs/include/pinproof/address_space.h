/*
 * Address spaces, each reduced to one page table entry, or a few: one page of a private anonymous mapping, or, where
 * PINPROOF_WHOLE_ENTRIES is defined, whatever an entry may say.
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

ASSUMPTION(F16, "each operation on address spaces is one step: races of faults, fork and GUP are not looked for");
ASSUMPTION(F18, "page tables map base pages, one at a time: no huge pages, no hugetlb");
ASSUMPTION(F23, "page table walks, reverse mappings, allocation and copying are stand-ins; what to share, copy, "
		"reuse, unshare and pin is decided by the kernel's own functions");

#define CONFIG_ARCH_HAS_PTE_SPECIAL 1

/* A page table entry: it maps a page, or is none. */
typedef struct {
	struct page *page;
	bool write;
	bool dirty;
#ifdef PINPROOF_WHOLE_ENTRIES
	bool swapped; /* not present, and not none */
	bool special; /* memory without a struct page that anybody may use */
	bool devmap;  /* memory of a device */
	bool protnone;
	bool young;
	bool soft_dirty;
	bool uffd_wp;
#endif
} pte_t;
typedef struct {
	pte_t *table;
} pmd_t;
typedef unsigned long pgprot_t;
typedef int spinlock_t;

struct mm_struct {
	unsigned long flags; /* MMF_HAS_PINNED, or none */
	int write_protect_seq;
	int mm_id;
	pte_t pte;
};

#include <compat/entries.h>

struct vm_operations_struct {
	vm_fault_t (*fault)(struct vm_fault *);
};
struct vm_area_struct {
	const struct vm_operations_struct *vm_ops;
	struct mm_struct *vm_mm;
	union {
		unsigned long vm_flags;
		vma_flags_t flags;
	};
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
typedef int rmap_t;
#define RMAP_NONE 0
#define RMAP_EXCLUSIVE 1
typedef int fpb_t;
#define MMF_HAS_PINNED 27

#define PAGE_SIZE 4096UL
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define GFP_KERNEL 0
#define GFP_HIGHUSER_MOVABLE 0

/* Of an address space's flags only MMF_HAS_PINNED is there, and of a large folio whether it is shared: whoever sets or looks
 * for another is refused. */
static inline void check_flag(int nr)
{
	if (nr != MMF_HAS_PINNED && nr != FOLIO_MM_IDS_SHARED_BITNUM)
		__pinproof_refuse("a flag of an address space but MMF_HAS_PINNED");
}
#define test_bit(nr, word) (check_flag(nr), *(word) == 1UL << (nr))
#define set_bit(nr, word) (check_flag(nr), (void)(*(word) = 1UL << (nr)))
#define raw_read_seqcount(count) (*(count))

/* Page table entries. */
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
#define pte_dirty(pte) ((pte).dirty)
#define pte_access_permitted(pte, write) (pte_present(pte) && (!(write) || pte_write(pte)))
#define ptep_get(entry) (*(entry))
#define ptep_get_lockless(entry) (*(entry))

static inline pte_t pte_wrprotect(pte_t pte)
{
	pte.write = false;
	return pte;
}

/* Who writes is seen by those who track writes. */
static inline pte_t pte_mkdirty(pte_t pte)
{
	pte.dirty = true;
#ifdef PINPROOF_WHOLE_ENTRIES
	pte.soft_dirty = true;
#endif
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

static inline pte_t make_writable(pte_t pte)
{
	pte.write = true;
	return pte;
}
#define pte_mkwrite(pte, ...) make_writable(pte) /* the mapping is asked for since 6.6 */

static inline pte_t maybe_mkwrite(pte_t pte, struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_WRITE ? make_writable(pte) : pte;
}

#define ptep_set_wrprotect(mm, address, entry) ((void)((entry)->write = false))

static inline pte_t pte_cleared(pte_t *entry)
{
	static const pte_t none;
	pte_t old = *entry;

	*entry = none;
	return old;
}

#define is_vm_hugetlb_page(vma) false
#define PageHead(page) false
#define PageHuge(page) false

/* What leaves counters and entries alone. */
#define raw_smp_processor_id() 0
#define smp_mb() ((void)0)
#define smp_rmb() ((void)0)
#define smp_wmb() ((void)0)
MEANINGLESS(smp_mb, A1);
MEANINGLESS(smp_rmb, A1);
MEANINGLESS(smp_wmb, A1);
#define flush_cache_page(vma, address, pfn) ((void)0)
#define update_mmu_cache(vma, address, entry) ((void)0)
#define update_mmu_cache_range(fault, vma, address, entry, nr) ((void)0)
#define update_mmu_tlb(vma, address, entry) ((void)0)
#define count_vm_event(event) ((void)0)
#define folio_xchg_last_cpupid(folio, id) ((void)0)
#define page_cpupid_xchg_last(page, id) ((void)0)
#define LAST_CPUPID_SHIFT 1
#define memory_failure_queue(pfn, flags) ((void)0)
#define kmsan_copy_page_meta(to, from) ((void)0)
#define ksm_might_unmap_zero_page(mm, pte) ((void)0)
#define folio_throttle_swaprate(folio, flags) ((void)0)
#define cgroup_throttle_swaprate(page, flags) ((void)0)

/* Memory and its copying may fail: what is said then is how much was not copied. */
#define mem_cgroup_charge(folio, mm, flags) (any_of("charged|over the memory limit") ? -ENOMEM : 0)
#define copy_mc_user_highpage(to, from, address, vma) (any_of("copied|memory error") ? (int)PAGE_SIZE : 0)
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
	folio->_mapcount.counter = 0; /* whatever it was */
	if (flags & RMAP_EXCLUSIVE)
		SetPageAnonExclusive(&folio->page);
}
#define page_add_new_anon_rmap(new_page, vma, address) \
	folio_add_new_anon_rmap(page_folio(new_page), vma, address, RMAP_EXCLUSIVE)
#define folio_remove_rmap_pte(folio, page, vma) atomic_dec(&(folio)->_mapcount)

/* Up to 6.7 callers say whether one entry maps the whole of a huge page. */
static inline atomic_t *mapcount_of(struct page *page, bool compound)
{
	struct folio *folio = page_folio(page);

	VM_BUG_ON_PAGE(compound && !folio_test_large(folio), page);
	return compound ? &folio->_entire_mapcount : &folio->_mapcount;
}
#define page_remove_rmap(page, vma, compound) atomic_dec(mapcount_of(page, compound))
#define page_dup_file_rmap(page, compound) atomic_inc(mapcount_of(page, compound))
#define __page_dup_rmap(page, compound) atomic_inc(mapcount_of(page, compound))

/* Entries of base pages in memory, or of every sort. */
#ifdef PINPROOF_WHOLE_ENTRIES
#include <pinproof/whole_entries.h>
#else
#include <pinproof/plain_entries.h>
#endif

/* Whether the entry changed. */
static inline int ptep_set_access_flags(struct vm_area_struct *vma, unsigned long address, pte_t *entry,
					pte_t value, int dirty)
{
	bool is_same = pte_same(*entry, value);

	*entry = value;
	return !is_same;
}

/* Decided by the tree. */
#if __has_include(<only/include/linux/mm.h/vma_is_cow_mapping>) /* since 7.3 */
#include <only/include/linux/mm.h/vma_flags_is_cow_mapping>
#include <only/include/linux/mm.h/vma_is_cow_mapping>
#elif __has_include(<only/include/linux/mm.h/is_cow_mapping>)
#include <only/include/linux/mm.h/is_cow_mapping>
#else /* up to 5.12 */
#include <only/mm/internal.h/is_cow_mapping>
#endif
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
#elif __has_include(<only/include/linux/rmap.h/page_try_dup_anon_rmap>) /* since 5.19: before, no page was exclusive */
#include <only/include/linux/mm.h/page_maybe_dma_pinned>
#include <only/include/linux/mm.h/page_needs_cow_for_dma>
#include <only/include/linux/rmap.h/page_try_dup_anon_rmap>
#include <only/include/linux/rmap.h/page_try_share_anon_rmap>
#define share_anon_page(page) page_try_share_anon_rmap(page)
#endif
#if __has_include(<only/mm/internal.h/gup_must_unshare>) /* since 6.3 */
#include <only/mm/internal.h/gup_must_unshare>
#elif __has_include(<only/include/linux/mm.h/gup_must_unshare>)
#include <only/include/linux/mm.h/gup_must_unshare>
#endif

#endif
