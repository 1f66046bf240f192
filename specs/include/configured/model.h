/*
 * Models of kernel functions that real headers write in assembly, or that reach into parts of the kernel
 * which no specification describes. A call of NAME goes to the function that is declared MODELS(NAME),
 * and every answer lists it. The type must be the kernel's.
 */
#ifndef PINPROOF_CONFIGURED_MODEL_H
#define PINPROOF_CONFIGURED_MODEL_H

#include <pinproof.h>

#define MODELS(name) __attribute__((annotate("pinproof.model." #name), unused))

#endif
