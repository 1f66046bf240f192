/* Pin ledger of a small folio, in Promela for SPIN.
 * Parameters are filled in by generate.py: bits $bits, bias $bias.
 *
 * State: refs, reduced to $bits bits by shifting up and back (gcc -fwrapv makes both exact); pins and
 * gets, what callers hold. They are unbounded in the system; here they are ints, and that loses
 * nothing: grants stop once refs <= 0, so neither passes $held.
 * Asked: is refs ever 0 while something is held (freed in use)? */
#define WRAP(sum) (((sum) << (32 - $bits)) >> (32 - $bits))

int refs = 1;
int pins = 0;
int gets = 0;

active proctype callers()
{
end:	do
	:: atomic { refs > 0; refs = WRAP(refs + $bias); pins++; assert(refs != 0) }
	:: atomic { pins > 0; refs = WRAP(refs - $bias); pins--;
		assert(refs != 0 || (pins == 0 && gets == 0)) }
	:: atomic { refs > 0; refs = WRAP(refs + 1); gets++; assert(refs != 0) }
	:: atomic { gets > 0; refs = WRAP(refs - 1); gets--;
		assert(refs != 0 || (pins == 0 && gets == 0)) }
	od
}
