// A header that changes under a stand-in is never green: patches of Debian's headers, each at one place, and
// what pinproof says of them as a user runs it.
#include "tests/kernel_sources.h"
#include "tests/process.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// One place of a header.
struct Edit {
  std::string file, from, to;
};

const std::string mm = "include/linux/mm.h";

class Compared : public testing::TestWithParam<const char *> {
protected:
  static void SetUpTestSuite() { shared = new TemporaryDirectory(); }
  static void TearDownTestSuite() {
    delete shared;
    shared = nullptr;
  }
  Compared() : tree(treeOf(GetParam())) {}

  /// As `diff -u` says it.
  std::string patchOf(const Edit &edit) const {
    std::string text = readFile(tree + "/" + edit.file);
    const size_t at = text.find(edit.from);
    EXPECT_NE(at, text.npos) << edit.file << ": " << edit.from;
    if (at == text.npos) return "";
    text.replace(at, edit.from.size(), edit.to);
    const std::string now = directory.write("new", text);
    const Result diff = run("diff", {"-u", "--label", "a/" + edit.file, "--label", "b/" + edit.file,
                                     tree + "/" + edit.file, now});
    EXPECT_EQ(diff.exit, 1) << diff.err;
    return directory.write("one.patch", diff.out);
  }
  /// Headers that did not change are read once for all tests.
  static Result ask(std::vector<std::string> arguments) {
    return pinproof(arguments, "", "XDG_CACHE_HOME=" + shared->path.string());
  }
  Result explore(const Edit &edit, std::vector<std::string> specs = {"small_folio"}) const {
    std::vector<std::string> arguments{"explore", "--kernel", tree, patchOf(edit)};
    for (const std::string &spec : specs) arguments.insert(arguments.end(), {"--spec", spec});
    return ask(arguments);
  }
  void expectDrift(const Edit &edit, const std::string &name) const {
    const Result result = explore(edit);
    EXPECT_EQ(result.exit, 5) << name << "\n" << result.out << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("DRIFT"), HasSubstr(name + " (" + edit.file + ":"))) << name;
  }

  const std::string tree;
  TemporaryDirectory directory;
  static TemporaryDirectory *shared;
};
TemporaryDirectory *Compared::shared = nullptr;

TEST_P(Compared, ChangesAreDriftByName) {
  const Edit bias{mm, "#define GUP_PIN_COUNTING_BIAS (1U << 10)", "#define GUP_PIN_COUNTING_BIAS (1U << 9)"};
  expectDrift(bias, "GUP_PIN_COUNTING_BIAS");
  expectDrift(
      {mm, "if (folio_put_testzero(folio))", "if (folio_put_testzero(folio) || folio_ref_count(folio) == 1)"},
      "folio_put");
  expectDrift({"include/linux/mm_types.h", "\t\t\tatomic_t _refcount;", "\t\t\tshort _refcount;"},
              "folio._refcount");
  expectDrift({"include/linux/page_ref.h", "atomic_sub_and_test(nr, &page->_refcount)",
               "atomic_sub_and_test(nr + 1, &page->_refcount)"},
              "page_ref_sub_and_test");
  expectDrift({"arch/x86/include/asm/atomic.h", "LOCK_PREFIX \"addl %1,%0\"", "\"addl %1,%0\""},
              "arch_atomic_add");
  const Result verified =
      ask({"verify", "--kernel", tree, "--spec", "small_folio", "--patch", patchOf(bias)});
  EXPECT_EQ(verified.exit, 5) << verified.out << verified.err;
  EXPECT_THAT(verified.out, AllOf(HasSubstr("1024 unsigned int, for which specs/include/linux/mm.h"),
                                  HasSubstr("512 unsigned int"), HasSubstr("specs/include/linux/mm.h")));
}

TEST_P(Compared, ChangesThatSayTheSameAreNone) {
  for (const auto &[edit, exit] : std::vector<std::pair<Edit, int>>{
           {{mm, "#define GUP_PIN_COUNTING_BIAS (1U << 10)",
             "#define GUP_PIN_COUNTING_BIAS 1024U /* a pin */"},
            0},
           {{mm, "if (folio_put_testzero(folio))",
             "\n\t/* the last one */\n\tif ( folio_put_testzero(folio) )"},
            0},
           // What is beside it is not looked at.
           {{mm, "static inline void folio_put(",
             "static inline void nobody_calls(int i) { }\nstatic inline void folio_put("},
            7},
           {{"include/linux/mm_types.h", "\t\t\tatomic_t _refcount;",
             "\t\t\tatomic_t _refcount __aligned(16);"},
            7}}) {
    const Result result = explore(edit);
    EXPECT_EQ(result.exit, exit) << edit.to << result.out << result.err;
    EXPECT_THAT(result.out, Not(HasSubstr("DRIFT")));
  }
}

TEST_P(Compared, WhoDoesNotUseTheNameIsAnswered) {
  const Result result = explore({"include/linux/fs.h", "DIO_LOCKING\t= 0x01,", "DIO_LOCKING\t= 0x04,"},
                                {"zero_page", "dio_zero_page"});
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("DIO_LOCKING (include/linux/fs.h:"),
                                HasSubstr("not decided (--all decides them too): zero_page.")));
}

TEST_P(Compared, TheAnswerOfOneStateIsNotTheOtherS) {
  const std::vector<std::string> plain{"verify", "--kernel", tree, "--spec", "zero_page", "--take-over"};
  std::vector<std::string> patched = plain;
  patched.insert(patched.end(), {"--patch", patchOf({mm, "#define GUP_PIN_COUNTING_BIAS (1U << 10)",
                                                     "#define GUP_PIN_COUNTING_BIAS (1U << 9)"})});
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(ask(plain).exit, 0);
    EXPECT_EQ(ask(patched).exit, 5);
  }
}

TEST_P(Compared, WhatIsReplacedIsCountedAndListed) {
  const Result report = ask({"verify", "--kernel", tree, "--spec", "zero_page", "--format", "json"});
  EXPECT_EQ(report.exit, 0) << report.err;
  const auto json = nlohmann::json::parse(report.out);
  const size_t count = json.at("namesReplaced").get<size_t>();
  EXPECT_GT(count, 20u);
  const Result text = ask({"verify", "--kernel", tree, "--spec", "zero_page"});
  EXPECT_THAT(text.out, HasSubstr("Stand-ins replace " + std::to_string(count) + " names"));
  const Result list = ask({"stand-ins", "--kernel", tree, "--spec", "zero_page"});
  EXPECT_EQ(list.exit, 0) << list.out << list.err;
  EXPECT_THAT(list.out,
              AllOf(HasSubstr("GUP_PIN_COUNTING_BIAS"), HasSubstr(std::to_string(count) + " names of this")));
}

/// What was read is recorded by hand, and only then is it green.
TEST_P(Compared, WhoHasReadAChangeRecordsIt) {
  const fs::path specs = directory.path / "specs";
  fs::copy(std::string(PINPROOF_SOURCE_DIR) + "/specs", specs, fs::copy_options::recursive);
  const std::string patch =
      patchOf({mm, "if (folio_put_testzero(folio))", "if (folio_put_testzero(folio) && true)"});
  const std::vector<std::string> asked{"--kernel", tree,          "--specs", specs.string(),
                                       "--spec",   "small_folio", "--patch", patch};
  auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), asked.begin(), asked.end());
    return ask(words);
  };
  EXPECT_EQ(with({"verify"}).exit, 5);
  EXPECT_THAT(with({"stand-ins", "--record"}).out, HasSubstr("1 line new"));
  EXPECT_EQ(with({"stand-ins"}).exit, 0);
  const Result now = with({"verify"});
  EXPECT_TRUE(now.exit == 0 || now.exit == 7) << now.out << now.err;
}

TEST_P(Compared, TreesWithoutHeadersAreNotGreen) {
  const fs::path part = directory.path / "part";
  for (const std::string file : {"mm/gup.c", "mm/internal.h", "include/linux/mm.h"}) {
    fs::create_directories((part / file).parent_path());
    fs::copy(tree + "/" + file, part / file);
  }
  Result result = ask({"verify", "--kernel", part.string(), "--spec", "zero_page"});
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("cannot be compared"));
  // A tree that has headers is not believed if it says that it has none.
  fs::copy(tree + "/include/linux/mm_types.h", part / "include/linux/mm_types.h");
  std::ofstream(part / "HEADERS") << "none\n";
  result = ask({"verify", "--kernel", part.string(), "--spec", "zero_page"});
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
}

INSTANTIATE_TEST_SUITE_P(Kernels, Compared, testing::Values("6.1", "6.12"), [](const auto &info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return "With" + name;
});

} // namespace

TEST(ComparedStandIns, OfTheEmbeddedKernelAreItsHeaders) {
  const Result result = pinproof({"verify", "--spec", "zero_page", "--format", "json"});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_FALSE(nlohmann::json::parse(result.out).contains("namesReplaced"));
}

/// Every name less is one that the kernel itself is asked about. Lower the number when you take one away.
/// Names that no specification uses count as well: a patch may use them.
TEST(ComparedStandIns, ReplaceNoMoreNamesThanBefore) {
  std::set<std::string> names;
  for (const fs::directory_entry &entry :
       fs::recursive_directory_iterator(std::string(PINPROOF_SOURCE_DIR) + "/specs")) {
    if (entry.path().extension() != ".known" || entry.path().filename() == "helpers.known") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);)
      if (!line.empty() && line[0] != '#') names.insert(line.substr(0, line.find(' ')));
  }
  EXPECT_GT(names.size(), 100u);
  EXPECT_LE(names.size(), 573u);
}

} // namespace pinproof::test
