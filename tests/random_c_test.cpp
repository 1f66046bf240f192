// Random C, three readings of it: compiled and run, interpreted, and as paths of a transition system.
//
// longer_runs.h says how to run more of it. A failure is shrunk and printed as C; it goes to tests/random_c/
// once it is understood, and is run from there ever after.
#include "cli/stop_flag.h"
#include "model/paths.h"
#include "tests/agreement.h"
#include "tests/compare_walks.h"
#include "tests/longer_runs.h"
#include "tests/random_c.h"

#include <gtest/gtest-spi.h>

namespace pinproof::tests {

namespace {

namespace fs = std::filesystem;
using namespace model;

constexpr size_t mostPaths = 500;           // of those that are followed one by one
constexpr std::chrono::minutes mostTime(1); // for finding them: a few programs have millions

struct Counts {
  unsigned steps = 0, refused = 0, notWalked = 0;
};

/// What is wrong with this C, or "".
std::string disagreement(const std::string &text, bool compile, Counts &counts) {
  test::TemporaryDirectory directory;
  ReadOptions options;
  options.specDirectory = std::string(PINPROOF_SOURCE_DIR) + "/specs";
  options.kernelTree = options.specDirectory + "/kernel";
  options.specFile = directory.write("random.c", text);
  try {
    const ReadResult read = readSpecification(options);
    solver::Budget budget;
    budget.deadline = std::chrono::steady_clock::now() + mostTime;
    const cli::StopFlag stop(budget);
    const TransitionSystem system = makeTransitionSystem(read.program, &stop.flag);
    size_t paths = system.init.size();
    for (const Transition &t : system.transitions) paths += t.paths.size();
    if (paths > mostPaths) {
      ++counts.notWalked;
    } else {
      counts.refused += !system.refusals.empty();
      testing::TestPartResultArray failures;
      {
        testing::ScopedFakeTestPartResultReporter reporter(
            testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
        counts.steps += expectAgreement(read.program, system, 6, 6, 1);
      }
      if (failures.size() > 0) return std::string("paths: ") + failures.GetTestPartResult(0).message();
    }
    if (!compile) return "";
    Comparison c = compareWalks(read.program, Compiled(options, read), 10, 8);
    counts.steps += c.steps;
    return c.difference.empty() ? "" : "compiled: " + c.difference;
  } catch (const Stopped &) {
    ++counts.notWalked;
    return "";
  } catch (const std::exception &error) {
    return std::string("exception: ") + error.what();
  }
}

void expectNothingFound(const test::Seeds &seeds, bool compile) {
  Counts counts;
  for (unsigned seed = seeds.first; seed <= seeds.last; ++seed) {
    const Decisions decisions = randomDecisions(seed);
    if (seeds.isLongRun) std::cerr << seed << "\r";
    std::string found = disagreement(randomC(decisions), compile, counts);
    if (found.empty()) continue;
    const std::string kind = found.substr(0, found.find(':'));
    Counts ignored;
    Decisions small = shrunk(decisions, [&](const Decisions &d) {
      return disagreement(randomC(d), compile && kind != "paths", ignored).starts_with(kind + ":");
    });
    const std::string text = randomC(small) + "\n// " + disagreement(randomC(small), compile, ignored) + "\n";
    test::keepFailure("c", seed, text);
    ADD_FAILURE() << "seed " << seed << ": " << found << "\n" << text;
    if (!seeds.isLongRun) return;
  }
  std::cout << seeds.last - seeds.first + 1 << " programs, " << counts.steps << " steps compared, "
            << counts.refused << " programs with C that is not modelled, " << counts.notWalked
            << " with too many paths to follow\n";
}

} // namespace

TEST(RandomC, PathsAgreeWithTheInterpreter) { expectNothingFound(test::seeds(1, 60), false); }

TEST(RandomC, CompiledRunsAgreeToo) { expectNothingFound(test::seeds(1001, 1006), true); }

TEST(RandomC, WhatWasFoundOnceStaysFixed) {
  Counts counts;
  for (const auto &entry : fs::directory_iterator(std::string(PINPROOF_SOURCE_DIR) + "/tests/random_c"))
    EXPECT_EQ(disagreement(test::readFile(entry.path()), true, counts), "") << entry.path();
}

} // namespace pinproof::tests
