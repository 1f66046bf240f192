/* The embedded kernel: what the files of mm/ share. */

/* Whether a read-only page table entry is not good enough for this kind of pin: the page must be made the
 * process's own first, or its next write would leave the pin behind on a stranger's page. */
static inline bool gup_must_unshare(struct vm_area_struct *vma, unsigned int flags, struct page *page)
{
	if (!(flags & FOLL_PIN) || (flags & FOLL_WRITE))
		return false;

	if (PageAnon(page)) {
		smp_rmb();
		return !PageAnonExclusive(page);
	}
	/* A page of the page cache, or the zero page: only who reads for long would miss a later write. */
	if (!(flags & FOLL_LONGTERM))
		return false;
	return vma ? is_cow_mapping(vma->vm_flags) : true;
}
