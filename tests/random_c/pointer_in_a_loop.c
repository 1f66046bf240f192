/* One way round the loop sets a pointer that others leave alone: taken for computed, it was no state at all. */
#include <pinproof.h>
SPEC("at random");

struct item { int count; unsigned char flag; struct item *next; };
struct pair { short low; unsigned char high[2]; long wide; };
static struct item a, b;
static struct item *p;
static struct pair first, second;
static union { unsigned int natural; int whole; } mixed;
static int counter, table[4];
static integer ghost;
static int up(int n) { return n + 1; }
static int down(int n) { return -n; }
static struct pair swapped(struct pair given)
{
	struct pair result = { given.high[0], { given.low, [1] = 7 } };

	given.wide++;
	result.wide = given.wide;
	return result;
}
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
	unsigned char bytes[2] = { 1, 200 };
	int (*f)(int) = up;
	x = x;
	{
	int round = 0;
again0:
		switch (x) {
		case -5 ... -1:
			goto out;
		default:
			if ((x < x) || !(x < x)) {
				x = x;
				x = x;
				x = counter;
			}
			break;
		case 1:
		case 3 ... 100:
			p = &a;
		}
	if (++round < 3)
		goto again0;
	}
	__pinproof_atomic_add(&counter, x, 6);
out:
	(void)x;
	(void)y;
	(void)z;
	(void)list;
	(void)q;
	(void)bytes;
	(void)f;
	return;
}

INVARIANT(any)
{
	return i0 != 12345;
}

