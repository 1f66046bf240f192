// What goes wrong outside pinproof gets one clear message on stderr, the right exit code, and nothing on
// stdout that could be taken for an answer.
#include "tests/process.h"

#include <gmock/gmock.h>

namespace pinproof::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const char *const soundSpec = R"(
#include <pinproof.h>
#include "mm/gup.c"
SPEC("a counter that only its holders move");
static integer held;
INIT() { held = 0; }
TRANSITION(take) { if (grab(1)) held++; }
TRANSITION(drop) { assume(held > 0); held--; put(1); }
INVARIANT(counts) { return counter == held; }
)";

const char *const kernel = R"(
static int counter;
static int grab(int n)
{
	if (counter > 1000)
		return 0;
	counter += n;
	return 1;
}
static void put(int n)
{
	counter -= n;
}
)";

class BadInput : public testing::Test {
protected:
  TemporaryDirectory directory;
  std::string tree, spec;
  void SetUp() override {
    directory.write("linux/mm/gup.c", kernel);
    tree = (directory.path / "linux").string();
    spec = directory.write("small.c", soundSpec);
  }

  Result verify(const std::vector<std::string> &more = {}, const std::string &redirection = {}) {
    std::vector<std::string> arguments{"verify", "--kernel", tree, "--spec", spec};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return pinproof(arguments, redirection);
  }

  /// A specification with this text, from its third line on, instead of the sound one.
  Result verifySpec(const std::string &text, const std::string &init = "INIT() {}\n") {
    spec = directory.write("broken.c", "#include <pinproof.h>\n#include \"mm/gup.c\"\n" + text + init);
    return verify();
  }

  static void expectMistake(const Result &result, const std::string &what) {
    EXPECT_EQ(result.exit, 2) << result.out << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("error: "));
    EXPECT_THAT(result.err, HasSubstr(what));
    EXPECT_THAT(result.err, Not(HasSubstr("INTERNAL")));
  }

  /// The same of a specification that cannot be read: its report says so as well.
  static void expectUnread(const Result &result, const std::string &what) {
    EXPECT_THAT(result.out, AllOf(HasSubstr("FAIL cannot be read: "), HasSubstr("1 specification failed"),
                                  Not(HasSubstr("PROVED"))));
    expectMistake({result.exit, "", result.err}, what);
  }
};

TEST_F(BadInput, TheSoundOneIsSound) {
  Result result = verify();
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("PROVED"));
}

TEST_F(BadInput, MissingTree) {
  tree += "-not";
  expectMistake(verify(), "no such kernel tree");
}

TEST_F(BadInput, TreeIsAFile) {
  tree += "/mm/gup.c";
  expectMistake(verify(), "not a directory");
}

TEST_F(BadInput, MissingFileInTree) {
  std::filesystem::remove(directory.path / "linux/mm/gup.c");
  expectUnread(verify(), "mm/gup.c");
}

TEST_F(BadInput, BinaryFileInTree) {
  directory.write("linux/mm/gup.c",
                  std::string("\177ELF\2\1\1\0\0\0\xff\xfe\0", 13) + std::string(5000, '\0'));
  expectUnread(verify(), "mm/gup.c");
}

TEST_F(BadInput, UnreadableFileInTree) {
  // root reads everything: what cannot be read by anybody is a link to itself.
  std::filesystem::remove(directory.path / "linux/mm/gup.c");
  std::filesystem::create_symlink("gup.c", directory.path / "linux/mm/gup.c");
  expectUnread(verify(), "mm/gup.c");
}

TEST_F(BadInput, DirectoryInsteadOfAFile) {
  std::filesystem::remove(directory.path / "linux/mm/gup.c");
  std::filesystem::create_directory(directory.path / "linux/mm/gup.c");
  expectUnread(verify(), "mm/gup.c");
}

TEST_F(BadInput, HugeFileInTree) {
  std::filesystem::resize_file(directory.path / "linux/mm/gup.c", 3ull << 30); // sparse
  expectUnread(verify(), "mm/gup.c");
}

TEST_F(BadInput, UnknownSpecification) {
  spec = "zero_pgae";
  expectMistake(verify(), "Did you mean 'zero_page'?");
  spec = (directory.path / "nowhere.c").string();
  expectMistake(verify(), "no such file");
  spec = (directory.path / "linux/").string();
  expectMistake(verify(), "is a directory");
}

TEST_F(BadInput, SyntaxErrorShowsTheLine) {
  Result result = verifySpec("INVARIANT(x)\n{\n\treturn counter ==;\n}\n");
  expectUnread(result, "broken.c:5:");
  EXPECT_THAT(result.err, HasSubstr("return counter ==;"));
  EXPECT_THAT(result.err, HasSubstr("^"));
}

TEST_F(BadInput, AllErrorsAreShownInTheirOrder) {
  const Result result = verifySpec("static int one(void) { return counter ==; }\n"
                                   "static int two(void) { return nothing_of_the_kind; }\n"
                                   "INVARIANT(x) { return \"a\" - 1.5; }\n");
  expectUnread(result,
               "broken.c:3:41: error: expected expression\n  static int one(void) { return counter ==; }\n" +
                   std::string(42, ' ') + "^\npinproof: ");
  const size_t one = result.err.find("broken.c:3:"), two = result.err.find("broken.c:4:"),
               three = result.err.find("broken.c:5:");
  EXPECT_LT(one, two);
  EXPECT_LT(two, three);
  EXPECT_NE(three, std::string::npos);
  EXPECT_THAT(result.err, HasSubstr("nothing_of_the_kind; }\n" + std::string(32, ' ') + "^"));
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("broken.c:4: use of undeclared identifier"), HasSubstr("broken.c:5: ")));
  for (const std::string format : {"json", "html", "sarif", "junit", "markdown"}) {
    const std::string file = (directory.path / format).string();
    verify({"-o", format + ":" + file});
    EXPECT_THAT(readFile(file), HasSubstr("nothing_of_the_kind")) << format;
  }
  const Result merged = pinproof({"merge", (directory.path / "json").string()});
  EXPECT_EQ(merged.err, result.err);
}

TEST_F(BadInput, OfVeryManyErrorsTheFirstAreShown) {
  std::string text;
  for (int i = 0; i < 33; ++i) text += "static int f" + std::to_string(i) + "(void) { return ; + }\n";
  const Result result = verifySpec(text + "INVARIANT(x) { return 1; }\n");
  expectUnread(result, "broken.c:22:");
  EXPECT_THAT(result.err, AllOf(HasSubstr("and 13 more errors\n"), Not(HasSubstr("broken.c:23:"))));
  EXPECT_THAT(result.out, HasSubstr("and 13 more errors\n"));
}

/// Whatever comes before a header that is not there is shown with it.
TEST_F(BadInput, ErrorsBeforeTheEndOfReadingAreShownToo) {
  const Result result = verifySpec("static int one(void) { return counter ==; }\n#include \"mm/none.c\"\n");
  expectUnread(result, "broken.c:3:41: error: expected expression");
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("broken.c:4:10: error: no mm/none.c in "), HasSubstr("is this the root")));
}

TEST_F(BadInput, ErrorsComeBeforeDrift) {
  const std::string drift = "KNOWN_TYPE(grab, void, (long));\nTRANSITION(t) { grab(1); }\n";
  const Result result = verifySpec(drift + "INVARIANT(x) { return counter ==; }\n");
  expectUnread(result, "broken.c:5:");
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("DRIFT")));
  EXPECT_EQ(verifySpec(drift + "INVARIANT(x) { return counter == 0; }\n").exit, 5);
}

/// A specification that calls a function as it was is in error there, and that is no second finding.
TEST_F(BadInput, ErrorsThatFollowFromDriftAreDrift) {
  for (const char *use : {"grab(1, 2);", "struct page *page = (void *)grab;\n\tgrab(1, 2)->flags = 1;",
                          "if (frobnicate(1)->x)\n\t\tput(1);"}) {
    const Result result = verifySpec("KNOWN_TYPE(grab, int, (int, int));\nTRANSITION(t)\n{\n\t" +
                                     std::string(use) + "\n}\nINVARIANT(x) { return counter >= 0; }\n");
    EXPECT_EQ(result.exit, 5) << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr("DRIFT grab"));
  }
}

TEST_F(BadInput, SyntaxErrorInTheKernelFile) {
  directory.write("linux/mm/gup.c", std::string(kernel) + "static int late( { return 1; }\n");
  Result result = verifySpec("INVARIANT(x) { return counter >= 0; }\n",
                             "INIT() { counter = late(); }\nTRANSITION(t) { put(1); }\n");
  expectUnread(result, "late");
  EXPECT_THAT(result.err, HasSubstr("expected parameter declarator"));
}

TEST_F(BadInput, WhatCanBeReadIsAnsweredAndReportsSayTheRest) {
  const std::string broken = directory.write(
      "broken.c",
      "#include <pinproof.h>\n#include \"mm/gup.c\"\nINIT() {}\nINVARIANT(x) { return counter ==; }\n");
  auto file = [&](const std::string &format) { return (directory.path / format).string(); };
  std::vector<std::string> more{"--spec", broken};
  for (const char *format : {"sarif", "junit", "ktap", "json", "github", "markdown", "html"})
    more.insert(more.end(), {"--output", format + (":" + file(format))});
  const Result result = verify(more);
  EXPECT_EQ(result.exit, 2) << "more serious than what was proved";
  EXPECT_THAT(result.out, AllOf(HasSubstr("PROVED"), HasSubstr("FAIL cannot be read: " + broken + ":4: ")));
  EXPECT_THAT(result.err, HasSubstr("broken.c:4:33: error: expected expression"));
  for (const char *format : {"sarif", "junit", "ktap", "json", "github", "markdown", "html"}) {
    std::string text = readFile(file(format));
    EXPECT_THAT(text, HasSubstr("expected expression")) << format;
  }
  EXPECT_THAT(readFile(file("sarif")), AllOf(HasSubstr("\"level\": \"error\""), HasSubstr("\"startLine\": 4"),
                                             HasSubstr("\"executionSuccessful\": false")));
  EXPECT_THAT(readFile(file("junit")), HasSubstr("<error type=\"pinproof/unreadable\""));
  EXPECT_THAT(readFile(file("ktap")), AllOf(HasSubstr("\nok 1 small"), HasSubstr("\nnot ok 2 broken")));
  EXPECT_THAT(readFile(file("github")), HasSubstr("::error file=" + broken + ",line=4,"));
  EXPECT_THAT(readFile(file("json")),
              AllOf(HasSubstr("\"state\": \"failed\""), HasSubstr("\"exitCode\": 2")));
  const Result merged = pinproof({"merge", file("json")});
  EXPECT_EQ(merged.exit, 2);
  EXPECT_EQ(merged.err, result.err) << "nothing is lost on the way through JSON";
}

TEST_F(BadInput, BisectSkipsCThatCannotBeRead) {
  std::filesystem::remove(directory.path / "linux/mm/gup.c");
  EXPECT_EQ(verify({"--exit-map", "bisect"}).exit, 125);
}

TEST_F(BadInput, NoInit) { expectUnread(verifySpec("INVARIANT(x) { return counter >= 0; }\n", ""), "INIT"); }

TEST_F(BadInput, TwoDefinitions) {
  expectUnread(verifySpec("static void put(int n) { counter = n; }\nINVARIANT(x) { return 1; }\n"), "put");
}

TEST_F(BadInput, UnknownFunctionIsDrift) {
  Result result = verifySpec("TRANSITION(t) { frobnicate(1); }\nINVARIANT(x) { return counter == 0; }\n");
  EXPECT_THAT(result.exit, testing::AnyOf(2, 5)) << result.out << result.err;
  EXPECT_THAT(result.out + result.err, HasSubstr("frobnicate"));
  EXPECT_THAT(result.out, Not(HasSubstr("PROVED")));
}

TEST_F(BadInput, WrongTypeIsDrift) {
  Result result = verifySpec("KNOWN_TYPE(grab, void, (long));\n"
                             "TRANSITION(t) { grab(1); }\nINVARIANT(x) { return counter >= 0; }\n");
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("DRIFT grab"), HasSubstr("void (long)"), HasSubstr("int (int)")));
}

TEST_F(BadInput, RecursionIsNotModelled) {
  Result result = verifySpec("static int down(int n) { return n ? down(n - 1) : 0; }\n"
                             "TRANSITION(t) { counter = down(any_int(\"steps\", 0, 9)); }\n"
                             "INVARIANT(x) { return counter == 0; }\n");
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("recurs"), HasSubstr("broken.c:3"), Not(HasSubstr("PROVED"))));
}

TEST_F(BadInput, UnboundedLoopIsNeverProved) {
  Result result = verifySpec("static int spin(int n) { while (n != 1) n = 3 * n + 2; return n; }\n"
                             "TRANSITION(t) { counter = spin(any_int(\"start\", 1, 1000000)) - 1; }\n"
                             "INVARIANT(x) { return counter == 0; }\n");
  EXPECT_THAT(result.exit, testing::AnyOf(3, 5)) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("UNKNOWN"), HasSubstr("broken.c:3"), Not(HasSubstr("PROVED"))));
}

TEST_F(BadInput, NothingToCheckIsNotGreen) {
  EXPECT_EQ(verifySpec("TRANSITION(t) { counter = 1; }\n").exit, 4);
}

TEST_F(BadInput, ChecksBehindWhatIsNotModelledAreNotGreen) {
  const std::string sound = spec;
  verifySpec("TRANSITION(go) { int unset; put(unset); CHECK(is_small, counter < 9); }\n");
  const Result r = verify({"--spec", sound});
  EXPECT_EQ(r.exit, 5);
  EXPECT_THAT(r.out, HasSubstr("UNKNOWN, not modelled: " + spec + ":3: use of 'unset' that was never set"));
}

TEST_F(BadInput, FullDisk) {
  Result result = verify({}, ">/dev/full");
  expectMistake(result, "No space left on device");
  result = pinproof({"--version"}, ">/dev/full");
  expectMistake(result, "No space left on device");
}

TEST_F(BadInput, ClosedPipe) {
  Result result = verify({}, "| exec true");
  EXPECT_EQ(result.exit, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("Broken pipe"));
}

TEST_F(BadInput, ClosedOutput) { expectMistake(verify({}, ">&-"), "Bad file descriptor"); }

TEST_F(BadInput, FlagsFiles) {
  std::string database =
      directory.write("compile_commands.json", "[{\"file\": \"a.c\", \"directory\": \"/\"}]");
  expectMistake(verify({"--compile-commands", database}), "no entry for mm/gup.c");
  database = directory.write("compile_commands.json", "{");
  expectMistake(verify({"--compile-commands", database}), "not a JSON array");
  database = directory.write("compile_commands.json", "[3]");
  expectMistake(verify({"--compile-commands", database}), "not a compilation database");
  expectMistake(verify({"--cflags-from", directory.path.string()}), "is a directory");
  expectMistake(verify({"--cflags-from", directory.write("flags", "nothing here\n")}), "no compiler flags");
}

class BadTrace : public BadInput {
protected:
  Result replay(const std::string &text, const std::vector<std::string> &more = {}) {
    std::string file = directory.write("trace.json", text);
    std::vector<std::string> arguments{"replay", file, "--kernel", tree, "--spec", spec};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return pinproof(arguments);
  }
  static std::string trace(const std::string &name, const std::string &property, const std::string &steps) {
    return R"({"format": "pinproof.trace/1", "spec": ")" + name + R"(", "property": ")" + property +
           R"(", "init": {"choices": [], "lines": []}, "steps": [)" + steps + "]}";
  }
};

const char *const takeTwice = R"({"transition": "take", "choices": [], "count": 2})";

TEST_F(BadTrace, AGoodOneIsReplayed) {
  Result result = replay(trace("small", "counts", takeTwice));
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("no longer happens"));
}

TEST_F(BadTrace, NotATrace) {
  expectMistake(replay("{\"format\": "), "trace.json:1:");
  expectMistake(replay("[1, 2]"), "expected an object");
  expectMistake(replay(std::string("\0\1\2\3", 4)), "is not JSON");
  expectMistake(replay(trace("small", "counts", R"({"transition": "take"})")), "steps[0]: has no 'choices'");
  expectMistake(pinproof({"replay", directory.path.string()}), "is a directory");
  expectMistake(pinproof({"replay", (directory.path / "none.json").string()}), "no such file");
  const Result endless = replay("{\"format\": \"" + std::string(100'000, 'x') + "\"}");
  expectMistake(endless, "xxx...'");
  EXPECT_LT(endless.err.size(), 1000u) << "what a message repeats of a file has an end";
}

TEST_F(BadTrace, OfAnotherSpecification) {
  expectMistake(replay(trace("zero_page", "counts", takeTwice)), "about another specification: 'zero_page'");
  expectMistake(replay(trace("small", "other", takeTwice)), "no property 'other'");
  expectMistake(replay(trace("small", "counts", R"({"transition": "leap", "choices": [], "count": 1})")),
                "no transition 'leap'");
}

TEST_F(BadInput, NothingIsWrittenIntoTheTree) {
  auto listing = [&] {
    std::string text;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(tree))
      text += entry.path().string() + " " +
              std::to_string(entry.last_write_time().time_since_epoch().count()) + "\n";
    return text;
  };
  const std::string before = listing();
  verify({"-v"});
  pinproof({"show", "--kernel", tree, "--spec", spec});
  EXPECT_EQ(listing(), before);
}

TEST_F(BadInput, ATemporaryDirectoryThatIsNotThereIsNamedAsSuch) {
  const Result result = pinproof({"explore", "--what-if", "gup_put_folio: drop if (flags & FOLL_PIN)"}, {},
                                 "TMPDIR=/nonexistent");
  EXPECT_EQ(result.exit, 2);
  EXPECT_THAT(result.err, HasSubstr("set TMPDIR to where there is room"));
}

TEST_F(BadInput, InitEndsInWhatIsNotModelled) {
  const std::string spec = directory.write("init.c", R"(
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
static struct folio folio;
static struct { char other; int held : 24; } bits;
INIT() { new_folio(&folio, SMALL_FILE, 1, 1); bits.held = 0; }
TRANSITION(pin) { if (grab(&folio.page, FOLL_PIN)) bits.held++; }
INVARIANT(counts) { return folio_ref_count(&folio) >= 0; }
)");
  Result r = pinproof({"verify", "--spec", spec});
  EXPECT_EQ(r.exit, 5) << r.err;
  EXPECT_THAT(r.out, AllOf(HasSubstr("UNKNOWN, not modelled"), HasSubstr("bit-field held"))) << r.out;
}

} // namespace
} // namespace pinproof::test
