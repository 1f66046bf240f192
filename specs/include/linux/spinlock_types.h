/* Stand-in: locks. Each operation is one indivisible step, so they have nothing to keep out. */
#ifndef PINPROOF_LINUX_SPINLOCK_TYPES_H
#define PINPROOF_LINUX_SPINLOCK_TYPES_H

typedef struct { int lock; } spinlock_t;
struct mutex { int lock; };

#define DEFINE_SPINLOCK(name) spinlock_t name
#define spin_lock_init(lock) ((void)(lock))
#define spin_lock_irqsave(lock, flags) ((void)(lock), (void)((flags) = 0))
#define spin_unlock_irqrestore(lock, flags) ((void)(lock), (void)(flags))
#define spin_lock_irq(lock) ((void)(lock))
#define spin_unlock_irq(lock) ((void)(lock))

#endif
