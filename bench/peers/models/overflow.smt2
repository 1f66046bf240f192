; Overflow: the zero page's count when pins are counted and never dropped, as Horn clauses for Z3's Spacer.
; Parameters are filled in by generate.py: bits $bits, bias $bias, pages $pages.
;
; State: refs, a two's complement counter of $bits bits, kept as the integer that it stands for; the wrap
; is written out (linear integers are what Spacer is strongest at).
; dio_write(n pages) pins page by page and gives up at the first that finds refs <= 0. What is done is
; therefore any number of pages from 1 to $pages of which all but the last left refs in range: that
; choice, not n, is quantified here, and it reaches the same states in the same number of steps.
; Asked: does refs ever become negative? `unsat` says yes.
(set-logic HORN)
(declare-fun Reachable (Int) Bool)

(define-fun wrap ((sum Int)) Int (ite (> sum $max) (- sum $modulus) sum))

(assert (Reachable 1))

(assert (forall ((refs Int) (done Int))
  (=> (and (Reachable refs)
           (> refs 0)
           (<= 1 done) (<= done $pages)
           (<= (+ refs (* $bias (- done 1))) $max))
      (Reachable (wrap (+ refs (* $bias done)))))))

(assert (forall ((refs Int))
  (=> (and (Reachable refs) (< refs 0)) false)))

(check-sat)
