/*
 * Bios with pages of several folios that lie side by side in memory: all of them are one segment, and when the bio
 * is over each folio gets back what was taken of it, no more and no less.
 */
#include <pinproof.h>
#define PINPROOF_NEIGHBOURS
#define PINPROOF_OWN_BUFFER
#define folio_page(folio, n) (memory_of(folio) + (n))
#define folio_page_idx(folio, p) ((unsigned long)((p) - memory_of(folio)))
struct folio;
struct page;
static struct page *memory_of(const struct folio *folio);
#include <pinproof/direct_io.h>

SPEC("segments of bios across the ends of folios");
WRITTEN_FOR(iov_iter_ubuf);

#define PAGES 4
#define HALF (PAGE_SIZE / 2)

/* A small folio, a large one of two pages, and another small one. */
static struct page memory[PAGES];
static struct folio left, large, right;
static integer left_pages, large_pages, right_pages; /* under I/O */

static struct page *memory_of(const struct folio *folio)
{
	return folio == &left ? memory : folio == &large ? memory + 1 : memory + 3;
}

struct folio *folio_next(struct folio *folio)
{
	return folio == &left ? &large : &right;
}

static struct page *buffer_page(unsigned long n)
{
	return &memory[run->is_backwards ? PAGES - 1 - n : run->first + n];
}

INIT()
{
	int i;

	new_folio(&left, SMALL_ANON, 1, 1);
	new_folio(&large, LARGE_ANON, 2, 1);
	new_folio(&right, SMALL_ANON, 1, 1);
	left.pfn = 100;
	large.pfn = 101;
	right.pfn = 103;
	for (i = 0; i < PAGES; i++) {
		memory[i].folio = i == 0 ? &left : i < 3 ? &large : &right;
		memory[i].anon_exclusive = true;
	}
}

/* Pages of memory from `first` on come under I/O (1), or leave it (-1). */
static void count(int first, int pages, int sign)
{
	int i;

	for (i = first; i < first + pages; i++) {
		if (memory[i].folio == &left)
			left_pages += sign;
		else if (memory[i].folio == &large)
			large_pages += sign;
		else
			right_pages += sign;
	}
}

/* One number on each path: what is then asked of addresses is more than sums. */
static int any_page(void)
{
	switch (any_of("from the first page|from the second page|from the third page|from the last page")) {
	case 0:
		return 0;
	case 1:
		return 1;
	case 2:
		return 2;
	default:
		return 3;
	}
}

/* Of the buffer from page `first` on. */
static int segments_of(int first, bool is_backwards)
{
	int segments = 1, i;

	if (is_backwards)
		return PAGES;
	for (i = first + 1; i < PAGES; i++)
		segments += !segments_grow() && memory[i].folio != memory[i - 1].folio;
	return segments;
}

static bool are_far_from_overflow(void)
{
	return is_below_overflow(&left) && is_below_overflow(&large) && is_below_overflow(&right);
}

TRANSITION(submit)
{
	struct run this;
	struct iov_iter iter;
	struct bio_vec vecs[PAGES];
	struct bio bio = { .bi_bdev = &this.disk, .bi_opf = REQ_OP_WRITE, .bi_io_vec = vecs, .bi_max_vecs = PAGES };
	int pages;

	assume(is_far_from_overflow(&left) && is_far_from_overflow(&large) && is_far_from_overflow(&right));
	plain_run(&this);
	this.first = any_page();
	this.is_backwards = this.first == 0 && any_of("in order|backwards");
	pages = this.mapped = PAGES - this.first;
	iov_iter_ubuf(&iter, WRITE, (void *)BUFFER, pages * PAGE_SIZE);
	CHECK(what_is_there_is_taken, !get_pages_of(&bio, &iter) && iov_iter_count(&iter) == 0);
	CHECK(a_bio_is_as_long_as_its_segments, bytes_in(&bio) == bio.bi_iter.bi_size);
	CHECK(neighbours_are_one_segment, bio.bi_vcnt == segments_of(this.first, this.is_backwards));
	CHECK(it_begins_where_the_buffer_does, vecs[0].bv_page == buffer_page(0) && vecs[0].bv_offset == 0);
	count(this.first, pages, 1);
	run = NULL;
}

TRANSITION(bio_ends)
{
	struct bio_vec vec;
	struct bio bio = { .bi_flags = RELEASES_PAGES, .bi_io_vec = &vec, .bi_vcnt = 1 };
	int first = any_page();
	int pages = any_of("a page|two pages|three pages|four pages") + 1;
	bool is_read = any_of("write|read");
	int i;

	assume(first + pages <= PAGES && are_far_from_overflow());
	count(first, pages, -1);
	assume(left_pages >= 0 && large_pages >= 0 && right_pages >= 0);
	if (is_read)
		bvec_set_page(&vec, &memory[first], pages * PAGE_SIZE - HALF, HALF);
	else
		bvec_set_page(&vec, &memory[first], pages * PAGE_SIZE, 0);
	if (is_read) {
		left.dirty = large.dirty = right.dirty = true;
		memory[first + pages - 1].folio->dirty = any_bool("last folio dirty");
	}
	if (is_read) {
		is_interrupt = true;
		bio_check_pages_dirty(&bio);
		is_interrupt = false;
	} else {
		bio_release_pages(&bio, false);
	}
	for (i = first; i < first + pages; i++)
		CHECK(what_was_read_into_is_dirty, memory[i].folio->dirty || !is_read);
	left.dirty = large.dirty = right.dirty = false;
}

static integer references_per_small_page(void)
{
	__if_exists(iov_iter_extract_pages) {
	return GUP_PIN_COUNTING_BIAS;
	}
	__if_not_exists(iov_iter_extract_pages) {
	return 1;
	}
}

INVARIANT(the_first_folio_gets_back_its_own)
{
	return folio_ref_count(&left) == 1 + left_pages * references_per_small_page();
}

INVARIANT(the_large_folio_gets_back_its_own)
{
	return folio_ref_count(&large) == 1 + large_pages;
}

INVARIANT(the_last_folio_gets_back_its_own)
{
	return folio_ref_count(&right) == 1 + right_pages * references_per_small_page();
}

INVARIANT(none_is_freed_under_io)
{
	return !left.freed && !large.freed && !right.freed;
}
