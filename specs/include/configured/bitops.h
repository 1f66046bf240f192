/* Bits of flag words, in place of x86's bit instructions. */
#ifndef PINPROOF_CONFIGURED_BITOPS_H
#define PINPROOF_CONFIGURED_BITOPS_H

#include <pinproof.h>
#include <linux/bitops.h>

static inline bool pinproof_test_bit(unsigned long nr, const volatile unsigned long *addr)
{
	return (addr[nr / 64] >> (nr % 64)) & 1;
}

MODELS(arch_test_bit) static bool model_test_bit(unsigned long nr, const volatile unsigned long *addr)
{
	return pinproof_test_bit(nr, addr);
}

MODELS(arch_test_bit_acquire) static bool model_test_bit_acquire(unsigned long nr, const volatile unsigned long *addr)
{
	return pinproof_test_bit(nr, addr);
}

#endif
