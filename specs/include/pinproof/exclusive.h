/*
 * A folio whose first and second page are told apart by whether they are exclusive: known to belong to one process
 * alone. Include after <pinproof/folio.h>.
 *
 * For a small folio the page itself says so. Hugetlb says it on the first page for all, and so does a transparent
 * huge page that is mapped as a whole; where it is mapped page by page, each says it for itself. File pages and the
 * zero page are nobody's. GUP pins an anonymous page only while it is exclusive, and it stays so until unpinned.
 */
#ifndef PINPROOF_EXCLUSIVE_H
#define PINPROOF_EXCLUSIVE_H

ASSUMPTION(G10, "an anonymous page that is not exclusive is not pinned");

static struct folio folio;
static struct page second_page;
static integer first_pins, second_pins;

INIT()
{
	switch (any_of("zero page|file|large file|anonymous|hugetlb|huge, mapped as a whole|huge, mapped by pages")) {
	case 0:
		new_folio(&folio, ZERO_PAGE_KIND, 1, 1);
		break;
	case 1:
		new_folio(&folio, SMALL_FILE, 1, 1);
		break;
	case 2:
		new_folio(&folio, LARGE_FILE, 2, 1);
		break;
	case 3:
		new_folio(&folio, SMALL_ANON, 1, 1);
		break;
	case 4:
		new_folio(&folio, HUGETLB_ANON, 2, 1);
		second_page.anon_exclusive = any_bool("whatever the second page says");
		break;
	case 5:
		new_folio(&folio, LARGE_ANON, 2, 1);
		break;
	default:
		new_folio(&folio, LARGE_ANON, 2, 1);
		folio.page.anon_exclusive = any_bool("first page exclusive");
		second_page.anon_exclusive = true;
	}
	second_page.folio = &folio;
}

/* As the process that maps it knows. */
static inline bool is_exclusive(const struct page *page)
{
	return PageAnonExclusive(&folio.page) || (folio.kind == LARGE_ANON && PageAnonExclusive(page));
}

TRANSITION(pin)
{
	bool is_first = any_of("second page|first page");
	struct page *page = is_first ? &folio.page : &second_page;

	assume(first_pins + second_pins < MANY || is_zero_folio(&folio)); /* whose pins do not count */
	assume(is_first || folio_test_large(&folio));
	assume(!PageAnon(page) || is_exclusive(page));
	if (!grab(page, FOLL_PIN))
		return;
	if (is_first)
		first_pins++;
	else
		second_pins++;
}

/* Gives back a pin of one page, or of each. */
static inline void unpin_pages(bool first, bool second)
{
	struct page *pages[2];
	int count = 0;

	assume(first || second);
	assume(first_pins >= first && second_pins >= second);
	if (first)
		pages[count++] = &folio.page;
	if (second)
		pages[count++] = &second_page;
	first_pins -= first;
	second_pins -= second;
	switch (any_of("unpin_user_pages|unpin_user_pages_dirty_lock|unpin_user_page")) {
	case 0:
		unpin_user_pages(pages, count);
		return;
	case 1:
		unpin_user_pages_dirty_lock(pages, count, true);
		return;
	default:
		assume(count == 1);
		unpin_user_page(pages[0]);
	}
}

INVARIANT(refcount_counts_every_pin)
{
	integer pins = first_pins + second_pins;

	if (is_zero_folio(&folio))
		return folio_ref_count(&folio) == 1;
	return folio_ref_count(&folio) == 1 + pins * (has_pincount(&folio) ? 1 : GUP_PIN_COUNTING_BIAS);
}

#endif
