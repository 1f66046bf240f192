/*
 * Stand-in: the kernel's assertions, each a claim that pinproof decides.
 *
 * A WARN that fires lets the kernel go on with its value; a BUG ends the run. "Once" is about printing:
 * here every occurrence counts.
 */
#ifndef PINPROOF_LINUX_BUG_H
#define PINPROOF_LINUX_BUG_H

#include <linux/types.h>

/* A specification that asks whether there was a warning defines PINPROOF_WARNINGS, and this function. */
#ifdef PINPROOF_WARNINGS
void pinproof_warned(void);
#else
#define pinproof_warned() ((void)0)
#endif

#define PINPROOF_WARN(name, text, condition) \
	({ \
		bool fired_ = !!(condition); \
		if (fired_) { \
			__pinproof_report("warn", name, text); \
			pinproof_warned(); \
		} \
		fired_; \
	})
#define PINPROOF_BUG(name, text, condition) \
	do { \
		if (condition) \
			__pinproof_report("bug", name, text); \
	} while (0)

/* No macro goes through another of these: # must see the condition as the kernel wrote it. */
#define WARN_ON(condition) PINPROOF_WARN("WARN_ON", #condition, condition)
#define WARN_ON_ONCE(condition) PINPROOF_WARN("WARN_ON_ONCE", #condition, condition)
#define WARN(condition, ...) PINPROOF_WARN("WARN", #condition, condition)
#define WARN_ONCE(condition, ...) PINPROOF_WARN("WARN_ONCE", #condition, condition)
#define BUG_ON(condition) PINPROOF_BUG("BUG_ON", #condition, condition)
#define BUG() PINPROOF_BUG("BUG", "reached", 1)
#define BUILD_BUG_ON(condition) ((void)sizeof(char[1 - 2 * !!(condition)]))

#endif
