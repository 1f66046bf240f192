/* The folio that a specification tracks. Include after "mm/gup.c". */
#ifndef PINPROOF_FOLIO_H
#define PINPROOF_FOLIO_H

/* A folio of this kind with `references` references on it and no pins. */
static inline void new_folio(struct folio *folio, enum folio_kind kind, unsigned long nr_pages,
			     int references)
{
	folio->page.folio = folio;
	folio->kind = kind;
	folio->page.anon_exclusive = folio_test_anon(folio);
	folio->nr_pages = nr_pages;
	folio->_refcount.counter = references;
	folio->_pincount.counter = 0;
	folio->dirty = false;
	folio->freed = false;
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
