-- Pin ledger of a small folio, in Murphi for Rumur.
-- Parameters are filled in by generate.py: bits $bits, bias $bias.
--
-- State: refs, of exactly the range of $bits bits, the wraps written out; pins and gets, what callers
-- hold. They are unbounded in the system; here they range to $held, and that loses nothing: grants
-- stop once refs <= 0, and Rumur reports an error should either leave its range.
-- Asked: is refs ever 0 while something is held (freed in use)?
const
  MODULUS: $modulus;
  MAX: $max;
  MIN: $min;
  BIAS: $bias;

type
  counter: $min .. $max;
  held: 0 .. $held;

var
  refs: counter;
  pins: held;
  gets: held;

startstate begin
  refs := 1;
  pins := 0;
  gets := 0;
end;

rule "pin" refs > 0 ==> begin
  if refs + BIAS > MAX then refs := refs + BIAS - MODULUS; else refs := refs + BIAS; end;
  pins := pins + 1;
end;

rule "unpin" pins > 0 ==> begin
  if refs - BIAS < MIN then refs := refs - BIAS + MODULUS; else refs := refs - BIAS; end;
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

invariant "not freed while held" refs != 0 | (pins = 0 & gets = 0);
