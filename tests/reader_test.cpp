// The front end, by what only it knows: roles, drift, refusals, where reports stand, what wrong input is
// answered with. What constructs mean is c_against_c_test.cpp's.
#include "tests/reader_fixture.h"

#include <gmock/gmock.h>

namespace pinproof::model {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

std::vector<std::string> refusals(const Program &program) {
  std::vector<std::string> result;
  for (const Function &function : program.functions)
    for (const Instruction &i : function.code)
      if (i.op == Op::Refuse) result.push_back(toString(i.where) + ": " + program.refusals.at(i.index));
  return result;
}

TEST_F(Reader, RefusesWhatItDoesNotModelAtItsPlace) {
  const std::vector<std::pair<const char *, const char *>> cases = {
      {"float f = 1; f = f + 1;", "float"},
      {"int n = any_int(\"n\", 1, 3); int a[n]; a[0] = 1;", "variable-length type of a"},
      {"int (*f)(void) = 0; f();",
       "call through a pointer that is not the address of a function of its type"},
      {"int (*f)(int) = nowhere; f(1);", "call of nowhere(), which has no definition here"},
      {"long (*f)(void) = (long (*)(void))nowhere; f();", "call through a pointer that is not"},
      {"int (*f)(int, ...) = 0; f(1);", "call through a pointer to int (int, ...)"},
      {"struct { int a; long b; } s; __builtin_memset(&s, 0, 10);", "memset() of a part"},
      {"asm volatile(\"cli\");", "inline assembly \"cli\""},
      {"int a; asm(\"\" : \"=r\"(a));", "inline assembly with an output of unknown value"},
      {"struct { char c; int a : 24; } s; s.a = 1;", "bit-field a"},
      {"union { int a; short b; } u; __builtin_memset(&u, 1, sizeof(u));", "memset() of union"},
      {"struct { int a; _Bool b; } s; __builtin_memset(&s, 2, sizeof(s));", "to another value than zero"},
      {"int a __attribute__((cleanup(gone))) = 1; (void)a;", "call of gone(), which has no definition here"},
      {"int a[4] = { [0 ... 2] = twice(1) }; (void)a;", "one initial value with side effects for several"},
      {"int n = 2; typedef int words[n++]; return;", "variable-length type of words"},
      {"int n = 2; void *p = (int (*)[n++])0; (void)p;", "cast to int (*)[n++]"},
      {"int a = 1; if (__builtin_expect(1, a++)) a = 2;", "side effects of an argument of __builtin_expect"},
      {"int a[3]; long_array(2, a);", "variable-length type of a"},
      {"nowhere(1);", "call of nowhere(), which has no definition here"},
      {"elsewhere = 1;", "use of elsewhere, which has no definition here"},
      {"loop(3);", "recursion: loop -> loop"},
      {"ping(3);", "recursion: ping -> pong -> ping"},
      {"void *p = &&here; here: (void)p;", "AddrLabelExpr"},
      {"__pinproof_refuse(\"page faults\");", "page faults"},
      {"while (({ break; 1; })) ;", "break or continue outside of a body"},
      {"if (stack) return;", "use of stack, which is a register of the machine"},
      {"weak_number++;", "use of weak_number, which has no definition here"},
      {"weak();", "call of weak(), which has no definition here"},
      {"missing_return();", "end of missing_return() reached without a return value"},
      {"unsigned __int128 wide = 1; wide++;", "unsigned __int128"},
      {"__int128 wide = 1; wide++;", "__int128"},
      {"int narrow = (int)((__int128)twice(1) >> 1);", "cast to int"},
      {"s128 wide = 1; wide++;", "s128"},
      {"_BitInt(40) odd = 1; odd++;", "_BitInt(40)"},
  };
  const std::string declarations = "int nowhere(int); extern int elsewhere;\n"
                                   "typedef __int128 s128;\n"
                                   "register unsigned long stack asm(\"rsp\");\n"
                                   "__attribute__((weak)) int weak_number = 3;\n"
                                   "__attribute__((weak)) void weak(void) {}\n"
                                   "static int loop(int n) { return n ? loop(n - 1) : 0; }\n"
                                   "static int pong(int);\n"
                                   "static int ping(int n) { return pong(n); }\n"
                                   "static int pong(int n) { return n ? ping(n - 1) : 0; }\n"
                                   "static int missing_return(void) { }\n"
                                   "static int twice(int n) { return 2 * n; }\n"
                                   "void gone(int *a);\n"
                                   "static int long_array(int n, int a[n++]) { return n + a[0]; }\n";
  for (auto [body, text] : cases) {
    std::vector<std::string> found = refusals(readTransition(body, declarations));
    ASSERT_FALSE(found.empty()) << body;
    EXPECT_THAT(found.front(), HasSubstr(text));
    EXPECT_THAT(found.front(), HasSubstr("specs/test.c:")) << body;
  }
}

/// Of 128 bits, and never taken for one of 128 bits that wraps.
TEST_F(Reader, IntegersWithoutBoundsAreATypeOfTheirOwn) {
  const std::string body =
      "integer big = 1; int one = 1; big = big * 4 + one; one = big > one; one += (int)(big / 2);";
  EXPECT_THAT(refusals(readTransition(body, "")), testing::IsEmpty());
  EXPECT_THAT(refusals(readTransition("__int128 big = 1; integer copy = big;", "")), Not(testing::IsEmpty()));
}

TEST_F(Reader, LeavesDeadCodeOut) {
  Program program = readTransition("if (0) nowhere(); if (__builtin_constant_p(x) && nowhere()) return; "
                                   "if (1) x = 1; else never(); return; never();",
                                   "int nowhere(void); static int x; static void never(void) { x = 2; }");
  EXPECT_THAT(refusals(program), testing::IsEmpty());
  for (const Function &function : program.functions) EXPECT_NE(function.name, "never");
}

TEST_F(Reader, FindsRoles) {
  Program program = read(head + R"(SPEC("a title");
ASSUMPTION(thing, "one thing");
EXPECT_REPORT(f, "part", violated, "why not");
static int x, unused;
INIT() { x = 1; }
TRANSITION(up) { x++; }
TRANSITION(down) { x--; }
INVARIANT(plain) { return x > 0; }
INVARIANT(broken, EXPECT(violated, "it: goes down")) { return x > 0; }
)")
                        .program;
  EXPECT_EQ(program.name, "test");
  EXPECT_EQ(program.title, "a title");
  EXPECT_THAT(program.assumptions, testing::Contains(Assumption{"thing", "one thing", {}}));
  ASSERT_EQ(program.transitions.size(), 2u);
  EXPECT_EQ(program.transitions[1].name, "down");
  EXPECT_EQ(program.functions[program.transitions[1].function].name, "transition_down");
  EXPECT_EQ(toString(program.transitions[1].where), "specs/test.c:8");
  ASSERT_EQ(program.invariants.size(), 2u);
  EXPECT_EQ(program.invariants[0].expect, Expectation::Holds);
  EXPECT_EQ(program.invariants[1].expect, Expectation::Violated);
  EXPECT_EQ(program.invariants[1].reason, "it: goes down");
  ASSERT_EQ(program.reportExpectations.size(), 1u);
  EXPECT_EQ(program.reportExpectations[0].function, "f");
  EXPECT_EQ(program.reportExpectations[0].part, "part");
  EXPECT_EQ(program.reportExpectations[0].reason, "why not");
  ASSERT_EQ(program.globals.size(), 1u);
  EXPECT_TRUE(program.globals[0].isGhost);
}

TEST_F(Reader, ChoicesAndReports) {
  write("specs/include/linux/bug.h",
        "#define BUG_ON(c) do { if (c) __pinproof_report(\"bug\", \"BUG_ON\", #c); } while (0)\n");
  write("tree/mm/gup.c", "#include <linux/bug.h>\n"
                         "static int pins;\n"
                         "static void pin(int n)\n{\n\tBUG_ON(n > 2);\n\tpins += n;\n}\n");
  Program program = readTransition("int n = any_int(\"pages\", 1, 64); if (any_of(\"fast|slow\")) pin(n); "
                                   "CHECK(few, n < 60);");
  ASSERT_EQ(program.inputs.size(), 2u);
  EXPECT_EQ(program.inputs[0].label, "pages");
  EXPECT_EQ(program.inputs[0].low, 1);
  EXPECT_EQ(program.inputs[0].high, 64);
  EXPECT_THAT(program.inputs[1].alternatives, ElementsAre("fast", "slow"));
  EXPECT_EQ(program.inputs[1].high, 1);
  ASSERT_EQ(program.reports.size(), 2u);
  const ReportPoint &bug =
      program.reports[0].kind == ReportPoint::Kind::Bug ? program.reports[0] : program.reports[1];
  const ReportPoint &check =
      program.reports[0].kind == ReportPoint::Kind::Bug ? program.reports[1] : program.reports[0];
  EXPECT_EQ(bug.name, "BUG_ON");
  EXPECT_EQ(bug.condition, "n > 2");
  EXPECT_EQ(bug.function, "pin");
  EXPECT_EQ(toString(bug.where), "mm/gup.c:5");
  EXPECT_EQ(check.kind, ReportPoint::Kind::Check);
  EXPECT_EQ(check.name, "few");
  for (const Object &global : program.globals)
    if (global.name == "pins") {
      EXPECT_FALSE(global.isGhost);
    }
}

TEST_F(Reader, TypesThatTheSpecificationDoesNotKnowAreDrift) {
  write("tree/mm/gup.c", "struct folio;\ntypedef unsigned int flags_t;\n"
                         "int grab(struct folio *folio, int refs, flags_t flags) { return 0; }\n");
  std::string known = "KNOWN_TYPE(grab, int, (struct folio *, int, unsigned int));\n";
  std::string other = "KNOWN_TYPE(grab, _Bool, (struct folio *, unsigned int));\n";
  std::string include = head + "#include \"mm/gup.c\"\n";
  EXPECT_THAT(read(include + other + known + roles).program.drifts, testing::IsEmpty());
  std::vector<Drift> drifts = read(include + other + roles).program.drifts;
  ASSERT_EQ(drifts.size(), 1u);
  EXPECT_EQ(drifts[0].function, "grab");
  EXPECT_THAT(drifts[0].known, ElementsAre("_Bool (struct folio *, unsigned int)"));
  EXPECT_EQ(drifts[0].actual, "int (struct folio *, int, flags_t)");
  EXPECT_EQ(toString(drifts[0].where), "mm/gup.c:3");
}

TEST_F(Reader, FunctionsThatTheKernelLacksAreDriftOrAbsent) {
  Program missing = readTransition("unpin(3);");
  ASSERT_EQ(missing.drifts.size(), 1u);
  EXPECT_EQ(missing.drifts[0].function, "unpin");
  EXPECT_EQ(missing.drifts[0].actual, "");
  EXPECT_EQ(toString(missing.drifts[0].where), "specs/test.c:5");
  Program absent = readTransition("unpin(3);", "REQUIRES(unpin)");
  EXPECT_THAT(absent.drifts, testing::IsEmpty());
  EXPECT_THAT(absent.absent, ElementsAre("unpin"));
}

/// A function that an error took away is neither missing nor a reason not to apply.
/// Nothing else that is wrong with it is said, as it is about another kernel.
TEST_F(Reader, KernelsThatNobodyWroteForAreDriftAndNotAbsent) {
  write("tree/mm/gup.c", "int pin(int n) { return n; }\n");
  const std::string rest = "#include \"mm/gup.c\"\nWRITTEN_FOR(unpin);\n" + roles;
  const Program program = read(head + rest + "static int wrong(void) { return nothing; }\n").program;
  EXPECT_THAT(program.absent, testing::IsEmpty());
  ASSERT_EQ(program.drifts.size(), 1u);
  EXPECT_EQ(program.drifts[0].function, "unpin");
  EXPECT_EQ(program.drifts[0].actual, "");
  write("tree/mm/gup.c", "int unpin(int n) { return n; }\n");
  EXPECT_THAT(read(head + rest).program.drifts, testing::IsEmpty());
}

TEST_F(Reader, FunctionsThatAnErrorTookAwayAreErrors) {
  const std::string roles = "\nINIT() {}\nTRANSITION(go) { unpin(3); }\n";
  const std::vector<std::pair<const char *, const char *>> files = {
      {"int before\nvoid unpin(int n) { }\n", "mm/gup.c:"},
      {"int before(void) { if (1) {\n}\nint unpin(int n) { return n; }\n", "mm/gup.c:"},
      {"int before;\nint unpin(int n, { return n; }\n", "mm/gup.c:2"},
      {"int before(void) { }\n}\nint unpin(int n) { return n; }\n", "mm/gup.c:2"},
  };
  for (const auto &[file, place] : files)
    for (const char *declarations : {"", "REQUIRES(unpin)"}) {
      write("tree/mm/gup.c", file);
      write("specs/test.c", head + "#include \"mm/gup.c\"\n" + declarations + roles);
      try {
        const Program program = readSpecification(options()).program;
        // Clang may have understood it all the same.
        EXPECT_THAT(program.absent, testing::IsEmpty()) << file;
        EXPECT_THAT(program.drifts, testing::IsEmpty()) << file;
      } catch (const InputError &error) {
        EXPECT_THAT(toString(error.where), testing::StartsWith(place)) << file << declarations;
        EXPECT_NE(error.excerpt, "");
      }
    }
}

/// With errors around them, too.
TEST_F(Reader, FunctionsThatAreNotThereAreMissing) {
  for (const char *file : {"unknown_t before(void);\nint after(void) { return unpin(3); }\n",
                           "unknown_t before(void);\n#if 0\nint unpin(int n) { return n; }\n#endif\n",
                           "int before(int n) { return n + ; }\n/* int unpin(int n) { return n; } */\n"}) {
    write("tree/mm/gup.c", file);
    EXPECT_THAT(read(head + "#include \"mm/gup.c\"\nREQUIRES(unpin)\nINIT() {}\n").program.absent,
                ElementsAre("unpin"))
        << file;
    const ReadResult result = read(head + "#include \"mm/gup.c\"\nINIT() {}\nTRANSITION(go) { unpin(3); }\n");
    ASSERT_EQ(result.program.drifts.size(), 1u) << file;
    EXPECT_EQ(result.program.drifts[0].function, "unpin");
  }
}

TEST_F(Reader, WhatDiffersBetweenKernelsIsBesideStandIns) {
  write("specs/compat/mm.h", "#include <compat/ask.h>\nstatic inline int g(void) { return ANSWER; }\n");
  write("specs/compat/ask.h", "#define ANSWER 7\n");
  write("specs/include/linux/mm.h", "#include <compat/mm.h>\n");
  write("tree/compat/mm.h", "#error the kernel has no say in it\n");
  write("tree/mm/gup.c", "#include <linux/mm.h>\nint f(void) { return g(); }\n");
  const ReadResult result = read("#include <pinproof.h>\n#include \"mm/gup.c\"\nstatic int x;\nINIT() {}\n"
                                 "TRANSITION(go) { x = f(); }\n");
  EXPECT_EQ(result.kernelText.size(), 1u);
  write("specs/compat/ask.h", "#define ANSWER nobody_knows\n");
  const InputError error = errorOf("#include <pinproof.h>\n#include <compat/mm.h>\nstatic int x;\nINIT() {}\n"
                                   "TRANSITION(go) { x = g(); }\n");
  EXPECT_EQ(error.where.file, "specs/compat/mm.h");
}

TEST_F(Reader, HeadersWithoutStandInAreEmptyAndListed) {
  write("specs/include/linux/mm.h", "#define FROM_STAND_IN 1\n");
  write("tree/include/linux/mm.h", "#error the real header\n");
  write("tree/mm/internal.h", "#error the real header\n");
  write("tree/mm/gup.c", "#include <linux/mm.h>\n#include <linux/sched/mm.h>\n#include \"internal.h\"\n"
                         "static int f(void) { return FROM_STAND_IN; }\n");
  ReadResult result = read(head + "#include \"mm/gup.c\"\nINIT() {}\nTRANSITION(go) { f(); }\n");
  EXPECT_THAT(result.program.assumptions,
              testing::Contains(headersReadAsEmpty({"internal.h", "linux/sched/mm.h"})));
  EXPECT_THAT(result.kernelText, ElementsAre(Key("mm/gup.c")));
}

TEST_F(Reader, OneFunctionOfAHeaderIsTaken) {
  write("tree/include/linux/mm.h",
        "#include <linux/all.h>\n#define f(a) nonsense\nstruct page { struct other o; };\n"
        "int f(int);\nint twice(int) { return f(1); }\n#ifdef X\n#endif\n"
        "static inline int\nf(int a)\n{\n\tif (a) { return a + 1; }\n"
        "\treturn missing;\n}\nint after(void) { return wrong; }\n");
  std::string spec =
      head + "#include \"mm/gup.c\"\n#if __has_include(<only/include/linux/mm.h/g>)\n#error g\n#endif\n"
             "#include <only/include/linux/mm.h/f>\nstatic int x;\nINIT() {}\nTRANSITION(go) { x = f(1); }\n";
  try {
    read(spec);
    FAIL() << "the error inside f() was not seen";
  } catch (const InputError &error) {
    EXPECT_EQ(error.where.file, "include/linux/mm.h");
    EXPECT_EQ(error.where.line, 12u);
  }
  write("tree/include/linux/mm.h", "int f(int a) { return a + 1; }\nint broken(void) { return wrong; }\n");
  ReadResult result = read(spec);
  EXPECT_EQ(result.kernelText.count("include/linux/mm.h"), 1u);
  EXPECT_TRUE(std::any_of(result.program.functions.begin(), result.program.functions.end(),
                          [](const Function &f) { return f.name == "f" && f.fromKernel; }));

  write("tree/include/linux/mm.h", "int f(int a) { return 1; }\nint f(int a) { return 2; }\n");
  EXPECT_THAT(errorOf(spec).what(), HasSubstr("defines f() more than once"));
  write("tree/include/linux/mm.h", "int f(int a);\nint g(void) { return f(2); }\n");
  EXPECT_THAT(errorOf(head + "#include <only/include/linux/mm.h/f>\nINIT() {}\n").what(),
              HasSubstr("no function f() in include/linux/mm.h of "));
}

TEST_F(Reader, WhatIsOutsideIsRefusedWhereItIsReached) {
  write("tree/mm/gup.c",
        "static int f(int a) { return a ? unknown : 2; }\nstatic int g(int a) { return f(a); }\n");
  ReadResult result = read(head + "#include \"mm/gup.c\"\nOUTSIDE(f);\nstatic int x;\nINIT() {}\n"
                                  "TRANSITION(go) { if (x) x = g(1); }\n");
  EXPECT_THAT(result.program.refusals, ElementsAre(HasSubstr("f()")));
}

TEST_F(Reader, AHeaderOfTheDirectoryAboveIsEmptyToo) {
  write("tree/fs/internal.h", "#error the real header\n");
  write("tree/fs/iomap/io.c", "#include \"../internal.h\"\nstatic int f(void) { return 77; }\n");
  ReadResult result = read(head + "#include \"fs/iomap/io.c\"\nINIT() {}\nTRANSITION(go) { f(); }\n");
  EXPECT_THAT(result.program.assumptions, testing::Contains(headersReadAsEmpty({"internal.h"})));
}

TEST_F(Reader, AStandInIsFoundBesideTheKernelFile) {
  write("specs/include/mm/internal.h", "#define FROM_STAND_IN 1\n");
  write("tree/mm/internal.h", "#error the real header\n");
  write("tree/mm/gup.c", "#include \"internal.h\"\nstatic int f(void) { return FROM_STAND_IN; }\n");
  ReadResult result = read(head + "#include \"mm/gup.c\"\nINIT() {}\nTRANSITION(go) { f(); }\n");
  EXPECT_THAT(result.program.assumptions, testing::ElementsAre(operationsAreSteps(), machineIsX86()));
}

TEST_F(Reader, AHeaderNamedByItsTreePathIsTheTrees) {
  write("specs/include/linux/uio.h", "#define STAND_IN 1\n");
  write("tree/include/linux/uio.h", "#include <linux/uio.h>\n#include <linux/none.h>\n#include \"other.h\"\n"
                                    "static inline int f(void) { return STAND_IN + 76; }\n"
                                    "static inline int broken(void) { return NOPE; }\n");
  write("tree/include/linux/other.h", "#error a neighbour that nobody asked for\n");
  ReadResult result = read(head + "#include \"include/linux/uio.h\"\n#include \"mm/gup.c\"\n"
                                  "static int x;\nINIT() {}\nTRANSITION(go) { x = f(); }\n");
  EXPECT_THAT(toText(result.program), AllOf(HasSubstr("77"), HasSubstr("include/linux/uio.h:4")));
  EXPECT_THAT(result.kernelText, ElementsAre(Key("include/linux/uio.h"), Key("mm/gup.c")));
  EXPECT_THAT(result.program.assumptions, testing::Contains(headersReadAsEmpty({"linux/none.h", "other.h"})));
  InputError error =
      errorOf(head + "#include \"include/linux/uio.h\"\nINIT() {}\nTRANSITION(go) { broken(); }\n");
  EXPECT_EQ(toString(error.where), "include/linux/uio.h:5");
}

// Whoever names mm/internal.h means the one that mm/gup.c includes as its neighbour; a stand-in may do it,
// too.
TEST_F(Reader, ATreeHeaderIsTheTreesForEverybody) {
  write("tree/mm/internal.h", "static inline int f(void) { return 77; }\n");
  write("tree/mm/gup.c", "#include \"internal.h\"\nstatic int g(void) { return f(); }\n");
  write("specs/include/linux/mm.h", "#if 0\n#include \"mm/internal.h\"\n#endif\n");
  ReadResult result = read(head + "#include <linux/mm.h>\n#include \"mm/gup.c\"\n"
                                  "static int x;\nINIT() {}\nTRANSITION(go) { x = g(); }\n");
  EXPECT_THAT(toText(result.program), HasSubstr("77"));
  EXPECT_THAT(result.kernelText, ElementsAre(Key("mm/gup.c"), Key("mm/internal.h")));
}

TEST_F(Reader, ATreeHeaderIsNeverEmpty) {
  InputError error = errorOf(head + "#include \"include/linux/uio.h\"\n" + roles);
  EXPECT_THAT(error.what(), HasSubstr("no include/linux/uio.h in "));
  EXPECT_EQ(toString(error.where), "specs/test.c:2");
}

TEST_F(Reader, ATreeHeaderCanBePatched) {
  write("tree/include/linux/uio.h", "static inline int f(void) { return 1; }\n");
  write("specs/test.c", head + "#include \"include/linux/uio.h\"\nstatic int x;\nINIT() {}\n"
                               "TRANSITION(go) { x = f(); }\n");
  ReadOptions patched = options();
  patched.overlay["include/linux/uio.h"] = "static inline int f(void) { return 77; }\n";
  EXPECT_THAT(toText(readSpecification(patched).program), HasSubstr("77"));
}

TEST_F(Reader, PatchedFilesComeBeforeTheTree) {
  write("tree/mm/gup.c", "static int f(void) { return 1; }\n");
  write("specs/test.c",
        head + "#include \"mm/gup.c\"\nstatic int x;\nINIT() {}\nTRANSITION(go) { x = f(); }\n");
  ReadOptions patched = options();
  patched.overlay["mm/gup.c"] = "static int f(void) { return 77; }\n";
  EXPECT_THAT(toText(readSpecification(patched).program), HasSubstr("77"));
  EXPECT_THAT(toText(readSpecification(options()).program), testing::Not(HasSubstr("77")));
}

TEST_F(Reader, ErrorsMatterWhereTheyAreReached) {
  write("tree/mm/gup.c", "static int good(void) { return 1; }\n"
                         "static int bad(void)\n{\n\treturn UNKNOWN_MACRO;\n}\n");
  EXPECT_NO_THROW(readTransition("good();"));
  InputError error = errorOf(head + "#include \"mm/gup.c\"\nINIT() {}\nTRANSITION(go) { bad(); }\n");
  EXPECT_EQ(toString(error.where), "mm/gup.c:4");
  EXPECT_EQ(error.excerpt, "\treturn UNKNOWN_MACRO;\n\t       ^");
  EXPECT_THAT(error.what(), HasSubstr("UNKNOWN_MACRO"));
  EXPECT_NE(error.remedy, "");
}

// Clang 14 drops statements that use a declaration with an error in it, and says nothing.
TEST_F(Reader, NothingIsLostBehindABrokenDeclaration) {
  const std::string standIn = "struct page { int a; };\nenum { STAND_IN };\ntypedef int number;\n"
                              "static int f(void) { return 1; }\nint g(int n) { return n; }\n";
  write("specs/include/linux/mm.h", standIn);
  const std::vector<std::pair<const char *, const char *>> cases = {
      {"static int f(void) { return 2; }\nvoid go(void) { f(); }", "redefinition of 'f'"},
      {"int g(long n) { return 2; }\nvoid go(void) { g(1); }", "conflicting types for 'g'"},
      {"static unknown_t counter = 0;\nvoid go(void) { counter++; }", "unknown type name 'unknown_t'"},
      {"struct page { long b; };\nvoid go(void) { struct page p; p.a = 1; }", "redefinition of 'page'"},
      {"enum { STAND_IN };\nint x; void go(void) { x = STAND_IN; }", "redefinition of enumerator 'STAND_IN'"},
      {"enum { A = NOPE, B };\nint x; void go(void) { x = B; }", "undeclared identifier 'NOPE'"},
      {"typedef unknown_t handle;\nint x; void go(void) { handle h = 1; x = h; }", "unknown type name"},
      {"typedef long number;\nint x; void go(void) { x = sizeof(number); }", "typedef redefinition"},
      {"typedef unknown_t handle; struct s { handle h; }; static struct s v;\nint x; void go(void) { x = "
       "sizeof(v); }",
       "unknown type name"},
      {"struct s { unknown_t a; int b; }; static struct s v;\nvoid go(void) { v.b = 1; }",
       "unknown type name"},
      {"static int table[] = { NOPE, 1 };\nint x; void go(void) { x = table[1]; }",
       "undeclared identifier 'NOPE'"},
      {"static unknown_t counter = 0;\n#define BUMP() counter++\nvoid go(void) { BUMP(); }",
       "unknown type name"},
  };
  for (auto [kernel, message] : cases) {
    write("tree/mm/gup.c", std::string("#include <linux/mm.h>\n") + kernel + "\n");
    std::string spec = head + "#include \"mm/gup.c\"\nINIT() {}\n";
    EXPECT_NO_THROW(read(spec + "TRANSITION(idle) { }\n")) << kernel;
    EXPECT_THAT(errorOf(spec + "TRANSITION(run) { go(); }\n").what(), HasSubstr(message)) << kernel;
  }
}

// Nor does it say anything where the grammar wants one statement, and gets an __if_exists.
TEST_F(Reader, NothingIsLostInAnIfExists) {
  const std::string state = "static int x; static void f(void) {}\n";
  for (const char *body :
       {"switch (x) { case 5: __if_exists(f) { x = 1; } }",
        "switch (x) { default: __if_exists(f) { x = 1; } }", "here: __if_exists(f) { x = 1; }",
        "if (x) __if_exists(f) { x = 1; }", "if (x) ; else __if_exists(f) { x = 1; }",
        "while (x) __if_exists(f) { x = 1; }", "do __if_exists(f) { x = 1; } while (x);",
        "for (;;) __if_not_exists(g) { x = 1; }"}) {
    const InputError error = errorOf(head + state + "INIT() {}\nTRANSITION(go) { " + body + " ; }\n");
    EXPECT_THAT(error.what(), HasSubstr("__if_exists")) << body;
    EXPECT_EQ(toString(error.where), "specs/test.c:4") << body;
  }
  const std::string kept =
      "{ __if_exists(f) { x = 1; } __if_exists(f) { x = 2; } } if (x) { __if_exists(f) { x = 3; } }"
      " int a[] = { 1, __if_exists(f) { 4, } }; x = a[1]; __if_not_exists(f) { x = 5; }";
  const std::string text = toText(readTransition(kept, state + "__if_exists(f) { static int y; }"));
  for (const char *value : {"constant.i32 1 ", "constant.i32 2 ", "constant.i32 3 ", "constant.i32 4 "})
    EXPECT_THAT(text, HasSubstr(value));
  EXPECT_THAT(text, Not(HasSubstr("constant.i32 5 ")));
}

TEST_F(Reader, CharHasTheSignThatTheMakefileGivesIt) {
  auto minus = [&] { // what a char makes of 255
    return toText(readTransition("x = (char)255;", "static int x;"));
  };
  const char *const asSigned = "constant.i32 -1 ", *const asUnsigned = "constant.i32 255 ";
  EXPECT_THAT(minus(), HasSubstr(asSigned));
  write(
      "tree/Makefile",
      "KBUILD_CFLAGS := -Wall \\\n\t-fno-common $(call cc-option,-fshort-wchar) \\\n\t-funsigned-char -O2\n");
  EXPECT_THAT(minus(), HasSubstr(asUnsigned));
  EXPECT_THAT(read(head + roles).treeFlags, ElementsAre("-fshort-wchar", "-funsigned-char"));
  for (const char *other :
       {"# KBUILD_CFLAGS += -funsigned-char\n", "HOSTCFLAGS += -funsigned-char\n",
        "KBUILD_CFLAGS += -O2 # -funsigned-char\n", "KBUILD_CFLAGS_KERNEL += -funsigned-char\n",
        "KBUILD_CFLAGS += -funsigned-chars\n", ""}) {
    write("tree/Makefile", other);
    EXPECT_THAT(minus(), HasSubstr(asSigned)) << other;
  }
  ReadOptions patched = options();
  patched.overlay["Makefile"] = "KBUILD_CFLAGS\t+= -funsigned-char";
  EXPECT_THAT(toText(readSpecification(patched).program), HasSubstr(asUnsigned));
  patched.extraFlags = {"-fsigned-char"};
  EXPECT_THAT(toText(readSpecification(patched).program), HasSubstr(asSigned));
}

TEST_F(Reader, WrongSpecificationsAreExplained) {
  InputError syntax = errorOf(head + "INIT() { int x = ; }\n");
  EXPECT_EQ(toString(syntax.where), "specs/test.c:2");
  EXPECT_EQ(syntax.excerpt, "INIT() { int x = ; }\n                 ^");
  EXPECT_THAT(errorOf(head + "TRANSITION(go) {}\n").what(), HasSubstr("no INIT"));
  EXPECT_THAT(errorOf(head + "INIT() {}\n").what(), HasSubstr("no TRANSITION"));
  EXPECT_THAT(errorOf(head + roles + "INIT() {}\n").what(), HasSubstr("redefinition"));
  EXPECT_THAT(errorOf(head + roles + "TRANSITION(go) {}\n").what(), HasSubstr("redefinition"));
  EXPECT_THAT(errorOf(head + roles + "INVARIANT(a, EXPECT(doubted, \"\")) { return 1; }\n").what(),
              HasSubstr("\"doubted\" cannot be expected"));
  EXPECT_THAT(errorOf(head + "INIT() {}\nTRANSITION(go) { int n = 3; any_int(\"n\", 1, n); }\n").what(),
              HasSubstr("constants"));
  InputError missing = errorOf(head + "#include \"mm/gap.c\"\n" + roles);
  EXPECT_THAT(missing.what(), HasSubstr("no mm/gap.c in " + (root / "tree").string()));
  EXPECT_EQ(toString(missing.where), "specs/test.c:2");
}

TEST_F(Reader, WrongFilesAreExplained) {
  write("specs/test.c", head + "#include \"mm/gup.c\"\n" + roles);
  ReadOptions wrong = options();
  wrong.kernelTree = root / "nothing";
  EXPECT_THAT(errorOf(wrong).what(), HasSubstr("there is no kernel tree"));
  wrong.kernelTree = root / "specs/test.c";
  EXPECT_THAT(errorOf(wrong).what(), HasSubstr("is not a directory"));
  wrong = options();
  wrong.specFile = root / "specs/none.c";
  EXPECT_THAT(errorOf(wrong).what(), HasSubstr("there is no specification"));
  wrong.specFile = root / "specs";
  EXPECT_THAT(errorOf(wrong).what(), HasSubstr("is a directory"));

  fs::remove(root / "tree/mm/gup.c");
  fs::create_directory(root / "tree/mm/gup.c");
  EXPECT_THAT(errorOf(options()).what(), HasSubstr("is a directory"));
  fs::remove(root / "tree/mm/gup.c");
  write("tree/mm/gup.c", std::string("int x;\0int y;", 13));
  EXPECT_THAT(errorOf(options()).what(), HasSubstr("binary"));
  fs::resize_file(root / "tree/mm/gup.c", 65 << 20);
  EXPECT_THAT(errorOf(options()).what(), HasSubstr("larger than 64 MiB"));
  if (geteuid() != 0) {
    fs::permissions(root / "tree/mm/gup.c", fs::perms::none);
    EXPECT_THAT(errorOf(options()).what(), HasSubstr("cannot be read"));
  }
}

TEST_F(Reader, NothingElseOnTheDiskIsSeen) {
  write("secret.h", "#define SECRET 1\n");
  InputError error = errorOf(head + "#include \"" + (root / "secret.h").string() + "\"\n" + roles);
  EXPECT_THAT(error.what(), HasSubstr("no header"));
  EXPECT_THAT(errorOf(head + "#include \"../../../etc/hostname.c\"\n" + roles).what(),
              HasSubstr("hostname.c"));
}

TEST_F(Reader, EachMembersAndCellNames) {
  Program program =
      readTransition("f.count.counter = 1; f.pages.flags = 2; g[1].inner.b = 3; u.second = 1;",
                     "typedef struct { int counter; } atomic_t;\n"
                     "static struct { atomic_t count; struct { long flags; } pages PINPROOF_EACH; } f;\n"
                     "static struct { struct { int a, b; } inner; int counter; } g[2];\n"
                     "static union { int first; unsigned second; } u;");
  ASSERT_EQ(program.globals.size(), 3u);
  EXPECT_TRUE(program.globals[0].layout->fields.at(1).each);
  EXPECT_FALSE(program.globals[0].layout->fields.at(0).each);
  EXPECT_EQ(cellName(program.globals[0], 0), "f.count");
  EXPECT_EQ(cellName(program.globals[0], 8), "f.pages.flags");
  EXPECT_EQ(cellName(program.globals[1], 16), "g[1].inner.b");
  EXPECT_EQ(cellName(program.globals[1], 20), "g[1].counter");
  EXPECT_EQ(addressName(program.globals[1], 12), "g[1]");
  EXPECT_EQ(cellName(program.globals[2], 0), "u.first");
  EXPECT_EQ(cellName(program.globals[2], 2), "u+2");
}

TEST_F(Reader, CountersOfChosenWidth) {
  write("specs/test.c", head + "static int c;\nINIT() {}\n"
                               "TRANSITION(go) { __pinproof_atomic_add(&c, 1, PINPROOF_COUNTER_BITS); }\n");
  ReadOptions narrow = options();
  narrow.extraFlags = {"-DPINPROOF_COUNTER_BITS=8"};
  Program program = readSpecification(narrow).program;
  bool found = false;
  for (const Instruction &i : program.functions[program.transitions[0].function].code)
    if (i.op == Op::AtomicAdd) {
      found = true;
      EXPECT_EQ(i.immediate, 8);
    }
  EXPECT_TRUE(found);
}

TEST_F(Reader, CompilersWholeVersion) {
  EXPECT_THAT(clangVersion(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+.*"));
}

} // namespace
} // namespace pinproof::model
