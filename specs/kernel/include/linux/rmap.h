/* The embedded kernel: when an anonymous page may come to be mapped by more than one address space. */

/* For fork. -EBUSY where the child must get a copy instead: the page is the parent's alone and may be pinned. */
static inline int folio_try_dup_anon_rmap_ptes(struct folio *folio, struct page *page, int nr_pages,
					       struct vm_area_struct *src_vma)
{
	bool pinned = !folio_is_device_private(folio) && folio_needs_cow_for_dma(src_vma, folio);
	int i;

	VM_WARN_ON_FOLIO(!folio_test_anon(folio), folio);

	for (i = 0; i < nr_pages; i++) {
		if (!PageAnonExclusive(page + i))
			continue;
		if (pinned)
			return -EBUSY;
		ClearPageAnonExclusive(page + i);
	}
	if (folio_test_large(folio)) {
		for (i = 0; i < nr_pages; i++)
			atomic_inc(&(page + i)->_mapcount);
		atomic_add(nr_pages, &folio->_large_mapcount);
	} else {
		atomic_inc(&folio->_mapcount);
	}
	return 0;
}

static inline int folio_try_dup_anon_rmap_pte(struct folio *folio, struct page *page,
					      struct vm_area_struct *src_vma)
{
	return folio_try_dup_anon_rmap_ptes(folio, page, 1, src_vma);
}

/* Pages of files are shared as they are. */
static inline void folio_dup_file_rmap_ptes(struct folio *folio, struct page *page, int nr_pages)
{
	int i;

	if (!folio_test_large(folio)) {
		atomic_inc(&folio->_mapcount);
		return;
	}
	for (i = 0; i < nr_pages; i++)
		atomic_inc(&(page + i)->_mapcount);
	atomic_add(nr_pages, &folio->_large_mapcount);
}

static inline void folio_dup_file_rmap_pte(struct folio *folio, struct page *page)
{
	folio_dup_file_rmap_ptes(folio, page, 1);
}

/* For KSM, swap and migration: an exclusive page is about to be shared, which its pins forbid. */
static inline int folio_try_share_anon_rmap_pte(struct folio *folio, struct page *page)
{
	VM_WARN_ON_FOLIO(!folio_test_anon(folio), folio);
	VM_WARN_ON_FOLIO(!PageAnonExclusive(page), folio);

	smp_mb();
	if (!folio_is_device_private(folio) && folio_maybe_dma_pinned(folio))
		return -EBUSY;
	ClearPageAnonExclusive(page);
	smp_mb__after_atomic();
	return 0;
}
