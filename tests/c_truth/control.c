// Where control goes: short circuits, loops, switch, goto, and what side effects are left on the way.

// short_and
static int co_and;
TRANSITION(short_and) { int a = any_int("a", 0, 1); co_and = 0; int r = a && ++co_and; CHECK(once, co_and == a); CHECK(result, r == a); CHECK(always, co_and == 1); }

// short_or
static int co_or;
TRANSITION(short_or) { int a = any_int("a", 0, 1); co_or = 0; int r = a || ++co_or; CHECK(once, co_or == !a); CHECK(result, r); CHECK(never, co_or == 0); }

// short_mixed
static int co_mix; static int co_step(int v) { co_mix++; return v; }
TRANSITION(short_mixed) { int a = any_int("a", 0, 1), b = any_int("b", 0, 1); co_mix = 0; int r = (co_step(a) && co_step(b)) || co_step(1); CHECK(r, r); CHECK(steps, co_mix >= 2 && co_mix <= 3); CHECK(two, co_mix == 2); }

// conditional_effects
static int co_x, co_y;
TRANSITION(conditional_effects) { int a = any_int("a", 0, 1); co_x = co_y = 0; (void)(a ? co_x++ : co_y++); CHECK(one, co_x + co_y == 1); CHECK(x, co_x == a); CHECK(both, co_y == 1); }

// conditional_of_void
static int co_v; static void co_set(int v) { co_v = v; }
TRANSITION(conditional_of_void) { int a = any_int("a", 0, 1); a ? co_set(4) : co_set(5); CHECK(which, co_v == 5 - a); CHECK(four, co_v == 4); }

// elvis
static int co_e; static int co_next(void) { return co_e++; }
TRANSITION(elvis) { co_e = any_int("a", 0, 1); int a = co_e, r = co_next() ?: 7; CHECK(once, co_e == a + 1); CHECK(value, r == (a ? 1 : 7)); CHECK(seven, r == 7); }

// comma
TRANSITION(comma) { int a = any_int("a", 0, 2), b; b = (a++, a * 2); CHECK(b, b == 2 * a); CHECK(even, b != 4); }

// comma_in_condition
TRANSITION(comma_in_condition) { int n = 0, s = 0; while (s++, n++ < 2) ; CHECK(three, s == 3); CHECK(two, s == 2); }

// post_and_pre
TRANSITION(post_and_pre) { int a = any_int("a", 0, 3), b = a++, c = ++a; CHECK(b, b == a - 2); CHECK(c, c == a); CHECK(same, b == c); }

// nested_loops
TRANSITION(nested_loops) { int n = any_int("n", 0, 3), s = 0; for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) s++; CHECK(sum, s == n * (n + 1) / 2); CHECK(five, s <= 5); }

// break_inner
TRANSITION(break_inner) { int s = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) { if (j > i) break; s++; } CHECK(six, s == 6); CHECK(nine, s == 9); }

// continue_in_do
TRANSITION(continue_in_do) { int n = 0, s = 0; do { n++; if (n == 2) continue; s += n; } while (n < 4); CHECK(eight, s == 8); CHECK(ten, s == 10); }

// continue_in_for
TRANSITION(continue_in_for) { int s = 0; for (int i = 0; i < 5; i++) { if (i & 1) continue; s += i; } CHECK(six, s == 6); CHECK(ten, s == 10); }

// loop_not_entered
TRANSITION(loop_not_entered) { int n = any_int("n", -2, 2), s = 0; for (int i = 0; i < n; i++) s++; CHECK(s, s == (n > 0 ? n : 0)); CHECK(n, s == n); }

// loop_unsigned_down
TRANSITION(loop_unsigned_down) { unsigned n = any_int("n", 0, 4), s = 0; while (n--) s++; CHECK(wrapped, n == 4294967295u); CHECK(s, s <= 4); CHECK(three, s <= 3); }

// loop_over_char
TRANSITION(loop_over_char) { unsigned char c = 250; int s = 0; do { s++; } while (++c); CHECK(six, s == 6); CHECK(five, s == 5); }

// loop_counts_far
TRANSITION(loop_counts_far) { int n = any_int("n", 0, 1000), s = 0; for (int i = 0; i < n; i++) s += 2; CHECK(double, s == 2 * n); CHECK(less, s < 2000); }

// loop_two_ways
TRANSITION(loop_two_ways) { int n = any_int("n", 0, 40), s = 0; for (int i = 0; i < n; i++) { if (i < 10) s++; else s += 2; } CHECK(le, s <= 70); CHECK(lt, s < 70); CHECK(ge, s >= n); }

// loop_ends_early
TRANSITION(loop_ends_early) { int n = any_int("n", 0, 100), i; for (i = 0; i < 100; i++) if (i == n) break; CHECK(n, i == n); CHECK(less, i < 100); }

// loop_wraps
TRANSITION(loop_wraps) { unsigned char c = any_int("c", 0, 255); int s = 0; for (; c; c++) s++; CHECK(le, s <= 255); CHECK(lt, s < 255); CHECK(zero, c == 0); }

// loop_with_claim
TRANSITION(loop_with_claim) { int n = any_int("n", 0, 20); for (int i = 0; i < n; i++) { CHECK(below, i < n); CHECK(small, i < 19); } }

// loop_with_state
static int co_total;
TRANSITION(loop_with_state) { int n = any_int("n", 0, 3); if (co_total > 20) co_total = 0; for (int i = 0; i < n; i++) co_total++; CHECK(le, co_total <= 23); CHECK(lt, co_total < 6); }

// switch_falls_through
TRANSITION(switch_falls_through) { int a = any_int("a", 0, 4), r = 0; switch (a) { case 0: r++; case 1: r++; break; case 2: r = 9; default: r += 3; } CHECK(r, r == (a == 0 ? 2 : a == 1 ? 1 : a == 2 ? 12 : 3)); CHECK(small, r < 12); }

// switch_default_first
TRANSITION(switch_default_first) { int a = any_int("a", 0, 2), r = 0; switch (a) { default: r = 5; case 1: r += 1; break; case 2: r = 2; } CHECK(r, r == (a == 0 ? 6 : a)); CHECK(never, r < 6); }

// switch_without_match
TRANSITION(switch_without_match) { int a = any_int("a", 0, 3), r = 7; switch (a) { case 1: r = 1; } CHECK(r, r == (a == 1 ? 1 : 7)); CHECK(seven, r == 7); }

// switch_range
TRANSITION(switch_range) { int a = any_int("a", -1, 12), r = 0; switch (a) { case 2 ... 5: r = 1; break; case 6: r = 2; } CHECK(r, r == (a >= 2 && a <= 5 ? 1 : a == 6 ? 2 : 0)); CHECK(below, r < 2); }

// switch_on_char
TRANSITION(switch_on_char) { unsigned char c = any_int("c", 254, 257); int r = 0; switch (c) { case 255: r = 1; break; case 256: r = 2; break; case 0: r = 3; } CHECK(never, r != 2); CHECK(r, r == 0 || r == 1 || r == 3); CHECK(three, r != 3); }

// switch_converts_cases
TRANSITION(switch_converts_cases) { int a = any_int("a", -1, 1), r = 0; switch (a) { case 4294967295u: r = 1; } CHECK(r, r == (a == -1)); CHECK(never, !r); }

// switch_on_long
TRANSITION(switch_on_long) { long a = (long)any_int("a", 0, 1) << 32; int r = 0; switch (a) { case 0: r = 1; break; case 1l << 32: r = 2; } CHECK(r, r == 1 || r == 2); CHECK(one, r == 1); }

// switch_into_loop
TRANSITION(switch_into_loop) { int n = any_int("n", 1, 6), c = 0; switch (n & 1) { while (n > 0) { case 1: c++; n--; case 0: c++; n--; } } CHECK(even, n <= 0); CHECK(c, c <= 7); CHECK(six, c <= 5); }

// switch_nested
TRANSITION(switch_nested) { int a = any_int("a", 0, 2), r = 0; switch (a) { case 1: switch (a + 1) { case 2: r = 5; break; default: r = 6; } r++; break; case 2: r = 8; } CHECK(r, r == (a == 0 ? 0 : a == 1 ? 6 : 8)); CHECK(five, r != 6); }

// switch_continue
TRANSITION(switch_continue) { int s = 0; for (int i = 0; i < 4; i++) { switch (i) { case 1: continue; case 2: break; } s += i; } CHECK(five, s == 5); CHECK(six, s == 6); }

// switch_without_body
TRANSITION(switch_without_body) { int a = any_int("a", 0, 2), r = 0; switch (a) case 1: r = 1; CHECK(r, r == (a == 1)); CHECK(zero, r == 0); }

// goto_forward
TRANSITION(goto_forward) { int a = any_int("a", 0, 1), r = 1; if (a) goto out; r = 2; out: CHECK(r, r == 2 - a); CHECK(two, r == 2); }

// goto_back
TRANSITION(goto_back) { int n = any_int("n", 1, 4), c = 0; again: c++; if (c < n) goto again; CHECK(n, c == n); CHECK(three, c <= 3); }

// goto_into_loop
TRANSITION(goto_into_loop) { int i = any_int("i", 1, 3), s = 0; goto in; while (i < 5) { s += 10; in: s++; i++; } CHECK(s, s == 1 + 11 * (4 - (i - 5 < 0 ? 9 : i - 5 + 1) + 0) || s > 0); CHECK(le, s <= 34); CHECK(lt, s < 34); }

// goto_out_of_nest
TRANSITION(goto_out_of_nest) { int n = any_int("n", 0, 8), i, j, c = 0; for (i = 0; i < 3; i++) for (j = 0; j < 3; j++) if (c++ == n) goto found; found: CHECK(which, i * 3 + j == n); CHECK(first, i == 0); }

// goto_into_branch
TRANSITION(goto_into_branch) { int a = any_int("a", 0, 1), r = 0; if (a) goto in; if (r) { in: r = 3; } CHECK(r, r == 3 * a); CHECK(zero, r == 0); }

// goto_into_dead_branch
TRANSITION(goto_into_dead_branch) { int a = any_int("a", 0, 1), r = 0; if (a) goto in; if (0) { in: r = 3; } CHECK(r, r == 3 * a); CHECK(zero, r == 0); }

// goto_error_path
TRANSITION(goto_error_path) { int a = any_int("a", 0, 2), got = 0, r = -1; got++; if (a == 0) goto put; got++; if (a == 1) goto put_two; r = 0; got = 0; goto out; put_two: got--; put: got--; out: CHECK(balanced, got == 0); CHECK(fine, r == 0); }

// dead_code
TRANSITION(dead_code) { int r = 1; if (0) r = 2; if (sizeof(int) == 8) r = 3; while (0) r = 4; CHECK(one, r == 1); CHECK(two, r == 2); }

// do_while_zero
#define co_TWICE(x) do { x; x; } while (0)
TRANSITION(do_while_zero) { int a = any_int("a", 0, 1), n = 0; if (a) co_TWICE(n++); else n = 5; CHECK(n, n == (a ? 2 : 5)); CHECK(five, n == 5); }

// dangling_else
TRANSITION(dangling_else) { int a = any_int("a", 0, 1), b = any_int("b", 0, 1), r = 0; if (a) if (b) r = 1; else r = 2; CHECK(r, r == (a ? (b ? 1 : 2) : 0)); CHECK(outer, a || r == 2); }

// statement_expression
TRANSITION(statement_expression) { int a = any_int("a", 0, 3); int b = ({ int t = a; t *= 2; t + 1; }); CHECK(b, b == 2 * a + 1); CHECK(seven, b < 7); }

// statement_expression_twice
#define co_MAX(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
TRANSITION(statement_expression_twice) { int a = any_int("a", 0, 3), b = any_int("b", 0, 3), m = co_MAX(co_MAX(a, b), co_MAX(b, a++)); CHECK(m, m >= b && m >= a - 1); CHECK(a, m >= a); }

// statement_expression_struct
struct co_s { int a; long b; };
TRANSITION(statement_expression_struct) { int a = any_int("a", 0, 3); struct co_s s = ({ struct co_s t = { a, 7 }; t.a++; t; }); CHECK(s, s.a == a + 1 && s.b == 7); CHECK(less, s.a < 4); CHECK(direct, ({ struct co_s t = { a }; t; }).a == a); }

// statement_expression_loop
TRANSITION(statement_expression_loop) { int s = 0; for (int i = 0; i < 3; i++) s += ({ int t = 0; while (t < i) t++; t; }); CHECK(three, s == 3); CHECK(two, s == 2); }

// statement_expression_return
static int co_ret(int a) { int b = ({ if (a) return 4; a + 1; }); return b; }
TRANSITION(statement_expression_return) { int a = any_int("a", 0, 1); CHECK(r, co_ret(a) == (a ? 4 : 1)); CHECK(one, co_ret(a) == 1); }

// statement_expression_goto
TRANSITION(statement_expression_goto) { int a = any_int("a", 0, 1), b = 0; b = ({ if (a) goto out; 5; }); out: CHECK(b, b == (a ? 0 : 5)); CHECK(five, b == 5); }

// statement_expression_break
TRANSITION(statement_expression_break) { int s = 0; for (int i = 0; i < 5; i++) s += ({ if (i == 3) break; i; }); CHECK(three, s == 3); CHECK(ten, s == 10); }

// statement_expression_void
TRANSITION(statement_expression_void) { int n = 0; ({ n = 3; (void)0; }); ({ }); CHECK(three, n == 3); CHECK(zero, !n); }

// condition_with_statement_expression
TRANSITION(condition_with_statement_expression) { int n = any_int("n", 0, 4), c = 0; while (({ int left = n - c; left > 0; })) c++; CHECK(n, c == n); CHECK(three, c <= 3); }

// increment_with_statement_expression
TRANSITION(increment_with_statement_expression) { int c = 0; for (int i = 0; i < 6; i += ({ int by = 1; by++; by; })) c++; CHECK(three, c == 3); CHECK(six, c == 6); }

// assignment_in_condition
TRANSITION(assignment_in_condition) { int a = any_int("a", 0, 2), b; if ((b = a)) CHECK(set, b > 0); CHECK(same, a == b); CHECK(two, b != 2); }

// assignment_value
TRANSITION(assignment_value) { unsigned char c; int a = (c = any_int("a", 255, 257)); CHECK(cut, a == c); CHECK(wide, a >= 255); }

// recursion: refused
static int co_rec(int n) { return n ? co_rec(n - 1) + 1 : 0; }
TRANSITION(recursion) { int n = any_int("n", 0, 3); CHECK(n, co_rec(n) == n); CHECK(two, co_rec(n) <= 2); }

// endless: open
TRANSITION(endless) { int n = any_int("n", 0, 1); while (n) ; CHECK(zero, n == 0); }

// unreachable: open
TRANSITION(unreachable) { int n = any_int("n", 0, 1); if (n) __builtin_unreachable(); CHECK(zero, n == 0); }

// unreachable_not_reached
TRANSITION(unreachable_not_reached) { int n = any_int("n", 0, 1); if (n > 1) __builtin_unreachable(); CHECK(le, n <= 1); CHECK(zero, n == 0); }

// variable_length: refused
TRANSITION(variable_length) { int n = any_int("n", 1, 3); int a[n]; a[0] = n; CHECK(n, a[0] == n); CHECK(size, sizeof(a) == 4); }

// assume_cuts_the_future
TRANSITION(assume_cuts_the_future) { int x = any_int("a", 0, 5); CHECK(before, x < 5); assume(x < 5); CHECK(after, x < 5); CHECK(less, x < 4); }

// assume_after_report
TRANSITION(assume_after_report) { int x = any_int("a", 0, 1); if (x) __pinproof_report("check", "told", "x"); assume(!x); CHECK(zero, x == 0); }

// assume_false
TRANSITION(assume_false) { int x = any_int("a", 0, 1); CHECK(before, x <= 1); assume(0); }

// check_decided
TRANSITION(check_decided) { CHECK(constant, 1); CHECK(folded, 2 + 2 == 4); CHECK(wrong, 2 + 2 == 5); int a = 3; CHECK(known, a == 3 || a == 4); CHECK(unknown, !(a == 3 || a == 4)); }

// goto_over_vla_free_block
TRANSITION(goto_over_vla_free_block) { int n = 0, s = 0; for (int i = 0; i < 3; i++) { int a[2] = { i, i + 1 }; if (i == 1) goto next; s += a[1]; continue; next: s += a[0] * 10; } (void)n; CHECK(s, s == 14); CHECK(t, s == 4); }

// nested_switch_loop_goto
TRANSITION(nested_switch_loop_goto) { int a = any_int("a", 0, 3), r = 0; for (;;) { switch (a) { case 0: r += 1; goto done; case 1: r += 10; a = 0; continue; case 2: r += 100; a--; break; default: a = 2; } r += 1000; } done: CHECK(r, r == 1 || r == 11 || r == 1111 || r == 2111); CHECK(one, r != 2111); }

// do_continue_condition
TRANSITION(do_continue_condition) { int i = 0, c = 0; do { if (i++ < 2) continue; c++; } while (i < 4); CHECK(two, c == 2); CHECK(four, c == 4); }

// sequence_of_side_effects
static int co33_n; static int co33_add(int k) { return co33_n += k; }
TRANSITION(sequence_of_side_effects) { co33_n = any_int("n", 0, 1); int n = co33_n; int r = (co33_add(1), co33_add(2)) ? co33_add(4) : 0; CHECK(r, r == n + 7); CHECK(seven, r == 7); }

// logical_with_assignment
TRANSITION(logical_with_assignment) { int a = any_int("a", 0, 2), b = 0, c = 0; if ((b = a) && (c = b - 1)) CHECK(in, a == 2); else CHECK(out, a < 2); CHECK(c, c == 0 || c == 1); CHECK(b, c == 0); }

// unsigned_loop_ge_zero
TRANSITION(unsigned_loop_ge_zero) { unsigned i; int c = 0; for (i = 3; i < 4; i--) c++; CHECK(four, c == 4); CHECK(w, i == 0); CHECK(x, i == 4294967295u); }

// loop_var_modified_by_pointer
static void co36_f(int *p) { *p += 1; }
TRANSITION(loop_var_modified_by_pointer) { int c = 0; for (int i = 0; i < 6; i++) { co36_f(&i); c++; } CHECK(three, c == 3); CHECK(six, c == 6); }

// loop_bound_modified
TRANSITION(loop_bound_modified) { int n = any_int("n", 0, 10), c = 0; for (int i = 0; i < n; i++) { n--; c++; } CHECK(half, c == (c + n + 1) / 2 || c == n || c == n + 1); CHECK(le, c <= 5); CHECK(lt, c < 5); }
