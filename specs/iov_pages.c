/*
 * Pages behind iterators, wherever these are: as many as asked for, the right ones, each of a process's pinned once
 * and none of the kernel's, and the iterator is moved by what was taken. It may be moved back, across segments,
 * and then gives the same pages again.
 *
 * The iterator has an empty segment, two neighbours and one that is cut off by the iterator's end, or all of its
 * bytes in one.
 */
#include <pinproof/direct_io.h>

SPEC("pages extracted from iterators, also after moving them back");
REQUIRES(iov_iter_extract_pages)

#define PAGES 3
#define PART 512
#define FIRST (PART + 4)   /* bytes in the first segment that has any */
#define BEHIND (2 * PART) /* position of the last segment, and of its page */
#define TOTAL (BEHIND + PAGE_SIZE + PART)

static bool is_in_one_piece;
static integer held; /* pins of pages that somebody took and has still */

INIT()
{
	new_folio(&folio, LARGE_ANON, PAGES, 1);
	folio.pfn = 100;
}

static size_t address_at(size_t position)
{
	if (is_in_one_piece || position < BEHIND)
		return PART + position;
	return PAGE_SIZE + position - BEHIND;
}

/* Bytes up to the end of the segment. */
static size_t rest_at(size_t position)
{
	if (is_in_one_piece || position >= BEHIND)
		return TOTAL - position;
	return position < FIRST ? FIRST - position : BEHIND - position;
}

static size_t pages_of(size_t position, size_t bytes)
{
	return DIV_ROUND_UP(address_at(position) % PAGE_SIZE + bytes, PAGE_SIZE);
}

static void check_shape(const struct iov_iter *iter, size_t position)
{
	unsigned long alignment = 0;
	int pages = 0;

	CHECK(the_iterator_is_where_it_was_moved, iov_iter_count(iter) == TOTAL - position);
	while (position < TOTAL) {
		size_t bytes = rest_at(position);

		alignment |= address_at(position) | bytes;
		pages += pages_of(position, bytes);
		position += bytes;
	}
	CHECK(the_alignment_is_that_of_all_that_is_left,
	      pages == 0 || (iov_iter_alignment(iter) & (BUFFER - 1)) == alignment);
	CHECK(pages_are_counted,
	      iov_iter_npages(iter, INT_MAX) == pages && iov_iter_npages(iter, 1) == (pages > 0 ? 1 : 0));
}

static size_t bytes_to_take(const struct iov_iter *iter, size_t position, size_t most, unsigned int most_pages)
{
	size_t bytes = position < TOTAL ? rest_at(position) : 0;
	int pages = most_pages, first = address_at(position) / PAGE_SIZE;

	if (user_backed_iter(iter) && first + pages > run->mapped)
		pages = run->mapped > first ? run->mapped - first : 0;
	bytes = min(bytes, most);
	if (pages == 0 || bytes == 0)
		return 0;
	return min(bytes, pages * PAGE_SIZE - address_at(position) % PAGE_SIZE);
}

static size_t extract(struct iov_iter *iter, size_t position, size_t most, unsigned int most_pages, bool is_kept)
{
	struct page *array[PAGES], **pages = &array[PAGES - most_pages]; /* behind it there is no room */
	size_t offset, bytes = bytes_to_take(iter, position, most, most_pages);
	ssize_t result = iov_iter_extract_pages(iter, &pages, most, most_pages, 0, &offset);
	int i, taken = bytes > 0 ? pages_of(position, bytes) : 0;

	CHECK(as_much_is_taken_as_there_is, bytes > 0 ? result == bytes : result <= 0);
	CHECK(the_iterator_is_behind_what_was_taken, iov_iter_count(iter) == TOTAL - position - bytes);
	CHECK(it_begins_where_the_iterator_was, bytes == 0 || offset == address_at(position) % PAGE_SIZE);
	for (i = 0; i < taken; i++)
		CHECK(these_are_the_pages_of_the_buffer,
		      pages[i] == buffer_page(address_at(position) / PAGE_SIZE + i));
	if (user_backed_iter(iter))
		held += taken;
	CHECK(pages_of_processes_are_pinned, atomic_read(&folio._pincount) == held);
	if (!is_kept && iov_iter_extract_will_pin(iter)) {
		unpin_user_pages(pages, taken);
		held -= taken;
	}
	return bytes;
}

TRANSITION(extract_and_move_back)
{
	struct run this;
	struct iov_iter iter;
	struct iovec iovecs[4] = {
		{ (void *)(BUFFER + 1), 0 },
		{ (void *)(BUFFER + PART), FIRST },
		{ (void *)(BUFFER + PART + FIRST), BEHIND - FIRST },
		{ (void *)(BUFFER + PAGE_SIZE), PAGE_SIZE + 2 * PART },
	};
	struct kvec kvecs[4] = {
		{ (void *)(BUFFER + 1), 0 },
		{ (void *)(BUFFER + PART), FIRST },
		{ (void *)(BUFFER + PART + FIRST), BEHIND - FIRST },
		{ (void *)(BUFFER + PAGE_SIZE), PAGE_SIZE + 2 * PART },
	};
	struct bio_vec bvecs[4];
	size_t position = 0, most = LONG_MAX;
	unsigned int most_pages = PAGES;

	assume(is_far_from_overflow(&folio));
	plain_run(&this);
	this.mapped = PAGES;
	is_in_one_piece = false;
	switch (any_of("ubuf|iovec|kvec|bvec")) {
	case 0:
		is_in_one_piece = true;
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + PART), TOTAL);
		break;
	case 1:
		this.is_read = true;
		iov_iter_init(&iter, READ, iovecs, 4, TOTAL);
		break;
	case 2:
		iov_iter_kvec(&iter, READ, kvecs, 4, TOTAL);
		break;
	default:
		bvec_set_page(&bvecs[0], buffer_page(0), 0, 0);
		bvec_set_page(&bvecs[1], buffer_page(0), FIRST, PART);
		bvec_set_page(&bvecs[2], buffer_page(0), BEHIND - FIRST, PART + FIRST);
		bvec_set_page(&bvecs[3], buffer_page(0), PAGE_SIZE + 2 * PART, PAGE_SIZE);
		iov_iter_bvec(&iter, WRITE, bvecs, 4, TOTAL);
	}
	check_shape(&iter, 0);
	switch (any_of("from the beginning|from a segment's middle|from the last segment on|from beyond the end")) {
	case 0:
		break;
	case 1:
		position = PART / 2;
		iov_iter_advance(&iter, position);
		break;
	case 2:
		position = BEHIND;
		iov_iter_advance(&iter, position);
		break;
	default:
		position = TOTAL;
		iov_iter_advance(&iter, TOTAL + 1);
	}
	switch (any_of("all|a page|a few bytes|what is there")) {
	case 0:
		break;
	case 1:
		most_pages = 1;
		break;
	case 2:
		most = PART / 4;
		break;
	default:
		assume(user_backed_iter(&iter));
		this.mapped = 2;
	}
	position += extract(&iter, position, most, most_pages, false);
	if (any_of("back by a few bytes|back to the beginning")) {
		iov_iter_revert(&iter, position);
		position = 0;
	} else if (position >= PART / 4) {
		iov_iter_revert(&iter, PART / 4);
		position -= PART / 4;
	}
	check_shape(&iter, position);
	this.mapped = PAGES;
	position += extract(&iter, position, LONG_MAX, PAGES, false);
	extract(&iter, position, LONG_MAX, PAGES, true);
	is_in_one_piece = false;
	run = NULL;
}

TRANSITION(unpin)
{
	struct page *page = folio_page(&folio, 0);

	assume(held > 0 && is_below_overflow(&folio));
	held--;
	unpin_user_pages(&page, 1);
}

INVARIANT(every_page_that_is_held_is_pinned)
{
	return folio_ref_count(&folio) == 1 + held && atomic_read(&folio._pincount) == held;
}
