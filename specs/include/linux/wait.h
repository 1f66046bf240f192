/* Stand-in: sleeping and waking. Whoever waits is woken at once. */
#ifndef PINPROOF_LINUX_WAIT_H
#define PINPROOF_LINUX_WAIT_H

struct task_struct { int state; };
static struct task_struct pinproof_task;

#define current (&pinproof_task)
#define TASK_UNINTERRUPTIBLE 2
#define __set_current_state(state) ((void)(state))
#define wake_up_process(task) ((void)(task))

/* Waits for the disk: something that was submitted ends. */
void blk_io_schedule(void);

#endif
