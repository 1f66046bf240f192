// Calls: by value, through pointers, of what has no body here; attributes and assembly.
struct fu8 { int a, b, c; };
struct fu_s { int a, b[2]; };
static struct fu_s fu_make(int a) { struct fu_s s = { a, { a + 1, a + 2 } }; return s; }
static int fu_inc(int a) { return a + 1; } static int fu_dec(int a) { return a - 1; }

// struct_by_value
static int fu_take(struct fu_s s) { s.a++; s.b[1] = 9; return s.a; }
TRANSITION(struct_by_value) { struct fu_s s = { any_int("a", 0, 2), { 1, 2 } }; int r = fu_take(s); CHECK(apart, r == s.a + 1 && s.b[1] == 2); CHECK(nine, s.b[1] == 9); }

// struct_returned
TRANSITION(struct_returned) { int a = any_int("a", 0, 2); struct fu_s s = fu_make(a), t = fu_make(5); CHECK(s, s.a == a && s.b[1] == a + 2); CHECK(t, t.a == 5 && fu_make(a).b[0] == a + 1); CHECK(three, s.b[1] < 4); }

// struct_returned_conditionally
TRANSITION(struct_returned_conditionally) { int a = any_int("a", 0, 1); struct fu_s s = a ? fu_make(1) : fu_make(7); CHECK(s, s.a == (a ? 1 : 7)); CHECK(one, s.a == 1); }

// arguments_in_order
static int fu_n; static int fu_next(void) { return ++fu_n; } static int fu_pair(int a, int b) { return a * 10 + b; }
TRANSITION(arguments_in_order) { fu_n = any_int("n", 0, 1); int n = fu_n, a = fu_next(), b = fu_next(); CHECK(pair, fu_pair(a, b) == (n + 1) * 10 + n + 2); CHECK(twelve, fu_pair(a, b) == 12); }

// function_pointer
TRANSITION(function_pointer) { int (*f)(int) = any_bool("dec") ? fu_dec : fu_inc; int r = f(3); CHECK(either, r == 2 || r == 4); CHECK(which, (r == 2) == (f == fu_dec)); CHECK(four, r == 4); }

// function_pointer_in_struct
struct fu_ops { int (*run)(int); int bias; }; static const struct fu_ops fu_table[2] = { { fu_inc, 10 }, { .run = fu_dec } };
TRANSITION(function_pointer_in_struct) { int i = any_int("i", 0, 1); const struct fu_ops *o = &fu_table[i]; int r = o->run(5) + o->bias; CHECK(r, r == (i ? 4 : 16)); CHECK(four, r == 4); }

// function_pointer_null: open
TRANSITION(function_pointer_null) { int (*f)(int) = any_bool("f") ? fu_inc : NULL; int r = f(1); CHECK(two, r == 2); }

// function_pointer_wrong_type: open
static long fu_long(long a) { return a; }
TRANSITION(function_pointer_wrong_type) { int (*f)(int) = (int (*)(int))fu_long; int r = f(1); CHECK(one, r == 1); }

// function_pointer_state
static int (*fu_state)(int) = fu_inc;
TRANSITION(function_pointer_state) { int r = fu_state(1); CHECK(either, r == 0 || r == 2); CHECK(two, r == 2); fu_state = any_bool("dec") ? fu_dec : fu_inc; }

// function_pointer_undefined: open
extern int fu_elsewhere(int);
TRANSITION(function_pointer_undefined) { int (*f)(int) = any_bool("e") ? fu_elsewhere : fu_inc; int r = f(1); CHECK(two, r == 2); }

// function_pointer_beside_undefined
extern int fu_unused(int); static int (*const fu_beside[2])(int) = { fu_inc, fu_dec };
TRANSITION(function_pointer_beside_undefined) { int i = any_int("i", 0, 1), r = fu_beside[i](3); CHECK(r, r == (i ? 2 : 4)); CHECK(four, r == 4); }

// opaque_call: open
extern int fu_opaque(void);
TRANSITION(opaque_call) { int r = fu_opaque(); CHECK(zero, r == 0); }

// opaque_call_not_reached
extern int fu_nowhere(int);
TRANSITION(opaque_call_not_reached) { int a = any_int("a", 0, 2); if (a > 2) a = fu_nowhere(a); CHECK(le, a <= 2); CHECK(lt, a < 2); }

// opaque_pointer: open
extern void fu_fill(int *);
TRANSITION(opaque_pointer) { int a = 1; fu_fill(&a); CHECK(one, a == 1); }

// static_local
static int fu_count(void) { static int calls = 2; return ++calls; }
TRANSITION(static_local) { int a = fu_count(), b = fu_count(); CHECK(next, b == a + 1); CHECK(three, a == 3); }

// static_local_of_each
static int fu_c1(void) { static int n; return ++n; } static int fu_c2(void) { static int n = 5; return ++n; }
TRANSITION(static_local_of_each) { static int n; int a = fu_c1(), b = fu_c2(); CHECK(apart, b == a + 5); CHECK(mine, n == 0); CHECK(same, a == b); }

// never_returns: open
static __attribute__((noreturn)) void fu_never(void) { }
TRANSITION(never_returns) { int n = any_int("n", 0, 1); if (n) fu_never(); CHECK(zero, n == 0); }

// no_value: open
static int fu_no_value(int a) { if (a) return 1; }
TRANSITION(no_value) { int r = fu_no_value(any_int("a", 0, 1)); CHECK(one, r == 1); }

// no_value_unused
static int fu_some_value(int a) { if (a) return 1; }
TRANSITION(no_value_unused) { int a = any_int("a", 1, 2); int r = fu_some_value(a); CHECK(one, r == 1); CHECK(two, r == 2); }

// variable_arguments
static int fu_var(int a, ...) { return a; }
TRANSITION(variable_arguments) { int a = any_int("a", 0, 2), n = 0; int r = fu_var(a, n++, 5l); CHECK(r, r == a && n == 1); CHECK(two, r < 2); }

// variable_arguments_read: refused
static int fu_var_read(int a, ...) { __builtin_va_list l; __builtin_va_start(l, a); int b = __builtin_va_arg(l, int); __builtin_va_end(l); return b; }
TRANSITION(variable_arguments_read) { CHECK(five, fu_var_read(1, 5) == 5); CHECK(one, fu_var_read(1, 5) == 1); }

// cleanup: refused
static int fu_cleaned; static void fu_clean(int *p) { fu_cleaned += *p; }
TRANSITION(cleanup) { fu_cleaned = 0; { int x __attribute__((cleanup(fu_clean))) = any_int("a", 1, 2); (void)x; } CHECK(ran, fu_cleaned >= 1); CHECK(one, fu_cleaned == 1); }

// cleanup_order: refused
static int fu_trail; static void fu_mark(int *p) { fu_trail = fu_trail * 10 + *p; }
TRANSITION(cleanup_order) { fu_trail = 0; { int a __attribute__((cleanup(fu_mark))) = 1; int b __attribute__((cleanup(fu_mark))) = 2; (void)a; (void)b; } CHECK(order, fu_trail == 21); CHECK(other, fu_trail == 12); }

// cleanup_return: refused
static int fu_left; static void fu_leave(int *p) { fu_left = *p; } static int fu_guarded(int a) { int x __attribute__((cleanup(fu_leave))) = 1; if (a) return x + 1; x = 5; return x; }
TRANSITION(cleanup_return) { int a = any_int("a", 0, 1), r = fu_guarded(a); CHECK(r, r == (a ? 2 : 5) && fu_left == (a ? 1 : 5)); CHECK(one, fu_left == 1); }

// barrier
#define fu_barrier() asm volatile("" ::: "memory")
static int fu_b;
TRANSITION(barrier) { fu_b = any_int("a", 0, 2); fu_barrier(); CHECK(le, fu_b <= 2); CHECK(lt, fu_b < 2); }

// asm_hidden_value
TRANSITION(asm_hidden_value) { int a = any_int("a", 0, 2), b; asm("" : "=r"(b) : "0"(a)); asm("" : "+r"(a)); CHECK(same, a == b); CHECK(two, b < 2); }

// asm_instruction: refused
TRANSITION(asm_instruction) { int a; asm("movl $5, %0" : "=r"(a)); CHECK(five, a == 5); CHECK(four, a == 4); }

// asm_memory: refused
static int fu_m;
TRANSITION(asm_memory) { fu_m = 1; asm volatile("movl $5, %0" : "=m"(fu_m)); CHECK(five, fu_m == 5); CHECK(one, fu_m == 1); }

// read_once
#define fu_READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define fu_WRITE_ONCE(x, v) (*(volatile typeof(x) *)&(x) = (v))
static int fu_r;
TRANSITION(read_once) { fu_WRITE_ONCE(fu_r, any_int("a", 0, 2)); int a = fu_READ_ONCE(fu_r); CHECK(same, a == fu_r); CHECK(two, a < 2); }

// typecheck
#define fu_min(x, y) ({ typeof(x) _x = (x); typeof(y) _y = (y); (void)(&_x == &_y); _x < _y ? _x : _y; })
TRANSITION(typecheck) { int a = any_int("a", 0, 4), m = fu_min(a, 2); CHECK(le, m <= 2 && m <= a); CHECK(lt, m < 2); }

// min_t_converts
#define fu_min_t(t, x, y) ({ t _x = (x); t _y = (y); _x < _y ? _x : _y; })
TRANSITION(min_t_converts) { int a = any_int("a", -1, 4); CHECK(unsigned_min, fu_min_t(unsigned, a, 2) <= 2); CHECK(signed_min, fu_min_t(int, a, 2) == (int)fu_min_t(unsigned, a, 2)); }

// swap_macro
#define fu_swap(a, b) do { typeof(a) __t = (a); (a) = (b); (b) = __t; } while (0)
TRANSITION(swap_macro) { int a = any_int("a", 0, 2), b = 7, c = a; fu_swap(a, b); CHECK(swapped, a == 7 && b == c); CHECK(zero, b == 0); }

// choose_expr
TRANSITION(choose_expr) { int n = 0, a = __builtin_choose_expr(sizeof(long) == 8, any_int("a", 1, 2), n++); CHECK(a, a >= 1 && n == 0); CHECK(one, a == 1); }

// types_compatible
TRANSITION(types_compatible) { int a = 0; const int b = 0; (void)a; (void)b; CHECK(same, __builtin_types_compatible_p(typeof(a), int)); CHECK(constant, __builtin_types_compatible_p(typeof(b), int)); CHECK(sign, __builtin_types_compatible_p(int, unsigned)); }

// atomic_builtin: refused
static int fu_at;
TRANSITION(atomic_builtin) { fu_at = 1; int o = __sync_fetch_and_add(&fu_at, 2); CHECK(o, o == 1 && fu_at == 3); CHECK(two, fu_at == 2); }

// atomic_type: refused
static _Atomic int fu_atomic;
TRANSITION(atomic_type) { fu_atomic = 1; fu_atomic++; CHECK(two, fu_atomic == 2); CHECK(one, fu_atomic == 1); }

// floating: refused
TRANSITION(floating) { double d = 0.5; int a = d * 4; CHECK(two, a == 2); CHECK(one, a == 1); }

// wide_integer: refused
TRANSITION(wide_integer) { unsigned __int128 a = 1; a <<= 64; CHECK(high, (unsigned long)(a >> 64) == 1); CHECK(low, (unsigned long)a == 1); }

// vector: refused
typedef int fu_v __attribute__((vector_size(8)));
TRANSITION(vector) { fu_v v = { 1, 2 }; CHECK(one, v[0] == 1); CHECK(two, v[0] == 2); }

// label_address: refused
TRANSITION(label_address) { void *l = &&out; int r = 0; goto *l; r = 1; out: CHECK(zero, r == 0); CHECK(one, r == 1); }

// inline_twice
static inline int fu_inl(int *p) { int t = *p; *p = t + 1; return t; }
TRANSITION(inline_twice) { int a = any_int("a", 0, 2), b = fu_inl(&a) + fu_inl(&a); CHECK(sum, b == 2 * a - 3); CHECK(four, b < 5); }

// mode
typedef int fu_di __attribute__((mode(DI)));
TRANSITION(mode) { fu_di a = 1; a <<= 40; CHECK(wide, sizeof(a) == 8 && a > 0); CHECK(narrow, (int)a != 0); }

// pragma_pack
#pragma pack(push, 1)
struct fu_pack { char c; long l; };
#pragma pack(pop)
TRANSITION(pragma_pack) { CHECK(size, sizeof(struct fu_pack) == 9); CHECK(padded, sizeof(struct fu_pack) == 16); }

// old_definition: refused
static int fu_old(a, b) int a; char b; { return a + b; }
TRANSITION(old_definition) { int a = any_int("a", 0, 2); CHECK(sum, fu_old(a, 3) == a + 3); CHECK(four, fu_old(a, 3) < 5); }

// parameter_array
static int fu_parm(int a[static 2]) { a++; return a[0] + sizeof(a); }
TRANSITION(parameter_array) { int a[2] = { 1, any_int("a", 2, 3) }; CHECK(r, fu_parm(a) == a[1] + 8); CHECK(two, fu_parm(a) == 10); }

// parameter_assigned
static int fu_passigned(int n) { int s = 0; while (n-- > 0) s += n; return s; }
TRANSITION(parameter_assigned) { int n = any_int("n", 0, 4); CHECK(sum, fu_passigned(n) == n * (n - 1) / 2); CHECK(six, fu_passigned(n) < 6); }

// transparent: refused
typedef union { int *p; long *l; } fu7_u __attribute__((transparent_union)); static int fu7_f(fu7_u u) { return *u.p; }
TRANSITION(transparent) { int a = any_int("a", 0, 3); CHECK(a, fu7_f(&a) == a); CHECK(lt, fu7_f(&a) < 3); }

// call_arg_struct_modified
static int fu14_f(struct fu8 s, struct fu8 *p) { p->a = 7; return s.a; }
TRANSITION(call_arg_struct_modified) { struct fu8 x = { any_int("a", 1, 2) }; int b = x.a, r = fu14_f(x, &x); CHECK(copy, r == b); CHECK(seven, x.a == 7); CHECK(one, r == 1); }

// struct_arg_by_call_order
static struct fu8 fu15_s; static struct fu8 fu15_get(void) { return fu15_s; } static int fu15_f(struct fu8 a, struct fu8 b) { return a.a * 10 + b.a; } static struct fu8 fu15_inc(void) { fu15_s.a++; return fu15_s; }
TRANSITION(struct_arg_by_call_order) { fu15_s.a = any_int("a", 1, 2); int a = fu15_s.a; struct fu8 g = fu15_get(), i = fu15_inc(); CHECK(r, fu15_f(g, i) == a * 10 + a + 1); CHECK(twelve, fu15_f(g, i) == 12); }

// struct_return_into_argument
static struct fu8 fu17_f(struct fu8 *p) { struct fu8 r = { p->a + 1 }; p->a = 50; r.b = p->a; return r; }
TRANSITION(struct_return_into_argument) { struct fu8 x = { any_int("a", 1, 2) }; int a = x.a; x = fu17_f(&x); CHECK(r, x.a == a + 1 && x.b == 50); CHECK(two, x.a == 2); }

// long_to_bool_param
static int fu31_f(_Bool b) { return b; }
TRANSITION(long_to_bool_param) { long l = (long)any_int("a", 0, 2) << 33; CHECK(t, fu31_f(l) == (l != 0)); CHECK(cut, fu31_f((int)l) == fu31_f(l)); }
