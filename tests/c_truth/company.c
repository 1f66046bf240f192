// Constructs in company: assumptions and claims in loops and calls, blocks in blocks, texts and holes in tables.
struct mi14 { int a; int *p; };
struct mi27 { char c; long l; };

// assume_in_loop
TRANSITION(assume_in_loop) { int s = 0; for (int i = 0; i < 4; i++) { int a = any_int("a", 0, 1); CHECK(before, s <= 2); s += a; assume(s < 3); CHECK(after, s < 3); } CHECK(end, s < 2); }

// assume_in_call
static int mi2_f(int a) { CHECK(in, a < 3); assume(a < 3); return a; }
TRANSITION(assume_in_call) { int a = mi2_f(any_int("a", 0, 4)); CHECK(out, a < 3); CHECK(two, a < 2); }

// report_after_bug
TRANSITION(report_after_bug) { int a = any_int("a", 0, 1); if (a) __pinproof_report("bug", "bug:transition_report_after_bug:a", "a"); CHECK(zero, a == 0); }

// report_twice
TRANSITION(report_twice) { int a = any_int("a", 0, 2); CHECK(same, a < 2); a--; CHECK(same, a < 2); CHECK(other, a < 1); }

// check_in_loop_counts
static int mi5;
TRANSITION(check_in_loop_counts) { int n = any_int("n", 0, 30); for (int i = 0; i < n; i++) { mi5 = i; CHECK(lt, mi5 < 29); CHECK(le, mi5 <= 29); } }

// invariant_with_loop
static unsigned char mi6[3];
TRANSITION(invariant_with_loop) { mi6[any_int("i", 0, 2)] = any_int("v", 0, 1); }
INVARIANT(mi6_sum) { int s = 0; for (int i = 0; i < 3; i++) s += mi6[i]; return s <= 3; }
INVARIANT(mi6_two) { int s = 0; for (int i = 0; i < 3; i++) s += mi6[i]; return s <= 2; }

// invariant_scope: open
TRANSITION(invariant_scope) { }
INVARIANT(mi7_dangling) { int *p; { int x = 1; p = &x; } return *p == 1; }

// switch_variable_kept
TRANSITION(switch_variable_kept) { int a = any_int("a", 0, 1), r; switch (a) { int t; default: t = 5; r = t; break; case 1: t = 6; r = t + 1; } CHECK(r, r == (a ? 7 : 5)); CHECK(five, r == 5); }

// switch_in_loop_variable: open
TRANSITION(switch_in_loop_variable) { int s = 0; for (int i = 0; i < 2; i++) switch (i) { int t; case 0: t = 3; break; case 1: s = t; } CHECK(three, s == 3); }

// for_init_goto: open
TRANSITION(for_init_goto) { int n = 0; goto in; for (int i = 0; i < 3; i++) { in: n += i; } CHECK(three, n == 3); }

// while_body_label
TRANSITION(while_body_label) { int n = 0, s = 0; while (n < 3) { int x = n; retry: if (x == 1) { x = 7; goto retry; } s += x; n++; } CHECK(nine, s == 9); CHECK(three, s == 3); }

// continue_over_declaration
TRANSITION(continue_over_declaration) { int s = 0; for (int i = 0; i < 4; i++) { if (i == 1) continue; int x = i * 2; s += x; } CHECK(ten, s == 10); CHECK(twelve, s == 12); }

// nested_statement_expressions
TRANSITION(nested_statement_expressions) { int a = any_int("a", 0, 2); int r = ({ int x = ({ int y = a; y + 1; }); int z = ({ struct { int p, q; } s = { x, x * 2 }; s; }).q; x + z; }); CHECK(r, r == 3 * (a + 1)); CHECK(six, r <= 6); }

// statement_expression_struct_in_loop
TRANSITION(statement_expression_struct_in_loop) { int s = 0, t = 2; for (int i = 0; i < 3; i++) { struct mi14 v = ({ struct mi14 w = { i, &t }; w.a++; w; }); s += v.a * *v.p; } CHECK(twelve, s == 12); CHECK(six, s == 6); }

// pointer_to_statement_expression_struct: open
TRANSITION(pointer_to_statement_expression_struct) { struct mi14 v = ({ int t = 2; struct mi14 w = { 1, &t }; w; }); CHECK(two, *v.p == 2); }

// static_in_block
TRANSITION(static_in_block) { int *p; { static int x = 3; p = &x; } *p = any_int("a", 3, 4); CHECK(le, *p <= 4); CHECK(three, *p == 3); }

// extern_in_block
static int mi17 = 4;
TRANSITION(extern_in_block) { { extern int mi17; mi17 = any_int("a", 4, 5); } CHECK(le, mi17 <= 5); CHECK(four, mi17 == 4); }

// literal_in_loop_address: open
TRANSITION(literal_in_loop_address) { int *p = NULL, s = 0; for (int i = 0; i < 2; i++) { if (p) s += *p; p = (int[]){ i + 4 }; } CHECK(four, s == 4); }

// literal_in_call
static int mi19(const int *p) { return p[0] + p[1]; }
TRANSITION(literal_in_call) { int s = 0; for (int i = 0; i < 3; i++) if (i) s += mi19((const int[]){ i, 1 }); CHECK(five, s == 5); CHECK(three, s == 3); }

// compare_undefined_null
extern int mi20(void);
TRANSITION(compare_undefined_null) { int (*f)(void) = any_bool("f") ? mi20 : NULL; int is = f != NULL; CHECK(either, is == 0 || is == 1); CHECK(always, is); }

// text_against_variable
static char mi21[4];
TRANSITION(text_against_variable) { const char *p = any_bool("t") ? "abc" : mi21; int r = p == mi21; CHECK(bit, r <= 1); CHECK(one, r); }

// text_kept_in_state
static const char *mi22 = "one";
TRANSITION(text_kept_in_state) { CHECK(there, mi22 != NULL); CHECK(none, mi22 == NULL); mi22 = any_bool("n") ? NULL : "two"; if (!mi22) mi22 = "three"; }

// table_with_texts
static const struct { const char *name; int value; } mi23[2] = { { "a", 1 }, { "b", 2 } };
TRANSITION(table_with_texts) { int i = any_int("i", 0, 1); CHECK(v, mi23[i].value == i + 1 && mi23[i].name); CHECK(two, mi23[i].value == 2); }

// noreturn_in_branch
extern void mi24(void) __attribute__((noreturn));
TRANSITION(noreturn_in_branch) { int a = any_int("a", 0, 2); if (a > 2) mi24(); CHECK(le, a <= 2); CHECK(lt, a < 2); }

// char_in_switch
TRANSITION(char_in_switch) { char c = any_int("c", 127, 129); int r = 0; switch (c) { case '\x80': r = 1; break; case 129: r = 2; break; case -127: r = 3; } CHECK(never, r != 3); CHECK(r, r == (c == 128 ? 1 : c == 129 ? 2 : 0)); CHECK(one, r != 2); }

// char_compare_text
TRANSITION(char_compare_text) { char t[] = "\x80z"; CHECK(order, t[0] > t[1]); CHECK(sign, t[0] < 0); }

// struct_hole_compare
static struct mi27 mi27_g, mi27_h;
TRANSITION(struct_hole_compare) { struct mi27 x; x.c = 1; x.l = any_int("l", 0, 1); struct mi27 y = x; mi27_g = y; mi27_h = mi27_g; CHECK(same, mi27_h.l == x.l && mi27_h.c == 1); CHECK(zero, mi27_h.l == 0); }

// struct_hole_array
static struct mi27 mi28[2];
TRANSITION(struct_hole_array) { struct mi27 x[2]; for (int i = 0; i < 2; i++) { x[i].c = i; x[i].l = i + 1; } mi28[any_int("i", 0, 1)] = x[1]; CHECK(two, mi28[0].l == 2 || mi28[0].l == 0); CHECK(set, mi28[0].l == 2); }
