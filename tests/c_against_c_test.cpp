// C against C, construct by construct.
//
// Every snippet below is compiled by the system's compiler and run, and it is read by the front end and run
// by the interpreter; both must return the same number. A construct that the front end loses or invents shows
// as a difference.
#include "solver/check/interpreter.h"
#include "tests/reader_fixture.h"

#include <cstdio>
#include <cstdlib>

namespace pinproof::model {
namespace {

namespace check = solver::check;

/// What the snippets share. Plain C that any compiler takes.
const char *const snippetHead = R"(
typedef _Bool bool_t;
struct point { int x; unsigned char y; long z; };
union word { unsigned int whole; struct { unsigned short low, high; } half; };
struct nested { struct point p[2]; union { int a; unsigned b; }; const char *name; };
enum colour { RED = 3, GREEN, BLUE = 10 };
static int counter;
static int table[5] = { 1, 2, [3] = 40 };
static struct nested global = { .p = { { 1, 2, 3 }, { .z = 7 } }, .b = 5 };
static int *const into_table = &table[3];
static const char text[4] = "ab";
static int next(void) { return ++counter; }
static int sum(const int *values, int n) { int s = 0; for (int i = 0; i < n; i++) s += values[i]; return s; }
static struct point make(int x, unsigned char y) { struct point p = { x, y, x + y }; return p; }
static long take(struct point p) { p.x++; return p.x + p.y + p.z; }
static void set(int *where, int value) { *where = value; }
static int twice(int n) { static int calls; calls++; return n * 2 + calls; }
static int early(int n) { if (n > 3) return 1; while (n) { n--; if (n == 1) return 2; } return 3; }
extern int announced;
static int *announcement(void) { return &announced; }
int announced;
static int half(int n) { return n / 2; }
static long way;
static void done(int *a) { way = way * 10 + *a; }
static int done_too(struct point *p) { way = way * 10 + p->x; return 5; }
#define CLEANED int __attribute__((cleanup(done)))
struct bits { unsigned a : 3; int b : 5; bool_t c : 1; unsigned long d : 33; enum colour e : 4; int after; };
static struct bits in_bits = { 5, -3, .d = 1ul << 32, .e = BLUE, .after = 9 };
static union { unsigned all; struct { unsigned low : 4, : 4, high : 8; } part; } overlaid = { .part = { 3, 200 } };
static int left_early(int n) { CLEANED a = n; if (n == 1) return a + 5; { CLEANED b = 7; if (n == 2) return b++; } a = 8; return way % 10; }
static struct point left_with(int n) { struct point p __attribute__((cleanup(done_too))) = { n, 1, 3 }; return p; }
static const struct { int (*f)(int); int n; } calls[3] = { { early }, { half, 1 } };
#define likely(x) __builtin_expect(!!(x), 1)
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define min_t(type, a, b) ({ type x_ = (a); type y_ = (b); x_ < y_ ? x_ : y_; })
)";

/// Bodies of functions that return long.
const std::vector<const char *> snippets = {
    "return 1 + 2 * 3 - 4 / 2 % 3;",
    "int a = 2147483647; return a + 1;",
    "unsigned a = 0; return a - 1;",
    "unsigned a = 4294967295u; return a + 2 > 0 ? a + 2 : -1;",
    "long a = 2147483647; return a + 1;",
    "int a = -7; return a / 2 * 100 + a % 3;",
    "int a = -1; unsigned b = 1; return a < b;",
    "int a = -1; long b = 1; return a < b;",
    "unsigned char a = 250; a += 10; return a;",
    "signed char a = 100; a = a + 100; return a;",
    "short a = -1; return (unsigned short)a;",
    "unsigned long a = -1; return a >> 60;",
    "int a = -16; return a >> 2;",
    "int a = 3; return a << 4 | 1;",
    "int a = 0x55; return (a & 0xf0) ^ ~a;",
    "bool_t b = 4; return b + b;",
    "bool_t b = 0; b++; b++; b |= 8; return b;",
    "bool_t b = 1; b--; return b;",
    "long big = 0x100000000; int low = big; return low == 0 && big;",
    "long big = 0x100000000; return (bool_t)big;",
    "return (int)(unsigned char)300;",
    "int a = 5; int b = a++ * 10 + a; return b;",
    "int a = 5; int b = --a; return a * 10 + b;",
    "int a = 1, b = 2; a = b = 7; return a + b;",
    "int a = 9; a -= 2; a *= 3; a /= 2; a %= 7; a <<= 3; a >>= 1; a &= 13; a ^= 2; return a;",
    "int a = 0; a || (a = 5); return a;",
    "int a = 0; (a && next()) || (a = 6); return a * 10 + counter;",
    "counter = 0; int a = next() && next() && !next(); return counter * 10 + a;",
    "int a = 3; return a ? a > 2 ? 10 : 20 : 30;",
    "int a = 0; return a ?: 8;",
    "counter = 0; return next() ?: 8;",
    "int a = (1, 2, 3); return a;",
    "int s = 0; for (int i = 0; i < 10; i++) { if (i == 3) continue; if (i == 7) break; s += i; } return s;",
    "int n = 5, s = 0; while (n--) s += n; return s;",
    "int n = 0; do { n += 3; if (n == 6) continue; } while (n < 10); return n;",
    "int n = 0; for (;;) if (++n > 4) break; return n;",
    "int n = 0; again: n++; if (n < 5) goto again; return n;",
    "int n = 2, r = 0; switch (n) { case 1: r = 1; case 2: r += 2; case 3: r += 30; break; default: r = 9; } "
    "return r;",
    "int n = 7, r = 0; switch (n) { default: r = 9; case 1: r += 1; break; case 2: r = 2; } return r;",
    "int r = 0; for (int n = 0; n < 12; n++) switch (n) { case 2 ... 5: r += n; break; case 9: continue; } "
    "return r;",
    "unsigned long n = 1ul << 40; switch (n) { case 1ul << 40: return 4; } return 5;",
    "int n = 3, c = 0; switch (n & 1) { while (n) { case 1: c++; n--; } } return c;",
    "int a[3] = { 4, 5 }; a[2] = a[0] + a[1]; return sum(a, 3);",
    "int a[4] = { [2] = 7, 8 }; return a[0] + a[2] * 10 + a[3] * 100;",
    "int m[2][3] = { { 1, 2, 3 }, { 4 } }; return m[1][0] * 100 + m[0][2] * 10 + m[1][2];",
    "int a[3] = { 1, 2, 3 }; int *p = a; p++; *p++ = 20; return *p + a[1] + (p - a);",
    "int a[3] = { 1, 2, 3 }; int *p = &a[2]; unsigned back = 1; return *(p - back) * 10 + p[-2];",
    "int a[3] = { 1, 2, 3 }; int *p = a; p += 2; p -= 1; return *p * 10 + (p > a) + (p == &a[1]);",
    "struct point p = { 1, 2 }; p.z = p.x + p.y; return p.z;",
    "struct point p = { .y = 255 }, q; q = p; q.y++; return q.y * 1000 + p.y + q.x;",
    "struct point p = make(3, 4); return take(p) * 100 + p.x;",
    "return make(5, 6).z;",
    "struct point p; p = (struct point){ 1, 2, 3 }; struct point *q = &p; return (*q).x + q->z;",
    "struct point p = { 1, 2, 3 }, q = { 4, 5, 6 }; int a = 1; return take(a ? q : p);",
    "struct point a[2] = { { 1, 2, 3 }, { 4, 5, 6 } }; struct point *p = a; return (++p)->y + (long)(p - a);",
    "union word w = { .whole = 0x12345678 }; w.whole = 7; return w.whole;",
    "struct nested n = { .a = -1 }; return n.b + n.p[1].z + !n.name;",
    "struct both { union { long l; int i; }; union { int a; char c; } u; } b = { .u.a = 300 }, d; d = b; "
    "return d.l * 1000 + d.u.a;",
    "return global.p[0].z * 100 + global.p[1].z * 10 + global.b + global.p[1].x;",
    "return table[0] + table[1] + table[2] + table[3] + *into_table;",
    "return text[0] * 1000 + text[1] + text[3];",
    "char local[] = \"xyz\"; local[1]++; return local[1] * 10 + sizeof(local) + local[3];",
    "int a = 4; int *p = &a; *p += 3; return a;",
    "int a = 4; int *p = &a, **q = &p; **q = 9; return a;",
    "int a; set(&a, 17); return a;",
    "int a[2]; set(a, 1); set(a + 1, 2); return a[0] * 10 + a[1];",
    "return twice(1) * 100 + twice(2);",
    "return early(9) * 100 + early(3) * 10 + early(1);",
    "return sizeof(struct point) + sizeof(int[7]) + __builtin_offsetof(struct point, z);",
    "return GREEN + BLUE + (enum colour)RED;",
    "int a = 3; return min_t(unsigned, a, 2) + min_t(int, -1, a);",
    "int a = 3; return likely(a > 2) ? READ_ONCE(a) : 0;",
    "int a = ({ int b = 2; b *= 3; b; }); return a;",
    "int a = 1; int b = ({ a; }) + 10; return b;",
    "return _Generic((long)1, int: 1, long: 2, default: 3);",
    "return __builtin_choose_expr(1, 4, next());",
    "return __builtin_types_compatible_p(int, unsigned) * 2 + __builtin_types_compatible_p(int, const int);",
    "int *p = 0; int a; return !p * 10 + (&a != 0) + (p == 0);",
    "int a = 3; int *p = &a; return p ? 1 : 2;",
    "int a = 3; void *p = &a; return *(int *)p + !!p;",
    "struct point p = { 1, 2, 3 }; long *z = &p.z; return ((struct point *)((char *)z - "
    "__builtin_offsetof(struct point, z)))->y;",
    "__auto_type a = 5l; __typeof__(a) b = a << 33; return b;",
    "unsigned a = 3000000000u; return (long)(int)a + (long)a;",
    "unsigned long a = 1; int b = -1; return a + b;",
    "int a = 1; unsigned b = 2; return (a - b) > 0;",
    "unsigned bias = 1u << 10; int refs = 3; return refs * bias;",
    "int count = -5; return (unsigned)count + 127u <= 127u;",
    "int r; return __builtin_add_overflow(2147483647, 1, &r) * 10 + (r < 0);",
    "unsigned r; return __builtin_sub_overflow(3u, 5u, &r) * 10 + (r > 5);",
    "int r; return __builtin_mul_overflow(65536, 32768, &r) * 10 + (r < 0);",
    "unsigned long r; return __builtin_mul_overflow(1ul << 40, 3ul, &r) * 10 + (r == 3ul << 40);",
    "unsigned char r; return __builtin_mul_overflow(-2, 100, &r) * 1000 + r;",
    "unsigned a = counter + 40; return __builtin_clz(a) * 100 + __builtin_ctz(a) * 10 + "
    "__builtin_popcount(a);",
    "unsigned long a = 1ul << 63 | 1ul << 20; a += !a; return __builtin_clzl(a) * 100 + __builtin_ctzl(a);",
    "int a = -8; a += !a; return __builtin_ffs(a) * 1000 + __builtin_popcount(a) * 10 + __builtin_ffs(a * "
    "0);",
    "long a = table[3]; return __builtin_ffsl(a) * 100 + __builtin_clzll(a) + __builtin_popcountl(-a);",
    "int a = table[0], b = table[3]; return ((a | b | 0x100) & 0x129) * 100 + ((a ^ b) & 0xf);",
    "int a = table[1], b = table[3], n = 0; if ((a | b) & 1) n += 1; if ((a | b) & 2) n += 2; if (a | b) n "
    "+= 4; "
    "if ((a & 1) | (b & 1)) n += 8; if (0xff00 & (a | b)) n += 16; return n;",
    "int *p = &table[3]; unsigned long v = (unsigned long)p | 1; return (v & 1) * 10 + ((int *)(v & ~3ul) == "
    "p) + "
    "((int *)(v ^ 1) == p) * 100 + ((v ^ 2) & 3) * 1000;",
    "return ((unsigned long)&table[3] - (unsigned long)&table[1]) * 10 + ((long)&table[0] - "
    "(long)&table[1]);",
    "return in_bits.a * 10000 + in_bits.b * 1000 + in_bits.c * 100 + (in_bits.d >> 30) * 10 + in_bits.e + "
    "in_bits.after;",
    "struct bits s = { 0 }; s.a = 9; s.b = 15; s.b++; s.c = 4; s.d -= 1; s.e = GREEN; return s.a + s.b * 100 "
    "+ s.c * 10 + "
    "(s.d == 0x1ffffffff) * 1000 + s.e * 10000;",
    "struct bits s = { 0 }; int x = (s.a = 11), y = (s.b += 17), z = ++s.a, w = s.a--; return x * 1000 + y * "
    "100 + z * 10 "
    "+ w;",
    "struct bits s = in_bits, *p = &s; p->a ^= 7; p->d <<= 1; p->after = -1; return p->a * 100 + p->b * 10 + "
    "p->d + "
    "in_bits.a;",
    "struct bits s = { .a = 6 }; return (s.a - 7 < 0) * 10 + (s.d - 1 > 0) + sizeof(s);",
    "overlaid.part.low = 1; overlaid.all += 16; return overlaid.all + overlaid.part.high;",
    "struct { int a : 6; unsigned : 0; int b : 7; short c; } s = { 31, -64, 3 }; s.a++; s.b--; return s.a * "
    "1000 + s.b * "
    "10 + s.c + sizeof(s);",
    "int a[3]; struct point p; __builtin_memset(a, -1, sizeof(a)); __builtin_memset(&p, 0x181, sizeof(p)); "
    "return a[1] * "
    "10 + p.y + (p.x == (int)0x81818181);",
    "way = 0; { CLEANED a = 1; CLEANED b = 2, c = 3; { CLEANED d = 4; } a = 7; } return way;",
    "way = 0; for (int i = 1; i < 6; i++) { CLEANED a = i; if (i == 2) continue; CLEANED b = 9; if (i == 4) "
    "break; } "
    "return way;",
    "way = 0; for (CLEANED a = 1; a < 4; a++) { CLEANED b = a + 4; if (b == 6) continue; } return way;",
    "way = 0; int n = 0; while (n < 3) { CLEANED a = ++n; do { CLEANED b = 8; if (n == 2) break; } while "
    "(0); } return "
    "way;",
    "way = 0; int n = 0; again: ; CLEANED a = ++n; { CLEANED b = 5; if (n < 3) goto again; if (n == 3) goto "
    "out; } "
    "n = 9; out: a = 4; { CLEANED c = 6; } return way * 10 + n;",
    "way = 0; int r = left_early(1) * 100 + left_early(2) * 10 + left_early(3); return way * 1000 + r;",
    "way = 0; struct point p = left_with(2); return way * 100 + p.x + p.z;",
    "way = 0; int n = 3; switch (n) { case 1: n = 5; case 3: { CLEANED a = 2; if (n == 3) break; } default: "
    "n = 7; } "
    "return way * 10 + n;",
    "way = 0; int a = 1 + ({ CLEANED b = 3; b; }) + ({ CLEANED c = 4; way; }); return way * 100 + a;",
    "way = 0; struct point q = ({ struct point p __attribute__((cleanup(done_too))) = { 4, 5, 6 }; p; }); "
    "return way * "
    "10 + q.x;",
    "way = 0; for (CLEANED a = 1, once = 0; !once; ({ goto finished; })) if (0) { finished: break; } else { "
    "way = 5; "
    "} return way;",
    "way = 0; CLEANED a = 1, b = ({ int n = 0; more: if (++n < 3) goto more; n; }); return way * 10 + b;",
    "struct point p = { 1, 2, 3 }; __builtin_memset(&p, 0, sizeof(p)); return p.x + p.y + p.z;",
    "struct point p = { 1, 2, 3 }; __builtin_memset(&p, 0, __builtin_offsetof(struct point, z)); "
    "return p.x + p.y + p.z;",
    "struct nested n = { .a = 5 }; n.p[1].z = 4; __builtin_memset(&n, 0, __builtin_offsetof(struct nested, "
    "name)); "
    "return n.b + n.p[1].z;",
    "struct point p = { 1, 2, 3 }, q; __builtin_memcpy(&q, &p, sizeof(p)); return q.z;",
    "int a = 2; { int a = 5; a++; } return a;",
    "int s = 0; for (int i = 0; i < 3; i++) { int fresh = 0; fresh += i; s += fresh; } return s;",
    "int s = 0; for (int i = 0; i < 3; i++) { int a[2] = { i }; s += a[0] + a[1]; a[1] = 9; } return s;",
    "int i = 0, j = 5; for (; i < j; i++, j--) ; return i * 10 + j;",
    "int a = 1, b; b = a, a = 4; return b * 10 + a;",
    "if (0) { unreached: return 5; } goto unreached;",
    "int a = 6; asm(\"\" : \"+r\"(a)); int b; asm(\"\" : \"=r\"(b) : \"0\"(a)); asm volatile(\"\" ::: "
    "\"memory\"); return b;",
    "int a = 1, b = 2; asm(\"\" : \"=r\"(a), \"=r\"(b) : \"0\"(b), \"1\"(a)); return a * 10 + b;",
    "int a[2] = { 1, 2 }, i = 0; __builtin_prefetch(&a[i++]); return i;",
    "int a[4] = { [0 ... 2] = 7, 8 }; return a[0] + a[2] * 10 + a[3] * 100;",
    "return __builtin_constant_p(&counter) * 2 + __builtin_constant_p(\"x\");",
    "const char *p = \"x\", *q = 0; return (p != 0) + (q != 0);",
    "int (*f)(void) = next; return f != 0;",
    "int (*f)(void) = next; counter = 3; return f() * 100 + (*f)() * 10 + (&next == f);",
    "int (*f)(int) = counter ? twice : early; int (**p)(int) = &f; int a = (*p)(2); f = early; return a * 10 "
    "+ f(9);",
    "void (*f)(int *, int) = set; int a = 1; f(&a, 8); return a;",
    "*announcement() = 5; return announced++ * 10;",
    "counter = 0; return calls[1].f(4) * 10 + calls[0].f(9) + (calls[2].f == 0) * 100;",
    "long (*f)(const int *, int) = (long (*)(const int *, int))0; return f ? f(0, 1) : 6;",
    "return __builtin_constant_p(3) ? 1 : 2;",
    "int a = -3; return -a + +a - ~a + !a;",
    "volatile int a = 3; a += 2; return a;",
    "register int a = 3; const int b = 4; return a * b;",
    "return 'a' + L'b' + 1000000000000;",
    "int a = 5; return (a > 3) + (a >= 5) + (a < 5) + (a <= 5) + (a == 5) + (a != 5);",
    "unsigned char a = 200, b = 100; return a + b;",
    "int a = 2; int b = a + ({ a = 10; 1; }); return b > 0;",
    "int a = 3; return sum((int[]){ a, 2, 1 }, 3);",
};

using CAgainstC = Reader;

/// What the compiler makes of the snippets.
std::vector<long> compiledResults(const fs::path &root) {
  std::ofstream out(root / "snippets.c");
  out << snippetHead << "#include <stdio.h>\n";
  for (size_t i = 0; i < snippets.size(); ++i)
    out << "static long snippet_" << i << "(void) { " << snippets[i] << " }\n";
  out << "int main(void) {\n";
  for (size_t i = 0; i < snippets.size(); ++i) out << "  printf(\"%ld\\n\", snippet_" << i << "());\n";
  out << "}\n";
  out.close();
  std::string binary = root / "snippets";
  std::string command =
      "cc -std=gnu11 -w -O0 -fwrapv -fms-extensions " + (root / "snippets.c").string() + " -o " + binary;
  std::vector<long> result;
  if (std::system(command.c_str()) != 0) return result;
  FILE *pipe = popen(binary.c_str(), "r");
  for (long value; std::fscanf(pipe, "%ld", &value) == 1;) result.push_back(value);
  pclose(pipe);
  return result;
}

TEST_F(CAgainstC, ReadsCAsTheCompilerDoes) {
  std::vector<long> expected = compiledResults(root);
  ASSERT_EQ(expected.size(), snippets.size());
  std::string spec = head + snippetHead + "static long result;\nINIT() {}\n";
  for (size_t i = 0; i < snippets.size(); ++i)
    spec += "static long snippet_" + std::to_string(i) + "(void) { " + snippets[i] + " }\nTRANSITION(t" +
            std::to_string(i) + ") { result = snippet_" + std::to_string(i) + "(); }\n";
  Program program = read(spec).program;
  ASSERT_EQ(program.transitions.size(), snippets.size());
  check::Interpreter interpreter(program);
  check::Outcome start = interpreter.runInit({});
  ASSERT_EQ(start.ending, check::Outcome::Ending::Done) << start.failure;
  for (size_t i = 0; i < snippets.size(); ++i) {
    check::Outcome outcome = interpreter.run(program.transitions[i].function, {});
    EXPECT_EQ(outcome.ending, check::Outcome::Ending::Done) << snippets[i] << "\n" << outcome.failure;
    for (const check::NamedCell &cell : interpreter.cells())
      if (cell.name == "result") {
        EXPECT_EQ(static_cast<long>(cell.value), expected[i]) << snippets[i];
      }
  }
}

} // namespace
} // namespace pinproof::model
