/*
 * The embedded kernel: taking and giving back page references, as Linux 6.12's mm/gup.c does.
 *
 * Written for pinproof from the documented behaviour of the functions with these names, so that
 * specifications can be tried without a kernel tree, and patched to see what a change would do. It has
 * only what touches the counters, and of page tables their last level.
 */
#include <linux/kernel.h>
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/mm.h>

#include "internal.h"

/* A pinned anonymous page stays exclusive until it is unpinned. For a huge page that is mapped as a whole
 * the head page says so. */
static inline void sanity_check_pinned_pages(struct page **pages, unsigned long npages)
{
	unsigned long i;

	if (!IS_ENABLED(CONFIG_DEBUG_VM))
		return;

	for (i = 0; i < npages; i++) {
		struct page *page = pages[i];
		struct folio *folio;

		/* Gaps, the zero page and file pages have nothing to say about whose they are. */
		if (!page || is_zero_page(page))
			continue;
		folio = page_folio(page);
		if (!folio_test_anon(folio))
			continue;

		/* The flag is each page's own, but a hugetlb folio has one for all of them. */
		if (folio_test_hugetlb(folio) || !folio_test_large(folio))
			VM_BUG_ON_PAGE(!PageAnonExclusive(&folio->page), page);
		else
			VM_BUG_ON_PAGE(!(PageAnonExclusive(page) || PageAnonExclusive(&folio->page)), page);
	}
}

/* Takes references on the folio of a page that nobody holds still: NULL if it was freed meanwhile. */
static inline struct folio *try_get_folio(struct page *page, int refs)
{
	for (;;) {
		struct folio *folio = page_folio(page);

		if (WARN_ON_ONCE(folio_ref_count(folio) < 0))
			return NULL;
		if (!folio_ref_try_add(folio, refs))
			return NULL;
		if (likely(page_folio(page) == folio))
			return folio;

		/* Split in between: these references are on a stranger. */
		if (!put_devmap_managed_folio_refs(folio, refs))
			folio_put_refs(folio, refs);
	}
}

/* Gives back what a grab with the same flags took. */
static void gup_put_folio(struct folio *folio, int refs, unsigned int flags)
{
	int amount = refs;

	if (flags & FOLL_PIN) {
		if (is_zero_folio(folio))
			return;
		node_stat_mod_folio(folio, NR_FOLL_PIN_RELEASED, refs);
		if (folio_test_large(folio))
			atomic_sub(refs, &folio->_pincount);
		else
			amount = refs * GUP_PIN_COUNTING_BIAS;
	}

	if (!put_devmap_managed_folio_refs(folio, amount))
		folio_put_refs(folio, amount);
}

/* The slow path's grab: the caller holds the folio still. 0, or a negative error. */
int __must_check try_grab_folio(struct folio *folio, int refs, unsigned int flags)
{
	if (WARN_ON_ONCE(folio_ref_count(folio) <= 0))
		return -ENOMEM;
	if (!(flags & FOLL_PCI_P2PDMA) && is_pci_p2pdma_page(&folio->page))
		return -EREMOTEIO;

	if (flags & FOLL_GET) {
		folio_ref_add(folio, refs);
		return 0;
	}
	if (!(flags & FOLL_PIN))
		return 0;

	/* The zero page is permanent and everybody's: pins would only fill its count. */
	if (is_zero_folio(folio))
		return 0;

	if (folio_test_large(folio)) {
		folio_ref_add(folio, refs);
		atomic_add(refs, &folio->_pincount);
	} else {
		folio_ref_add(folio, refs * GUP_PIN_COUNTING_BIAS);
	}
	node_stat_mod_folio(folio, NR_FOLL_PIN_ACQUIRED, refs);
	return 0;
}

/* The fast path's grab: nothing but a page table entry leads here. The folio, or NULL. */
static struct folio *try_grab_folio_fast(struct page *page, int refs, unsigned int flags)
{
	struct folio *folio;

	VM_WARN_ON_ONCE(!irqs_disabled());
	if (WARN_ON_ONCE((flags & (FOLL_GET | FOLL_PIN)) == 0))
		return NULL;
	if (!(flags & FOLL_PCI_P2PDMA) && is_pci_p2pdma_page(page))
		return NULL;

	if (flags & FOLL_GET)
		return try_get_folio(page, refs);

	/* As in the slow path. */
	if (is_zero_page(page))
		return page_folio(page);

	folio = try_get_folio(page, refs);
	if (!folio)
		return NULL;

	/* Whether this zone allows pins for long can be asked only now that the folio is held. */
	if ((flags & FOLL_LONGTERM) && !folio_is_longterm_pinnable(folio)) {
		if (!put_devmap_managed_folio_refs(folio, refs))
			folio_put_refs(folio, refs);
		return NULL;
	}

	/* One reference of each pin is there already. */
	if (folio_test_large(folio))
		atomic_add(refs, &folio->_pincount);
	else
		folio_ref_add(folio, refs * (GUP_PIN_COUNTING_BIAS - 1));
	smp_mb__after_atomic();

	node_stat_mod_folio(folio, NR_FOLL_PIN_ACQUIRED, refs);
	return folio;
}

void unpin_user_page(struct page *page)
{
	sanity_check_pinned_pages(&page, 1);
	gup_put_folio(page_folio(page), 1, FOLL_PIN);
}
EXPORT_SYMBOL(unpin_user_page);

void unpin_folio(struct folio *folio)
{
	gup_put_folio(folio, 1, FOLL_PIN);
}
EXPORT_SYMBOL_GPL(unpin_folio);

/* One more pin, for somebody who has one already. */
void folio_add_pin(struct folio *folio)
{
	if (is_zero_folio(folio))
		return;

	if (folio_test_large(folio)) {
		WARN_ON_ONCE(atomic_read(&folio->_pincount) < 1);
		folio_ref_inc(folio);
		atomic_inc(&folio->_pincount);
	} else {
		WARN_ON_ONCE(folio_ref_count(folio) < GUP_PIN_COUNTING_BIAS);
		folio_ref_add(folio, GUP_PIN_COUNTING_BIAS);
	}
}

/* The folio of the i-th page of a range, and how many pages of the range from there on are in it. */
static inline struct folio *gup_folio_range_next(struct page *start, unsigned long npages,
						 unsigned long i, unsigned int *ntails)
{
	struct page *first = nth_page(start, i);
	struct folio *whose = page_folio(first);

	*ntails = 1;
	if (folio_test_large(whose))
		*ntails = min_t(unsigned int, folio_nr_pages(whose) - folio_page_idx(whose, first),
				npages - i);
	return whose;
}

/* The same of an array of pages. */
static inline struct folio *gup_folio_next(struct page **list, unsigned long npages, unsigned long i,
					   unsigned int *ntails)
{
	struct folio *whose = page_folio(list[i]);
	unsigned int nr = i;

	do
		nr++;
	while (nr < npages && page_folio(list[nr]) == whose);
	*ntails = nr - i;
	return whose;
}

void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool make_dirty)
{
	unsigned int run;
	unsigned long i;

	if (!make_dirty) {
		unpin_user_pages(pages, npages);
		return;
	}

	sanity_check_pinned_pages(pages, npages);
	for (i = 0; i < npages; i += run) {
		struct folio *folio = gup_folio_next(pages, npages, i, &run);

		if (!folio_test_dirty(folio)) {
			folio_lock(folio);
			folio_mark_dirty(folio);
			folio_unlock(folio);
		}
		gup_put_folio(folio, run, FOLL_PIN);
	}
}
EXPORT_SYMBOL(unpin_user_pages_dirty_lock);

void unpin_user_page_range_dirty_lock(struct page *page, unsigned long npages, bool make_dirty)
{
	unsigned int run;
	unsigned long i;

	for (i = 0; i < npages; i += run) {
		struct folio *folio = gup_folio_range_next(page, npages, i, &run);

		if (!folio_test_dirty(folio) && make_dirty) {
			folio_lock(folio);
			folio_mark_dirty(folio);
			folio_unlock(folio);
		}
		gup_put_folio(folio, run, FOLL_PIN);
	}
}
EXPORT_SYMBOL(unpin_user_page_range_dirty_lock);

/* Entries may be NULL where the caller gave a page back already. */
void unpin_user_pages(struct page **pages, unsigned long npages)
{
	unsigned int run;
	unsigned long i;

	/* An error of pin_user_pages() was taken for a number of pages. */
	if (WARN_ON(IS_ERR_VALUE(npages)))
		return;

	sanity_check_pinned_pages(pages, npages);
	for (i = 0; i < npages; i += run) {
		struct folio *folio;

		run = 1;
		if (!pages[i])
			continue;
		folio = gup_folio_next(pages, npages, i, &run);
		gup_put_folio(folio, run, FOLL_PIN);
	}
}
EXPORT_SYMBOL(unpin_user_pages);

void unpin_user_folio(struct folio *folio, unsigned long npages)
{
	gup_put_folio(folio, npages, FOLL_PIN);
}
EXPORT_SYMBOL(unpin_user_folio);

void unpin_folios(struct folio **folios, unsigned long nfolios)
{
	unsigned long i, end;

	if (WARN_ON(IS_ERR_VALUE(nfolios)))
		return;

	for (i = 0; i < nfolios; i = end) {
		end = i + 1;
		while (end < nfolios && folios[end] == folios[i])
			end++;
		if (folios[i])
			gup_put_folio(folios[i], end - i, FOLL_PIN);
	}
}
EXPORT_SYMBOL_GPL(unpin_folios);

/* GUP has been here: fork must look before it shares. */
static inline void mm_set_has_pinned_flag(unsigned long *mm_flags)
{
	if (!test_bit(MMF_HAS_PINNED, mm_flags))
		set_bit(MMF_HAS_PINNED, mm_flags);
}

/* Nothing is mapped here. A core dump leaves a hole where a fault would only bring zeros. */
static struct page *no_page_table(struct vm_area_struct *vma, unsigned int flags, unsigned long address)
{
	bool brings_zeros = vma_is_anonymous(vma) || !vma->vm_ops->fault;

	return (flags & FOLL_DUMP) && brings_zeros ? ERR_PTR(-EFAULT) : NULL;
}

/* Memory without a struct page: there is nothing to give to the caller, but the entry may be touched. */
static int follow_pfn_pte(struct vm_area_struct *vma, unsigned long address, pte_t *pte, unsigned int flags)
{
	if (flags & FOLL_TOUCH) {
		pte_t touched = pte_mkyoung(ptep_get(pte));

		if (flags & FOLL_WRITE)
			touched = pte_mkdirty(touched);
		set_pte_at(vma->vm_mm, address, pte, touched);
	}
	return -EEXIST;
}

/* By force even a read-only entry is written through, if a fault would give the process no other page. */
static inline bool can_follow_write_pte(pte_t pte, struct page *page, struct vm_area_struct *vma, unsigned int flags)
{
	const vm_flags_t kind = VM_SHARED | VM_MAYSHARE | VM_MAYWRITE | VM_WRITE;

	if (pte_write(pte))
		return true;
	if (!(flags & FOLL_FORCE) || (vma->vm_flags & kind) != VM_MAYWRITE)
		return false;
	if (!page || !PageAnon(page) || !PageAnonExclusive(page))
		return false;
	return !pte_needs_soft_dirty_wp(vma, pte) && !userfaultfd_pte_wp(vma, pte);
}

/* Whoever is given the page may write it, and has looked at it. */
static inline void touch_page(struct page *page, pte_t pte, unsigned int flags)
{
	if ((flags & FOLL_WRITE) && !pte_dirty(pte) && !PageDirty(page))
		set_page_dirty(page);
	mark_page_accessed(page);
}

/* The slow path, under the page table's lock: the page with a reference on it, NULL where a fault is needed
 * first, -EMLINK where that fault is to unshare the page. */
static struct page *follow_page_pte(struct vm_area_struct *vma, unsigned long address, pmd_t *pmd,
				    unsigned int flags, struct dev_pagemap **pgmap)
{
	struct page *page = NULL;
	spinlock_t *ptl;
	pte_t *ptep, pte;
	int err;

	if (WARN_ON_ONCE((flags & FOLL_PIN) && (flags & FOLL_GET)))
		return ERR_PTR(-EINVAL);

	ptep = pte_offset_map_lock(vma->vm_mm, pmd, address, &ptl);
	if (!ptep)
		return no_page_table(vma, flags, address);
	pte = ptep_get(ptep);
	if (pte_none(pte)) {
		page = no_page_table(vma, flags, address);
		goto out;
	}
	if (!pte_present(pte) || (pte_protnone(pte) && !gup_can_follow_protnone(vma, flags)))
		goto out;

	page = vm_normal_page(vma, address, pte);
	if ((flags & FOLL_WRITE) && !can_follow_write_pte(pte, page, vma, flags)) {
		page = NULL;
		goto out;
	}
	if (!page && pte_devmap(pte) && (flags & (FOLL_GET | FOLL_PIN))) {
		*pgmap = get_dev_pagemap(pte_pfn(pte), *pgmap);
		if (!*pgmap)
			goto out;
	} else if (!page && (flags & FOLL_DUMP)) {
		page = ERR_PTR(-EFAULT);
		goto out;
	} else if (!page && !is_zero_pfn(pte_pfn(pte))) {
		page = ERR_PTR(follow_pfn_pte(vma, address, ptep, flags));
		goto out;
	}

	page = pte_page(pte);
	err = !pte_write(pte) && gup_must_unshare(vma, flags, page) ? -EMLINK : 0;
	if (err) {
		page = ERR_PTR(err);
		goto out;
	}
	VM_BUG_ON_PAGE((flags & FOLL_PIN) && PageAnon(page) && !PageAnonExclusive(page), page);

	err = try_grab_folio(page_folio(page), 1, flags);
	if (!err && (flags & FOLL_PIN)) {
		err = arch_make_folio_accessible(page_folio(page));
		if (err)
			unpin_user_page(page);
	}
	if (err)
		page = ERR_PTR(err);
	else if (flags & FOLL_TOUCH)
		touch_page(page, pte, flags);
out:
	pte_unmap_unlock(ptep, ptl);
	return page;
}

/* What was taken before a device went away goes back, for the slow path to look at. */
static void gup_fast_undo_dev_pagemap(int *nr, int nr_start, unsigned int flags, struct page **pages)
{
	while (*nr != nr_start) {
		struct folio *held = page_folio(pages[--*nr]);

		folio_clear_referenced(held);
		gup_put_folio(held, 1, flags);
	}
}

/* Whether what was taken without a lock may be kept: entry and table are as they were, and the page may be given to
 * this caller. */
static bool may_be_kept(pmd_t pmd, pmd_t *pmdp, pte_t seen, pte_t *entry, struct folio *held, unsigned int flags)
{
	if (pmd_val(*pmdp) != pmd_val(pmd) || pte_val(ptep_get(entry)) != pte_val(seen))
		return false;
	if (!gup_fast_folio_allowed(held, flags))
		return false;
	return pte_write(seen) || !gup_must_unshare(NULL, flags, pte_page(seen));
}

/* The fast path, without a lock: what it took it gives back where the entry has changed meanwhile. 0 where the
 * slow path must go on. */
static int gup_fast_pte_range(pmd_t pmd, pmd_t *pmdp, unsigned long addr, unsigned long end, unsigned int flags,
			      struct page **pages, int *nr)
{
	pte_t *first = pte_offset_map(&pmd, addr), *entry;
	struct dev_pagemap *device = NULL;
	int before = *nr, result = 0;

	if (!first)
		return 0;
	for (entry = first; addr != end; entry++, addr += PAGE_SIZE) {
		pte_t seen = ptep_get_lockless(entry);
		struct folio *held;

		if (pte_protnone(seen) || !pte_access_permitted(seen, flags & FOLL_WRITE))
			goto out;
		if (pte_devmap(seen)) {
			if (flags & FOLL_LONGTERM)
				goto out;
			device = get_dev_pagemap(pte_pfn(seen), device);
			if (!device) {
				gup_fast_undo_dev_pagemap(nr, before, flags, pages);
				goto out;
			}
		} else if (pte_special(seen)) {
			goto out;
		}

		held = try_grab_folio_fast(pte_page(seen), 1, flags);
		if (!held)
			goto out;
		if (!may_be_kept(pmd, pmdp, seen, entry, held, flags)) {
			gup_put_folio(held, 1, flags);
			goto out;
		}
		if (flags & FOLL_PIN) {
			result = arch_make_folio_accessible(held);
			if (result) {
				gup_put_folio(held, 1, flags);
				goto out;
			}
		}
		folio_set_referenced(held);
		pages[(*nr)++] = pte_page(seen);
	}
	result = 1;
out:
	if (device)
		put_dev_pagemap(device);
	pte_unmap(first);
	return result;
}
