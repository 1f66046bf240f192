// Real headers: Debian's packaged ones with the mm/gup.c of the same kernel, and models for what x86 writes
// in assembly. The counters must move as they do with the stand-ins, on the real struct page.
#include "model/clang/reader.h"
#include "solver/check/interpreter.h"
#include "tests/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using namespace model;
using solver::check::Interpreter;
using solver::check::Outcome;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

const std::string sourceDirectory = PINPROOF_SOURCE_DIR;

std::string sourcesOf61() {
  const char *given = std::getenv("PINPROOF_KERNEL_SOURCES");
  std::string sources = given != nullptr ? given : sourceDirectory + "/kernel-sources";
  std::string command =
      quoteForShell(sourceDirectory + "/tests/fetch-kernel-sources") + " " + quoteForShell(sources);
  if (std::system(command.c_str()) != 0) throw std::runtime_error("cannot fetch Debian's kernel sources");
  return sources + "/linux-source-6.1";
}

/// The newest packaged headers of 6.1: the parts common to all flavours, and those of amd64.
std::pair<std::string, std::string> packagedHeaders() {
  std::string common;
  for (const auto &entry : fs::directory_iterator("/usr/src")) {
    std::string name = entry.path().filename();
    if (name.rfind("linux-headers-6.1.", 0) == 0 && name.size() > 7 &&
        name.substr(name.size() - 7) == "-common")
      common = std::max(common, entry.path().string());
  }
  if (common.empty()) throw std::runtime_error("the package linux-headers-amd64 is not installed");
  return {common, common.substr(0, common.size() - 6) + "amd64"};
}

/// Kbuild's order.
std::vector<std::string> kbuildFlags() {
  auto [common, flavour] = packagedHeaders();
  std::vector<std::string> flags{"-nostdinc",    "-std=gnu11",        "-fshort-wchar",
                                 "-D__KERNEL__", "-DCC_USING_FENTRY", "-DKBUILD_MODNAME=\"gup\""};
  for (const std::string &path :
       {common + "/arch/x86/include", flavour + "/arch/x86/include/generated", common + "/include",
        flavour + "/include", common + "/arch/x86/include/uapi", flavour + "/arch/x86/include/generated/uapi",
        common + "/include/uapi", flavour + "/include/generated/uapi"})
    flags.insert(flags.end(), {"-I", path});
  for (const char *header : {"compiler-version.h", "kconfig.h", "compiler_types.h"})
    flags.insert(flags.end(), {"-include", common + "/include/linux/" + header});
  return flags;
}

const char *const pinsOnRealPages = R"(#include <pinproof.h>
#include "mm/gup.c"
#include <configured/mm.h>
static struct page page;
static integer pins;
INIT() { atomic_set(&page._refcount, 1); }
TRANSITION(pin) { if (try_grab_page(&page, FOLL_PIN)) pins++; }
TRANSITION(unpin) { assume(pins > 0); pins--; gup_put_folio(page_folio(&page), 1, FOLL_PIN); }
TRANSITION(drop) { folio_put(page_folio(&page)); }
)";

Integer cell(const Interpreter &machine, const std::string &name) {
  for (const auto &cell : machine.cells())
    if (cell.name == name) return cell.value;
  ADD_FAILURE() << "no cell called " << name;
  return 0;
}

class Configured : public testing::Test {
protected:
  Program read(const std::string &spec) {
    directory.write("real.c", spec);
    ReadOptions options;
    options.specFile = directory.path / "real.c";
    options.specDirectory = sourceDirectory + "/specs";
    options.kernelTree = sourcesOf61();
    options.configured = true;
    options.extraFlags = kbuildFlags();
    return readSpecification(options).program;
  }
  TemporaryDirectory directory;
};

TEST_F(Configured, CountersMoveOnTheRealStructPage) {
  Program program = read(pinsOnRealPages);
  for (const Function &function : program.functions)
    for (const Instruction &i : function.code)
      EXPECT_NE(i.op, Op::Refuse) << toString(i.where) << ": " << program.refusals.at(i.index);
  Interpreter machine(program);
  ASSERT_EQ(machine.runInit({}).ending, Outcome::Ending::Done);
  auto run = [&](size_t transition, Integer count) {
    Outcome outcome = machine.run(program.transitions.at(transition).function, {}, count);
    EXPECT_EQ(outcome.ending, Outcome::Ending::Done) << outcome.failure;
  };
  run(0, 3);
  EXPECT_EQ(cell(machine, "page._refcount"), 1 + 3 * 1024);
  run(1, 2);
  EXPECT_EQ(cell(machine, "page._refcount"), 1 + 1024);
  run(1, 1);
  EXPECT_EQ(cell(machine, "pinproof_folios_freed"), 0);
  run(2, 1);
  EXPECT_EQ(cell(machine, "page._refcount"), 0);
  EXPECT_EQ(cell(machine, "pinproof_folios_freed"), 1);
}

TEST_F(Configured, WarningsAreReadFromTheBugTable) {
  Program program = read(pinsOnRealPages);
  bool found = false;
  for (const ReportPoint &report : program.reports)
    if (report.condition == "folio_ref_count(folio) <= 0") {
      found = true;
      EXPECT_EQ(report.kind, ReportPoint::Kind::Warn);
      EXPECT_EQ(report.name, "WARN_ON_ONCE");
      EXPECT_EQ(report.function, "try_grab_page");
      EXPECT_EQ(report.where.file, "mm/gup.c");
    }
  EXPECT_TRUE(found);
  Interpreter machine(program);
  machine.runInit({});
  machine.run(program.transitions.at(2).function, {}); // the last reference goes
  Outcome outcome = machine.run(program.transitions.at(0).function, {});
  EXPECT_EQ(outcome.reports.size(), 1u);
}

TEST_F(Configured, ModelsAreAssumptions) {
  const Program program = read(pinsOnRealPages);
  const auto is = [](const Assumption &a) { return a.label == "A4"; };
  const auto at = std::find_if(program.assumptions.begin(), program.assumptions.end(), is);
  ASSERT_NE(at, program.assumptions.end());
  EXPECT_THAT(at->about, Contains(StartsWith("arch_atomic_add() by ")));
}

TEST_F(Configured, AModelOfAnotherTypeIsAnError) {
  std::string wrong = "#include <pinproof.h>\n"
                      "#include <linux/mm.h>\n"
                      "MODELS(folio_put) static void model(struct page *page) {}\n"
                      "static struct folio folio;\nINIT() {}\nTRANSITION(put) { folio_put(&folio); }\n";
  try {
    read(wrong);
    FAIL();
  } catch (const InputError &error) {
    EXPECT_THAT(error.what(), HasSubstr("the model of folio_put() has another type"));
    EXPECT_EQ(error.where.line, 3u);
  }
}

} // namespace
} // namespace pinproof::test
