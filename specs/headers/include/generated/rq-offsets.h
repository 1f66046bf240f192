/* Where a member of the run queue is, which nothing here asks for. */
#define RQ_nr_pinned 0
