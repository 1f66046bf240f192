/*
 * Page tables and mappings: the same things by other names. Included by <pinproof/address_space.h>, before the kernel's
 * files; what an entry is, it says itself.
 */
#ifndef COMPAT_ENTRIES_H
#define COMPAT_ENTRIES_H

/* What maps a huge page, by the name of the mapping or, in 7.2, of the table. */
enum rmap_level { RMAP_LEVEL_PTE, RMAP_LEVEL_PMD };
enum pgtable_level { PGTABLE_LEVEL_PTE, PGTABLE_LEVEL_PMD, PGTABLE_LEVEL_PUD };
#define HPAGE_PUD_NR (512 * 512)

/* Flags of mappings are bits of a word, and in 7.2 numbers of bits. */
typedef unsigned long vma_flags_t;
typedef enum { VMA_READ_BIT, VMA_WRITE_BIT, VMA_EXEC_BIT, VMA_SHARED_BIT, VMA_MAYWRITE_BIT = 5, VMA_MAYSHARE_BIT = 7 } vma_flag_t;
#define vma_flags_test(flags, bit) ((*(flags) >> (bit)) & 1)
#define vma_test(vma, bit) vma_flags_test(&(vma)->flags, bit)

/* A process's flags: in a word of its own, and in 7.2 reached by these. */
#define mm_flags_test(nr, mm) test_bit(nr, &(mm)->flags)
#define mm_flags_set(nr, mm) set_bit(nr, &(mm)->flags)

/* A run of entries goes on over what is to be ignored, or in 7.2 up to what is to be respected. A kernel has one set of
 * names, and the function that has the other name too. */
#define FPB_IGNORE_DIRTY 1
#define FPB_IGNORE_SOFT_DIRTY 2
#define FPB_RESPECT_DIRTY 1
#define FPB_RESPECT_SOFT_DIRTY 2
#define FPB_MERGE_WRITE 8
#if __has_include(<only/mm/internal.h/folio_pte_batch_flags>)
#define ENDS_RUN(flags, what) (((flags) & FPB_RESPECT_##what) != 0)
#define FPB_KNOWN (FPB_RESPECT_DIRTY | FPB_RESPECT_SOFT_DIRTY | FPB_MERGE_WRITE)
#else
#define ENDS_RUN(flags, what) (!((flags) & FPB_IGNORE_##what))
#define FPB_KNOWN (FPB_IGNORE_DIRTY | FPB_IGNORE_SOFT_DIRTY)
#endif

/* An entry is made for a folio, and an entry of a higher table is read by a function. Userfaultfd's mark is the same for every way
 * in which it protects; of these there is one here, since nobody asks it about reads. */
#if __has_include(<only/arch/x86/include/asm/pgtable.h/pte_mkuffd>)
ASSUMPTION(E5, "no mapping is registered with userfaultfd for reads");
#endif
#define folio_mk_pte(folio, protection) mk_pte(&(folio)->page, protection)
#define pmdp_get(entry) (*(entry))
#define pmdp_get_lockless(entry) (*(entry))
#define userfaultfd_protected(vma) userfaultfd_wp(vma)
#define userfaultfd_rwp(vma) false
#define pte_uffd(pte) pte_uffd_wp(pte)
#define pte_clear_uffd(pte) pte_clear_uffd_wp(pte)
#define PAGE_NONE 0
#define pte_modify(pte, protection) (__pinproof_refuse("an entry whose protection is exchanged"), (pte))
#define folio_mark_accessed(folio) mark_page_accessed(&(folio)->page)
#define is_fsdax_page(page) false

/* What an anonymous folio belongs to, which in 7.2 must be alive where the folio is mapped once more. In the kernel a bit of
 * the pointer says that the folio is anonymous; here its kind does. */
struct anon_vma {
	atomic_t refcount;
};
#define FOLIO_MAPPING_ANON 0

/* In 6.12 entries say of memory that it is a device's, and GUP sees to it that the device stays. Since then such memory is
 * counted like any other, and so are its entries. Where this header of a tree is not there the former holds. */
#if __has_include(<only/arch/x86/include/asm/pgtable.h/pte_devmap>) || \
	!__has_include(<only/arch/x86/include/asm/pgtable.h/pte_mkold>)
#define ENTRIES_SAY_DEVICE
#endif

/* In 7.2 a large folio remembers whether entries of more than one process map it; who adds a mapping says whose. */
#define FOLIO_MM_IDS_SHARED_BITNUM 63
#define folio_mm_id(folio, n) 0 /* whose: that is not told apart */
#define folio_lock_large_mapcount(folio) ((void)0)
#define folio_unlock_large_mapcount(folio) ((void)0)
#define folio_add_large_mapcount(folio, nr, vma) atomic_add(nr, &(folio)->_large_mapcount)
#define folio_inc_large_mapcount(folio, vma) atomic_inc(&(folio)->_large_mapcount)

#endif
