/* Ledger of a folio of any kind (zero page, small, large), in Promela for SPIN.
 * Parameters are filled in by generate.py: bits $bits, bias $bias.
 *
 * State: the kind, chosen once; refs and pincount, reduced to $bits bits by shifting up and back (gcc
 * -fwrapv makes both exact); pins and gets, what callers hold, unbounded in the system and ints here.
 * For counted kinds that loses nothing: grants stop once refs <= 0, so neither passes $held. The zero
 * page's pins have no such end, so here they are refused at $held: what SPIN proves is a bounded
 * version of the claim.
 * Asked: refs = 1 + gets + (zero: 0, large: pins, small: bias * pins), pincount = (large: pins, else 0),
 * modulo 2^$bits? */
#define WRAP(sum) (((sum) << (32 - $bits)) >> (32 - $bits))
#define ZERO 0
#define SMALL 1
#define LARGE 2
#define BALANCED (refs == WRAP(1 + gets + weight * pins) && pincount == WRAP(entry * pins))

byte kind;
int weight;	/* what one pin adds to refs: a function of kind */
int entry;	/* and to pincount */
int refs = 1;
int pincount = 0;
int pins = 0;
int gets = 0;

active proctype callers()
{
	atomic {
		if
		:: kind = ZERO; weight = 0; entry = 0
		:: kind = SMALL; weight = $bias; entry = 0
		:: kind = LARGE; weight = 1; entry = 1
		fi
	};
end:	do
	:: atomic { (kind == ZERO && pins < $held) || (kind != ZERO && refs > 0);
		refs = WRAP(refs + weight); pincount = WRAP(pincount + entry); pins++; assert(BALANCED) }
	:: atomic { pins > 0;
		refs = WRAP(refs - weight); pincount = WRAP(pincount - entry); pins--; assert(BALANCED) }
	:: atomic { refs > 0; refs = WRAP(refs + 1); gets++; assert(BALANCED) }
	:: atomic { gets > 0; refs = WRAP(refs - 1); gets--; assert(BALANCED) }
	od
}
