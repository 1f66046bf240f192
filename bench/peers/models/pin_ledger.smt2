; Pin ledger of a small folio, as Horn clauses for Z3's Spacer.
; Parameters are filled in by generate.py: bits $bits, bias $bias.
;
; State: refs, a two's complement counter of $bits bits, kept as the integer that it stands for, with the
; wraps written out; pins and gets, what callers hold: mathematical integers, unbounded.
; pin and get are refused once refs <= 0, as the kernel does; unpin and put need something held.
; Asked: is refs ever 0 while something is held (freed in use)? `sat` says never.
(set-logic HORN)
(declare-fun Reachable (Int Int Int) Bool) ; refs pins gets

(define-fun wrap ((sum Int)) Int
  (ite (> sum $max) (- sum $modulus) (ite (< sum $min) (+ sum $modulus) sum)))

(assert (Reachable 1 0 0))

; pin
(assert (forall ((refs Int) (pins Int) (gets Int))
  (=> (and (Reachable refs pins gets) (> refs 0))
      (Reachable (wrap (+ refs $bias)) (+ pins 1) gets))))
; unpin
(assert (forall ((refs Int) (pins Int) (gets Int))
  (=> (and (Reachable refs pins gets) (> pins 0))
      (Reachable (wrap (- refs $bias)) (- pins 1) gets))))
; get
(assert (forall ((refs Int) (pins Int) (gets Int))
  (=> (and (Reachable refs pins gets) (> refs 0))
      (Reachable (wrap (+ refs 1)) pins (+ gets 1)))))
; put
(assert (forall ((refs Int) (pins Int) (gets Int))
  (=> (and (Reachable refs pins gets) (> gets 0))
      (Reachable (wrap (- refs 1)) pins (- gets 1)))))

(assert (forall ((refs Int) (pins Int) (gets Int))
  (=> (and (Reachable refs pins gets) (= refs 0) (or (> pins 0) (> gets 0))) false)))

(check-sat)
