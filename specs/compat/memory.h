/*
 * Copying entries at fork. Include behind "mm/memory.c".
 *
 * Since 6.9 by runs of entries, with a folio to copy to where that is due; before, entry by entry, with a page. In 5.10 whether
 * to copy is asked in a function of its own, and the counts are words of an array that has another element type.
 */
#ifndef COMPAT_MEMORY_H
#define COMPAT_MEMORY_H

/* Up to `max` entries from `entry` on, of the first of which the caller has the value. How many there were, or an error. */
static inline int copy_run(struct vm_area_struct *to, struct vm_area_struct *from, pte_t *copy, pte_t *entry, int max, int *counts,
			   struct folio **spare)
{
	__if_exists(copy_present_ptes) {
	return copy_present_ptes(to, from, copy, entry, *entry, 0, max, counts, spare);
	}
	__if_not_exists(copy_present_ptes) {
	struct page *page = *spare ? &(*spare)->page : NULL;
	int result = copy_present_pte(to, from, copy, entry, 0, counts, &page);

	*spare = page ? page_folio(page) : NULL;
	return result == 0 ? 1 : result;
	}
}

__if_exists(copy_present_ptes) {
KNOWN_TYPE(copy_present_ptes, int,
	   (struct vm_area_struct *, struct vm_area_struct *, pte_t *, pte_t *, pte_t, unsigned long, int, int *, struct folio **));
}
__if_exists(copy_present_pte) {
KNOWN_TYPE(copy_present_pte, int,
	   (struct vm_area_struct *, struct vm_area_struct *, pte_t *, pte_t *, unsigned long, int *, struct page **));
}

#endif
