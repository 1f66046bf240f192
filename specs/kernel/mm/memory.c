/*
 * The embedded kernel: sharing and copying pages of private mappings, as Linux 6.12's mm/memory.c does.
 *
 * Written for pinproof from the documented behaviour of the functions with these names. Only base pages, and
 * only what decides who maps which page how.
 */
#include <linux/kernel.h>
#include <linux/errno.h>
#include <linux/mm.h>

#include "internal.h"

/* The child gets a page of its own at once. */
static inline int copy_present_page(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
				    pte_t *src_pte, unsigned long addr, int *counts, struct folio **spare,
				    struct page *page)
{
	struct folio *copy = *spare;
	pte_t entry;

	if (!copy)
		return -EAGAIN;
	if (copy_mc_user_highpage(&copy->page, page, addr, src_vma))
		return -EHWPOISON;

	*spare = NULL;
	counts[MM_ANONPAGES]++;
	__folio_mark_uptodate(copy);
	folio_add_new_anon_rmap(copy, dst_vma, addr, RMAP_EXCLUSIVE);
	folio_add_lru_vma(copy, dst_vma);

	entry = mk_pte(&copy->page, dst_vma->vm_page_prot);
	entry = maybe_mkwrite(pte_mkdirty(entry), dst_vma);
	if (userfaultfd_pte_wp(dst_vma, ptep_get(src_pte)))
		entry = pte_mkuffd_wp(entry);
	set_pte_at(dst_vma->vm_mm, addr, dst_pte, entry);
	return 0;
}

/* Fork, for one entry: the number of entries done, or a negative error (-EAGAIN: a spare page is needed). */
static inline int copy_present_ptes(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
				    pte_t *src_pte, pte_t pte, unsigned long addr, int max_nr, int *rss,
				    struct folio **prealloc)
{
	struct page *page = vm_normal_page(src_vma, addr, pte);

	if (page) {
		struct folio *folio = page_folio(page);

		folio_get(folio);
		if (!folio_test_anon(folio)) {
			folio_dup_file_rmap_pte(folio, page);
			rss[mm_counter_file(folio)]++;
		} else if (folio_try_dup_anon_rmap_pte(folio, page, src_vma)) {
			int err;

			folio_put(folio);
			err = copy_present_page(dst_vma, src_vma, dst_pte, src_pte, addr, rss, prealloc, page);
			return err ? err : 1;
		} else {
			rss[MM_ANONPAGES]++;
			VM_WARN_ON_FOLIO(PageAnonExclusive(page), folio);
		}
	}

	/* From now on neither may write without a fault. */
	if (is_cow_mapping(src_vma->vm_flags) && pte_write(pte)) {
		wrprotect_ptes(src_vma->vm_mm, addr, src_pte, 1);
		pte = pte_wrprotect(pte);
	}
	/* Of what they share for good, the parent writes back what it wrote. */
	if (src_vma->vm_flags & VM_SHARED)
		pte = pte_mkclean(pte);
	if (!userfaultfd_wp(dst_vma))
		pte = pte_clear_uffd_wp(pte);
	set_ptes(dst_vma->vm_mm, addr, dst_pte, pte_mkold(pte), 1);
	return 1;
}

/* The page is the faulting process's own: it may be written where it is. */
static inline void wp_page_reuse(struct vm_fault *vmf, struct folio *folio)
{
	struct vm_area_struct *vma = vmf->vma;
	pte_t entry;

	VM_BUG_ON(!(vmf->flags & FAULT_FLAG_WRITE));
	VM_WARN_ON(is_zero_pfn(pte_pfn(vmf->orig_pte)));
	if (folio)
		VM_BUG_ON(folio_test_anon(folio) && !PageAnonExclusive(vmf->page));

	entry = maybe_mkwrite(pte_mkdirty(pte_mkyoung(vmf->orig_pte)), vma);
	(void)ptep_set_access_flags(vma, vmf->address, vmf->pte, entry, 1);
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}

static inline struct folio *folio_prealloc(struct mm_struct *mm, struct vm_area_struct *vma, unsigned long addr,
					   bool need_zero)
{
	struct folio *fresh = need_zero ? vma_alloc_zeroed_movable_folio(vma, addr)
					: vma_alloc_folio(GFP_HIGHUSER_MOVABLE, 0, vma, addr, false);

	if (fresh && mem_cgroup_charge(fresh, mm, GFP_KERNEL)) {
		folio_put(fresh);
		return NULL;
	}
	return fresh;
}

/* Memory without a struct page is copied as the process sees it. On some machines that takes a fault while the entry
 * is old, so it is made young first; and others may just have unmapped it: then it is copied under the table's lock,
 * and if that fails too, it reads as zeros. */
static int copy_through_mapping(struct page *to, struct vm_fault *vmf)
{
	void __user *from = (void __user *)(vmf->address & PAGE_MASK);
	bool is_old = !arch_has_hw_pte_young() && !pte_young(vmf->orig_pte);
	struct vm_area_struct *vma = vmf->vma;
	void *memory = kmap_local_page(to);
	int result = 0;

	pagefault_disable();
	if (is_old || __copy_from_user_inatomic(memory, from, PAGE_SIZE)) {
		vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
		if (!vmf->pte || !pte_same(vmf->orig_pte, ptep_get(vmf->pte))) {
			result = -EAGAIN;
		} else {
			if (is_old)
				(void)ptep_set_access_flags(vma, vmf->address, vmf->pte, pte_mkyoung(vmf->orig_pte), 0);
			if (__copy_from_user_inatomic(memory, from, PAGE_SIZE)) {
				WARN_ON_ONCE(1);
				clear_page(memory);
			}
		}
		if (vmf->pte)
			pte_unmap_unlock(vmf->pte, vmf->ptl);
	}
	pagefault_enable();
	kunmap_local(memory);
	flush_dcache_page(to);
	return result;
}

static inline int __wp_page_copy_user(struct page *dst, struct page *src, struct vm_fault *vmf)
{
	if (!src)
		return copy_through_mapping(dst, vmf);
	return copy_mc_user_highpage(dst, src, vmf->address, vmf->vma) ? -EHWPOISON : 0;
}

/* What the process maps now counts as anonymous, whatever it was. */
static inline void count_copy(struct mm_struct *mm, struct folio *original)
{
	if (original && folio_test_anon(original))
		return;
	inc_mm_counter(mm, MM_ANONPAGES);
	if (original)
		dec_mm_counter(mm, mm_counter_file(original));
}

/* Maps a copy in the page's place, writable or, for an unshare fault, as it was. */
static vm_fault_t wp_page_copy(struct vm_fault *vmf)
{
	const bool unshare = vmf->flags & FAULT_FLAG_UNSHARE;
	bool is_zero = is_zero_pfn(pte_pfn(vmf->orig_pte));
	struct folio *original = vmf->page ? page_folio(vmf->page) : NULL;
	struct vm_area_struct *vma = vmf->vma;
	struct mmu_notifier_range range;
	struct folio *copy = NULL;
	vm_fault_t result = 0;
	pte_t entry;
	int err;

	delayacct_wpcopy_start();
	result = vmf_anon_prepare(vmf);
	if (result)
		goto out;
	copy = folio_prealloc(vma->vm_mm, vma, vmf->address, is_zero);
	if (!copy) {
		result = VM_FAULT_OOM;
		goto out;
	}
	err = is_zero ? 0 : __wp_page_copy_user(&copy->page, vmf->page, vmf);
	if (err) {
		folio_put(copy);
		result = err == -EHWPOISON ? VM_FAULT_HWPOISON : 0;
		goto out;
	}
	__folio_mark_uptodate(copy);

	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, vma->vm_mm, vmf->address & PAGE_MASK,
				(vmf->address & PAGE_MASK) + PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	vmf->pte = pte_offset_map_lock(vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl);
	if (!vmf->pte || !pte_same(vmf->orig_pte, ptep_get(vmf->pte))) {
		if (vmf->pte)
			pte_unmap_unlock(vmf->pte, vmf->ptl);
		mmu_notifier_invalidate_range_end(&range);
		folio_put(copy);
		goto out;
	}

	count_copy(vma->vm_mm, original);
	entry = pte_sw_mkyoung(mk_pte(&copy->page, vma->vm_page_prot));
	if (!unshare) {
		entry = maybe_mkwrite(pte_mkdirty(entry), vma);
	} else {
		if (pte_soft_dirty(vmf->orig_pte))
			entry = pte_mksoft_dirty(entry);
		if (pte_uffd_wp(vmf->orig_pte))
			entry = pte_mkuffd_wp(entry);
	}
	BUG_ON(unshare && pte_write(entry));
	ptep_clear_flush(vma, vmf->address, vmf->pte);
	folio_add_new_anon_rmap(copy, vma, vmf->address, RMAP_EXCLUSIVE);
	folio_add_lru_vma(copy, vma);
	set_pte_at(vma->vm_mm, vmf->address, vmf->pte, entry);

	if (original) {
		folio_remove_rmap_pte(original, vmf->page, vma);
		folio_put(original); /* the mapping's */
	}
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	mmu_notifier_invalidate_range_end(&range);
	if (original)
		free_swap_cache(original);
out:
	if (original)
		folio_put(original); /* the caller's */
	delayacct_wpcopy_end();
	return result;
}

/* Nobody else holds this folio, so it may become the faulting process's own. */
static bool wp_can_reuse_anon_folio(struct folio *folio, struct vm_area_struct *vma)
{
	if (folio_test_large(folio) || folio_test_ksm(folio))
		return false;
	if (!folio_test_lru(folio))
		lru_add_drain();
	if (folio_ref_count(folio) - folio_test_swapcache(folio) > 1 || !folio_trylock(folio))
		return false;
	if (folio_test_swapcache(folio))
		folio_free_swap(folio);
	if (folio_ref_count(folio) != 1) {
		folio_unlock(folio);
		return false;
	}
	folio_move_anon_rmap(folio, vma);
	folio_unlock(folio);
	return true;
}

/* A write, or an unshare request, met a read-only entry. */
static vm_fault_t do_wp_page(struct vm_fault *vmf)
{
	const bool unshare = vmf->flags & FAULT_FLAG_UNSHARE;
	struct vm_area_struct *vma = vmf->vma;
	struct folio *folio = NULL;

	/* Who protected the page is asked first, or has said not to wait for it. */
	if (!unshare && userfaultfd_pte_wp(vma, ptep_get(vmf->pte))) {
		if (!userfaultfd_wp_async(vma)) {
			pte_unmap_unlock(vmf->pte, vmf->ptl);
			return handle_userfault(vmf, VM_UFFD_WP);
		}
		vmf->orig_pte = pte_clear_uffd_wp(ptep_get(vmf->pte));
		set_pte_at(vma->vm_mm, vmf->address, vmf->pte, vmf->orig_pte);
	}
	/* Other processors may still write to what is copied. */
	if (!unshare && userfaultfd_wp(vma) && mm_tlb_flush_pending(vma->vm_mm))
		flush_tlb_page(vma, vmf->address);

	vmf->page = vm_normal_page(vma, vmf->address, vmf->orig_pte);
	if (vmf->page)
		folio = page_folio(vmf->page);

	/* An exclusive page must be reused: it may be pinned. */
	if (folio && folio_test_anon(folio) && (PageAnonExclusive(vmf->page) ||
						wp_can_reuse_anon_folio(folio, vma))) {
		if (!PageAnonExclusive(vmf->page))
			SetPageAnonExclusive(vmf->page);
		if (unshare)
			pte_unmap_unlock(vmf->pte, vmf->ptl);
		else
			wp_page_reuse(vmf, folio);
		return 0;
	}

	if (folio)
		folio_get(folio);
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	return wp_page_copy(vmf);
}
