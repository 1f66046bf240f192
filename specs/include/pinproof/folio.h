/* The folio that a specification tracks. Include after "mm/gup.c". */
#ifndef PINPROOF_FOLIO_H
#define PINPROOF_FOLIO_H

/* Where there are address spaces, whoever maps a page makes it exclusive, as in the kernel. */
#ifdef PINPROOF_ADDRESS_SPACE_H
#define PINPROOF_STARTS_EXCLUSIVE(folio) false
#else
#ifndef PINPROOF_SHARED_PAGES
ASSUMPTION(A10, "all pages of an anonymous folio that is pinned are exclusive to it");
#endif
#define PINPROOF_STARTS_EXCLUSIVE(folio) folio_test_anon(folio)
#endif

/* A folio of this kind with `references` references on it and no pins. */
static inline void new_folio(struct folio *folio, enum folio_kind kind, unsigned long nr_pages,
			     int references)
{
	folio->page.folio = folio;
	folio->kind = kind;
	folio->page.anon_exclusive = PINPROOF_STARTS_EXCLUSIVE(folio);
	folio->nr_pages = nr_pages;
	folio->_refcount.counter = references;
	folio->_pincount.counter = 0;
	folio->dirty = false;
	folio->freed = false;
}

/* The choices below name every kind by itself: a kind that is known on each path is known to be one of a few,
 * and what holds is found kind by kind. */

static inline void new_small_folio(struct folio *folio, int references)
{
	if (any_of("file|anonymous"))
		new_folio(folio, SMALL_ANON, 1, references);
	else
		new_folio(folio, SMALL_FILE, 1, references);
}

static inline void new_large_folio(struct folio *folio, int references)
{
	int pages = any_int("pages", 2, PINPROOF_HUGE_PAGES);

	switch (any_of("huge, anonymous|hugetlb, anonymous|hugetlb, file|large, file")) {
	case 0:
		new_folio(folio, LARGE_ANON, pages, references);
		return;
	case 1:
		new_folio(folio, HUGETLB_ANON, pages, references);
		return;
	case 2:
		new_folio(folio, HUGETLB_FILE, pages, references);
		return;
	default:
		new_folio(folio, LARGE_FILE, pages, references);
		return;
	}
}

static inline void new_folio_of_any_kind(struct folio *folio, int references)
{
	switch (any_of("zero page|small|large")) {
	case 0:
		new_folio(folio, ZERO_PAGE_KIND, 1, references);
		return;
	case 1:
		new_small_folio(folio, references);
		return;
	default:
		new_large_folio(folio, references);
		return;
	}
}

/* Whether the count, as the C int that it is, has passed the largest one. */
static inline bool has_overflowed(const struct folio *folio)
{
	return folio_ref_count(folio) < 0;
}

/* What a count that starts at 0 shows after additions of `sum` in all, where that is less than once around
 * the machine's integers. */
static inline integer as_counter(integer sum)
{
	integer wrap = (integer)1 << PINPROOF_COUNTER_BITS;

	return sum < wrap / 2 ? sum : sum - wrap;
}

/* So many pins that a specification that is not about overflow stays far from it. */
#define MANY (1 << (PINPROOF_COUNTER_BITS - PINPROOF_BIAS_BITS - 3))

#endif
