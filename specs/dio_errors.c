/*
 * A long direct I/O looks now and then at its bios that are over, and stops when one has failed: between two
 * sections of a page, with one page deferred and others still in its queue. Each of them is held by a pin of
 * its own then. The kernel looks at every 64th bio; here it may look at any.
 */
#include <pinproof/direct_io.h>

SPEC("direct I/O that stops when one of its bios has failed");
WRITTEN_FOR(iov_iter_ubuf);

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
}

ASSUMPTION(D17, "dio_bio_reap() may look at its bios after any of them, not after every 64th");
static int reap(struct dio *dio, struct dio_submit *sdio) MODELS(dio_bio_reap);
static int reap(struct dio *dio, struct dio_submit *sdio)
{
	int error = 0;

	while (dio->bio_list) {
		struct bio *bio = dio->bio_list;
		int this_error;

		dio->bio_list = bio->bi_private;
		this_error = blk_status_to_errno(dio_bio_complete(dio, bio));
		if (!error)
			error = this_error;
	}
	return error;
}

static void io(int direction)
{
	struct run this;
	bool is_async = any_bool("async");

	plain_run(&this);
	this.is_fast = !is_async || any_bool("fast disk");
	switch (any_of("blocks apart|metadata between|one extent, one segment a bio")) {
	case 0:
		this.layout = SCATTERED;
		break;
	case 1:
		this.layout = BOUNDARIES;
		break;
	default:
		this.room = 1;
	}
	switch (any_of("first bio fails|second bio fails|no bio fails")) {
	case 0:
		this.fails = 0;
		break;
	case 1:
		this.fails = 1;
		break;
	default:
		break;
	}
	user_io(direction, is_async);
}

TRANSITION(read)
{
	io(READ);
}

TRANSITION(write)
{
	io(WRITE);
}

TRANSITION(bio_ends)
{
	any_bio_ends();
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == 1 + held * references_per_page();
}

INVARIANT(idle_means_base)
{
	return bios > 0 || folio_ref_count(&folio) == 1;
}

INVARIANT(not_freed_while_under_io)
{
	return !folio.freed;
}
