/* Stand-in: the ranges of C's types. */
#ifndef PINPROOF_LINUX_LIMITS_H
#define PINPROOF_LINUX_LIMITS_H

#define INT_MAX 2147483647
#define UINT_MAX 4294967295U
#define LONG_MAX 9223372036854775807L

#endif
