/* How often a counter wraps is known to thousands of values only: too many for a comparison to try each. */
#include <pinproof.h>
SPEC("a counter that wraps often at once");

struct item { int count; unsigned char flag; struct item *next; };
static struct item a, b;
static struct item *p;
static int counter;
static integer ghost;
static int i0;
static unsigned int u0;
static signed char c0;
static unsigned char b0;
static short s0;
static unsigned short h0;
static long l0;
static unsigned long m0;
static _Bool t0;

INIT()
{
	a.next = &b;
	b.next = &a;
}

TRANSITION(t0)
{
	int x = 0, y = 0;
	int z = 0;
	struct item *list[3] = { &a, &b, &a };
	struct item *q = &a;
	x = counter;
	x = counter;
	x = x;
	x = x;
	list[0]->count = x;
out:
	(void)x;
	(void)y;
	(void)z;
	(void)list;
	(void)q;
	return;
}

TRANSITION(t1)
{
	int x = 0, y = 0;
	int z = 0;
	struct item *list[3] = { &a, &b, &a };
	struct item *q = &a;
	__pinproof_atomic_add(&counter, (x + q->count), 6);
	for (int n0 = 0; n0 < 3; n0++) {
		x = x;
		__pinproof_atomic_add(&counter, ((int)q->flag + (x + counter)), 6);
		x = x;
	}
out:
	(void)x;
	(void)y;
	(void)z;
	(void)list;
	(void)q;
	return;
}

INVARIANT(any)
{
	return i0 != 12345;
}
