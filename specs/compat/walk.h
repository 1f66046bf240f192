/* From a page table's entry to its page. Include behind "mm/gup.c", where there are address spaces. */
#ifndef COMPAT_WALK_H
#define COMPAT_WALK_H

#include <compat/ask.h>

/* The page of an entry, on the slow path. Where entries say that memory is a device's (compat/entries.h), it comes with a
 * reference of the device's page map, for which the walk wants a place. */
__if_exists(follow_page_pte) {
typedef struct page *follow_entry_of_device(struct vm_area_struct *, unsigned long, pmd_t *, unsigned int,
					    struct dev_pagemap **);
typedef struct page *follow_entry(struct vm_area_struct *, unsigned long, pmd_t *, unsigned int);
KNOWN_TYPE(follow_page_pte, struct page *,
	   (struct vm_area_struct *, unsigned long, pmd_t *, unsigned int, struct dev_pagemap **));
KNOWN_TYPE(follow_page_pte, struct page *, (struct vm_area_struct *, unsigned long, pmd_t *, unsigned int));

static inline struct page *walk_slow(struct vm_area_struct *vma, pmd_t *pmd, unsigned int flags,
				       struct dev_pagemap **pagemap)
{
	return _Generic(&follow_page_pte,
			follow_entry_of_device *: ((follow_entry_of_device *)follow_page_pte)(vma, 0, pmd, flags, pagemap),
			follow_entry *: ((follow_entry *)follow_page_pte)(vma, 0, pmd, flags));
}
}

/* Entries that lie side by side, on the fast path, below a table's entry that was `seen`. */
__if_exists(gup_fast_pte_range) {
static inline int walk_fast(pmd_t seen, pmd_t *pmd, unsigned long end, unsigned int flags, struct page **pages, int *found)
{
	return gup_fast_pte_range(seen, pmd, 0, end, flags, pages, found);
}
}
__if_not_exists(gup_fast_pte_range) {
__if_exists(gup_pte_range) {
static inline int walk_fast(pmd_t seen, pmd_t *pmd, unsigned long end, unsigned int flags, struct page **pages, int *found)
{
	return gup_pte_range(seen, pmd, 0, end, flags, pages, found);
}
}
}

/* Whether who asks for these is refused before anything is looked at. Older kernels leave it to the walk. */
static inline bool are_refused_as_arguments(unsigned int flags)
{
	__if_exists(is_valid_gup_args) {
	struct page *pages[1];
	unsigned int asked = 0;

	return !is_valid_gup_args(pages, NULL, &asked, flags);
	}
	return false;
}

/* Entries that trap, to see which processor uses them: up to 6.2 followed by whoever forces it, since then by everybody but those
 * who ask not to, and since 6.6 asked of the mapping too. */
__if_exists(gup_can_follow_protnone) {
typedef bool follows_protnone_by_force(unsigned int);
KNOWN_TYPE(gup_can_follow_protnone, bool, (unsigned int));
KNOWN_TYPE(gup_can_follow_protnone, bool, (struct vm_area_struct *, unsigned int));
KNOWN_TYPE(gup_can_follow_protnone, bool, (const struct vm_area_struct *, unsigned int));
#define PROTNONE_IS_FOLLOWED_UNLESS_ASKED !IS_TYPE(gup_can_follow_protnone, follows_protnone_by_force)
}

/* That a process has pinned something: in 6.12 the word of flags is handed over. */
__if_exists(mm_set_has_pinned_flag) {
struct mm_struct;
typedef void note_in_flags(unsigned long *);
typedef void note_in_process(struct mm_struct *);
KNOWN_TYPE(mm_set_has_pinned_flag, void, (unsigned long *));
KNOWN_TYPE(mm_set_has_pinned_flag, void, (struct mm_struct *));

#define note_pinned(mm) \
	_Generic(&mm_set_has_pinned_flag, \
		 note_in_flags *: ((note_in_flags *)mm_set_has_pinned_flag)(&(mm)->flags), \
		 note_in_process *: ((note_in_process *)mm_set_has_pinned_flag)(mm))
}

#endif
