-- Ledger of a folio of any kind (zero page, small, large), in Murphi for Rumur.
-- Parameters are filled in by generate.py: bits $bits, bias $bias.
--
-- State: the kind, chosen once; refs and pincount, of exactly the range of $bits bits, wraps written out;
-- pins and gets, what callers hold, unbounded in the system and 0 .. $held here. For counted kinds that
-- loses nothing: grants stop once refs <= 0, and Rumur reports an error should either leave its range.
-- The zero page's pins have no such end, so here they are refused at $held: what Rumur proves is a
-- bounded version of the claim.
-- Asked: refs = 1 + gets + (zero: 0, large: pins, small: bias * pins), pincount = (large: pins, else 0),
-- modulo 2^$bits?
const
  MODULUS: $modulus;
  MAX: $max;
  MIN: $min;
  BIAS: $bias;
  HELD: $held;

type
  counter: $min .. $max;
  held: 0 .. $held;
  kinds: enum { zero, small, large };

var
  kind: kinds;
  refs: counter;
  pincount: counter;
  pins: held;
  gets: held;

ruleset k: kinds do
  startstate begin
    kind := k;
    refs := 1;
    pincount := 0;
    pins := 0;
    gets := 0;
  end;
end;

rule "pin" (kind = zero & pins < HELD) | (kind != zero & refs > 0) ==> begin
  if kind = small then
    if refs + BIAS > MAX then refs := refs + BIAS - MODULUS; else refs := refs + BIAS; end;
  end;
  if kind = large then
    if refs + 1 > MAX then refs := refs + 1 - MODULUS; else refs := refs + 1; end;
    if pincount + 1 > MAX then pincount := pincount + 1 - MODULUS; else pincount := pincount + 1; end;
  end;
  pins := pins + 1;
end;

rule "unpin" pins > 0 ==> begin
  if kind = small then
    if refs - BIAS < MIN then refs := refs - BIAS + MODULUS; else refs := refs - BIAS; end;
  end;
  if kind = large then
    if refs - 1 < MIN then refs := refs - 1 + MODULUS; else refs := refs - 1; end;
    if pincount - 1 < MIN then pincount := pincount - 1 + MODULUS; else pincount := pincount - 1; end;
  end;
  pins := pins - 1;
end;

rule "get" refs > 0 ==> begin
  if refs + 1 > MAX then refs := refs + 1 - MODULUS; else refs := refs + 1; end;
  gets := gets + 1;
end;

rule "put" gets > 0 ==> begin
  if refs - 1 < MIN then refs := refs - 1 + MODULUS; else refs := refs - 1; end;
  gets := gets - 1;
end;

-- At most one wrap separates the two sides: the sum stays below 2 * MAX.
function wrapped(sum: 0 .. $sum): counter;
begin
  if sum > MAX then return sum - MODULUS; end;
  return sum;
end;

function weight(k: kinds): 0 .. $bias;
begin
  if k = zero then return 0; end;
  if k = small then return BIAS; end;
  return 1;
end;

invariant "refcount balances" refs = wrapped(1 + gets + weight(kind) * pins);
invariant "pincount balances" pincount = (kind = large ? pins : 0);
