/*
 * Bios that bio_iov_iter_get_pages() fills, as block devices and iomap do. Their pages are released when the
 * bio is over; before that, pages for which there is no room, pages beyond the last whole block, and one pin
 * for each part of a page that only made the last segment longer.
 */
#include <pinproof/direct_io.h>

SPEC("pages of the bios that bio_iov_iter_get_pages() fills");
WRITTEN_FOR(iov_iter_ubuf);

static bool mapped;

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
	mapped = true;
}

TRANSITION(unmap) /* whoever made a kernel iterator keeps its pages meanwhile */
{
	assume(mapped && other_bios == 0);
	folio_put(&folio);
	mapped = false;
}

#define HALF (PAGE_SIZE / 2)

/* How many bytes of the iterator are to be in the bio: whole blocks that are there, and for which there is room.
 * Each half of a page in a vector of its own is taken by itself, so that a full bio gets only one. */
static size_t bytes_to_take(const struct bio *bio, const struct iov_iter *iter, size_t offset)
{
	int pages = user_backed_iter(iter) && run->mapped < bio->bi_max_vecs ? run->mapped : bio->bi_max_vecs;
	size_t room = pages * PAGE_SIZE, wanted = iov_iter_count(iter);

	if (iov_iter_is_bvec(iter))
		return wanted;
	if (iov_iter_is_kvec(iter) && !can_take_kernel_memory(iter))
		return 0;
	if (iter_is_iovec(iter) && bio->bi_max_vecs == 1)
		wanted = HALF;
	room = room > offset ? room - offset : 0;
	return (room < wanted ? room : wanted) & ~(BLOCK - 1);
}

static void take_pages_into(struct bio *bio, struct iov_iter *iter, size_t offset)
{
	size_t count = iov_iter_count(iter), bytes = bytes_to_take(bio, iter, offset);
	int segments = iter->nr_segs;
	const struct bio_vec *lent = iter->bvec;
	int error = get_pages_of(bio, iter);

	CHECK(as_much_is_taken_as_there_is, bio->bi_iter.bi_size == bytes && !error == !!bytes);
	if (bio_flagged(bio, BIO_CLONED)) {
		CHECK(a_borrowed_vector_is_all_of_the_iterators,
		      bio->bi_io_vec == lent && says_how_many_it_borrows(bio, segments));
		CHECK(a_borrowed_vector_is_entered_where_the_iterator_was, begins_at(bio) == offset);
	} else {
		CHECK(a_vector_is_borrowed_from_its_iterator_alone, !iov_iter_is_bvec(iter));
		CHECK(a_bio_is_as_long_as_its_segments, bytes_in(bio) == bytes);
		CHECK(the_first_segment_begins_where_the_buffer_does, !bytes || bio->bi_io_vec[0].bv_offset == offset);
	}
	CHECK(the_iterator_is_behind_what_was_taken, iov_iter_count(iter) == count - bytes);
	if (!error)
		leave_in_flight(bio);
}

TRANSITION(submit)
{
	struct run this;
	struct iov_iter iter;
	struct bio_vec vecs[BUFFER_PAGES], bvec;
	struct iovec halves[2] = { { (void *)BUFFER, HALF }, { (void *)(BUFFER + HALF), HALF } };
	struct kvec kvec = { .iov_base = (void *)(BUFFER + HALF), .iov_len = HALF + 512 };
	struct bio bio = { .bi_bdev = &this.disk, .bi_opf = REQ_OP_WRITE, .bi_io_vec = vecs };
	size_t offset = 0;

	assume(mapped && is_far_from_overflow(&folio));
	plain_run(&this);
	this.mapped = any_mapped_pages();
	bio.bi_max_vecs = any_of("two segments a bio|one segment a bio") ? 1 : 2;
	switch (any_of("two pages|a page across two|a block and a part of one|a part of a block|halves of a page|"
		       "kvec|bvec")) {
	case 0:
		iov_iter_ubuf(&iter, WRITE, (void *)BUFFER, 2 * PAGE_SIZE);
		break;
	case 1:
		offset = HALF;
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + offset), PAGE_SIZE);
		break;
	case 2:
		offset = HALF;
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + offset), HALF + 512);
		break;
	case 3:
		offset = PAGE_SIZE - 512;
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + offset), 1024);
		break;
	case 4:
		iov_iter_init(&iter, WRITE, halves, 2, PAGE_SIZE);
		break;
	case 5:
		offset = HALF;
		iov_iter_kvec(&iter, WRITE, &kvec, 1, HALF + 512);
		break;
	default:
		bvec_set_page(&bvec, &folio.page, PAGE_SIZE, 0);
		iov_iter_bvec(&iter, WRITE, &bvec, 1, PAGE_SIZE);
		offset = HALF;
		iov_iter_advance(&iter, offset);
		bio.bi_max_vecs = 0;
	}
	take_pages_into(&bio, &iter, offset);
	run = NULL;
}

TRANSITION(bio_ends)
{
	struct bio_vec vecs[BIO_PAGES];
	struct bio bio = { .bi_flags = RELEASES_PAGES };
	int pages = any_of("a page|two pages") ? 2 : 1;
	int how = any_of("read|read, clean again|synchronous read|write");

	assume(bios > 0 && held >= pages && is_below_overflow(&folio));
	bios--;
	held -= pages;
	assume(held >= bios && held <= BIO_PAGES * bios);
	fill_bio(&bio, vecs, pages, 0);
	switch (how) {
	case 0:
		bio_set_pages_dirty(&bio);
		CHECK(made_dirty_beforehand, folio.dirty);
		is_interrupt = true;
		bio_check_pages_dirty(&bio);
		break;
	case 1:
		is_interrupt = true;
		bio_check_pages_dirty(&bio);
		break;
	case 2:
		bio_release_pages(&bio, true);
		break;
	default:
		bio_release_pages(&bio, false);
	}
	is_interrupt = false;
	CHECK(a_bio_is_freed_by_who_looks_whether_it_is_dirty, put == (how < 2));
	CHECK(what_was_read_into_is_dirty, folio.dirty == (how < 3));
	forget();
}

TRANSITION(bio_of_others_pages_ends)
{
	struct bio_vec vecs[BIO_PAGES];
	struct bio bio = { .bi_flags = LEAVES_PAGES };

	assume(other_bios > 0 && is_below_overflow(&folio));
	other_bios--;
	fill_bio(&bio, vecs, any_of("a page|two pages") ? 2 : 1, 0);
	bio_release_pages(&bio, false);
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == mapped + held * references_per_page();
}

INVARIANT(idle_means_base)
{
	return bios > 0 || folio_ref_count(&folio) == mapped;
}

INVARIANT(not_freed_while_under_io)
{
	return !folio.freed || mapped + held == 0;
}
