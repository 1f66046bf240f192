// What kernel code is made of: rounding, flags, error pointers, rings, lists, tables, and loops over them.
#define id_BIT(n) (1ul << (n))
#define id_MASK (~((1ul << 12) - 1))
#define id_MAX_ERR 4095
static inline void *id_err_ptr(long e) { return (void *)e; }
static inline _Bool id_is_err(const void *p) { return (unsigned long)p >= (unsigned long)-id_MAX_ERR; }
static const int id_table[5] = { 1, 3, 5, 7, 9 };
#define id_div_round_up(n, d) (((n) + (d) - 1) / (d))

// round_up
#define id_round_up(x, y) ((((x) - 1) | ((typeof(x))(y) - 1)) + 1)
TRANSITION(round_up) { int a = any_int("a", 0, 20); CHECK(ge, id_round_up(a, 8) >= a); CHECK(near, id_round_up(a, 8) - a < 8); CHECK(le, id_round_up(a, 8) <= 16); }

// div_round_up
TRANSITION(div_round_up) { unsigned a = any_int("a", 0, 20); CHECK(enough, id_div_round_up(a, 8) * 8 >= a); CHECK(tight, id_div_round_up(a, 8) * 8 < a + 8); CHECK(two, id_div_round_up(a, 8) <= 2); }

// div_round_up_wraps
TRANSITION(div_round_up_wraps) { unsigned a = any_int("a", -9, -1); CHECK(enough, id_div_round_up(a, 8) >= a / 8); }

// page_offset
TRANSITION(page_offset) { unsigned long a = any_int("a", 4090, 4100); CHECK(parts, (a & id_MASK) + (a & ~id_MASK) == a); CHECK(page, a >> 12 <= 1); CHECK(first, a >> 12 == 0); }

// pages_spanned
TRANSITION(pages_spanned) { unsigned long a = any_int("a", 4094, 4098), n = any_int("n", 1, 4); unsigned long pages = ((a & ~id_MASK) + n + 4095) >> 12; CHECK(le, pages <= 2); CHECK(one, pages == 1); CHECK(exact, pages == ((a + n - 1) >> 12) - (a >> 12) + 1); }

// flags: refused
static unsigned long id_flags;
TRANSITION(flags) { int n = any_int("n", 0, 2); if (any_bool("set")) id_flags |= id_BIT(n); else id_flags &= ~id_BIT(n); CHECK(range, id_flags < 8); CHECK(not_all, id_flags != 7); }

// flag_tested
static unsigned id_f;
TRANSITION(flag_tested) { id_f = any_int("f", 0, 7); int had = !!(id_f & 2); id_f ^= 2; CHECK(toggled, had != !!(id_f & 2)); CHECK(others, (id_f & 5) <= 5); CHECK(set, id_f & 2); }

// flag_of_bit_63
TRANSITION(flag_of_bit_63) { unsigned long f = any_bool("f") ? id_BIT(63) : 0; CHECK(sign, ((long)f < 0) == !!f); CHECK(truth, !!(f & id_BIT(63)) == (f != 0)); CHECK(cut, (int)f == 0); CHECK(never, !f); }

// flag_lost_in_int
TRANSITION(flag_lost_in_int) { unsigned long f = any_bool("f") ? id_BIT(32) : 1; int has = f & id_BIT(32); CHECK(lost, has == 0); CHECK(kept, !!(f & id_BIT(32)) == has); }

// error_pointers
TRANSITION(error_pointers) { static int x; void *p = any_bool("e") ? id_err_ptr(-12) : (void *)&x; CHECK(err, id_is_err(p) == (p != &x)); CHECK(code, !id_is_err(p) || (long)p == -12); CHECK(never, !id_is_err(p)); CHECK(null, !id_is_err(NULL)); }

// error_pointer_range
TRANSITION(error_pointer_range) { long e = any_int("e", -4097, -4094); void *p = id_err_ptr(e); CHECK(range, id_is_err(p) == (e >= -4095)); CHECK(all, id_is_err(p)); }

// error_or_count
static long id_get(int want) { return want > 2 ? -22 : want; }
TRANSITION(error_or_count) { int want = any_int("want", 0, 4); unsigned int got = id_get(want); CHECK(missed, (got < 0) == 0); CHECK(loops, got <= 2 || got == 4294967274u); CHECK(fine, got <= 2); }

// length_underflow
TRANSITION(length_underflow) { unsigned long len = any_int("len", 0, 4), used = 2; CHECK(left, len - used <= 2); CHECK(checked, len < used || len - used <= 2); }

// signed_length
TRANSITION(signed_length) { int len = any_int("len", -1, 5); CHECK(checked, len > (int)sizeof(int) || len <= 4); CHECK(unchecked, len > sizeof(int) || len <= 4); CHECK(trap, !(len < sizeof(int)) || len >= 0); CHECK(negative, len >= 0); }

// ring
static unsigned char id_ring[4]; static unsigned id_head, id_tail;
TRANSITION(ring) { if (any_bool("put")) { if (id_head - id_tail < 4) { id_ring[id_head & 3] = 7; id_head = (id_head + 1) & 7; } } CHECK(seven, id_ring[0] == 0 || id_ring[0] == 7); CHECK(empty, id_ring[0] == 0); }

// reference_count
static int id_ref = 1; static _Bool id_freed;
TRANSITION(reference_count) { if (id_freed) return; if (any_bool("get")) { if (id_ref < 3) id_ref++; } else if (--id_ref == 0) id_freed = 1; }
INVARIANT(id_ref_positive) { return id_freed || id_ref > 0; }
INVARIANT(id_never_freed) { return !id_freed; }

// log2_loop
TRANSITION(log2_loop) { unsigned n = any_int("n", 1, 40), l = 0, m = n; while (m >>= 1) l++; CHECK(low, (1u << l) <= n); CHECK(high, n < (2u << l)); CHECK(four, l <= 4); }

// count_bits_loop
TRANSITION(count_bits_loop) { unsigned n = any_int("n", 0, 15), c = 0; for (unsigned m = n; m; m &= m - 1) c++; CHECK(le, c <= 4); CHECK(parity, (c == 0) == (n == 0)); CHECK(three, c <= 3); }

// remainder_loop
TRANSITION(remainder_loop) { int a = any_int("a", 1, 6), b = any_int("b", 1, 6), x = a, y = b; while (y) { int t = x % y; x = y; y = t; } CHECK(divides, a % x == 0 && b % x == 0); CHECK(one, x == 1); }

// sort
TRANSITION(sort) { int a[3] = { any_int("a", 0, 2), any_int("b", 0, 2), any_int("c", 0, 2) }, s = a[0] + a[1] + a[2]; for (int i = 0; i < 3; i++) for (int j = 0; j + 1 < 3 - i; j++) if (a[j] > a[j + 1]) { int t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } CHECK(sorted, a[0] <= a[1] && a[1] <= a[2]); CHECK(sum, s == a[0] + a[1] + a[2]); CHECK(strict, a[0] < a[2]); }

// search
TRANSITION(search) { int want = any_int("want", 0, 10), lo = 0, hi = 4; while (lo < hi) { int mid = lo + (hi - lo) / 2; if (id_table[mid] < want) lo = mid + 1; else hi = mid; } CHECK(found, id_table[lo] >= want || want == 10); CHECK(first, lo == 0 || id_table[lo - 1] < want); CHECK(always, id_table[lo] >= want); }

// constant_table
TRANSITION(constant_table) { int i = any_int("i", 0, 4); CHECK(odd, id_table[i] == 2 * i + 1); CHECK(small, id_table[i] < 9); }

// two_dimensions
static int id_grid[2][3];
TRANSITION(two_dimensions) { int i = any_int("i", 0, 1), j = any_int("j", 0, 2); id_grid[i][j] = i * 3 + j; CHECK(it, id_grid[i][j] == (&id_grid[0][0] - &id_grid[0][0]) + i * 3 + j); CHECK(last, id_grid[1][2] == 0 || id_grid[1][2] == 5); CHECK(zero, id_grid[1][2] == 0); }

// reverse_list: refused
struct id_node { int n; struct id_node *next; }; static struct id_node id_n3 = { 3 }, id_n2 = { 2, &id_n3 }, id_n1 = { 1, &id_n2 };
TRANSITION(reverse_list) { struct id_node *r = NULL, *p = id_n1.next == &id_n2 ? &id_n1 : &id_n3; int first = p->n, s = 0; while (p) { struct id_node *next = p->next; p->next = r; r = p; p = next; } CHECK(reversed, r->n == 4 - first); for (; r; r = r->next) s = s * 10 + r->n; CHECK(order, s == 321 || s == 123); CHECK(once, s == 321); }

// list_over_entries: refused
struct id_l { struct id_l *next, *prev; }; struct id_item { int n; struct id_l l; };
static struct id_l id_list = { &id_list, &id_list };
#define id_entry(p) ((struct id_item *)((char *)(p) - __builtin_offsetof(struct id_item, l)))
static struct id_item id_one = { 5 };
TRANSITION(list_over_entries) { if (id_list.next == &id_list && any_bool("add")) { id_list.next = id_list.prev = &id_one.l; id_one.l.next = id_one.l.prev = &id_list; } int s = 0; for (struct id_item *p = id_entry(id_list.next); &p->l != &id_list; p = id_entry(p->l.next)) s += p->n; CHECK(sum, s == 0 || s == 5); CHECK(empty, s == 0); }

// conditional_place
TRANSITION(conditional_place) { int a = 0, b = 0, c = any_bool("c"); *(c ? &a : &b) = 5; CHECK(one, a + b == 5); CHECK(a, (a == 5) == c); CHECK(b, b == 5); }

// function_of_function
static int id_up(int a) { return a + 1; } static int id_down(int a) { return a - 1; } static int (*id_choose(int up))(int) { return up ? id_up : id_down; }
TRANSITION(function_of_function) { int u = any_bool("up"); CHECK(r, id_choose(u)(3) == (u ? 4 : 2)); CHECK(four, id_choose(u)(3) == 4); }

// state_machine_of_functions
static int id_off(void); static int id_on(void) { return 1; } static int (*id_now)(void) = id_off; static int id_off(void) { id_now = id_on; return 0; }
TRANSITION(state_machine_of_functions) { int before = id_now == id_on, r = id_now(); CHECK(r, r == before); CHECK(on, id_now == id_on); CHECK(zero, r == 0); }

// conversion_on_return
static unsigned char id_cut(int a) { return a; } static _Bool id_truth(int a) { return a; }
TRANSITION(conversion_on_return) { int a = any_int("a", 255, 257); CHECK(cut, id_cut(a) == (a & 255)); CHECK(truth, id_truth(a) == 1); CHECK(wide, id_cut(a) == a); }

// conversion_of_argument
static int id_char(signed char c) { return c; } static int id_size(unsigned long n) { return n > 100; }
TRANSITION(conversion_of_argument) { int a = any_int("a", 126, 129); CHECK(wraps, (id_char(a) < 0) == (a > 127)); CHECK(kept, id_char(a) == a); CHECK(negative, id_size(-a) == 1); }

// shadowing
TRANSITION(shadowing) { int x = any_int("a", 1, 2), s = 0; { int x = 5; x++; s += x; } for (int x = 0; x < 2; x++) s += x; CHECK(outer, s == 7 && x <= 2); CHECK(one, x == 1); }

// shadowing_itself: open
TRANSITION(shadowing_itself) { int x = 1; { int x = x; CHECK(one, x == 1); } }

// row_pointer
TRANSITION(row_pointer) { int m[2][2] = { { 1, 2 }, { 3, 4 } }, (*p)[2] = m, s = 0; for (; p < m + 2; p++) s += (*p)[any_int("i", 0, 1)]; CHECK(sum, s >= 4 && s <= 6); CHECK(five, s != 5); }

// pointers_in_array
static int id_v[3] = { 1, 2, 3 }; static int *id_ptrs[3] = { &id_v[2], &id_v[1], id_v };
TRANSITION(pointers_in_array) { int i = any_int("i", 0, 2); CHECK(value, *id_ptrs[i] == 3 - i); CHECK(distance, id_ptrs[i] - id_v == 2 - i); CHECK(three, *id_ptrs[i] < 3); }

// two_counters
TRANSITION(two_counters) { int n = any_int("n", 0, 9), i = 0, j = n, c = 0; while (i < j) { i++; j--; c++; } CHECK(half, c == (n + 1) / 2); CHECK(meet, i == j || i == j + 1); CHECK(even, i == j); }

// counts_by_three
TRANSITION(counts_by_three) { unsigned char c = 0; int n = 0; while (c != 255) { c += 3; n++; } CHECK(n, n == 85); CHECK(less, n < 85); }

// ends_at_the_largest
TRANSITION(ends_at_the_largest) { int c = 0; for (int i = 2147483645; i < 2147483647; i++) c++; CHECK(two, c == 2); CHECK(three, c == 3); }

// early_return
static int id_find(int want) { for (int i = 0; i < 5; i++) { if (id_table[i] == want) return i; if (id_table[i] > want) break; } return -1; }
TRANSITION(early_return) { int want = any_int("want", 0, 9), at = id_find(want); CHECK(found, (at >= 0) == (want & 1)); CHECK(where, at < 0 || id_table[at] == want); CHECK(always, at >= 0); }

// nested_do_while_zero
#define id_SKIP(c) do { if (c) continue_it = 1; } while (0)
TRANSITION(nested_do_while_zero) { int s = 0; for (int i = 0; i < 4; i++) { int continue_it = 0; id_SKIP(i == 1); if (continue_it) continue; do { if (i == 2) continue; s += i; } while (0); } CHECK(three, s == 3); CHECK(five, s == 5); }

// clamp
#define id_clamp(v, lo, hi) ({ typeof(v) v_ = (v); v_ < (lo) ? (lo) : v_ > (hi) ? (hi) : v_; })
TRANSITION(clamp) { int a = any_int("a", -5, 5), c = id_clamp(a, -2, 3); CHECK(range, c >= -2 && c <= 3); CHECK(same, c == a || a < -2 || a > 3); CHECK(positive, c > -2); }

// static_assertion
_Static_assert(sizeof(long) == 8, "x86-64");
TRANSITION(static_assertion) { _Static_assert(sizeof(int) == 4, ""); CHECK(alignment, _Alignof(long) == 8 && __alignof__(short) == 2); CHECK(wrong, _Alignof(long) == 4); }

// cut_then_widened
TRANSITION(cut_then_widened) { unsigned long n = 0xfffffffful + any_int("a", 0, 1); int i = n; CHECK(cut, i == -1 || i == 0); CHECK(back, (unsigned long)i == n); }

// sum_in_narrow_type
TRANSITION(sum_in_narrow_type) { unsigned short a = any_int("a", 65530, 65535), b = 10; unsigned short s = a + b; CHECK(wraps, (s < a) == 1 || s >= 65540); CHECK(fits, a + b > a); CHECK(never, s > a); }

// multiply_sizes
TRANSITION(multiply_sizes) { unsigned n = any_int("n", 1073741823, 1073741824); unsigned bytes = n * 4; CHECK(wraps, bytes >= 4 || n == 1073741824); CHECK(enough, bytes >= n); CHECK(wide, (unsigned long)n * 4 >= n); }

// compare_of_difference
TRANSITION(compare_of_difference) { unsigned a = any_int("a", -2, 2), b = any_int("b", -2, 2); CHECK(after, ((int)(a - b) > 0) == ((int)(b - a) < 0)); CHECK(plain, (a > b) == ((int)(a - b) > 0)); }

// early_exit_with_lock
static int id_locked; static int id_work(int a) { id_locked++; if (a == 1) return -1; if (a == 2) goto out; id_locked += 2; id_locked -= 2; out: id_locked--; return 0; }
TRANSITION(early_exit_with_lock) { int a = any_int("a", 0, 2); id_work(a); CHECK(balanced, id_locked == 0); CHECK(range, id_locked <= 3); if (id_locked > 1) id_locked = 0; }
