// Which object an address is of, how long it lives, and what it holds before anything was stored.
struct ob45 { int *p; };

// alias_variable: refused
static int av_x; static int av_y __attribute__((alias("av_x")));
TRANSITION(alias_variable) { av_x = any_int("a", 0, 3); av_y = 9; CHECK(small, av_x <= 3); av_x = 0; }

// alias_declared: refused
int ad_x; extern int ad_y __attribute__((alias("ad_x")));
TRANSITION(alias_declared) { ad_x = any_int("a", 0, 3); ad_y = 9; CHECK(small, ad_x <= 3); ad_x = 0; }

// alias_read: refused
int ar_x = 1; extern const int ar_y __attribute__((alias("ar_x")));
TRANSITION(alias_read) { ar_x = 5; CHECK(same, ar_y == 5); CHECK(other, ar_y == 1); }

// alias_function: refused
int af_f(void) { return 1; } extern int af_g(void) __attribute__((alias("af_f")));
TRANSITION(alias_function) { int a = any_int("a", 0, 1); CHECK(ne, ((void *)af_f != (void *)af_g) + a >= 1); }

// alias_function_called: refused
int ac_f(void) { return 1; } extern int ac_g(void) __attribute__((alias("ac_f")));
TRANSITION(alias_function_called) { CHECK(one, ac_g() == 1); CHECK(two, ac_g() == 2); }

// alias_in_table: refused
int at_f(void) { return 1; } extern int at_g(void) __attribute__((alias("at_f")));
static int (*const at_table[2])(void) = { at_f, at_g };
TRANSITION(alias_in_table) { int i = any_int("i", 0, 1); CHECK(first, at_table[i] == at_f); CHECK(ne, i == 0 || at_table[i] != at_f); }

// weak_function: open
extern void wf_w(void) __attribute__((weak));
TRANSITION(weak_function) { int r = wf_w != NULL; CHECK(there, r); CHECK(gone, !r); }

// weak_function_condition: open
extern void wc_w(void) __attribute__((weak));
TRANSITION(weak_function_condition) { int r = wc_w ? 1 : 2; CHECK(there, r == 1); CHECK(gone, r == 2); }

// weak_by_pragma: open
extern void wp_w(void);
#pragma weak wp_w
TRANSITION(weak_by_pragma) { CHECK(there, wp_w != NULL); }

// weak_variable: open
extern int wv_w __attribute__((weak));
TRANSITION(weak_variable) { CHECK(there, &wv_w != NULL); }

// weak_definition: open
int wd_f(void) __attribute__((weak)); int wd_f(void) { return 1; }
TRANSITION(weak_definition) { CHECK(one, wd_f() == 1); }

// weak_constant: open
extern const int wk_k; const int wk_k __attribute__((weak)) = 4;
TRANSITION(weak_constant) { CHECK(four, wk_k == 4); }

// undefined_functions: open
extern int uf_f(void), uf_g(void);
TRANSITION(undefined_functions) { int a = any_int("a", 0, 1); CHECK(ne, ((void *)uf_f != (void *)uf_g) + a >= 1); }

// undefined_and_defined: open
extern int ud_f(void); static int ud_g(void) { return 1; }
TRANSITION(undefined_and_defined) { CHECK(ne, (void *)ud_f != (void *)ud_g); }

// undefined_in_table: open
extern int ut_f(void), ut_g(void); static int (*ut_p)(void) = ut_f;
TRANSITION(undefined_in_table) { CHECK(ne, ut_p != ut_g); ut_p = any_bool("g") ? ut_g : ut_f; }

// undefined_variables: open
extern char uv_text[], uv_stext[]; extern int uv_i, uv_j;
TRANSITION(undefined_variables) { int a = any_int("a", 0, 1); CHECK(arrays, (uv_text != uv_stext) + a >= 1); CHECK(scalars, (&uv_i != &uv_j) + a >= 1); }

// functions_differ
static int fd_f(void) { return 1; } static int fd_g(void) { return 1; }
TRANSITION(functions_differ) { int (*p)(void) = any_bool("g") ? fd_g : fd_f; CHECK(ne, fd_f != fd_g); CHECK(f, p == fd_f); CHECK(one, p() == 1); CHECK(there, p != NULL); }

// variables_differ
static int vd_x, vd_y;
TRANSITION(variables_differ) { int *p = any_bool("y") ? &vd_y : &vd_x; CHECK(ne, &vd_x != &vd_y); CHECK(x, p == &vd_x); CHECK(either, p == &vd_x || p == &vd_y); }

// texts: open
TRANSITION(texts) { const char *p = "abc", *q = "abc"; CHECK(ne, p != q); CHECK(eq, p == q); }

// text_ends: open
TRANSITION(text_ends) { const char *p = "abc" + 1, *q = "bc"; CHECK(ne, p != q); }

// texts_in_structs: open
struct tis { const char *n; }; static const struct tis tis_a = { "x" }, tis_b = { "x" };
TRANSITION(texts_in_structs) { int k = any_int("k", 0, 1); CHECK(ne, (tis_a.n != tis_b.n) + k >= 1); }

// text_itself
static const char *ti_name(void) { return "ti"; }
TRANSITION(text_itself) { const char *p = "abc"; const char *q = p; CHECK(eq, p == q); CHECK(again, ti_name() == ti_name()); CHECK(there, p != NULL); }

// function_names: open
static const char *fn_a(void) { return __func__; }
TRANSITION(function_names) { CHECK(ne, fn_a() != (const char *)"fn_a"); }

// function_name_twice: open
TRANSITION(function_name_twice) { const char *p = __func__, *q = __func__; CHECK(ne, p != q); }

// empty_structs: open
struct es {}; static struct es es_x, es_y;
TRANSITION(empty_structs) { int a = any_int("a", 0, 1); CHECK(ne, (&es_x != &es_y) + a >= 1); }

// empty_arrays: open
static int ea_x[0], ea_y;
TRANSITION(empty_arrays) { CHECK(ne, ea_x != &ea_y); }

// empty_locals: open
struct el {};
TRANSITION(empty_locals) { struct el a, b; int c = 0; CHECK(ne, &a != &b); CHECK(with, (void *)&a != (void *)&c); }

// behind_the_end: open
static int be_x, be_y;
TRANSITION(behind_the_end) { CHECK(ne, &be_x + 1 != &be_y); CHECK(order, &be_x < &be_y); }

// pointer_to_block: open
TRANSITION(pointer_to_block) { int *p; { int x = 5; p = &x; } { int y = 6; int *q = &y; (void)q; CHECK(five, *p == 5); } }

// pointer_to_block_compared: open
TRANSITION(pointer_to_block_compared) { int *p; { int x = 5; p = &x; } CHECK(there, p != NULL); }

// pointer_to_iteration: open
TRANSITION(pointer_to_iteration) { int *p = NULL; int i; for (i = 0; i < 2; i++) { int x = i; if (p) CHECK(zero, *p == 0); p = &x; } }

// pointer_to_literal: open
TRANSITION(pointer_to_literal) { int *p = NULL; if (any_bool("a")) { p = (int[]){ 1, 2 }; } if (p) CHECK(one, *p == 1); }

// pointer_to_literal_of_branch: open
TRANSITION(pointer_to_literal_of_branch) { int *p = NULL; if (any_bool("a")) p = &(int){ 1 }; if (p) CHECK(one, *p == 1); }

// pointer_to_loop_variable: open
TRANSITION(pointer_to_loop_variable) { int *p = NULL; for (int i = 0; i < 3; i++) p = &i; CHECK(three, *p == 3); }

// pointer_left_by_break: open
TRANSITION(pointer_left_by_break) { int *p = NULL; while (1) { int x = 4; p = &x; break; } CHECK(four, *p == 4); }

// pointer_left_by_continue: open
TRANSITION(pointer_left_by_continue) { int *p = NULL, n = 0; while (n++ < 1) { int x = 4; p = &x; if (n) continue; n = 7; } CHECK(four, *p == 4); }

// pointer_left_by_goto: open
TRANSITION(pointer_left_by_goto) { int *p = NULL; { int x = 4; p = &x; goto out; } out: CHECK(four, *p == 4); }

// pointer_left_by_switch: open
TRANSITION(pointer_left_by_switch) { int *p = NULL; switch (any_int("a", 0, 1)) { case 0: { int x = 4; p = &x; break; } default: return; } CHECK(four, *p == 4); }

// pointer_of_statement_expression: open
TRANSITION(pointer_of_statement_expression) { int *p = ({ int x = 4; &x; }); CHECK(four, *p == 4); }

// array_of_statement_expression: open
TRANSITION(array_of_statement_expression) { int *p = ({ int x[2] = { 4, 5 }; x; }); CHECK(four, *p == 4); }

// array_of_result: open
struct aor { int a[2]; }; static struct aor aor_make(void) { struct aor s = { { 1, 2 } }; return s; }
TRANSITION(array_of_result) { int *p = aor_make().a; CHECK(one, *p == 1); }

// element_of_result
struct eor { int a[2]; }; static struct eor eor_make(int i) { struct eor s = { { i, 2 } }; return s; }
TRANSITION(element_of_result) { int i = any_int("i", 0, 2); CHECK(it, eor_make(i).a[0] == i); CHECK(two, eor_make(i).a[1] + i == 2); }

// pointer_inside_block
TRANSITION(pointer_inside_block) { int *p, s = 0; for (int i = 0; i < 2; i++) { int x = i; p = &x; *p += 3; s += *p; } CHECK(seven, s == 7); CHECK(eight, s == 8); }

// pointer_to_outer_block
TRANSITION(pointer_to_outer_block) { int x = any_int("a", 0, 2), *p; { int y = 1; p = y ? &x : &y; } *p += 1; CHECK(le, x <= 3); CHECK(lt, x < 3); }

// pointer_over_goto
TRANSITION(pointer_over_goto) { int x, *p = NULL, n = 0; again: x = n; if (p) CHECK(same, *p == n); p = &x; if (++n < 3) goto again; CHECK(two, *p == 2); }

// pointer_to_local_of_call: open
static int *plc(void) { int x = 3; int *p = &x; return p; }
TRANSITION(pointer_to_local_of_call) { int *p = plc(); CHECK(three, *p == 3); }

// pointer_to_static
static int *pts(void) { static int x = 3; return &x; }
TRANSITION(pointer_to_static) { int *p = pts(); *p += any_int("a", 0, 1); CHECK(three, *pts() == 3); CHECK(more, *pts() >= 3); if (*p > 4) *p = 3; }

// unset_while: open
TRANSITION(unset_while) { int first = 1, c = 0; while (({ int t; if (first) { t = 1; first = 0; } t; })) { c++; if (c == 3) break; } CHECK(three, c == 3); }

// unset_do: open
TRANSITION(unset_do) { int first = 1, c = 0; do { c++; } while (({ int t; if (first) { t = 1; first = 0; } t && c < 3; })); CHECK(three, c == 3); }

// unset_for_condition: open
TRANSITION(unset_for_condition) { int first = 1, c; for (c = 0; ({ int t; if (first) { t = 1; first = 0; } t && c < 3; }); c++) ; CHECK(three, c == 3); }

// unset_for_increment: open
TRANSITION(unset_for_increment) { int i, first = 1, c = 0; for (i = 0; i < 3; ({ int t; if (first) { t = 1; first = 0; } i += t; })) c++; CHECK(three, c == 3); }

// unset_array_while: open
TRANSITION(unset_array_while) { int first = 1, c = 0; while (({ int t[2]; if (first) { t[0] = 1; first = 0; } t[0]; })) { c++; if (c == 3) break; } CHECK(three, c == 3); }

// unset_after_goto_back: open
TRANSITION(unset_after_goto_back) { goto a; { int x; b: CHECK(five, x == 5); return; a: x = 5; } goto b; }

// unset_after_goto_in: open
TRANSITION(unset_after_goto_in) { int n = 0; again: n++; if (n == 2) goto in; { int x = 5; in: CHECK(five, x == 5); } if (n < 2) goto again; }

// unset_struct_after_goto: open
struct usg { int a; };
TRANSITION(unset_struct_after_goto) { int n = 0; again: if (n++ == 1) goto in; { struct usg x; x.a = 5; in: CHECK(five, x.a == 5); } if (n < 2) goto again; }

// unset_past_case: open
TRANSITION(unset_past_case) { switch (any_int("a", 1, 2)) { int x = 5; case 1: x = 5; case 2: CHECK(five, x == 5); } }

// unset_past_inner_case: open
TRANSITION(unset_past_inner_case) { int i; for (i = 1; i < 3; i++) switch (i) { case 1: { int x; x = 5; case 2: CHECK(five, x == 5); } } }

// unset_in_itself: open
TRANSITION(unset_in_itself) { int s = 0; for (int i = 0; i < 2; i++) { int x = i ? x : 4; s += x; } CHECK(eight, s == 8); }

// unset_in_loop: open
TRANSITION(unset_in_loop) { int s = 0; for (int i = 0; i < 2; i++) { int x; if (!i) x = 4; s += x; } CHECK(eight, s == 8); }

// unset_plain: open
TRANSITION(unset_plain) { int x; if (any_bool("a")) x = 1; CHECK(one, x == 1); }

// unset_member: open
struct um { int a, b; };
TRANSITION(unset_member) { struct um s; s.a = 1; CHECK(zero, s.b == 0); }

// unset_by_memory: open
static void ubm(int *p) { (void)p; }
TRANSITION(unset_by_memory) { int x; ubm(&x); CHECK(zero, x == 0); }

// set_past_case
TRANSITION(set_past_case) { int a = any_int("a", 1, 2); switch (a) { int x; case 1: x = 5; CHECK(five, x == 5); break; case 2: x = 6; CHECK(six, x == 6); CHECK(five_too, x == 5); } }

// set_after_goto_in
TRANSITION(set_after_goto_in) { int n = 0, s = 0; again: n++; if (n == 2) goto in; { int x; in: x = n; s += x; } if (n < 2) goto again; CHECK(three, s == 3); CHECK(two, s == 2); }

// set_array_after_goto_in
TRANSITION(set_array_after_goto_in) { int n = 0, s = 0; again: n++; if (n == 2) goto in; { int x[2]; in: x[1] = n; s += x[1]; } if (n < 2) goto again; CHECK(three, s == 3); }

// outer_variable_over_goto
TRANSITION(outer_variable_over_goto) { int n = 0; again:; int x; if (n) goto skip; x = 5; skip: n++; if (n < 2) { x = x; goto next; } return; next: CHECK(five, x == 5); CHECK(one, n == 1); }

// struct_padding
struct sp { char c; int i; }; static struct sp sp_g;
TRANSITION(struct_padding) { struct sp x; x.c = 1; x.i = any_int("i", 0, 3); sp_g = x; CHECK(copied, sp_g.i == x.i && sp_g.c == 1); }
INVARIANT(sp_small) { return sp_g.i < 3; }

// struct_padding_inside
struct spi_in { char c; long l; }; struct spi { struct spi_in in[2]; short s; }; static struct spi spi_g;
TRANSITION(struct_padding_inside) { struct spi x; x.in[0].c = 1; x.in[0].l = any_int("l", 0, 3); x.in[1] = x.in[0]; x.s = 4; spi_g = x; CHECK(l, spi_g.in[1].l == x.in[0].l); CHECK(small, spi_g.in[1].l < 3); }

// struct_padding_memcpy
struct spm { char c; int i; }; static struct spm spm_g;
TRANSITION(struct_padding_memcpy) { struct spm x; x.c = 1; x.i = any_int("i", 0, 3); __builtin_memcpy(&spm_g, &x, sizeof(x)); CHECK(copied, spm_g.i == x.i); CHECK(small, spm_g.i < 3); }

// struct_half_set: open
struct shs { int a, b; }; static struct shs shs_g;
TRANSITION(struct_half_set) { struct shs x; x.a = 1; shs_g = x; CHECK(zero, shs_g.b == 0); }

// struct_half_set_local
struct shl { int a, b; };
TRANSITION(struct_half_set_local) { struct shl x, y; x.a = any_int("a", 0, 3); y = x; CHECK(le, y.a <= 3); CHECK(lt, y.a < 3); }

// out_of_bounds: open
static int oob[3];
TRANSITION(out_of_bounds) { int i = any_int("i", 0, 3); oob[i] = 1; CHECK(one, oob[i] == 1); }

// out_of_inner_bounds: open
struct oib { int a[2]; int b; }; static struct oib oib_s;
TRANSITION(out_of_inner_bounds) { int i = any_int("i", 0, 3); oib_s.a[i] = 1; CHECK(one, oib_s.a[i] == 1); }

// in_bounds
static int inb[3];
TRANSITION(in_bounds) { int i = any_int("i", 0, 2); inb[i] = i; CHECK(i, inb[i] == i); CHECK(zero, inb[2] == 0); }

// null: open
TRANSITION(null) { int x = 1, *p = any_bool("n") ? NULL : &x; CHECK(one, *p == 1); }

// null_checked
TRANSITION(null_checked) { int x = 1, *p = any_bool("n") ? NULL : &x; CHECK(one, !p || *p == 1); CHECK(there, p); }

// scope_shadow_goto: open
TRANSITION(scope_shadow_goto) { int n = 0; back: { int x; if (n == 0) { x = 3; n = 1; goto back; } CHECK(three, x == 3); } }

// label_in_loop_skips_decl: open
TRANSITION(label_in_loop_skips_decl) { for (int i = 0; i < 2; i++) { if (i) goto skip; int x; x = 4; continue; skip: CHECK(four, x == 4); } }

// dangling_in_struct: open
TRANSITION(dangling_in_struct) { struct ob45 s; { int x = 1; s.p = &x; } CHECK(one, *s.p == 1); }

// dangling_copied: open
TRANSITION(dangling_copied) { struct ob45 s, t; { int x = 1; s.p = &x; } t = s; CHECK(one, *t.p == 1); }

// dangling_by_call: open
static int *ob47_g; static void ob47_f(int *p) { ob47_g = p; }
TRANSITION(dangling_by_call) { { int x = 1; ob47_f(&x); } CHECK(one, *ob47_g == 1); ob47_g = NULL; }

// dangling_integer: open
TRANSITION(dangling_integer) { unsigned long u; { int x = 1; u = (unsigned long)&x; } CHECK(one, *(int *)u == 1); }

// dangling_param
static int ob49_f(int *p) { { int y = *p; p = &y; } return 0; }
TRANSITION(dangling_param) { int x = any_int("a", 0, 1); int r = ob49_f(&x); CHECK(z, r == 0); CHECK(x, x == 0); }

// reads_param_unset: open
static int ob42_f(int *p) { return p[0]; }
TRANSITION(reads_param_unset) { int a[2]; a[1] = 1; CHECK(z, ob42_f(a) == 0); }

// asm_label: open
static int ob3_x; extern int ob3_y __asm__("ob3_x");
TRANSITION(asm_label) { ob3_x = 1; ob3_y = 2; CHECK(one, ob3_x == 1); }

// weak_const_array: open
extern const int ob40[2]; const int ob40[2] __attribute__((weak)) = { 1, 2 };
TRANSITION(weak_const_array) { CHECK(one, ob40[0] == 1); }

// label_in_loop_sets
TRANSITION(label_in_loop_sets) { int s = 0; for (int i = 0; i < 2; i++) { if (i) goto skip; int x; x = 4; s += x; continue; skip: x = 7; s += x; } CHECK(sum, s == 11); CHECK(four, s == 8); }

// back_and_over_in_one_life
TRANSITION(back_and_over_in_one_life) { int n = any_int("n", 0, 1); { int m = 0; again: if (m) goto skip; int x; x = 4 + n; m = 1; goto again; skip: CHECK(kept, x == 4 + n); CHECK(four, x == 4); } }
