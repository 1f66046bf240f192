/* Stand-in: work for later. When later is, nobody knows: here it is at once, since operations that come
 * between are operations that could have come before. */
#ifndef PINPROOF_LINUX_WORKQUEUE_H
#define PINPROOF_LINUX_WORKQUEUE_H

#include <linux/types.h>

struct work_struct {
	void (*func)(struct work_struct *work);
};
struct workqueue_struct;

#define WQ_MEM_RECLAIM (1 << 3)
#define alloc_workqueue(name, ...) ((struct workqueue_struct *)NULL)
#define destroy_workqueue(queue) ((void)(queue))

#define INIT_WORK(work, function) ((void)((work)->func = (function)))
#define DECLARE_WORK(name, function) struct work_struct name = { function }

#ifndef PINPROOF_INTERRUPTS
static inline bool schedule_work(struct work_struct *work)
{
	work->func(work);
	return true;
}
#else
bool schedule_work(struct work_struct *work);
#endif

static inline bool queue_work(struct workqueue_struct *queue, struct work_struct *work)
{
	return schedule_work(work);
}

#endif
