/*
 * The kernel configuration that the stand-in headers describe.
 *
 * Debugging options are on, so that the kernel's own assertions are claims to be decided and not empty
 * macros; whatever would compile a counter-touching function away is on as well.
 */
#ifndef PINPROOF_LINUX_KCONFIG_H
#define PINPROOF_LINUX_KCONFIG_H

#include <pinproof.h>

#define CONFIG_64BIT 1
#define CONFIG_SMP 1
#define CONFIG_MMU 1
/* Up to 5.16 put_page_refs() refuses, with CONFIG_DEBUG_VM, to take references from a count that has fewer, as one has that has
 * overflowed. A specification that is about what comes behind an overflow looks at the kernel without that. */
#if !defined(PINPROOF_PUTS_ARE_NOT_REFUSED) || !__has_include(<only/include/linux/mm.h/hpage_pincount_available>)
#define CONFIG_DEBUG_VM 1
#else
ASSUMPTION(G13, "put_page_refs() refuses nothing: it only does with CONFIG_DEBUG_VM, which is off there");
#endif
#define CONFIG_TRANSPARENT_HUGEPAGE 1
#define CONFIG_HUGETLB_PAGE 1
#define CONFIG_PAGE_MAPCOUNT 1 /* asked in 7.2; before, it was so */
/* The fast path, by its old and its new name. */
#define CONFIG_HAVE_FAST_GUP 1
#define CONFIG_HAVE_GUP_FAST 1

ASSUMPTION(A7, "configuration of the stand-in headers: 64 bit, SMP, THP, hugetlb, fast GUP, CONFIG_DEBUG_VM=y");

/* IS_ENABLED(option) is 1 where the option is defined as 1, and 0 where it is not defined at all: only in
 * the first case does the pasted name expand to a comma, which moves the 1 into second place. */
#define PINPROOF_COMMA_IF_1 ,
#define PINPROOF_SECOND(first, second, ...) second
#define PINPROOF_IS_SET__(comma) PINPROOF_SECOND(comma 1, 0, 0)
#define PINPROOF_IS_SET_(value) PINPROOF_IS_SET__(PINPROOF_COMMA_IF_##value)
#define IS_ENABLED(option) PINPROOF_IS_SET_(option)
#define IS_BUILTIN(option) IS_ENABLED(option)

#endif
