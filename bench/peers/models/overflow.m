-- Overflow: the zero page's count when pins are counted and never dropped, in Murphi for Rumur.
-- Parameters are filled in by generate.py: bits $bits, bias $bias, pages $pages.
--
-- State: refs, of exactly the range of $bits bits (Rumur checks ranges); the wrap is written out.
-- dio_write(n pages) is one rule for every n, which pins page by page while refs > 0.
-- Asked: does refs ever become negative? A broken invariant says yes.
const
  MODULUS: $modulus;
  MAX: $max;
  BIAS: $bias;
  PAGES: $pages;

type
  counter: $min .. $max;

var
  refs: counter;

startstate begin
  refs := 1;
end;

ruleset n: 1 .. PAGES do
  rule "dio_write" refs > 0 ==>
  begin
    for i := 1 to n do
      if refs > 0 then
        if refs + BIAS > MAX then
          refs := refs + BIAS - MODULUS;
        else
          refs := refs + BIAS;
        end;
      end;
    end;
  end;
end;

invariant "never negative" refs >= 0;
