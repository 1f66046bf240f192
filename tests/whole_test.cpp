// Whole runs: the built program, the specifications that come with it, the embedded kernel and Debian's two.
//
// Debian's sources are fetched and unpacked by tests/fetch-kernel-sources; where that fails, these tests
// fail. Kernels without the zero page checks are Debian's with those conditions replaced by 0.
#include "tests/kernel_sources.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::test {
namespace {

using Json = nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string sourceDirectory = PINPROOF_SOURCE_DIR;

std::vector<std::string> on(const std::string &tree, std::vector<std::string> arguments) {
  if (!tree.empty()) arguments.insert(arguments.end(), {"--kernel", tree});
  return arguments;
}

enum class Occurrences { All, First, AllButFirst };

/// A copy of `tree`'s mm/ whose mm/gup.c has some of its zero page checks out. The first is unpin's in all
/// three kernels, once those for pages are counted last.
class Unchecked {
public:
  Unchecked(const std::string &version, Occurrences which) {
    std::string tree = version == "embedded" ? sourceDirectory + "/specs/kernel" : treeOf(version);
    for (const auto &entry : std::filesystem::directory_iterator(tree + "/mm"))
      directory.write("mm/" + entry.path().filename().string(), readFile(entry.path()));
    std::string text = readFile(tree + "/mm/gup.c");
    unsigned seen = 0, replaced = 0;
    for (const std::string check : {"if (is_zero_folio(folio))", "if (is_zero_page(page))"})
      for (size_t at = text.find(check); at != std::string::npos; at = text.find(check, at + 1)) {
        bool isFirst = seen++ == 0;
        if ((which == Occurrences::First && !isFirst) || (which == Occurrences::AllButFirst && isFirst))
          continue;
        text.replace(at, check.size(), "if (0)");
        ++replaced;
      }
    EXPECT_GE(replaced, which == Occurrences::All ? 3u : 1u) << "the checks were not found";
    directory.write("mm/gup.c", text);
    directory.write("HEADERS", "None but the stand-ins.\n"); // all others are left out
  }
  std::string path() const { return directory.path.string(); }

private:
  TemporaryDirectory directory;
};

Json parsed(const Result &result) {
  Json json = Json::parse(result.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << result.out << result.err;
  return json;
}

const Json &property(const Json &report, const std::string &spec, const std::string &name) {
  static const Json none;
  for (const Json &s : report.at("specs"))
    if (s.at("name") == spec)
      for (const Json &p : s.at("properties"))
        if (p.at("name") == name) return p;
  ADD_FAILURE() << "there is no " << spec << ": " << name;
  return none;
}

void expectValid(const std::string &json, const std::string &schema) {
  TemporaryDirectory directory;
  std::string command = "python3 -c 'import json,sys,jsonschema; "
                        "jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' " +
                        directory.write("report.json", json) + " " + sourceDirectory + "/docs/" + schema;
  EXPECT_EQ(std::system(command.c_str()), 0);
}

/// Every proof of `report`, which are files in `directory`, by pinproof-check and cvc5.
void expectStrangersToAgree(const Json &report, const std::filesystem::path &directory) {
  std::vector<std::string> files;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(directory))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  size_t proved = 0;
  for (const Json &spec : report.at("specs"))
    for (const Json &p : spec.at("properties")) proved += p.at("answer") == "proved";
  EXPECT_EQ(files.size(), proved);
  EXPECT_GT(proved, 100u);
  const Result checked = run(PINPROOF_CHECK_BINARY, files);
  EXPECT_EQ(checked.exit, 0) << checked.out << checked.err;
  const std::string n = std::to_string(proved);
  EXPECT_THAT(checked.out, HasSubstr(n + " of " + n + " certificates hold"));
}

#ifdef __SANITIZE_ADDRESS__
constexpr bool isSanitized = true; // ten times as slow
#else
constexpr bool isSanitized = false;
#endif

class Kernel : public testing::TestWithParam<std::string> {};

TEST_P(Kernel, AllSpecificationsAnswerAsTheyExpect) {
  TemporaryDirectory directory;
  const std::filesystem::path proofs = directory.path / "proofs";
  std::vector<std::string> arguments{"verify", "--format", "json"};
  if (!isSanitized) arguments.insert(arguments.end(), {"--certificates", proofs.string()});
  Result result = pinproof(on(treeOf(GetParam()), arguments));
  Json report = parsed(result);
  for (const Json &spec : report.at("specs")) {
    if (spec.at("state") == "absent") { // what came later does not apply
      const std::string name = spec.at("absent").at(0);
      if (GetParam() == "6.1")
        EXPECT_THAT(name, testing::AnyOf("folio_add_pin", "folio_add_pins", "unpin_folios",
                                         "iov_iter_extract_pages"));
      else
        EXPECT_EQ(name, "folio_add_pins");
      continue;
    }
    EXPECT_EQ(spec.at("state"), "answered") << spec.dump(2);
    EXPECT_FALSE(spec.at("properties").empty()) << spec.at("name");
    for (const Json &p : spec.at("properties"))
      EXPECT_TRUE(testing::Matches(testing::AnyOf("proved", "noticed", "finding"))(p.at("outcome")) ||
                  (spec.at("name") == "bio_blocks" && p.at("outcome") == "notHere")) // newer kernels' defect
          << spec.at("name") << ": " << p.at("name") << "\n"
          << p.value("reason", "") << p.value("evidence", "");
  }
  EXPECT_EQ(result.exit, 0);
  expectValid(result.out, "report.schema.json");
  if (!isSanitized) expectStrangersToAgree(report, proofs);
}

TEST_P(Kernel, TheZeroPageIsSafe) {
  Json report = parsed(pinproof(on(treeOf(GetParam()), {"verify", "-s", "zero_page", "--format", "json"})));
  for (const char *name : {"refcount_stays_below_overflow", "refcount_is_untouched_by_pins"})
    EXPECT_EQ(property(report, "zero_page", name).at("answer"), "proved") << name;
}

TEST_P(Kernel, WithoutItsChecksTheZeroPageOverflowsInDirectWrites) {
  Unchecked kernel(GetParam(), Occurrences::All);
  Result text = pinproof(on(kernel.path(), {"verify", "-s", "zero_page"}));
  EXPECT_EQ(text.exit, 1) << text.out << text.err;
  EXPECT_THAT(text.out, HasSubstr("dio_write(64 pages) x 32768"));
  EXPECT_THAT(text.out, HasSubstr("mm/gup.c:"));
  Json report = parsed(pinproof(on(kernel.path(), {"verify", "-s", "zero_page", "--format", "json"})));
  const Json &trace = property(report, "zero_page", "refcount_stays_below_overflow").at("trace");
  EXPECT_EQ(trace.at("operations"), 32768) << trace.dump(2);
  EXPECT_EQ(trace.at("shortest"), true);
  EXPECT_EQ(property(report, "zero_page", "not_freed_while_held").at("answer"), "proved");
}

TEST_P(Kernel, AnUnpinWithoutItsCheckTakesWhatWasNotPinned) {
  Unchecked kernel(GetParam(), Occurrences::First);
  Json report = parsed(pinproof(on(kernel.path(), {"verify", "-s", "zero_page", "--format", "json"})));
  for (const char *name : {"refcount_is_untouched_by_pins", "not_freed_while_held"}) {
    const Json &p = property(report, "zero_page", name);
    ASSERT_EQ(p.at("answer"), "violated") << name;
    EXPECT_LE(p.at("trace").at("operations"), 4) << p.at("trace").dump(2);
  }
}

TEST_P(Kernel, EvidenceIsHeldAgainstOtherKernels) {
  const std::string safe = treeOf(GetParam());
  Unchecked unsafe(GetParam(), Occurrences::All);
  TemporaryDirectory directory;
  std::string bad = directory.write(
      "bad.json", pinproof(on(unsafe.path(), {"verify", "-s", "zero_page", "--format", "json"})).out);
  std::string good =
      directory.write("good.json", pinproof(on(safe, {"verify", "-s", "zero_page", "--format", "json"})).out);

  Result still = pinproof(on(unsafe.path(), {"replay", bad}));
  EXPECT_EQ(still.exit, 1) << still.out << still.err;
  EXPECT_THAT(still.out, HasSubstr("STILL HAPPENS"));
  Result gone = pinproof(on(safe, {"replay", bad}));
  EXPECT_EQ(gone.exit, 0) << gone.out << gone.err;
  EXPECT_THAT(gone.out, HasSubstr("no longer happens"));

  Result holds = pinproof(on(safe, {"certify", good}));
  EXPECT_EQ(holds.exit, 0) << holds.out << holds.err;
  Result fails = pinproof(on(unsafe.path(), {"certify", good}));
  EXPECT_EQ(fails.exit, 1) << fails.out << fails.err;
  EXPECT_THAT(fails.out, HasSubstr("PROOF FAILS"));
}

TEST_P(Kernel, LimitsCountThePinsThatFit) {
  Result safe = pinproof(on(treeOf(GetParam()), {"limits", "-s", "zero_page"}));
  EXPECT_EQ(safe.exit, 0) << safe.out << safe.err;
  EXPECT_THAT(safe.out, Not(HasSubstr("32,767 operations")));
  Unchecked kernel(GetParam(), Occurrences::All);
  Result unsafe = pinproof(on(kernel.path(), {"limits", "-s", "zero_page"}));
  EXPECT_EQ(unsafe.exit, 0) << unsafe.out << unsafe.err;
  EXPECT_THAT(unsafe.out, HasSubstr("32,767 operations"));
}

TEST_P(Kernel, ShowPrintsEverySystem) {
  Result text = pinproof(on(treeOf(GetParam()), {"show"}));
  EXPECT_EQ(text.exit, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("system zero_page"), HasSubstr("transition dio_write")));
  Result dot = pinproof(on(treeOf(GetParam()), {"show", "-s", "zero_page", "--format", "dot"}));
  EXPECT_EQ(dot.exit, 0);
  EXPECT_THAT(dot.out, AllOf(testing::StartsWith("digraph"), HasSubstr("dio_write")));
}

INSTANTIATE_TEST_SUITE_P(Kernels, Kernel, testing::Values("embedded", "6.1", "6.12"), [](const auto &info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(Whole, TheSameRunPrintsTheSame) {
  const std::vector<std::string> run{"verify", "--format",  "json", "--no-times",
                                     "-s",     "zero_page", "-s",   "misuse_put_page"};
  std::vector<std::string> sequential = run;
  sequential.insert(sequential.end(), {"-j", "1"});
  EXPECT_EQ(pinproof(run).out, pinproof(sequential).out);
}

TEST(Whole, AMisspeltExpectationIsAChange) {
  // The same specification with the opposite expectation must fail the gate.
  std::string text = readFile(sourceDirectory + "/specs/zero_page.c");
  const std::string name = "INVARIANT(not_freed_while_held";
  ASSERT_NE(text.find(name), std::string::npos);
  text.insert(text.find(name) + name.size(), ", EXPECT(violated, \"a test\")");
  TemporaryDirectory directory;
  Result result = pinproof({"verify", "-s", directory.write("zero_page_changed.c", text)});
  EXPECT_EQ(result.exit, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("the mistake is not noticed any more"));
}

/// The flags that Kbuild gives, over Debian's packaged headers.
TEST(Whole, RealKernelHeadersAreRead) {
  std::string common; // the newest
  for (const auto &entry : std::filesystem::directory_iterator("/usr/src")) {
    std::string name = entry.path().filename().string();
    if (name.rfind("linux-headers-6.1.", 0) == 0 && name.ends_with("-common"))
      common = std::max(common, entry.path().string());
  }
  ASSERT_FALSE(common.empty()) << "linux-headers-amd64 is not installed";
  const std::string flavour = common.substr(0, common.size() - 6) + "amd64";
  std::string flags =
      "-nostdinc -std=gnu11 -fshort-wchar -D__KERNEL__ -DCC_USING_FENTRY -DKBUILD_MODNAME='\"gup\"'";
  for (const char *uapi : {"", "/uapi"})
    for (const char *path : {"/arch/x86/include", "/include"})
      flags += " -I" + common + path + uapi + " -I" + flavour + path + "/generated" + uapi + " -I" + flavour +
               path + uapi;
  for (const char *header : {"compiler-version.h", "kconfig.h", "compiler_types.h"})
    flags += " -include " + common + "/include/linux/" + header;
  TemporaryDirectory directory;
  Result result =
      pinproof({"verify", "--kernel", treeOf("6.1"), "--cflags-from", directory.write("flags", flags)});
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("configured"), HasSubstr("real_page"), HasSubstr("pin() x 2097152"),
                                HasSubstr("include/linux/page_ref.h:")));
}

/// Text and JSON as they were when somebody last looked; PINPROOF_UPDATE_GOLDEN=1 rewrites the files.
class Golden : public testing::TestWithParam<std::pair<std::string, std::vector<std::string>>> {};

TEST_P(Golden, IsAsItWas) {
  const auto &[file, arguments] = GetParam();
  std::string text = pinproof(arguments).out;
  for (const char *tool : {"pinproof", "clang", "z3"}) { // their versions may differ
    std::string key = std::string("\n  \"") + tool + "\": \"";
    if (size_t at = text.find(key); at != std::string::npos) {
      size_t begin = at + key.size();
      text.erase(begin, text.find('"', begin) - begin);
    }
  }
  if (size_t at = text.find("\npinproof "); at != std::string::npos)
    text.erase(at, text.find('\n', at + 1) - at);
  const std::string path = sourceDirectory + "/tests/golden/" + file;
  if (std::getenv("PINPROOF_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(sourceDirectory + "/tests/golden");
    std::ofstream(path) << text;
  }
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(text, readFile(path));
}

INSTANTIATE_TEST_SUITE_P(
    Reports, Golden,
    testing::Values(
        std::pair{"misuse_put_page.txt",
                  std::vector<std::string>{"verify", "-s", "misuse_put_page", "--no-times"}},
        std::pair{"misuse_put_page.json", std::vector<std::string>{"verify", "-s", "misuse_put_page",
                                                                   "--no-times", "--format", "json"}},
        std::pair{"misuse_put_page.system", std::vector<std::string>{"show", "-s", "misuse_put_page"}}),
    [](const auto &info) {
      std::string name = info.param.first;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

} // namespace
} // namespace pinproof::test
