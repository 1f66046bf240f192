/* Overflow: the zero page's count when pins are counted and never dropped, in Promela for SPIN.
 * Parameters are filled in by generate.py: bits $bits, bias $bias, pages $pages.
 *
 * State: refs, reduced to $bits bits by shifting up and back (gcc -fwrapv makes both exact).
 * dio_write(n pages) is one atomic step: n is chosen, then pinned page by page while refs > 0.
 * The helpers n and i are 0 between steps, so that they tell no states apart.
 * Asked: does refs ever become negative? A failed assertion says yes. */
#define WRAP(sum) (((sum) << (32 - $bits)) >> (32 - $bits))

int refs = 1;
int n, i;

active proctype callers()
{
end:	do
	:: atomic {
		refs > 0;
		if
$choices
		fi;
		d_step {
			do
			:: i < n && refs > 0 -> refs = WRAP(refs + $bias); i++
			:: else -> break
			od;
			n = 0;
			i = 0
		};
		assert(refs >= 0)
	}
	od
}
