// Objects and pointers into them: structs, unions, arrays, literals, copies, order, members' owners.
struct me8 { int a, b, c; };
struct me_p { int x; unsigned char y; long z; };
struct me_n { struct me_p p[2]; union { int a; unsigned b; }; int t; };
#define me_container(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))
struct me_l { struct me_l *next, *prev; }; struct me_item { int n; struct me_l l; };
static struct me_l me_head = { &me_head, &me_head };
static void me_add(struct me_l *l, struct me_l *head) { head->next->prev = l; l->next = head->next; l->prev = head; head->next = l; }
static void me_del(struct me_l *l) { l->next->prev = l->prev; l->prev->next = l->next; }
static struct me_item me_i1 = { 1 }, me_i2 = { 2 };

// struct_assignment
TRANSITION(struct_assignment) { struct me_p a = { any_int("a", 0, 3), 2, 3 }, b; b = a; b.x++; CHECK(copied, b.y == 2 && b.z == 3); CHECK(apart, a.x == b.x - 1); CHECK(same, a.x == b.x); }

// struct_self_assignment
static struct me_p me_self;
TRANSITION(struct_self_assignment) { me_self.x = any_int("a", 0, 3); me_self = me_self; CHECK(le, me_self.x <= 3); CHECK(lt, me_self.x < 3); }

// struct_array
static struct me_p me_a[3];
TRANSITION(struct_array) { int i = any_int("i", 0, 2); me_a[i].x = i; CHECK(it, me_a[i].x == i); CHECK(last, me_a[2].x == 2); CHECK(range, me_a[1].x == 0 || me_a[1].x == 1); }

// struct_array_swap
TRANSITION(struct_array_swap) { struct me_p a[2] = { { 1 }, { 2 } }, t; int i = any_int("i", 0, 1); t = a[i]; a[i] = a[!i]; a[!i] = t; CHECK(sum, a[0].x + a[1].x == 3); CHECK(swapped, a[0].x == 2); CHECK(kept, a[0].x == 1); }

// struct_initialiser_rest
TRANSITION(struct_initialiser_rest) { struct me_p a = { .y = any_int("a", 1, 2) }; CHECK(zero, a.x == 0 && a.z == 0); CHECK(y, a.y >= 1); CHECK(one, a.y == 1); }

// designated
TRANSITION(designated) { int a[6] = { 1, [3] = 4, 5, [1] = any_int("a", 2, 3) }; CHECK(all, a[0] == 1 && a[2] == 0 && a[3] == 4 && a[4] == 5 && a[5] == 0); CHECK(one, a[1] == 2); }

// designated_twice
TRANSITION(designated_twice) { int a[2] = { [0] = 1, [0] = any_int("a", 5, 6) }; CHECK(last, a[0] >= 5); CHECK(first, a[0] == 1); }

// designated_range: refused
TRANSITION(designated_range) { int a[5] = { [1 ... 3] = any_int("a", 7, 8) }; CHECK(same, a[1] == a[2] && a[2] == a[3]); CHECK(ends, !a[0] && !a[4]); CHECK(seven, a[1] == 7); }

// nested_designated
TRANSITION(nested_designated) { struct me_n n = { .p[1].x = any_int("a", 1, 2), .p[1].z = 9, .b = 4, .t = 3 }; CHECK(set, n.p[1].x >= 1 && n.p[1].z == 9 && n.a == 4 && n.t == 3); CHECK(zero, n.p[0].x == 0 && n.p[1].y == 0); CHECK(one, n.p[1].x == 1); }

// compound_literal
static int me_sum(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
TRANSITION(compound_literal) { int a = any_int("a", 0, 3); CHECK(sum, me_sum((int[]){ a, 1, 2 }, 3) == a + 3); CHECK(five, me_sum((int[3]){ a, 1 }, 3) <= 3); }

// compound_literal_written
TRANSITION(compound_literal_written) { int *p = (int[]){ any_int("a", 0, 3), 1 }; p[1] += p[0]; CHECK(le, p[1] <= 4); CHECK(lt, p[1] < 4); }

// compound_literal_struct
TRANSITION(compound_literal_struct) { struct me_p p; int a = any_int("a", 0, 3); p = (struct me_p){ .x = a, .z = a + 1 }; CHECK(p, p.x + 1 == p.z && p.y == 0); CHECK(four, p.z < 4); }

// compound_literal_each_time
TRANSITION(compound_literal_each_time) { int s = 0; for (int i = 0; i < 3; i++) { int *p = (int[]){ 1, 2 }; s += *p; *p = 9; } CHECK(three, s == 3); CHECK(more, s > 3); }

// union_same_bytes
union me_u { int i; unsigned u; };
TRANSITION(union_same_bytes) { union me_u u; u.i = any_int("a", -1, 1); CHECK(u, u.u <= 1 || u.u == 4294967295u); CHECK(small, u.u <= 1); }

// union_part: refused
union me_w { unsigned whole; struct { unsigned short low, high; } half; };
TRANSITION(union_part) { union me_w w; w.whole = 0x10000u + any_int("a", 0, 3); CHECK(high, w.half.high == 1); CHECK(low, w.half.low <= 2); }

// union_char_part: refused
union me_c { int i; unsigned char c[4]; };
TRANSITION(union_char_part) { union me_c u = { .i = 0x0102 + any_int("a", 0, 3) }; CHECK(low, u.c[0] >= 2); CHECK(two, u.c[0] == 2); }

// union_overwritten
TRANSITION(union_overwritten) { union { long l; int i; } u; u.l = 5; u.i = any_int("a", 1, 2); CHECK(i, u.i <= 2); CHECK(one, u.i == 1); }

// union_initial
TRANSITION(union_initial) { union { int i; long l; } u = { any_int("a", 1, 2) }; CHECK(i, u.i >= 1); CHECK(one, u.i == 1); }

// union_in_state
static union { int i; unsigned u; } me_us;
TRANSITION(union_in_state) { CHECK(any, me_us.u <= 1 || me_us.u == 4294967295u); CHECK(zero, me_us.u <= 1); me_us.i = any_int("a", -1, 1); }

// pointer_arithmetic
TRANSITION(pointer_arithmetic) { int a[5] = { 0, 1, 2, 3, 4 }, i = any_int("i", 0, 3), *p = a + i; CHECK(value, *p == i && p[1] == i + 1 && *(p + 1) == i + 1 && 1[p] == i + 1); CHECK(difference, p - a == i && &a[4] - p == 4 - i); CHECK(three, p - a != 3); }

// pointer_back
TRANSITION(pointer_back) { int a[4] = { 5, 6, 7, 8 }, *p = &a[3]; unsigned n = any_int("n", 0, 3); CHECK(value, *(p - n) == 8 - (int)n); CHECK(low, *(p - n) > 5); }

// pointer_negative_index
TRANSITION(pointer_negative_index) { int a[4] = { 5, 6, 7, 8 }, *p = &a[3], n = any_int("n", -3, 0); CHECK(value, p[n] == 8 + n); CHECK(low, p[n] > 5); }

// pointer_order
TRANSITION(pointer_order) { int a[4], i = any_int("i", 0, 4), j = any_int("j", 0, 4); (void)a; CHECK(order, (&a[i] < &a[j]) == (i < j)); CHECK(equal, (&a[i] == &a[j]) == (i == j)); CHECK(less, &a[i] <= &a[j]); }

// pointer_end
TRANSITION(pointer_end) { int a[3] = { 1, 2, 3 }, s = 0; for (int *p = a; p < a + 3; p++) s += *p; for (int *p = a; p != &a[3]; ++p) s += *p; CHECK(twelve, s == 12); CHECK(six, s == 6); }

// pointer_difference_of_structs
TRANSITION(pointer_difference_of_structs) { struct me_p a[4], *p = &a[any_int("i", 0, 3)]; CHECK(whole, p - a <= 3); CHECK(bytes, (char *)p - (char *)a == (p - a) * 24); CHECK(two, p - a <= 2); }

// pointer_bytes
TRANSITION(pointer_bytes) { int a[3] = { 1, 2, 3 }; int *p = (int *)((char *)a + 4 * any_int("i", 0, 2)); CHECK(value, *p == 1 + (p - a)); CHECK(three, *p < 3); }

// pointer_void
TRANSITION(pointer_void) { int a[3] = { 1, 2, 3 }; void *p = a; p += 4; CHECK(two, *(int *)p == 2); p -= 4; CHECK(one, *(int *)p == 1); CHECK(three, *(int *)p == 3); }

// pointer_to_pointer
static int me_x = 1, me_y = 2; static int *me_q = &me_x;
TRANSITION(pointer_to_pointer) { int **p = &me_q; *p = any_bool("y") ? &me_y : &me_x; CHECK(either, **p == 1 || **p == 2); CHECK(one, *me_q == 1); }

// pointer_increment_in_place
TRANSITION(pointer_increment_in_place) { int a[3] = { 1, 2, 3 }, *p = a, x = *p++, y = *++p, z = (*p)++; CHECK(values, x == 1 && y == 3 && z == 3 && a[2] == 4); CHECK(place, p == &a[2]); CHECK(moved, p == &a[1]); }

// pointer_member
struct me_o { int first; struct { int in[2]; } s; };
TRANSITION(pointer_member) { struct me_o o = { 1, { { 2, 3 } } }; int *p = &o.s.in[any_int("i", 0, 1)]; *p = 7; CHECK(first, o.first == 1); CHECK(sum, o.s.in[0] + o.s.in[1] >= 9); CHECK(ten, o.s.in[0] + o.s.in[1] == 10); }

// container
static struct me_n me_owner = { .t = 5 };
TRANSITION(container) { int *m = &me_owner.t; struct me_n *n = me_container(m, struct me_n, t); CHECK(same, n == &me_owner); n->t = any_int("a", 0, 3); CHECK(le, *m <= 3); CHECK(lt, *m < 3); }

// container_of_element
TRANSITION(container_of_element) { static struct me_n e[2]; long *z = &e[1].p[1].z; struct me_n *n = me_container(z, struct me_n, p[1].z); CHECK(second, n == &e[1]); CHECK(distance, n - e == 1); CHECK(first, n == e); }

// list
TRANSITION(list) { int s = 0; me_add(&me_i1.l, &me_head); if (any_bool("two")) me_add(&me_i2.l, &me_head); for (struct me_l *p = me_head.next; p != &me_head; p = p->next) s += me_container(p, struct me_item, l)->n; CHECK(sum, s == 1 || s == 3); CHECK(one, s == 1); me_del(&me_i1.l); if (me_head.next != &me_head) me_del(&me_i2.l); CHECK(empty, me_head.next == &me_head && me_head.prev == &me_head); }

// list_empty_of_item
TRANSITION(list_empty_of_item) { struct me_item *i = me_container(me_head.next, struct me_item, l); CHECK(head, &i->l == &me_head); CHECK(full, &i->l != &me_head); }

// flexible_array
struct me_f { int n; int a[]; }; static struct { struct me_f f; int room[2]; } me_flex;
TRANSITION(flexible_array) { CHECK(size, sizeof(struct me_f) == 4); CHECK(place, (char *)me_flex.f.a - (char *)&me_flex == 4); CHECK(wrong, sizeof(struct me_f) == 8); }

// flexible_initialised: refused
struct me_flex_i { int n; int a[]; }; static struct me_flex_i me_flex_init = { 2, { 4, 5 } };
TRANSITION(flexible_initialised) { CHECK(five, me_flex_init.a[1] == 5); CHECK(n, me_flex_init.n == 2); CHECK(four, me_flex_init.a[1] == 4); }

// multi_dimensional
TRANSITION(multi_dimensional) { int m[2][3] = { { 1, 2, 3 }, { 4 } }, i = any_int("i", 0, 1), (*row)[3] = &m[i]; CHECK(value, (*row)[0] == 1 + 3 * i); CHECK(zero, m[1][2] == 0); CHECK(rest, m[1][1] == 5); CHECK(size, sizeof(m[0]) == 12); }

// array_in_state
static int me_st[3];
TRANSITION(array_in_state) { int i = any_int("i", 0, 2); me_st[i]++; CHECK(ge, me_st[i] >= 1); CHECK(one, me_st[i] == 1); if (me_st[i] > 5) me_st[i] = 0; }

// array_of_chars
TRANSITION(array_of_chars) { char t[8] = "ab"; t[1] = any_int("c", 'b', 'd'); CHECK(end, t[2] == 0 && t[7] == 0); CHECK(first, t[0] == 'a'); CHECK(b, t[1] == 'b'); }

// array_without_end
TRANSITION(array_without_end) { char t[2] = "ab", u[] = "ab"; CHECK(b, t[1] == 'b'); CHECK(sizes, sizeof(t) == 2 && sizeof(u) == 3); CHECK(zero, u[2] == 'b'); }

// text_read: refused
TRANSITION(text_read) { const char *t = "abc"; CHECK(b, t[1] == 'b'); CHECK(a, t[1] == 'a'); }

// memset_zero
TRANSITION(memset_zero) { struct me_p p = { 1, 2, 3 }; __builtin_memset(&p, 0, sizeof(p)); CHECK(zero, !p.x && !p.y && !p.z); p.x = any_int("a", 0, 1); CHECK(one, p.x == 1); }

// memset_part
TRANSITION(memset_part) { struct me_p p = { 1, 2, 3 }; __builtin_memset(&p, 0, __builtin_offsetof(struct me_p, z)); CHECK(zero, !p.x && !p.y); CHECK(z, p.z == 3); CHECK(gone, p.z == 0); }

// memset_ones: refused
TRANSITION(memset_ones) { int a[2]; __builtin_memset(a, 255, sizeof(a)); CHECK(ones, a[0] == -1); CHECK(zero, a[1] == 0); }

// memset_one_element
TRANSITION(memset_one_element) { int a[3] = { 1, 2, 3 }; __builtin_memset(&a[1], 0, sizeof(a[1])); CHECK(others, a[0] == 1 && a[2] == 3); CHECK(zero, a[1] == 0); CHECK(kept, a[1] == 2); }

// memcpy_struct
TRANSITION(memcpy_struct) { struct me_p a = { any_int("a", 0, 2), 2, 3 }, b; __builtin_memcpy(&b, &a, sizeof(b)); a.x = 9; CHECK(le, b.x <= 2); CHECK(lt, b.x < 2); }

// memcpy_element
TRANSITION(memcpy_element) { int a[3] = { 1, 2, 3 }, b = any_int("b", 7, 8); __builtin_memcpy(&a[1], &b, sizeof(b)); CHECK(others, a[0] == 1 && a[2] == 3); CHECK(b, a[1] == b); CHECK(seven, a[1] == 7); }

// memcpy_other_type: refused
TRANSITION(memcpy_other_type) { unsigned a = any_int("a", 1, 2); unsigned char b[4]; __builtin_memcpy(b, &a, 4); CHECK(low, b[0] <= 2); CHECK(one, b[0] == 1); }

// cast_other_size: refused
TRANSITION(cast_other_size) { unsigned a = any_int("a", 1, 2); unsigned char b = *(unsigned char *)&a; CHECK(low, b <= 2); CHECK(one, b == 1); }

// cast_sign
TRANSITION(cast_sign) { int a = any_int("a", -1, 1); unsigned b = *(unsigned *)&a; CHECK(b, b <= 1 || b == 4294967295u); CHECK(small, b <= 1); *(unsigned *)&a = 4294967295u; CHECK(minus, a == -1); }

// cast_state_sign
static int me_sign;
TRANSITION(cast_state_sign) { CHECK(one, me_sign >= -1 && me_sign <= 1); CHECK(not_negative, me_sign >= 0); *(unsigned *)&me_sign = any_int("a", -1, 1); }

// designated_range_constant
TRANSITION(designated_range_constant) { int b = any_int("a", 7, 8), a[5] = { [1 ... 3] = b }; CHECK(same, a[1] == a[2] && a[2] == a[3]); CHECK(ends, !a[0] && !a[4]); CHECK(seven, a[1] == 7); }

// dimension_of_constant: refused
static const int me_dim = 4;
TRANSITION(dimension_of_constant) { CHECK(sixteen, sizeof(int[me_dim]) == 16); CHECK(four, sizeof(int[me_dim]) == 4); }

// volatile_object
static volatile int me_vol;
TRANSITION(volatile_object) { me_vol = any_int("a", 0, 2); me_vol += 1; CHECK(le, me_vol <= 3); CHECK(lt, me_vol < 3); }

// constant_object
static const int me_k = 4; static const int *const me_kp = &me_k;
TRANSITION(constant_object) { CHECK(four, me_k == 4 && *me_kp == 4); CHECK(five, *me_kp == 5); }

// bool_in_struct
struct me_b { _Bool a, b; };
TRANSITION(bool_in_struct) { struct me_b s = { any_int("a", 0, 2), 7 }; CHECK(one, s.a <= 1 && s.b == 1); CHECK(always, s.a); }

// bit_field: refused
struct me_bits { unsigned a : 3, b : 5; int c : 2; };
TRANSITION(bit_field) { struct me_bits s = { 0 }; s.a = any_int("a", 0, 9); s.c = any_int("c", 0, 3); CHECK(a, s.a <= 7); CHECK(c, s.c >= -2 && s.c <= 1); CHECK(six, s.a <= 6); CHECK(positive, s.c >= 0); }

// bit_field_beside: refused
struct me_beside { int x; unsigned a : 3; int y; };
TRANSITION(bit_field_beside) { struct me_beside s = { 1, 2, any_int("y", 3, 4) }, t = s; CHECK(y, t.x == 1 && t.y >= 3); CHECK(three, t.y == 3); }

// pointer_tag: refused
TRANSITION(pointer_tag) { static int x; unsigned long p = (unsigned long)&x | any_int("t", 0, 1); CHECK(back, (int *)(p & ~1ul) == &x); CHECK(zero, (p & 1) == 0); }

// pointer_as_number
TRANSITION(pointer_as_number) { static int x; unsigned long p = (unsigned long)&x; CHECK(back, (int *)p == &x); CHECK(there, p != 0); CHECK(aligned, (p & 3) == 0); CHECK(null, p == 0); }

// pointer_number_difference: refused
static int me_d[8];
TRANSITION(pointer_number_difference) { unsigned long d = (unsigned long)&me_d[3] - (unsigned long)&me_d[1]; CHECK(eight, d == 8); CHECK(two, d == 2); }

// error_pointer
static void *me_err(long e) { return (void *)e; }
TRANSITION(error_pointer) { static int x; void *p = any_bool("e") ? me_err(-12) : &x; int is = (unsigned long)p >= (unsigned long)-4095; CHECK(either, is || p == &x); CHECK(value, !is || (long)p == -12); CHECK(never, !is); }

// self_referential
struct me_r { struct me_r *self; int n; }; static struct me_r me_ref = { &me_ref, 3 };
TRANSITION(self_referential) { CHECK(self, me_ref.self->self == &me_ref && me_ref.self->n == 3); CHECK(four, me_ref.n == 4); }

// static_initial_order
static int me_later; static int *const me_early = &me_later; static int me_later = 6;
TRANSITION(static_initial_order) { CHECK(six, *me_early == 6); CHECK(zero, *me_early == 0); }

// tentative
static int me_tent; static int me_tent;
TRANSITION(tentative) { CHECK(le, me_tent <= 2); CHECK(zero, me_tent == 0); me_tent = any_int("a", 0, 2); }

// anonymous_members
struct me_anon { struct { int a; union { int b; unsigned c; }; }; int d; };
TRANSITION(anonymous_members) { struct me_anon s = { { 1, { any_int("b", -1, 1) } }, 4 }; CHECK(set, s.a == 1 && s.d == 4); CHECK(c, s.c <= 1 || s.c == 4294967295u); CHECK(small, s.c <= 1); }

// packed
struct me_pack { char c; int i; } __attribute__((packed));
TRANSITION(packed) { struct me_pack a[2] = { { 1, any_int("i", 2, 3) }, { 4, 5 } }; CHECK(size, sizeof(a) == 10); CHECK(set, a[0].i >= 2 && a[1].c == 4); CHECK(two, a[0].i == 2); }

// aligned
struct me_al { char c; int i __attribute__((aligned(16))); };
TRANSITION(aligned) { CHECK(place, __builtin_offsetof(struct me_al, i) == 16 && sizeof(struct me_al) == 32); CHECK(near, sizeof(struct me_al) == 20); }

// overlapping_assignment
struct me_ov { int a[3]; };
TRANSITION(overlapping_assignment) { struct me_ov s = { { 1, 2, 3 } }, *p = &s; *p = s; CHECK(kept, s.a[2] == 3); s = (struct me_ov){ { s.a[1], s.a[0], any_int("a", 4, 5) } }; CHECK(swapped, s.a[0] == 2 && s.a[1] == 1); CHECK(four, s.a[2] == 4); }

// swap_through_pointers
static void me_swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
TRANSITION(swap_through_pointers) { int a = any_int("a", 0, 2), b = 5, c = a; me_swap(&a, &b); CHECK(swapped, a == 5 && b == c); me_swap(&a, &a); CHECK(same, a == 5); CHECK(zero, b == 0); }

// aliasing_arguments
static int me_alias(int *a, int *b) { *a = 1; *b = 2; return *a; }
TRANSITION(aliasing_arguments) { int x, y, same = any_bool("same"); int r = me_alias(&x, same ? &x : &y); CHECK(r, r == 1 + same); CHECK(one, r == 1); }

// overlap_struct: open
TRANSITION(overlap_struct) { union { struct { int pad; struct me8 s; } x; struct { struct me8 s; int pad; } y; } u; u.y.s = (struct me8){ 1, 2, any_int("a", 3, 4) }; u.x.s = u.y.s; CHECK(three, u.x.s.c >= 3); CHECK(t, u.x.s.c == 3); CHECK(b, u.x.s.b == 2); }

// memcpy_between_types
struct me9 { int a, b; }; struct me9b { int x, y; };
TRANSITION(memcpy_between_types) { struct me9 s = { any_int("a", 1, 2), 3 }; struct me9b t; __builtin_memcpy(&t, &s, sizeof(t)); CHECK(y, t.y == 3 && t.x >= 1); CHECK(one, t.x == 1); }

// memcpy_narrow: refused
struct me10 { short a, b; };
TRANSITION(memcpy_narrow) { struct me10 s = { any_int("a", 1, 2), 3 }; int t; __builtin_memcpy(&t, &s, sizeof(t)); CHECK(v, t == 0x30001 || t == 0x30002); CHECK(one, t == 0x30001); }

// signed_load_of_unsigned
static unsigned char me11[2];
TRANSITION(signed_load_of_unsigned) { me11[0] = any_int("a", 126, 129); signed char c = *(signed char *)me11; CHECK(neg, (c < 0) == (me11[0] > 127)); CHECK(pos, c >= 0); }

// cond_lvalue_struct
TRANSITION(cond_lvalue_struct) { struct me8 x = { 1, 2, 3 }, y = { 4, 5, 6 }; int c = any_int("c", 0, 1); int r = (c ? x : y).b; CHECK(r, r == (c ? 2 : 5)); CHECK(two, r == 2); struct me8 z = c ? y : x; z.a = 9; CHECK(kept, x.a == 1 && y.a == 4); }

// struct_return_aliases
TRANSITION(struct_return_aliases) { struct me8 x = { 1, 2, 3 }, *p = &x; *p = (struct me8){ p->b, p->a, any_int("c", 0, 1) }; CHECK(swapped, x.a == 2 && x.b == 1); CHECK(zero, x.c == 0); }

// array_param_alias
static int me18_f(int a[], int *b) { a[1] = 5; return *b; }
TRANSITION(array_param_alias) { int a[3] = { 1, 2, 3 }, i = any_int("i", 0, 2); CHECK(r, me18_f(a, &a[i]) == (i == 1 ? 5 : i + 1)); CHECK(three, me18_f(a, &a[i]) != 5); }

// compound_on_bool_array
static _Bool me19[2];
TRANSITION(compound_on_bool_array) { int i = any_int("i", 0, 1); me19[i] += 2; CHECK(one, me19[i] == 1); me19[i] -= 1; CHECK(zero, me19[i] == 0); CHECK(two, me19[i] == 1); }
