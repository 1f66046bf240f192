/* Stand-in: reserves of memory. Nobody looks inside. */
#ifndef PINPROOF_LINUX_MEMPOOL_H
#define PINPROOF_LINUX_MEMPOOL_H

typedef struct { int reserve; } mempool_t;

#endif
