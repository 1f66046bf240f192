/* Which features of processors are taken for granted or ruled out, by configuration: none. */
#ifndef PINPROOF_ASM_CPUFEATUREMASKS_H
#define PINPROOF_ASM_CPUFEATUREMASKS_H

#define REQUIRED_MASK_BIT_SET(x) ((void)(x), 0)
#define DISABLED_MASK_BIT_SET(x) ((void)(x), 0)
#define REQUIRED_MASK(x) 0
#define DISABLED_MASK(x) 0

#endif
