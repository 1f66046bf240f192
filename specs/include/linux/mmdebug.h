/* Stand-in: memory management's assertions, live because CONFIG_DEBUG_VM is on. */
#ifndef PINPROOF_LINUX_MMDEBUG_H
#define PINPROOF_LINUX_MMDEBUG_H

#include <linux/bug.h>

#define VM_BUG_ON(condition) PINPROOF_BUG("VM_BUG_ON", #condition, condition)
#define VM_BUG_ON_PAGE(condition, page) PINPROOF_BUG("VM_BUG_ON_PAGE", #condition, condition)
#define VM_BUG_ON_FOLIO(condition, folio) PINPROOF_BUG("VM_BUG_ON_FOLIO", #condition, condition)
#define VM_BUG_ON_VMA(condition, vma) PINPROOF_BUG("VM_BUG_ON_VMA", #condition, condition)
#define VM_BUG_ON_MM(condition, mm) PINPROOF_BUG("VM_BUG_ON_MM", #condition, condition)
#define VM_WARN_ON(condition) ((void)PINPROOF_WARN("VM_WARN_ON", #condition, condition))
#define VM_WARN_ON_ONCE(condition) ((void)PINPROOF_WARN("VM_WARN_ON_ONCE", #condition, condition))
#define VM_WARN_ON_ONCE_PAGE(condition, page) PINPROOF_WARN("VM_WARN_ON_ONCE_PAGE", #condition, condition)
#define VM_WARN_ON_FOLIO(condition, folio) PINPROOF_WARN("VM_WARN_ON_FOLIO", #condition, condition)
#define VM_WARN_ON_ONCE_FOLIO(condition, folio) \
	PINPROOF_WARN("VM_WARN_ON_ONCE_FOLIO", #condition, condition)

#endif
