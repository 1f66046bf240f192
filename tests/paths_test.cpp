// The transition system says what the C does: known systems by their text, all others by comparison with the
// interpreter on random runs.

#include "model/paths.h"

#include "model/clang/reader.h"
#include "model/reduce.h"
#include "tests/agreement.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace pinproof::tests {

namespace {

using namespace model;

const std::string specs = std::string(PINPROOF_SOURCE_DIR) + "/specs";

class Paths : public ::testing::Test {
protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() / ("pinproof-paths-" + std::to_string(::getpid()));
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  /// The program of a specification with this text, on the embedded kernel.
  const Program &program(const std::string &text) {
    const std::filesystem::path file = directory_ / "example.c";
    std::ofstream(file) << "#include <pinproof.h>\n#include <linux/types.h>\n" << text;
    ReadOptions options;
    options.specFile = file.string();
    options.specDirectory = specs;
    options.kernelTree = specs + "/kernel";
    program_ = readSpecification(options).program;
    return program_;
  }
  TransitionSystem system(const std::string &text) { return makeTransitionSystem(program(text)); }

  /// Agreement of C and paths on a program made of one transition and the state it works on.
  void agrees(const std::string &state, const std::string &body, const std::string &init = "") {
    const TransitionSystem ts = system(state + "\nINIT() { " + init + " }\nTRANSITION(go) {" + body +
                                       "}\nINVARIANT(fine) { return 1; }");
    for (const Refusal &refusal : ts.refusals)
      ADD_FAILURE() << toString(refusal.where) << ": " << refusal.construct;
    EXPECT_GT(expectAgreement(program_, ts, 30, 12, 7), 20u) << toText(ts);
  }
  /// What pinproof says it cannot model in this transition.
  std::string refusal(const std::string &state, const std::string &body) {
    const TransitionSystem ts =
        system(state + "\nINIT() {}\nTRANSITION(go) {" + body + "}\nINVARIANT(fine) { return 1; }");
    return ts.refusals.empty() ? "" : ts.refusals[0].construct;
  }

  std::filesystem::path directory_;
  Program program_;
};

TEST_F(Paths, StopWhenAsked) {
  const Program &endless = program("static integer n;\nINIT() {}\nTRANSITION(up) { n++; }\n");
  std::atomic<bool> stop = true;
  EXPECT_THROW(makeTransitionSystem(endless, &stop), Stopped);
  stop = false;
  EXPECT_EQ(makeTransitionSystem(endless, &stop).variables.size(), 1u);
}

TEST_F(Paths, CountsWithoutWrapAreOnePath) {
  const TransitionSystem ts = system("static integer n;\nINIT() { n = 3; }\nTRANSITION(up) { n += 2; }\n"
                                     "INVARIANT(positive) { return n > 0; }");
  ASSERT_EQ(ts.variables.size(), 1u);
  EXPECT_EQ(ts.variables[0].name, "n");
  ASSERT_EQ(ts.init.size(), 1u);
  EXPECT_EQ(ts.init[0].update[0].second, Linear(3));
  ASSERT_EQ(ts.transitions[0].paths.size(), 1u);
  EXPECT_TRUE(ts.transitions[0].paths[0].guard.empty());
  EXPECT_EQ(ts.transitions[0].paths[0].update[0].second, Linear::variable(0) + Linear(2));
  ASSERT_EQ(ts.properties[0].bad.size(), 1u);
  EXPECT_EQ(ts.properties[0].bad[0][0], atLeast(0, Linear::variable(0)));
}

TEST_F(Paths, WrapAroundIsAPathOfItsOwn) {
  const TransitionSystem ts =
      system("static int c;\nINIT() { c = 0; }\nTRANSITION(up) { __pinproof_atomic_add(&c, 1024, 32); }\n"
             "INVARIANT(fine) { return c >= 0; }");
  ASSERT_EQ(ts.variables.size(), 2u);
  EXPECT_EQ(ts.variables[1].name, "c.wraps");
  EXPECT_EQ(ts.variables[1].wrapsOf, 0u);
  ASSERT_EQ(ts.transitions[0].paths.size(), 2u);
  unsigned wrapping = 0;
  for (const Path &path : ts.transitions[0].paths) {
    if (path.update.size() != 2) continue;
    ++wrapping;
    EXPECT_EQ(path.update[0].second, Linear::variable(0) + Linear(1024 - (Integer(1) << 32)));
    EXPECT_EQ(path.update[1].second, Linear::variable(1) + Linear(1));
  }
  EXPECT_EQ(wrapping, 1u);
}

TEST_F(Paths, WhatNeverChangesIsNoVariable) {
  const TransitionSystem ts =
      system("static int k, n; static bool flag;\nINIT() { k = 7; }\n"
             "TRANSITION(up) { if (k == 7) flag = !flag; else n++; }\nINVARIANT(fine) { return n == 0; }");
  ASSERT_EQ(ts.variables.size(), 1u);
  EXPECT_EQ(ts.variables[0].name, "flag");
  EXPECT_EQ(ts.variables[0].domain, (std::vector<Integer>{0, 1}));
  EXPECT_TRUE(ts.properties[0].bad.empty());
}

TEST_F(Paths, PointersInTheStateAreFew) {
  const TransitionSystem ts =
      system("static int a, b; static int *p;\nINIT() { p = &a; }\n"
             "TRANSITION(flip) { p = p == &a ? &b : &a; (*p)++; assume(a < 100 && b < 100); }\n"
             "INVARIANT(fine) { return p != 0; }");
  ASSERT_EQ(ts.refusals.size(), 0u);
  const auto at =
      std::find_if(ts.variables.begin(), ts.variables.end(), [](const Variable &v) { return v.name == "p"; });
  ASSERT_NE(at, ts.variables.end());
  EXPECT_EQ(at->domainNames, (std::vector<std::string>{"&a", "&b"}));
  EXPECT_TRUE(ts.properties[0].bad.empty());
}

TEST_F(Paths, ASimpleLoopIsOnePathPerOutcome) {
  const TransitionSystem ts = system("static integer n;\nINIT() {}\nTRANSITION(go) { int m = "
                                     "any_int(\"pages\", 1, 64); int i; for (i = 0; i < m; i++) n += 3; }\n"
                                     "INVARIANT(fine) { return n >= 0; }");
  ASSERT_EQ(ts.refusals.size(), 0u);
  ASSERT_EQ(ts.transitions[0].paths.size(), 1u) << toText(ts);
  const Path &path = ts.transitions[0].paths[0];
  ASSERT_EQ(path.inputs.size(), 1u) << "the number of iterations is the number of pages";
  EXPECT_EQ(path.update[0].second, Linear::variable(0) + Linear::variable(1) * 3);
}

TEST_F(Paths, ALoopThatIsLeftEarlyKeepsItsGuards) {
  agrees("static int c; static integer held;",
         "int m = any_int(\"pages\", 1, 64), i;"
         "for (i = 0; i < m; i++) { if (c < 0) break; c = (int)((unsigned)c + (1U << 27)); held++; }");
}

TEST_F(Paths, TwoWaysThroughALoop) {
  agrees("static int a, b;",
         "int m = any_int(\"n\", 0, 20), i; for (i = 0; i < m; i++) { if (a < 37) a += 2; else b += 3; }"
         "assume(a < 1000 && b < 3000);");
}

TEST_F(Paths, CountingDownWithAPointer) {
  agrees("static integer sum; static int x;",
         "int *array[16]; int **p = array; unsigned long n = any_int(\"n\", 1, 16);"
         "__pinproof_fill(array, n, &x); for (; n; n--, p++) { if (*p == &x) sum++; }");
}

TEST_F(Paths, ALoopThatClearsAnObjectIsNotACount) {
  agrees("struct s { int a, b; }; static int sum;",
         "struct s x = { 3, 4 }; struct s *p = &x; int m = any_int(\"n\", 1, 9), i;"
         "for (i = 0; i < m; i++) { sum += p->a; x = (struct s){ 0 }; p->b = i; } assume(sum < 1000);");
}

TEST_F(Paths, ALoopThatFillsAnArrayAnewIsNotACount) {
  agrees("static int a, b, sum;",
         "int *array[8]; int m = any_int(\"n\", 1, 6), i; __pinproof_fill(array, 3, &a);"
         "for (i = 0; i < m; i++) { if (array[0] == &a) sum++; __pinproof_fill(array, 2, &b); } assume(sum < "
         "1000);");
}

TEST_F(Paths, GotoRetry) {
  agrees("static int tries; static bool done;", "int left = any_int(\"n\", 1, 9); retry: if (left > 3) { "
                                                "left--; tries++; goto retry; } done = left == 3;"
                                                "assume(tries < 1000);");
}

TEST_F(Paths, NestedLoops) {
  agrees("static integer n;",
         "int m = any_int(\"n\", 1, 5), i, j; for (i = 0; i < m; i++) for (j = 0; j < 3; j++) n++;");
}

TEST_F(Paths, DoWhileAndSwitch) {
  agrees("static int s, n;", "int i = 0; do { switch (s) { case 0: s = 2; break; case 1: s = 0; n++; break; "
                             "default: s = 1; } } while (++i < 2);"
                             "assume(n < 50);");
}

TEST_F(Paths, SignedAndUnsignedComparisons) {
  agrees("static int c = -3; static int answer;", "unsigned u = any_int(\"u\", 0, 9); answer = ((unsigned)c "
                                                  "> u) + 2 * (c > (int)u) + 4 * ((unsigned long)c > u);"
                                                  "c++; assume(c < 40);");
}

TEST_F(Paths, NarrowTypesWrap) {
  agrees("static unsigned char b; static signed char s; static short h;",
         "b += any_int(\"n\", 0, 200); s = (signed char)(s + 77); h = (short)(h - 30000);");
}

TEST_F(Paths, DivisionRoundsTowardsZero) {
  agrees("static int q, r, n;", "n = any_int(\"n\", -50, 50); q = n / 7; r = n % 7;");
}

TEST_F(Paths, MasksAndShifts) {
  agrees("static unsigned low, bit, high, half; static int n;",
         "unsigned u = any_int(\"n\", 0, 300); low = u & 7; bit = u & 16; high = u & ~3u; half = u >> 1; n = "
         "(int)(u << 3);");
}

TEST_F(Paths, TheBitOfTheSignIsNegative) {
  agrees("static int n, sign; static long wide;",
         "n = any_int(\"n\", -3, 3); sign = n & (-2147483647 - 1); wide = (long)n & (1L << 63);");
  agrees("static int n, is_negative, is_wide;", "n += any_int(\"n\", -3, 3); is_negative = (n & (-2147483647 "
                                                "- 1)) < 0; is_wide = ((long)n & (1L << 63)) < 0;");
}

TEST_F(Paths, BitsOfMathematicalIntegers) {
  agrees("static integer n, low, negative;",
         "n = any_int(\"n\", -9, 9); low = n & 7; negative = n & ~(integer)3;");
  agrees("static integer n, all, some, none;",
         "n = any_int(\"n\", -9, 9); all = n | 6; some = n ^ -3; none = ~n;");
  EXPECT_NE(refusal("static integer n; static int c;", "n++; c = (n & 1) != 0;"), "");
}

TEST_F(Paths, FlagsAreTestedAndSet) {
  agrees("static unsigned flags; static int n;",
         "if (flags & 4) { flags &= ~4u; n++; } else flags |= any_of(\"a|b\") ? 4 : 8; assume(n < 100);");
}

TEST_F(Paths, WideMultiplication) {
  agrees("static unsigned long total; static int small;",
         "int refs = any_int(\"refs\", 1, 64); total += (unsigned long)refs * 4096; small = refs * (1 << 26);"
         "assume(total < 1000000);");
}

TEST_F(Paths, StructsUnionsAndCopies) {
  agrees("struct pair { int a; union { int b; unsigned c; }; }; static struct pair x, y;",
         "struct pair z = { .a = x.a + 1, .b = any_int(\"b\", -3, 3) }; y = z; x = y; assume(x.c < 4 && x.a "
         "< 90);");
}

TEST_F(Paths, MemoryOfAnotherTypeIsWrittenOver) {
  agrees("static int n; static char c;",
         "long words[2]; int *half = (int *)&words[1];"
         "words[0] = n; words[1] = 7; n = words[0] + words[1]; half[0] = n / 2; half[1] = 5;"
         "n = (half[0] + half[1]) % 1000; words[1] = n; c = words[1] % 7;");
  EXPECT_NE(refusal("static long n;", "long words[2]; words[1] = n; *(int *)&words[1] = 3; n = words[1];"),
            "");
  EXPECT_NE(refusal("static int n;", "long w; w = n; *(int *)&w = 3; n = ((int *)&w)[1];"), "");
  EXPECT_NE(refusal("static int n;", "long w[2] = { 0 }; w[1] = 5; *(int *)&w[1] = n; n = w[1];"), "");
}

TEST_F(Paths, StateIsNotReadAtAnotherSizeThanItIsWritten) {
  const std::string word = "static union { unsigned whole; unsigned short half[2]; unsigned char byte; } w;"
                           "static unsigned n; static union { bool flag; unsigned char byte; } b;";
  EXPECT_NE(refusal(word, "if (w.half[1]) n = 1; w.whole = any_int(\"n\", 0, 100000);"), "");
  EXPECT_NE(refusal(word, "if (any_bool(\"low\")) w.half[0] = 1; else w.whole = 0x12345;"), "");
  EXPECT_NE(refusal(word, "n = w.whole; w.byte = 3;"), "");
  EXPECT_NE(refusal(word, "if (b.flag) n = 1; b.byte = 2;"), "");
  EXPECT_NE(refusal("static int n; static bool b;", "unsigned char c = 2; b = *(bool *)&c;"), "");
}

TEST_F(Paths, StateOfOneSignWrittenWithTheOther) {
  agrees("static unsigned u; static int s, n;",
         "n = u > 5; n += s < 0; *(int *)&u = any_int(\"n\", -3, 3); *(unsigned *)&s = 0xfffffff0u + n;");
  agrees("static unsigned u; static int n;", "*(int *)&u -= 3; n = u > 5; assume(u > 4000000000u);");
  agrees("static unsigned count, old;", "old = count; __pinproof_atomic_add((int *)&count, -7, 32);");
  agrees("static unsigned count;", "__pinproof_atomic_add((int *)&count, -7, 32);");
}

TEST_F(Paths, AddressesGoRoundAsNumbersDo) {
  agrees("static char a[16]; static int n;",
         "unsigned long at = (unsigned long)&a[4], by = (unsigned long)any_int(\"n\", -4, 4);"
         "char *p = a + (unsigned long)-1; n = at + by < at; n += (at + by) - by == at; n += p + 1 == a;"
         "*(char *)(at + by) = n;");
  EXPECT_NE(refusal("static char a[16]; static int n;",
                    "n = (unsigned long)a + any_int(\"n\", 0, 9) * (1UL << 40) < (unsigned long)a;"),
            "");
}

TEST_F(Paths, WhatLiesBehindAnObjectIsNotKnown) {
  EXPECT_NE(refusal("static int a[4], b, n;", "n = &a[4] == &b;"), "");
  agrees("static int a[4], b, n;",
         "n += (&a[4] == &a[3] + 1) + (&a[3] == &b) + (&a[4] != 0); assume(n < 90);");
}

TEST_F(Paths, NumbersAmongPointers) {
  EXPECT_THROW(
      system("static int x; static void *p; static long n;\nINIT() {}\n"
             "TRANSITION(number) { n = any_bool(\"two\") ? 2 : 0; }\nTRANSITION(copy) { p = (void *)n; }\n"
             "TRANSITION(address) { p = &x; }\nINVARIANT(fine) { return p != (void *)2; }"),
      Unsupported);
}

TEST_F(Paths, StandInsComputeInTheTypesOfTheirArgumentsAndOnce) {
  const TransitionSystem ts =
      system("#include <linux/atomic.h>\n#include <linux/kernel.h>\nstatic int v[2], n;\nINIT() {}\n"
             "TRANSITION(go) { u32 small = 5; u64 large = 0x100000001; int *p = v, was; n = 0;"
             " CHECK(least, min(small, large) == 5); CHECK(most, max(small, large) == large);"
             " was = cmpxchg(p++, 3, ++n); CHECK(moved, p == v + 1 && n == 1 && was == 0 && v[0] == 0 && "
             "v[1] == 0); }");
  EXPECT_THAT(ts.refusals, testing::IsEmpty());
  for (const Path &path : ts.transitions[0].paths) EXPECT_THAT(path.reports, testing::IsEmpty());
}

TEST_F(Paths, ErrorsAmongPointers) {
  agrees("static int x, n; static void *p;",
         "n = p == (void *)-12L; p = any_bool(\"error\") ? (void *)-12L : p ? (void *)0 : &x;");
}

TEST_F(Paths, WhatACallLeavesBehindIsNotRead) {
  const std::string calls =
      "static int c; static int *kept; static int *leave(int n) { int gone = n; kept = &gone; "
      "return &gone; } static void take(int *p) { int n = 9; int *q = &n; c = *p + *q; }";
  EXPECT_NE(refusal(calls, "int *p = leave(3); kept = 0; take(p);"), "");
  EXPECT_NE(refusal(calls, "leave(3); take(kept); kept = 0;"), "");
  EXPECT_NE(refusal(calls, "int *p = leave(1), *q = leave(2); kept = 0; c = p == q;"), "");
  agrees(calls, "int n = c % 9; leave(3); kept = &c; take(&n); kept = 0;");
}

TEST_F(Paths, CopiesOfWhatIsNotThere) {
  const std::string pair = "struct pair { int a, b; }; static struct pair pairs[2]; static int c;";
  EXPECT_EQ(refusal(pair, "struct pair *p = 0; struct pair q = *p; c = 1;"), "dereference of NULL");
  EXPECT_EQ(refusal(pair, "struct pair *p = &pairs[2]; struct pair q = *p; c = 1;"),
            "access outside pairs[0].a");
  EXPECT_NE(refusal(pair, "struct pair p, q = { 0 }; p.a = 1; q = p; c = q.b;"), "");
  agrees(pair, "struct pair p, q = { 3, 4 }; p.a = 1; q = p; c = q.a; q.b = 5; c += q.b;");
}

TEST_F(Paths, BytesThatNoMemberHasAreNotUsed) {
  const std::string bits =
      "struct bits { unsigned a : 8, b : 24; int c; }; static struct bits bits; static int n;"
      "static union { struct { unsigned a : 8, b : 24; }; unsigned word; } both;"
      "struct hole { char c; int i; }; static struct hole hole;";
  agrees(bits, "struct bits own; own.c = 1; *(unsigned *)&own = 5 + n; bits = own; n = bits.b++;");
  agrees(bits, "n = *(unsigned *)&bits; __builtin_memset(&bits, 0, sizeof(bits)); bits.a = n + 3;");
  EXPECT_NE(refusal(bits, "((char *)&hole)[1] = 3;"), "");
  agrees(bits,
         "__typeof__(both) own; own.word = n + 5; both = own; bits.c = both.word; hole.c++; hole.i--; n++;"
         "__builtin_memset(&hole, 0, sizeof(hole));");
}

TEST_F(Paths, LowBitsOfAddressesAreThoseOfTheirTypes) {
  EXPECT_NE(refusal("static char c; static int n;", "n = (unsigned long)&c & 1;"), "");
  EXPECT_NE(refusal("static int i, n;", "n = (unsigned long)&i & 7;"), "");
  EXPECT_NE(refusal("static struct { char c; int i; } __attribute__((packed)) s; static int n;",
                    "n = (unsigned long)&s.i & 3;"),
            "");
  agrees("static long l[2]; static int n;", "n = ((unsigned long)&l[1] & 7) + ((unsigned long)l + 3 & 7);");
}

TEST_F(Paths, TagsInAddressesAndTheirDifferences) {
  EXPECT_NE(refusal("static char c; static int n;", "n = ((unsigned long)&c | 1) != 0;"), "");
  EXPECT_EQ(refusal("static int i, n;", "n = ((unsigned long)&i | 4) != 0;"),
            "bits of an address beyond the alignment of i");
  EXPECT_EQ(refusal("static int i, n;", "n = ((unsigned long)&i & ~7UL) != 0;"),
            "bits of an address beyond the alignment of i");
  EXPECT_EQ(refusal("static int i, j, n;", "n = (unsigned long)&i - (unsigned long)&j;"),
            "difference of addresses of different objects");
  agrees("static long l[3], *p; static int n; static unsigned long d;",
         "int tag = any_int(\"tag\", 0, 7), at = any_int(\"at\", 0, 2); unsigned long v = (unsigned "
         "long)&l[at] | tag;"
         "n = v & 7; p = (long *)(v & ~7UL); v ^= 3; n = n * 8 + (v & 7); d = v - (unsigned long)l;"
         "d += (unsigned long)&l[at] - (unsigned long)&l[1];");
}

TEST_F(Paths, MasksAndBitsOfWhatIsNotKnown) {
  agrees("static unsigned u, high, middle, two; static int n, m; static unsigned char flags;",
         "u = any_int(\"u\", 0, 4000000000); n = any_int(\"n\", -2000000000, 2000000000);"
         "high = u & 0xffff0000u; middle = u & 0x00ffff00; two = u & 0xff00ff0f; m = n & 0x7ff0ff0f;");
  agrees("static unsigned u, set, turned; static int n, m, k, all;",
         "u = any_int(\"u\", 0, 4000000000); n = any_int(\"n\", -2000000000, 2000000000);"
         "set = u | 0x80000401; turned = u ^ 0x80000401; m = n | 0x70; k = n ^ -256; all = ~n;");
  agrees("static unsigned u; static int n;",
         "u = any_int(\"u\", 0, 100000); n = n & 0x80000003; if (u & 1) n |= "
         "0x80000002; else n ^= 0x40000001;");
  // What is left of a flags word is one again.
  agrees("static unsigned fl;",
         "int n = any_int(\"n\", 0, 3); if (n == 0) fl |= 1; else if (n == 1) fl &= ~1u; else "
         "if (n == 2) fl |= 1u << 30; else fl &= ~(1u << 30);");
  const TransitionSystem flags =
      system("static unsigned fl;\nINIT() {}\nTRANSITION(set) { fl |= 3; }\n"
             "TRANSITION(clear) { fl &= ~1u; }\nINVARIANT(fine) { return fl < 4; }");
  ASSERT_EQ(flags.variables.size(), 1u);
  EXPECT_EQ(flags.variables[0].domain, (std::vector<Integer>{0, 2, 3}));
}

TEST_F(Paths, FewBitsOfManyNumbers) {
  const std::string numbers =
      "unsigned long a = any_int(\"a\", 0, 100000), b = any_int(\"b\", 0, 100000), mask = "
      "any_bool(\"mask\") ? 511 : 0;";
  agrees("static int n;",
         numbers + "n = 0; if ((a | b) & mask) n = 1; if (a | b) n += 2; if (mask & (a | b | 4)) n += "
                   "4;");
  agrees("static unsigned long n;", numbers + "mask = 0; n = (a | b) & mask; n += (a | 6) & 12;");
  EXPECT_NE(refusal("static unsigned long n;", numbers + "n = a | b;"), "");
}

TEST_F(Paths, CountsOfBits) {
  agrees("static int c;", "c = __builtin_clz(any_int(\"u\", 1, 4000000000));");
  agrees("static int c; static unsigned long w;",
         "w = any_int(\"w\", 0, 5000000000); if (w) c = __builtin_clzl(w) * 100;");
  agrees("static int t;", "t = __builtin_ctz(any_int(\"u\", 1, 4000000000));");
  agrees("static int f;", "f = __builtin_ffsl(any_int(\"w\", 0, 5000000000));");
  agrees("static int p;", "p = __builtin_popcount(any_int(\"u\", 0, 4000)); ");
  EXPECT_EQ(refusal("static int c;", "unsigned u = any_int(\"u\", 0, 9); c = __builtin_clz(u);"),
            "a count of the zeros of 0");
  EXPECT_EQ(refusal("static int c;", "unsigned u = any_int(\"u\", 0, 9); c = u ? __builtin_ctz(u) : 0;"), "");
}

/// The shapes of fls(), ilog2() and get_order(): a search by halves, and what is made of it.
TEST_F(Paths, TheHighestBitByHalves) {
  agrees(
      "static int f, o, l; static int highest(unsigned x) { int r = 32; if (!x) return 0;"
      "if (!(x & 0xffff0000u)) { x <<= 16; r -= 16; } if (!(x & 0xff000000u)) { x <<= 8; r -= 8; }"
      "if (!(x & 0xf0000000u)) { x <<= 4; r -= 4; } if (!(x & 0xc0000000u)) { x <<= 2; r -= 2; }"
      "if (!(x & 0x80000000u)) r -= 1; return r; }"
      "static int order(unsigned long size) { size--; size >>= 12; return highest(size); }",
      "unsigned u = any_int(\"u\", 0, 4000000000); f = highest(u); o = order(any_int(\"size\", 1, 300000));"
      "l = __builtin_constant_p(u) ? -1 : u ? 31 - __builtin_clz(u) : 0;");
}

/// And of struct_size(): no more than there is, if the product or the sum is lost.
TEST_F(Paths, SizesThatSaturate) {
  agrees("static unsigned long s; static unsigned long times(unsigned long a, unsigned long b) { unsigned "
         "long r;"
         "return __builtin_mul_overflow(a, b, &r) ? -1UL : r; }"
         "static unsigned long plus(unsigned long a, unsigned long b) { unsigned long r;"
         "return __builtin_add_overflow(a, b, &r) ? -1UL : r; }",
         "unsigned long n = any_int(\"n\", 0, 5000000000); if (any_bool(\"many\")) n *= 4000000000; s = "
         "plus(24, times(n, "
         "16));");
}

TEST_F(Paths, ProductsThatOverflow) {
  agrees("static unsigned n; static unsigned long w; static int lost;",
         "unsigned a = any_int(\"a\", 0, 4000000000); int b = any_int(\"b\", 0, 5);"
         "lost = __builtin_mul_overflow(a, b, &n) * 2 + __builtin_mul_overflow(a, 16ul, &w);");
}

/// What is not modelled has its guard, exactly: nobody is refused who does not get there.
TEST_F(Paths, WaysToWhatIsRefused) {
  const std::string state = "static unsigned n, m; static int *p; static int x;";
  const TransitionSystem ts =
      system(state + "\nINIT() {}\nTRANSITION(go) { n = any_int(\"n\", 0, 9); if (m > 6) { "
                     "__pinproof_refuse(\"far\"); x = 7; } if (n > 7) m = n; }\n"
                     "INVARIANT(fine) { if (n > 11) return *p == 3; return x < 5; }");
  ASSERT_EQ(ts.refusals.size(), 2u);
  EXPECT_EQ(ts.refusals[0].construct, "far");
  EXPECT_EQ(ts.refusals[0].transition, "go");
  ASSERT_EQ(ts.refusals[0].ways.size(), 1u);
  const VariableIndex m = ts.variables[0].name == "m" ? 0 : 1;
  EXPECT_EQ(ts.refusals[0].ways[0].guard, std::vector<Constraint>{atLeast(Linear::variable(m), 7)});
  EXPECT_EQ(ts.refusals[1].construct, "dereference of NULL");
  EXPECT_EQ(ts.refusals[1].transition, "fine");
  for (const Variable &v : ts.variables) EXPECT_NE(v.name, "x") << "nobody writes it";
}

/// Of paths that nobody explored there are no guards: nothing rules them out.
TEST_F(Paths, TooManyPathsHaveNoKnownWay) {
  std::string body;
  for (int bit = 0; bit < 15; ++bit) body += " if (any_bool(\"bit\")) c += " + std::to_string(1 << bit) + ";";
  const TransitionSystem ts = system("static int c;\nINIT() {}\nTRANSITION(go) { c = 0;" + body +
                                     " }\nINVARIANT(fine) { return 1; }");
  ASSERT_EQ(ts.refusals.size(), 1u);
  EXPECT_EQ(ts.refusals[0].construct, "more than 20000 paths");
  EXPECT_TRUE(ts.refusals[0].ways.empty());
}

TEST_F(Paths, AgreeWhereSomethingIsRefused) {
  for (const char *body : {"unsigned a = any_int(\"a\", 0, 40); if (n > 50) n = *p; n += a; if (n > 90) { m "
                           "= 3; n = m << a; } m++;",
                           "int i = any_int(\"i\", 0, 5); for (int k = 0; k < i; k++) n += t[k]; if "
                           "(any_bool(\"b\")) m = n / (m - 3); "
                           "else m++;",
                           "for (unsigned k = 0; k < n; k++) if (k == 30) m = t[k]; n += any_int(\"by\", 0, "
                           "9); m = n ? 9 / n : 1;"}) {
    const TransitionSystem ts =
        system("static unsigned n, m; static int *p, t[4];\nINIT() {}\nTRANSITION(go) {" + std::string(body) +
               "}\nINVARIANT(fine) { return 1; }");
    EXPECT_FALSE(ts.refusals.empty()) << body;
    for (const Refusal &refusal : ts.refusals) EXPECT_FALSE(refusal.ways.empty()) << refusal.construct;
    EXPECT_GT(expectAgreement(program_, ts, 40, 12, 7), 20u) << toText(ts);
  }
}

TEST_F(Paths, CleanedUpOnEveryWayOut) {
  agrees("static int way, n, locks; static void unlock(int **p) { if (*p) --**p; way = way * 3 + n; }"
         "static int *lock(int *p) { ++*p; return p; }"
         "static int held(int m) { int *l __attribute__((cleanup(unlock))) = lock(&locks); if (m == 1) "
         "return locks;"
         "for (int i = 0; i < 3; i++) { int *k __attribute__((cleanup(unlock))) = m == 2 ? 0 : lock(&locks); "
         "n = i;"
         "if (m == 3) break; if (m == 4) goto out; if (m == 5 && i) continue; n += 5; } return n; out: "
         "return locks + 9; }",
         "way = 0; n = 0; n = held(any_int(\"m\", 0, 5)) + locks * 100;");
}

TEST_F(Paths, BitFields) {
  const std::string flags =
      "static struct { unsigned a : 1, b : 1; int c : 2; unsigned : 3; bool d : 1; } s; static int n;";
  agrees(flags,
         "if (any_bool(\"a\")) s.a = !s.a; else if (s.a) s.b ^= 1; s.c++; s.d = s.c < 0; n = s.a + s.b * 2 + "
         "s.c * 10 + s.d * 100;");
  const TransitionSystem ts =
      system(flags + "\nINIT() {}\nTRANSITION(set) { s.a = 1; }\nTRANSITION(both) { if (s.a) s.d = 1; }\n"
                     "INVARIANT(fine) { return s.a || !s.d; }");
  EXPECT_TRUE(ts.refusals.empty());
  ASSERT_EQ(ts.variables.size(), 1u);
  EXPECT_EQ(ts.variables[0].name, "s.a..d");
  EXPECT_EQ(ts.variables[0].domain, (std::vector<Integer>{0, 1, 129}));
  agrees("static struct { unsigned count : 20; int level : 12; } s; static int n; static unsigned big;",
         "int by = any_int(\"by\", -5, 70000); s.count += by; s.level = by; n = s.level; big = s.count; if "
         "(s.count > "
         "1000000) s.count--;");
  agrees("static struct { long x; unsigned long low : 40; long high : 24; char end; } s, t; static long n;",
         "s.low += any_int(\"by\", 0, 4000000000); s.high -= 3; t = s; t.end++; n = t.high * 2 + (t.low > "
         "70000);");
  agrees("static union { unsigned all; struct { unsigned low : 8, high : 24; }; } u; static unsigned n;",
         "u.all = any_int(\"all\", 0, 4000000000); n = u.high; u.low = 7;");
  EXPECT_NE(refusal("static int n;", "struct { unsigned a : 3, b : 3; } s; s.a = 1; n = s.b;"), "");
}

TEST_F(Paths, BytesSetToOtherValuesThanZero) {
  agrees("static struct { short s; char c; unsigned u; void *p; } r, *q; static int n;",
         "int a[3]; __builtin_memset(a, 0xff, sizeof(a)); __builtin_memset(&r, 0x181, sizeof(r)); n = a[2] + "
         "(r.s < 0) + "
         "(r.c == -127) + (r.u == 0x81818181) + (r.p == 0); r.p = 0; r.u = 1;");
}

TEST_F(Paths, DivisionsThatTrap) {
  EXPECT_NE(refusal("static int c;", "int n = any_int(\"n\", -1, 1); if (n) c = (-2147483647 - 1) / n;"), "");
  EXPECT_NE(refusal("static int c;", "int n = any_int(\"n\", -1, 1); if (n) c = (-2147483647 - 1) % n;"), "");
  EXPECT_NE(refusal("static int c;", "c = (-2147483647 - 1) / -1;"), "");
  agrees("static int c; static long w;",
         "int n = any_bool(\"n\") ? 1 : -1; c = 2147483647 / n; w = (-2147483647L - 1) / n;");
}

TEST_F(Paths, CallsThroughPointers) {
  agrees("static int n; static int up(int k) { return k + 1; } static int down(int k) { return k - 1; }"
         "struct ops { int (*step)(int); }; static struct ops ops;",
         "int (*f)(int) = any_bool(\"down\") ? down : up; n = ops.step(n); ops.step = f; assume(n < 50 && n "
         "> -50);",
         "ops.step = up;");
}

TEST_F(Paths, ArraysAtKnownIndices) {
  agrees("static int a[4]; static int at;",
         "int n = any_int(\"n\", 0, 3); a[n] += n + 1; at = (at + 1) & 3; assume(a[n] < 90);");
}

TEST_F(Paths, ChecksAreReported) {
  const TransitionSystem ts =
      system("static int n;\nINIT() {}\nTRANSITION(go) { n = any_int(\"n\", 0, 9); CHECK(small, n < 9); }\n"
             "INVARIANT(fine) { return n < 10; }");
  ASSERT_EQ(ts.properties.size(), 2u);
  EXPECT_EQ(ts.properties[1].name, "small");
  unsigned breaking = 0;
  for (const Path &path : ts.transitions[0].paths) {
    breaking += !path.reports.empty();
    EXPECT_EQ(path.reached, std::vector<uint32_t>{1});
  }
  EXPECT_EQ(breaking, 1u);
}

TEST_F(Paths, WhatIsNotModelledIsRefused) {
  EXPECT_EQ(
      refusal("static int a, b, c;", "a = any_int(\"a\", 0, 900); b = any_int(\"b\", 0, 900); c = a * b;"),
      "an operation that is not linear on a value with more than 128 possibilities");
  EXPECT_EQ(refusal("static int c;", "int n = any_int(\"n\", 0, 31); c = 1 << (n - 1);"), "shift by -1 bits");
  EXPECT_EQ(refusal("static int c;", "int n = any_int(\"n\", 0, 32); c = 7 >> n;"), "shift by 32 bits");
  EXPECT_EQ(refusal("static int c;", "c = 1 << 32;"), "shift by 32 bits");
  EXPECT_EQ(refusal("static int c;", "c = 4 >> -1;"), "shift by -1 bits");
  EXPECT_EQ(refusal("static long c;", "int n = any_int(\"n\", 0, 63); c = 1L << n;"), "");
  EXPECT_EQ(refusal("static int c;", "int *p = 0; c = *p;"), "dereference of NULL");
  EXPECT_EQ(refusal("static int c;", "int u; c = u;"), "use of 'u' that was never set");
  EXPECT_EQ(refusal("static int c;", "int a[3] = {1, 2, 3}; int n = any_int(\"n\", 0, 3); c = a[n];"),
            "access outside a local of type int[3]");
  EXPECT_EQ(refusal("static int c; static int f(int n) { return n ? f(n - 1) : 0; }", "c = f(3);"),
            "recursion: f -> f");
  const std::string flags =
      "switch (n) { case 0: c = 1; break; case 1: c = 2; break; default: __builtin_unreachable(); }";
  EXPECT_EQ(refusal("static int c;", "int n = any_int(\"n\", 0, 1); " + flags), "");
  EXPECT_EQ(refusal("static int c;", "int n = any_int(\"n\", 0, 2); " + flags),
            "__builtin_unreachable() that is reached");
  EXPECT_EQ(refusal("static int c;", "for (;;) c ^= 1;"),
            "a loop that goes round too often to be unrolled, and does more than count");
  EXPECT_EQ(refusal("static integer g; static int c;", "g++; c = (int)g;"),
            "a mathematical integer of unknown size used as a machine integer of 32 bits");
}

TEST_F(Paths, WhatIsDeclaredAgainHoldsNothing) {
  const std::string state = "static int c; static void take(int *p) { c = *p; }";
  EXPECT_EQ(refusal(state, "for (int i = 0; i < 2; i++) { int u; if (i == 0) u = 5; c = u; }"),
            "use of 'u' that was never set");
  EXPECT_EQ(refusal(state, "for (int i = 0; i < 2; i++) { int u; if (i == 0) u = 5; take(&u); }"),
            "read of a local of type int that was never set");
  EXPECT_EQ(refusal(state, "int i = 0; again: { int u; if (i == 0) u = 5; c = u; } if (++i < 2) goto again;"),
            "use of 'u' that was never set");
  agrees(state,
         "for (int i = 0; i < 3; i++) { int u, v; u = c % 7; take(&u); if (u) v = 1; else v = 2; c += v; }");
  agrees(state,
         "int n = any_int(\"n\", 0, 40); for (int i = 0; i < n; i++) { int u; u = i; c += 2; } c %= 100;");
}

TEST_F(Paths, AnInvariantMustAnswerInEveryState) {
  const TransitionSystem ts = system("static integer n;\nINIT() {}\nTRANSITION(go) { n++; }\n"
                                     "INVARIANT(fine) { assume(n < 3); return n < 3; }");
  ASSERT_EQ(ts.refusals.size(), 1u);
  EXPECT_EQ(ts.refusals[0].construct, "assume() in an invariant");
}

TEST_F(Paths, StateKeepsNoAddressOfALocal) {
  EXPECT_THROW(
      system(
          "static int *p; static int c;\nINIT() {}\nTRANSITION(go) { int local = 3; p = &local; c = *p; }\n"
          "INVARIANT(fine) { return 1; }"),
      Unsupported);
}

TEST_F(Paths, ClaimsOfInitAreNotForgotten) {
  const std::string claim = "static int n; static void set(int to) { CHECK(positive, to > 0); n = to; }";
  const TransitionSystem broken =
      system(claim + "\nINIT() { set(any_int(\"n\", 0, 1)); }\nTRANSITION(go) { set(2); }\n");
  ASSERT_EQ(broken.refusals.size(), 1u);
  EXPECT_EQ(broken.refusals[0].construct, "a claim that INIT breaks: to > 0");
  EXPECT_EQ(broken.refusals[0].where.line, 3u);
  EXPECT_EQ(system(claim + "\nINIT() { set(1); }\nTRANSITION(go) { set(2); }\n").refusals.size(), 0u);
  const TransitionSystem stopped =
      system("static int n; static void set(int to) { if (!to) __pinproof_report(\"bug\", \"BUG_ON\", "
             "\"!to\"); n = to; }"
             "\nINIT() { set(any_int(\"n\", 0, 1)); }\nTRANSITION(go) { n++; }\n");
  EXPECT_EQ(stopped.refusals.size(), 1u);
  EXPECT_EQ(stopped.init.size(), 1u);
}

TEST_F(Paths, WhatABugLeavesBehindIsNoState) {
  const TransitionSystem ts = system("static int n; static int *p;\nINIT() {}\n"
                                     "TRANSITION(go) { int local = n; p = &local; n = *p + 1;"
                                     " if (n > 3) __pinproof_report(\"bug\", \"BUG\", \"n\"); p = 0; }\n"
                                     "INVARIANT(fine) { return p == 0; }");
  EXPECT_TRUE(ts.refusals.empty());
  EXPECT_GT(expectAgreement(program_, ts, 30, 12, 7), 20u) << toText(ts);
}

TEST_F(Paths, AssertionsThatAreWrittenAlikeAreNamedByTheirOrder) {
  const std::string warn = "if (n > 3) __pinproof_report(\"warn\", \"WARN_ON\", \"n > 3\");";
  auto names = [&](const std::string &gap) {
    std::vector<std::string> all;
    for (const Property &p :
         system("static int n;\nstatic void add(void) {" + gap + warn + "\nn++;" + gap + warn + gap +
                " n++;\n" + warn + "}\nINIT() {}\nTRANSITION(go) { add(); }\nINVARIANT(fine) { return 1; }")
             .properties)
      all.push_back(p.name);
    return all;
  };
  EXPECT_THAT(names(""),
              testing::ElementsAre("fine", "warn:add:n > 3", "warn:add:n > 3 #2", "warn:add:n > 3 #3"));
  EXPECT_EQ(names("\n\n"), names("")) << "whatever lines they stand on";
}

TEST_F(Paths, ElementsThatAreAlikeAreNotWrittenOneByOne) {
  const std::string state =
      "struct page { bool dirty; }; struct folio { int n; struct page page PINPROOF_EACH; };"
      "static struct folio f; static int c;";
  EXPECT_EQ(refusal(state, "struct page *p = &f.page; p += 3; p->dirty = 1;"),
            "write to one of many elements that are modelled as alike");
  EXPECT_EQ(
      refusal(
          state,
          "struct page *p = &f.page; p += any_int(\"pages\", 0, 9); if (p->dirty) c = 1; c = p - &f.page;"),
      "");
}

TEST_F(Paths, WhatNoPathReachesIsNotRefused) {
  EXPECT_EQ(
      refusal("static int c; extern void unknown(void);", "if (c > 3 && c < 3) unknown(); if (c == 5) c++;"),
      "");
}

TEST_F(Paths, AContradictoryInitIsAnError) {
  EXPECT_THROW(
      system("static int c;\nINIT() { c = any_int(\"c\", 0, 3); assume(c > 3); }\nTRANSITION(go) { c++; }\n"
             "INVARIANT(fine) { return 1; }"),
      InputError);
}

TEST_F(Paths, ExplorationStopsInTheMiddleOfARound) {
  std::string body = "for (int i = 0; i < 3; i++) {";
  for (int bit = 0; bit < 60; ++bit)
    body += " if (any_of(\"no|yes\")) all[" + std::to_string(bit) + "] += i;";
  const Program &endless = program("static long all[60];\nINIT() {}\nTRANSITION(go) {" + body +
                                   " }}\nINVARIANT(fine) { return 1; }");
  std::atomic<bool> stop = false;
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  EXPECT_THROW(makeTransitionSystem(endless, &stop), Stopped);
  later.join();
}

TEST_F(Paths, MakingThemFewerStopsToo) {
  const std::atomic<bool> stop = true;
  EXPECT_THROW(mergePaths(std::vector<Path>(2), 0, &stop), Stopped);
}

class PathsOfSpecification : public ::testing::TestWithParam<std::string> {};

TEST_P(PathsOfSpecification, AgreeWithTheC) {
  ReadOptions options;
  options.specFile = specs + "/" + GetParam();
  options.specDirectory = specs;
  options.kernelTree = specs + "/kernel";
  const Program program = readSpecification(options).program;
  if (!program.absent.empty()) GTEST_SKIP() << "this kernel has no " << program.absent.front();
  const TransitionSystem ts = makeTransitionSystem(program);
  for (const Refusal &refusal : ts.refusals)
    ADD_FAILURE() << toString(refusal.where) << ": " << refusal.construct;
  EXPECT_GT(expectAgreement(program, ts, 20, 15, 11), 0u);
}

/// With counters of 8 bits and a bias of 8, random runs wrap them again and again.
TEST_P(PathsOfSpecification, AgreeWithTheCWhereCountersAreNarrow) {
  ReadOptions options;
  options.specFile = specs + "/" + GetParam();
  options.specDirectory = specs;
  options.kernelTree = specs + "/kernel";
  options.extraFlags = {"-DPINPROOF_COUNTER_BITS=8", "-DPINPROOF_BIAS_BITS=3", "-DPINPROOF_DIO_PAGES=4"};
  const Program program = readSpecification(options).program;
  if (!program.absent.empty()) GTEST_SKIP() << "this kernel has no " << program.absent.front();
  const TransitionSystem ts = makeTransitionSystem(program);
  EXPECT_GT(expectAgreement(program, ts, 20, 40, 5), 0u);
}

std::vector<std::string> allSpecifications() {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(specs))
    if (entry.path().extension() == ".c") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, PathsOfSpecification, ::testing::ValuesIn(allSpecifications()),
                         [](const auto &info) { return info.param.substr(0, info.param.find('.')); });

} // namespace

} // namespace pinproof::tests
