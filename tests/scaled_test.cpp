// Every specification with counters of a few bits, where all states can be looked at one by one: what the
// engines say must be what is there.

#include "model/clang/reader.h"
#include "model/paths.h"
#include "solver/check/certificate.h"
#include "solver/portfolio.h"
#include "tests/oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace pinproof::test {

namespace {

const std::string specs = std::string(PINPROOF_SOURCE_DIR) + "/specs";

class ScaledDown : public ::testing::TestWithParam<std::string> {
protected:
  /// None where the embedded kernel has not what the specification is about.
  std::optional<model::TransitionSystem> system(const std::string &bits, const std::string &bias,
                                                const std::string &pages) {
    model::ReadOptions options;
    options.specFile = specs + "/" + GetParam();
    options.specDirectory = specs;
    options.kernelTree = specs + "/kernel";
    options.extraFlags = {"-DPINPROOF_COUNTER_BITS=" + bits, "-DPINPROOF_BIAS_BITS=" + bias,
                          "-DPINPROOF_DIO_PAGES=" + pages, "-DPINPROOF_HUGE_PAGES=" + pages,
                          "-DPINPROOF_ADDRESS_SPACES=2"};
    const model::Program program = model::readSpecification(options).program;
    if (!program.absent.empty()) return std::nullopt;
    return model::makeTransitionSystem(program);
  }
};

TEST_P(ScaledDown, EnginesAgreeWithTheOracle) {
  const std::optional<model::TransitionSystem> made = system("6", "2", "2");
  if (!made) GTEST_SKIP() << "does not apply to the embedded kernel";
  const model::TransitionSystem &ts = *made;
  OracleLimits limits;
  limits.states = 3000;
  const OracleResult truth = explore(ts, limits);
  solver::Options options;
  options.timeoutSeconds = 5;
  const std::vector<solver::Answer> answers = solver::decideAll(ts, options);
  unsigned compared = 0;
  for (uint32_t p = 0; p < answers.size(); ++p) {
    SCOPED_TRACE(ts.properties[p].name);
    const OracleVerdict &verdict = truth.verdicts[p];
    if (const auto *proved = std::get_if<solver::Proved>(&answers[p].verdict)) {
      EXPECT_NE(verdict.kind, OracleVerdict::Kind::Violated)
          << "proved, but violated at depth " << verdict.depth;
      EXPECT_TRUE(solver::check::checkCertificate(ts, p, proved->certificate, 10'000).accepted);
      ++compared;
    } else if (const auto *violated = std::get_if<solver::Violated>(&answers[p].verdict)) {
      EXPECT_EQ(followTrace(ts, p, violated->trace), "");
      EXPECT_NE(verdict.kind, OracleVerdict::Kind::Holds) << "violated, but holds in all states";
      const auto operations = static_cast<size_t>(violated->trace.operations());
      if (verdict.kind == OracleVerdict::Kind::Violated) {
        EXPECT_GE(operations, verdict.depth);
        EXPECT_TRUE(!violated->trace.isShortest || operations == verdict.depth) << operations;
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 0u);
  EXPECT_GT(truth.operations, 0u); // some specifications begin anew with each
}

std::vector<std::string> specifications() {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(specs))
    if (entry.path().extension() == ".c") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, ScaledDown, ::testing::ValuesIn(specifications()),
                         [](const auto &info) { return info.param.substr(0, info.param.find('.')); });

} // namespace

} // namespace pinproof::test
