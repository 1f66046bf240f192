/*
 * One entry that maps all of a huge page, by the functions of rmap.h: since 6.8. In 7.2 they are told in whose address
 * space the new mapping is. Included where the kernel's own are wanted; nothing in the files under test calls them.
 */
#ifndef COMPAT_RMAP_H
#define COMPAT_RMAP_H

#include <compat/ask.h>

#if __has_include(<only/include/linux/rmap.h/folio_try_dup_anon_rmap_pmd>)
#include <only/include/linux/rmap.h/folio_try_dup_anon_rmap_pmd>
#include <only/include/linux/rmap.h/folio_try_share_anon_rmap_pmd>
#include <only/include/linux/rmap.h/folio_dup_file_rmap_pmd>

typedef int dup_huge(struct folio *, struct page *, struct vm_area_struct *);
typedef int dup_huge_to(struct folio *, struct page *, struct vm_area_struct *, struct vm_area_struct *);
KNOWN_TYPE(folio_try_dup_anon_rmap_pmd, int, (struct folio *, struct page *, struct vm_area_struct *));
KNOWN_TYPE(folio_try_dup_anon_rmap_pmd, int,
	   (struct folio *, struct page *, struct vm_area_struct *, struct vm_area_struct *));
typedef void dup_huge_of_file(struct folio *, struct page *);
typedef void dup_huge_of_file_to(struct folio *, struct page *, struct vm_area_struct *);
KNOWN_TYPE(folio_dup_file_rmap_pmd, void, (struct folio *, struct page *));
KNOWN_TYPE(folio_dup_file_rmap_pmd, void, (struct folio *, struct page *, struct vm_area_struct *));

static inline int dup_huge_page(struct folio *folio, struct page *page, struct vm_area_struct *to, struct vm_area_struct *from)
{
	return _Generic(&folio_try_dup_anon_rmap_pmd,
			dup_huge *: ((dup_huge *)folio_try_dup_anon_rmap_pmd)(folio, page, from),
			dup_huge_to *: ((dup_huge_to *)folio_try_dup_anon_rmap_pmd)(folio, page, to, from));
}

static inline void dup_huge_page_of_file(struct folio *folio, struct page *page, struct vm_area_struct *to)
{
	_Generic(&folio_dup_file_rmap_pmd,
		 dup_huge_of_file *: ((dup_huge_of_file *)folio_dup_file_rmap_pmd)(folio, page),
		 dup_huge_of_file_to *: ((dup_huge_of_file_to *)folio_dup_file_rmap_pmd)(folio, page, to));
}
#endif

#endif
