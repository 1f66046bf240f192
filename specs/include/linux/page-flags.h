/* Stand-in: from a page to its folio, and what kind of folio it is. */
#ifndef PINPROOF_LINUX_PAGE_FLAGS_H
#define PINPROOF_LINUX_PAGE_FLAGS_H

#include <linux/mm_types.h>
#include <linux/mmdebug.h>

/* Of no page there is no folio: the kernel would read through the null pointer, which ends the run. That is
 * a claim of its own only where a specification is about missing pages; elsewhere pinproof would refuse. */
#ifdef PINPROOF_PAGES_MAY_BE_MISSING
#define PINPROOF_IS_A_PAGE(p) PINPROOF_BUG("null pointer", "page_folio(" #p ") of no page", !page_)
#else
#define PINPROOF_IS_A_PAGE(p) ((void)0)
#endif

/* Works on const pages too, as the kernel's does. */
#define page_folio(p) \
	({ \
		const struct page *page_ = (p); \
		PINPROOF_IS_A_PAGE(p); \
		page_->folio; \
	})
#define nth_page(page, n) ((page) + (n))
#ifndef folio_page /* for pages that are told apart */
#define folio_page(folio, n) (&(folio)->page + (n))
#endif
#ifndef folio_page_idx
#define folio_page_idx(folio, p) ((unsigned long)((p) - &(folio)->page))
#endif

static inline struct page *compound_head(struct page *page)
{
	return &page_folio(page)->page;
}

static inline bool folio_test_large(const struct folio *folio)
{
	return folio->kind >= LARGE_ANON;
}

static inline bool folio_test_hugetlb(const struct folio *folio)
{
	return folio->kind >= HUGETLB_ANON && folio->kind <= HUGETLB_FILE;
}

static inline bool folio_test_anon(const struct folio *folio)
{
	return folio->kind >= SMALL_ANON && folio->kind <= HUGETLB_ANON;
}

static inline bool PageAnon(const struct page *page)
{
	return folio_test_anon(page_folio(page));
}

/* Hugetlb says it on the head page. Of another one 6.12 answers for the head; before, there was no answer. */
static inline bool PageAnonExclusive(const struct page *page)
{
	if (folio_test_hugetlb(page_folio(page)) && page != &page_folio(page)->page)
		__pinproof_refuse("whether a tail page of hugetlb is exclusive");
	return page->anon_exclusive;
}

static inline void SetPageAnonExclusive(struct page *page)
{
	page->anon_exclusive = true;
}

static inline void ClearPageAnonExclusive(struct page *page)
{
	page->anon_exclusive = false;
}

static inline bool folio_test_dirty(const struct folio *folio)
{
	return folio->dirty;
}

#endif
