/*
 * Stand-in: reference counts. Every change is one indivisible addition.
 *
 * A page's own functions work on that page's count. Tail pages have one too, which is 0 and keeps nothing: it is not
 * modelled, so whoever asks for it, most likely in place of the folio's, is refused.
 */
#ifndef PINPROOF_LINUX_PAGE_REF_H
#define PINPROOF_LINUX_PAGE_REF_H

#include <linux/atomic.h>
#include <linux/page-flags.h>

static inline int folio_ref_count(const struct folio *folio)
{
	return atomic_read(&folio->_refcount);
}

static inline struct folio *folio_counted_by(const struct page *page)
{
	struct folio *folio = page_folio(page);

	if (folio_test_large(folio) && page != &folio->page)
		__pinproof_refuse("the reference count of a tail page, which is not its folio's");
	return folio;
}

static inline int page_ref_count(const struct page *page)
{
	return folio_ref_count(folio_counted_by(page));
}

static inline int page_count(const struct page *page)
{
	return folio_ref_count(page_folio(page));
}

static inline void folio_ref_add(struct folio *folio, int refs)
{
	atomic_add(refs, &folio->_refcount);
}

static inline void folio_ref_sub(struct folio *folio, int refs)
{
	atomic_sub(refs, &folio->_refcount);
}

static inline void folio_ref_inc(struct folio *folio)
{
	atomic_inc(&folio->_refcount);
}

static inline void folio_ref_dec(struct folio *folio)
{
	atomic_dec(&folio->_refcount);
}

static inline void page_ref_add(struct page *page, int refs)
{
	folio_ref_add(folio_counted_by(page), refs);
}

static inline void page_ref_inc(struct page *page)
{
	folio_ref_inc(folio_counted_by(page));
}

static inline int folio_ref_sub_and_test(struct folio *folio, int refs)
{
	return atomic_sub_and_test(refs, &folio->_refcount);
}

static inline int folio_ref_dec_and_test(struct folio *folio)
{
	return atomic_dec_and_test(&folio->_refcount);
}

static inline bool folio_ref_add_unless(struct folio *folio, int refs, int refused)
{
	return atomic_add_unless(&folio->_refcount, refs, refused);
}

/* Nothing happens between finding a folio and taking a reference on it, and then looking again, but where a
 * specification says what may: it defines PINPROOF_MEANWHILE, and this function. */
#ifdef PINPROOF_MEANWHILE
void pinproof_meanwhile(void);
#else
#define pinproof_meanwhile() ((void)0)
#endif

static inline bool folio_ref_try_add(struct folio *folio, int refs)
{
	bool is_taken;

	pinproof_meanwhile();
	is_taken = folio_ref_add_unless(folio, refs, 0);
	pinproof_meanwhile();
	return is_taken;
}

/* Its name up to 6.9. */
static inline bool folio_ref_try_add_rcu(struct folio *folio, int refs)
{
	return folio_ref_try_add(folio, refs);
}

static inline bool folio_try_get(struct folio *folio)
{
	return folio_ref_add_unless(folio, 1, 0);
}

#endif
