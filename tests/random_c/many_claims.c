/* 4096 paths that do the same to the state and differ in what they claim: making them fewer took hours. */
#include <pinproof.h>

SPEC("many claims about many inputs");

static int i0;

INIT()
{
	i0 = 0;
}

#define CLAIM(n) CHECK(claim##n, any_int("n", 0, 3) < any_int("m", 1, 4))

TRANSITION(t0)
{
	CLAIM(0);
	CLAIM(1);
	CLAIM(2);
	CLAIM(3);
	CLAIM(4);
	CLAIM(5);
	CLAIM(6);
	CLAIM(7);
	CLAIM(8);
	CLAIM(9);
	CLAIM(10);
	CLAIM(11);
}

INVARIANT(any)
{
	return i0 != 12345;
}
