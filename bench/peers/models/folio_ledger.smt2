; Ledger of a folio of any kind (zero page, small, large), as Horn clauses for Z3's Spacer.
; Parameters are filled in by generate.py: bits $bits, bias $bias.
;
; State: the kind, chosen once (zero; else large or small); refs and pincount, two's complement counters of
; $bits bits kept as the integers that they stand for; wraps, how often refs wrapped (up minus down);
; pins and gets, what callers hold: mathematical integers, unbounded. refs + 2^$bits * wraps is how the
; equation modulo 2^$bits is said without a remainder, which would be harder on Spacer. pincount cannot
; wrap: a large folio's refs does first, and pins are refused from there on; its wrap is kept all the same.
; A pin of the zero page counts nowhere, of a large folio 1 in refs and in pincount, of a small one the bias.
; Asked: refs = 1 + gets + (zero: 0, large: pins, small: bias * pins), pincount = (large: pins, else 0),
; modulo 2^$bits? `sat` says always.
(set-logic HORN)
; zero large refs wraps pincount pins gets
(declare-fun Reachable (Bool Bool Int Int Int Int Int) Bool)

(define-fun wrap ((sum Int)) Int
  (ite (> sum $max) (- sum $modulus) (ite (< sum $min) (+ sum $modulus) sum)))
(define-fun carry ((sum Int)) Int (ite (> sum $max) 1 (ite (< sum $min) (- 1) 0)))
(define-fun weight ((zero Bool) (large Bool)) Int (ite zero 0 (ite large 1 $bias)))
(define-fun entry ((zero Bool) (large Bool)) Int (ite (and large (not zero)) 1 0))

(assert (forall ((zero Bool) (large Bool))
  (=> (not (and zero large)) (Reachable zero large 1 0 0 0 0))))

; pin: the zero page's is granted always, without a look at refs
(assert (forall ((zero Bool) (large Bool) (refs Int) (wraps Int) (pincount Int) (pins Int) (gets Int))
  (=> (and (Reachable zero large refs wraps pincount pins gets) (or zero (> refs 0)))
      (Reachable zero large
                 (wrap (+ refs (weight zero large))) (+ wraps (carry (+ refs (weight zero large))))
                 (wrap (+ pincount (entry zero large))) (+ pins 1) gets))))
; unpin
(assert (forall ((zero Bool) (large Bool) (refs Int) (wraps Int) (pincount Int) (pins Int) (gets Int))
  (=> (and (Reachable zero large refs wraps pincount pins gets) (> pins 0))
      (Reachable zero large
                 (wrap (- refs (weight zero large))) (+ wraps (carry (- refs (weight zero large))))
                 (wrap (- pincount (entry zero large))) (- pins 1) gets))))
; get
(assert (forall ((zero Bool) (large Bool) (refs Int) (wraps Int) (pincount Int) (pins Int) (gets Int))
  (=> (and (Reachable zero large refs wraps pincount pins gets) (> refs 0))
      (Reachable zero large (wrap (+ refs 1)) (+ wraps (carry (+ refs 1))) pincount pins (+ gets 1)))))
; put
(assert (forall ((zero Bool) (large Bool) (refs Int) (wraps Int) (pincount Int) (pins Int) (gets Int))
  (=> (and (Reachable zero large refs wraps pincount pins gets) (> gets 0))
      (Reachable zero large (wrap (- refs 1)) (+ wraps (carry (- refs 1))) pincount pins (- gets 1)))))

(assert (forall ((zero Bool) (large Bool) (refs Int) (wraps Int) (pincount Int) (pins Int) (gets Int))
  (=> (and (Reachable zero large refs wraps pincount pins gets)
           (not (and (= (+ refs (* $modulus wraps))
                        (+ 1 gets (ite zero 0 (ite large pins (* $bias pins)))))
                     (= pincount (ite large pins 0)))))
      false)))

(check-sat)
