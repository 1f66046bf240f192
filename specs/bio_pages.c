/*
 * Bios that bio_iov_iter_get_pages() fills, as block devices and iomap do. Their pages are released when the
 * bio is over; before that, pages for which there is no room, pages beyond the last whole block, and one pin
 * for each part of a page that only made the last segment longer.
 */
#include <pinproof/direct_io.h>

SPEC("pages of the bios that bio_iov_iter_get_pages() fills");

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

TRANSITION(submit)
{
	struct run this;
	struct iov_iter iter;
	struct bio_vec vecs[BUFFER_PAGES], bvec;
	struct iovec halves[2] = { { (void *)BUFFER, HALF }, { (void *)(BUFFER + HALF), HALF } };
	struct kvec kvec = { .iov_base = (void *)(BUFFER + HALF), .iov_len = HALF + 512 };
	struct bio bio = { .bi_bdev = &this.disk, .bi_opf = REQ_OP_WRITE, .bi_io_vec = vecs };

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
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + HALF), PAGE_SIZE);
		break;
	case 2:
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + HALF), HALF + 512);
		break;
	case 3:
		iov_iter_ubuf(&iter, WRITE, (void *)(BUFFER + PAGE_SIZE - 512), 1024);
		break;
	case 4:
		iov_iter_init(&iter, WRITE, halves, 2, PAGE_SIZE);
		break;
	case 5:
		iov_iter_kvec(&iter, WRITE, &kvec, 1, HALF + 512);
		break;
	default:
		bvec_set_page(&bvec, &folio.page, PAGE_SIZE, 0);
		iov_iter_bvec(&iter, WRITE, &bvec, 1, PAGE_SIZE);
		bio.bi_max_vecs = 0;
	}
	if (!bio_iov_iter_get_pages(&bio, &iter))
		leave_in_flight(&bio);
	run = NULL;
}

TRANSITION(bio_ends)
{
	struct bio_vec vecs[BIO_PAGES];
	struct bio bio = { .bi_flags = RELEASES_PAGES };
	int pages = any_of("a page|two pages") ? 2 : 1;

	assume(bios > 0 && held >= pages && is_below_overflow(&folio));
	bios--;
	held -= pages;
	assume(held >= bios && held <= BIO_PAGES * bios);
	fill_bio(&bio, vecs, pages, 0);
	switch (any_of("read|read, clean again|write")) {
	case 0:
		bio_set_pages_dirty(&bio);
		bio_check_pages_dirty(&bio);
		break;
	case 1:
		bio_check_pages_dirty(&bio);
		break;
	default:
		bio_release_pages(&bio, any_of("synchronous read|write") ? false : true);
	}
	forget_dirty();
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
