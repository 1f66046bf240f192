// What C computes: promotions and conversions, wraps, shifts, division, bits, truth.

// int_against_unsigned
TRANSITION(int_against_unsigned) { int a = any_int("a", -2, 2); unsigned b = 1; CHECK(less, (a < b) == (a == 0)); CHECK(signed_less, (a < b) == (a < 1)); }

// int_against_long
TRANSITION(int_against_long) { int a = any_int("a", -2, 2); long b = 1; CHECK(less, (a < b) == (a <= 0)); CHECK(never, a >= b); }

// unsigned_against_long
TRANSITION(unsigned_against_long) { unsigned a = any_int("a", -2, 2); long b = -1; CHECK(less, !(a < b)); CHECK(wide, a > 2); CHECK(le, a <= 4294967295l); }

// int_against_unsigned_long
TRANSITION(int_against_unsigned_long) { int a = any_int("a", -2, 2); unsigned long b = 5; CHECK(less, (a < b) == (a >= 0)); CHECK(plain, a < b); }

// int_minus_unsigned
TRANSITION(int_minus_unsigned) { int a = any_int("a", 0, 3); unsigned b = 2; CHECK(positive, (a - b > 0) == (a != 2)); CHECK(never_negative, a - b >= 0); CHECK(as_int, (int)(a - b) >= 0); }

// error_against_size
static int eas(int n) { return n > 2 ? -14 : n; }
TRANSITION(error_against_size) { int ret = eas(any_int("n", 0, 4)); unsigned long want = 4; int is_all = ret >= want; CHECK(error_is_large, ret >= 0 || is_all); CHECK(never, !is_all); }

// ternary_conversion
TRANSITION(ternary_conversion) { int a = any_int("a", -1, 1); unsigned u = 0; long r = any_bool("u") ? u : a; CHECK(not_negative, r >= 0); CHECK(small, r <= 1); }

// char_sign
TRANSITION(char_sign) { char c = any_int("c", 0, 255); CHECK(signed_range, c < 128 && c >= -128); CHECK(unsigned_range, c >= 0); }

// char_promotion
TRANSITION(char_promotion) { char c = -1; unsigned char u = 255; signed char s = -1; CHECK(u, c == u); CHECK(s, c == s); CHECK(us, u == s); }

// char_text
TRANSITION(char_text) { const char t[] = "\xff"; CHECK(ff, t[0] == 0xff); CHECK(minus, t[0] == -1); CHECK(constant, '\xff' == t[0]); }

// char_text_constant
TRANSITION(char_text_constant) { int c = '\xff'; CHECK(ff, c == 0xff); CHECK(minus, c == -1); CHECK(element, "\xff"[0] == c); }

// char_arithmetic
TRANSITION(char_arithmetic) { unsigned char a = any_int("a", 250, 255), b = 10; CHECK(wide, a + b >= 260); CHECK(kept, (unsigned char)(a + b) < 10); a += b; CHECK(wrapped, a < 10); CHECK(nine, a < 9); }

// signed_char_arithmetic
TRANSITION(signed_char_arithmetic) { signed char a = any_int("a", 120, 127); a += 10; CHECK(negative, a < 0); CHECK(le, a <= -119); CHECK(lt, a < -119); }

// short_arithmetic
TRANSITION(short_arithmetic) { short a = any_int("a", 32766, 32767); a++; CHECK(wrapped, a == 32767 || a == -32768); CHECK(never, a > 0); }

// bit_field_free_promotion
TRANSITION(bit_field_free_promotion) { unsigned short a = 0xffff, b = any_int("b", 0, 1); CHECK(product, a * b >= 0); CHECK(not, ~a < 0); CHECK(minus, -b <= 0); CHECK(minus_strict, -b < 0); }

// multiplication_wraps
TRANSITION(multiplication_wraps) { int a = any_int("a", 65535, 65537); int p = a * 65536; CHECK(wrapped, p == -65536 || p == 0 || p == 65536); CHECK(never, p >= 0); }

// addition_wraps
TRANSITION(addition_wraps) { int a = any_int("a", 2147483646, 2147483647); int b = a + 1; CHECK(greater, b > a); CHECK(either, b == 2147483647 || b == (-2147483647 - 1)); }

// unsigned_subtraction
TRANSITION(unsigned_subtraction) { unsigned a = any_int("a", 0, 3); unsigned b = a - 1; CHECK(small, b <= 2); CHECK(either, b <= 2 || b == 4294967295u); }

// unsigned_long_subtraction
TRANSITION(unsigned_long_subtraction) { unsigned long a = any_int("a", 0, 3), b = a - 2; CHECK(big, b < 2 || b >= 18446744073709551614ul); CHECK(never, b < 2); }

// negation_of_smallest
TRANSITION(negation_of_smallest) { int a = any_int("a", -2147483647 - 1, -2147483647); CHECK(positive, -a > 0); CHECK(same, -a == a || -a == 2147483647); }

// negation_of_unsigned
TRANSITION(negation_of_unsigned) { unsigned a = any_int("a", 0, 2); CHECK(sum, -a + a == 0); CHECK(negative, -a <= 0); }

// narrowing
TRANSITION(narrowing) { long a = 0x100000000l + any_int("a", -1, 1); int b = a; CHECK(sign, b >= -1 && b <= 1); CHECK(zero, b >= 0); CHECK(truth, (_Bool)a); }

// widening
TRANSITION(widening) { int a = any_int("a", -1, 0); unsigned long b = a; CHECK(extended, b == 0 || b == 18446744073709551615ul); CHECK(zero_extended, b <= 4294967295ul); }

// unsigned_widening
TRANSITION(unsigned_widening) { unsigned a = any_int("a", -1, 0); long b = a; CHECK(not_negative, b >= 0); CHECK(extended, b == -1 || b == 0); }

// conversion_chain
TRANSITION(conversion_chain) { int a = any_int("a", -300, 300); CHECK(low, (unsigned char)a == (a & 255)); CHECK(back, (signed char)a == a); }

// compound_conversion
TRANSITION(compound_conversion) { unsigned char a = any_int("a", 0, 3); a -= 5; CHECK(big, a >= 251); CHECK(same, a == 251 || a == 252 || a == 253 || a == 254); CHECK(negative, a < 0); }

// compound_in_wider_type
TRANSITION(compound_in_wider_type) { int a = any_int("a", -3, 3); unsigned u = 2; a /= u; CHECK(small, a <= 1); CHECK(big, a == 0 || a == 1 || a >= 2147483646); }

// division_of_negatives
TRANSITION(division_of_negatives) { int a = any_int("a", -7, 7); CHECK(truncates, a / 2 * 2 + a % 2 == a); CHECK(sign, a % 2 >= 0); CHECK(range, a % 2 >= -1 && a % 2 <= 1); CHECK(floor, a / 2 <= a); }

// division_by_negative
TRANSITION(division_by_negative) { int a = any_int("a", -7, 7); CHECK(truncates, a / -3 * -3 + a % -3 == a); CHECK(sign, a % -3 >= 0); }

// division_by_choice
TRANSITION(division_by_choice) { int a = any_int("a", -4, 4), b = any_int("b", 1, 3); CHECK(le, a / b <= 4); CHECK(lt, a / b < 4); CHECK(sum, a / b * b + a % b == a); }

// division_by_zero: open
TRANSITION(division_by_zero) { int b = any_int("b", 0, 1); int c = 4 / b; CHECK(four, c == 4); }

// division_overflow: open
TRANSITION(division_overflow) { int a = any_int("a", -2147483647 - 1, -2147483647); int c = a / -1; CHECK(positive, c > 0); }

// unsigned_division
TRANSITION(unsigned_division) { unsigned a = any_int("a", -4, 4); CHECK(half, a / 2 <= 2147483647u); CHECK(small, a / 2 <= 2); CHECK(rest, a % 2 <= 1); }

// shift_left
TRANSITION(shift_left) { int a = any_int("a", 0, 3), n = any_int("n", 0, 4); CHECK(le, (a << n) <= 48); CHECK(lt, (a << n) < 48); }

// shift_right_of_negative
TRANSITION(shift_right_of_negative) { int a = any_int("a", -7, 7); CHECK(floor, a >> 1 <= a || a > 0 || a >> 1 <= 0); CHECK(divides, a >> 1 == a / 2); }

// shift_right_of_unsigned
TRANSITION(shift_right_of_unsigned) { unsigned a = any_int("a", -2, 2); CHECK(high, a >> 31 <= 1); CHECK(zero, a >> 31 == 0); }

// shift_in_int
TRANSITION(shift_in_int) { int n = any_int("n", 30, 31); long a = 1 << n; CHECK(positive, a > 0); CHECK(either, a == 1073741824 || a == -2147483648l); }

// shift_in_long
TRANSITION(shift_in_long) { int n = any_int("n", 30, 33); long a = 1l << n; CHECK(positive, a > 0); CHECK(small, a < 8589934592l); }

// shift_by_width: open
TRANSITION(shift_by_width) { int n = any_int("n", 31, 32); unsigned a = 1u << n; CHECK(something, a != 0); }

// shift_by_negative: open
TRANSITION(shift_by_negative) { int n = any_int("n", -1, 0); int a = 4 >> n; CHECK(something, a == 4); }

// shift_constant_by_width: open
TRANSITION(shift_constant_by_width) { int a = 1 << 32; CHECK(zero, a == 0); CHECK(one, a == 1); }

// shift_of_char
TRANSITION(shift_of_char) { unsigned char a = any_int("a", 200, 255); CHECK(wide, (a << 1) > 255); CHECK(kept, (unsigned char)(a << 1) >= 144); CHECK(all, (unsigned char)(a << 1) > 144); }

// and_or_xor
TRANSITION(and_or_xor) { int a = any_int("a", 0, 15); CHECK(parts, (a & 12) + (a & 3) == a); CHECK(or, (a | 4) >= a); CHECK(xor, (a ^ 5) != a); CHECK(or_strict, (a | 4) > a); }

// and_of_negative
TRANSITION(and_of_negative) { int a = any_int("a", -8, 8); CHECK(low, (a & 3) >= 0 && (a & 3) <= 3); CHECK(align, (a & ~3) <= a); CHECK(equal, (a & ~3) == a); }

// not
TRANSITION(not) { int a = any_int("a", -3, 3); CHECK(complement, ~a == -a - 1); CHECK(negative, ~a < 0); }

// not_of_unsigned_char
TRANSITION(not_of_unsigned_char) { unsigned char a = any_int("a", 0, 3); CHECK(promoted, ~a != (unsigned char)~a); CHECK(same, ~a == 255 - a); }

// align_macro
#define nu_ALIGN(x, a) (((x) + (a) - 1) & ~((typeof(x))(a) - 1))
TRANSITION(align_macro) { unsigned long a = any_int("a", 0, 9); CHECK(ge, nu_ALIGN(a, 4) >= a); CHECK(near, nu_ALIGN(a, 4) - a <= 3); CHECK(twelve, nu_ALIGN(a, 4) < 12); }

// align_with_narrow_mask
TRANSITION(align_with_narrow_mask) { unsigned long a = 0x100000000ul + any_int("a", 0, 7); unsigned mask = 3; CHECK(kept, (a & ~mask) >= 0x100000000ul); CHECK(lost, (a & ~mask) <= 4); }

// bool_of_numbers
TRANSITION(bool_of_numbers) { int a = any_int("a", -2, 256); _Bool b = a; CHECK(truth, b == (a != 0)); CHECK(one, b <= 1); CHECK(always, b == 1); }

// bool_of_wide
TRANSITION(bool_of_wide) { unsigned long a = (unsigned long)any_int("a", 0, 1) << 32; _Bool b = a; int n = a; CHECK(kept, b == (a != 0)); CHECK(lost, b == (n != 0)); }

// bool_of_pointer
TRANSITION(bool_of_pointer) { int x, *p = any_bool("n") ? NULL : &x; _Bool b = p; CHECK(truth, b == (p != NULL)); CHECK(always, b); }

// bool_arithmetic
TRANSITION(bool_arithmetic) { _Bool b = any_bool("b"); CHECK(sum, b + b <= 2); CHECK(minus, -b <= 0); CHECK(not, ~b != 0); CHECK(two, b + b < 2); }

// bool_increment
TRANSITION(bool_increment) { _Bool b = any_bool("b"); b++; CHECK(one, b == 1); b--; CHECK(zero, b == 0); b -= 1; CHECK(again, b == 1); CHECK(never, b == 0); }

// logical_result
TRANSITION(logical_result) { int a = any_int("a", 0, 5), b = any_int("b", 0, 5); CHECK(and, (a && b) == ((a != 0) & (b != 0))); CHECK(bits, (a && b) == !!(a & b)); }

// not_not
TRANSITION(not_not) { int a = any_int("a", -2, 2); CHECK(is, !!a == (a != 0)); CHECK(sum, !a + !!a == 1); CHECK(itself, !!a == a); }

// comparison_chain
TRANSITION(comparison_chain) { int a = any_int("a", 0, 5); CHECK(chain, (2 > a > 1) == 0); CHECK(less, (0 < a < 2)); CHECK(between, a > 0 && a < 2); }

// precedence
TRANSITION(precedence) { int a = any_int("a", 0, 7); CHECK(mask, (a & 1 == 1) == (a & 1)); CHECK(shift, (1 << a + 1) == 2 << a); CHECK(mask_zero, (a & 2 == 2) == !!(a & 2)); }

// enumeration
enum nu_e { NU_A, NU_B = 5, NU_C }; static enum nu_e nu_state;
TRANSITION(enumeration) { nu_state = any_bool("b") ? NU_B : NU_A; CHECK(known, nu_state == NU_A || nu_state == NU_B); CHECK(c, NU_C == 6); CHECK(unsigned_type, (enum nu_e)-1 > 0); CHECK(b, nu_state == NU_B); }

// negative_enumeration
enum nu_n { NU_MINUS = -1, NU_ZERO };
TRANSITION(negative_enumeration) { enum nu_n n = any_bool("z") ? NU_ZERO : NU_MINUS; CHECK(negative, n < 1); CHECK(never, n >= 0); }

// sizes
struct nu_s { char c; long l; short s; };
TRANSITION(sizes) { int a[3]; (void)a; CHECK(array, sizeof(a) == 12); CHECK(element, sizeof(a) / sizeof(a[0]) == 3); CHECK(padded, sizeof(struct nu_s) == 24); CHECK(pointer, sizeof(&a) == 8); CHECK(character, sizeof('a') == 4); CHECK(type, sizeof(a) - 13 < 0); }

// size_is_not_run
static int nu_runs;
TRANSITION(size_is_not_run) { int n = nu_runs; (void)sizeof(nu_runs++); CHECK(kept, nu_runs == n); CHECK(run, nu_runs != n); nu_runs = any_int("n", 0, 2); }

// typeof_is_not_run
static int nu_typed;
TRANSITION(typeof_is_not_run) { typeof(nu_typed++) a = 3; CHECK(kept, nu_typed == 0); CHECK(three, a == 3); CHECK(moved, nu_typed); }

// octal_hex_suffix
TRANSITION(octal_hex_suffix) { CHECK(octal, 010 == 8); CHECK(big, 0xffffffff > 0); CHECK(wide, 0xffffffff + 1 == 0); CHECK(decimal, 4294967295 + 1 == 4294967296); CHECK(ull, -1ull > 0); }

// smallest_number
TRANSITION(smallest_number) { int m = -2147483648; CHECK(negative, m < 0); CHECK(type, -2147483648 < 0); CHECK(size, sizeof(-2147483648) == 4); }

// generic_selection
TRANSITION(generic_selection) { char c = 0; CHECK(promoted, _Generic(+c, int: 1, default: 0)); CHECK(plain, _Generic(c, char: 1, default: 0)); CHECK(u, _Generic(1u + 1, int: 1, default: 0)); }

// overflow_builtin
TRANSITION(overflow_builtin) { int r, o = __builtin_add_overflow(any_int("a", 2147483646, 2147483647), 1, &r); CHECK(told, o == (r < 0)); CHECK(never, !o); }

// overflow_builtin_mixed
TRANSITION(overflow_builtin_mixed) { unsigned char r; int a = any_int("a", -2, 300), o = __builtin_add_overflow(a, 1l, &r); CHECK(told, o == (a + 1 != r)); CHECK(range, o == (a < -1 || a > 254)); CHECK(never, !o); }

// overflow_subtraction
TRANSITION(overflow_subtraction) { unsigned r; int o = __builtin_sub_overflow((unsigned)any_int("a", 0, 3), 2u, &r); CHECK(told, o == (r > 1)); CHECK(never, !o); }

// overflow_multiplication: refused
TRANSITION(overflow_multiplication) { int r, a = any_int("a", 0, 65536), o = __builtin_mul_overflow(a, 65536, &r); CHECK(told, o == (a >= 32768)); CHECK(never, !o); }

// count_bits: refused
TRANSITION(count_bits) { unsigned a = any_int("a", 1, 12); CHECK(ffs, __builtin_ffs(a) >= 1); CHECK(clz, 32 - __builtin_clz(a) <= 4); CHECK(pop, __builtin_popcount(a) <= 2); }

// builtin_constants
TRANSITION(builtin_constants) { CHECK(clz, __builtin_clz(1) == 31); CHECK(ffs, __builtin_ffs(0) == 0 && __builtin_ffs(12) == 3); CHECK(pop, __builtin_popcount(255) == 8); CHECK(swap, __builtin_bswap16(0x1234) == 0x3412); CHECK(ctz, __builtin_ctz(8) == 4); }

// text_builtins
TRANSITION(text_builtins) { CHECK(length, __builtin_strlen("abc") == 3); CHECK(order, __builtin_strcmp("a", "b") < 0); CHECK(sum, __builtin_strlen("abc") == 4); }

// expect
TRANSITION(expect) { int a = any_int("a", 0, 2); CHECK(value, __builtin_expect(a, 0) == a); CHECK(truth, __builtin_expect(!!(a > 1), 1) == (a > 1)); CHECK(expected, __builtin_expect(a, 0) == 0); }

// constant_p
TRANSITION(constant_p) { int a = any_int("a", 0, 2); CHECK(constant, __builtin_constant_p(3)); CHECK(either, __builtin_constant_p(a) || a <= 2); CHECK(same, (__builtin_constant_p(a) ? a + 1 : a + 1) == a + 1); }

// mathematical_integer
static integer nu_m;
TRANSITION(mathematical_integer) { int a = any_int("a", 0, 2147483647); integer s = nu_m + a; CHECK(grows, s >= nu_m); CHECK(fits, s <= 2147483647); nu_m = s; }

// char_against_signed_char
TRANSITION(char_against_signed_char) { unsigned char u = any_int("u", 127, 129); signed char s = u; CHECK(equal, (u == s) == (u < 128)); CHECK(always, u == s); CHECK(back, (unsigned char)s == u); }

// remainder_with_unsigned
TRANSITION(remainder_with_unsigned) { int a = any_int("a", -7, 7); CHECK(rest, a % 2u <= 1); CHECK(sign, (int)(a % 4u) == a % 4); }

// largest_unsigned_long
TRANSITION(largest_unsigned_long) { unsigned long a = 18446744073709551614ul + any_int("a", 0, 1); CHECK(next, a + 1 == 0 || a + 1 == 18446744073709551615ul); CHECK(greater, a + 1 > a); CHECK(minus, (long)a < 0); }

// largest_long
TRANSITION(largest_long) { long a = 9223372036854775806l + any_int("a", 0, 1); CHECK(greater, a + 1 > a); CHECK(either, a + 1 < 0 || a == 9223372036854775806l); }

// long_multiplication
TRANSITION(long_multiplication) { long b = (long)any_int("b", 2147483646, 2147483647) * 4; CHECK(wide, b > 0); CHECK(cut, (int)b > 0); }

// int_product_then_long
TRANSITION(int_product_then_long) { int a = any_int("a", 65535, 65536); long p = a * a, q = (long)a * a; CHECK(same, p == q); CHECK(wide, q >= 4294836225l); }

// sign_extension_of_char
TRANSITION(sign_extension_of_char) { signed char c = any_int("c", -1, 1); unsigned u = c; unsigned long l = u; CHECK(u, u <= 1 || u == 4294967295u); CHECK(l, l <= 4294967295ul); CHECK(small, u <= 1); }

// unsigned_char_never_negative
TRANSITION(unsigned_char_never_negative) { unsigned char c = any_int("c", -2, 2); CHECK(positive, c >= 0); CHECK(minus, c != -1); CHECK(byte, c != 255); }

// all_ones
TRANSITION(all_ones) { int n = any_int("n", 0, 3); CHECK(unsigned_ones, ~0u >> 28 == 15); CHECK(signed_ones, -1 >> 28 == -1); CHECK(shifted, (~0u << n) >= 4294967288u); CHECK(zero, ~0 == 0); }

// conditional_type
TRANSITION(conditional_type) { int a = any_int("a", -1, 0); CHECK(wide, (a ? a : 0u) <= 4294967295u); CHECK(compares, (a ? a : 0u) > 1 || a == 0); CHECK(negative, (a ? a : 0u) < 1); }

// xor_swap
TRANSITION(xor_swap) { unsigned char a = any_int("a", 0, 3), b = any_int("b", 0, 3), x = a, y = b; x ^= y; y ^= x; x ^= y; CHECK(swapped, x == b && y == a); CHECK(same, x == a); }

// byte_order_by_shift
TRANSITION(byte_order_by_shift) { unsigned a = 0x01020300u + any_int("a", 0, 3); CHECK(low, (a & 0xff) <= 3 && (a >> 24) == 1 && ((a >> 8) & 0xff) == 3); CHECK(zero, (unsigned char)a == 0); }

// assign_narrow_then_compare
TRANSITION(assign_narrow_then_compare) { short s; int a = any_int("a", 32767, 32769); if ((s = a) == a) { CHECK(fits, a == 32767); CHECK(never, 0); } else { CHECK(wraps, s < 0); } }

// bool_bits
TRANSITION(bool_bits) { _Bool b = any_bool("b"); b |= 2; CHECK(one, b == 1); b &= 2; CHECK(zero, b == 0); b ^= 3; CHECK(again, b == 1); CHECK(two, b == 2); }

// negative_modulo_index
TRANSITION(negative_modulo_index) { int a = any_int("a", -3, 3), i = a % 3; CHECK(range, i > -3 && i < 3); CHECK(index, i >= 0); }

// case_of_constant_expression
TRANSITION(case_of_constant_expression) { int a = any_int("a", 0, 9), r = 0; switch (a) { case 1 + 2: r = 1; break; case sizeof(int) + 1: r = 2; break; case (int)('a' - 'Z'): r = 3; } CHECK(r, r == (a == 3 ? 1 : a == 5 ? 2 : a == 7 ? 3 : 0)); CHECK(two, r < 3); }

// shift_compound
TRANSITION(shift_compound) { unsigned char c = any_int("c", 1, 255); c <<= 1; CHECK(even, !(c & 1)); CHECK(pos, c); signed char s = -4; s >>= 1; CHECK(minus, s == -2); }

// negative_shift_left
TRANSITION(negative_shift_left) { int a = any_int("a", -2, 2); CHECK(d, (a << 1) == a * 2); CHECK(p, (a << 1) >= 0); }

// divide_char
TRANSITION(divide_char) { signed char a = any_int("a", -128, -127), b = -1; int q = a / b; CHECK(q, q == 128 || q == 127); a /= b; CHECK(w, a == -128 || a == 127); CHECK(pos, a > 0); }

// pointer_bool_int
TRANSITION(pointer_bool_int) { static int x; int *p = any_bool("p") ? &x : NULL; int b = (_Bool)p + !p; CHECK(one, b == 1); CHECK(nn, (long)(_Bool)p == 1); }

// ternary_null_types
TRANSITION(ternary_null_types) { static int x; void *v = &x; int c = any_int("c", 0, 1); int *p = c ? v : NULL; CHECK(p, (p == &x) == c); CHECK(always, p); }
