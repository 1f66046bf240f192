// Every engine against the truth: hundreds of random systems, all of whose states are counted.
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "tests/oracle.h"
#include "tests/random_systems.h"

#include <gtest/gtest.h>

namespace pinproof {
namespace {

using namespace model;
using namespace solver;
using test::OracleResult;
using test::OracleVerdict;
using Kind = OracleVerdict::Kind;

TransitionSystem modulo8() {
  TransitionSystem system;
  Variable counter;
  counter.name = "c";
  counter.low = 0;
  counter.high = 7;
  system.variables = {counter};
  Path init;
  init.update = {{0, Linear(0)}};
  system.init = {init};
  Path up, around;
  up.inputs = around.inputs = {{"n", 1, 2, {}}};
  Linear sum = Linear::variable(0) + Linear::variable(1);
  up.guard = {atLeast(7, sum)};
  up.update = {{0, sum}};
  around.guard = {atLeast(sum, 8)};
  around.update = {{0, sum - Linear(8)}};
  around.reports = {1};
  system.transitions = {{"add", {}, {up, around}}};
  Property seven, wraps, nine;
  seven.bad = {{atLeast(Linear::variable(0), 7)}};
  wraps.kind = Property::Kind::Check;
  nine.bad = {{atLeast(Linear::variable(0), 9)}};
  system.properties = {seven, wraps, nine};
  return system;
}

TEST(Oracle, CountsStatesAndFindsShortestViolations) {
  TransitionSystem system = modulo8();
  OracleResult result = test::explore(system);
  EXPECT_EQ(result.states, 8u);
  EXPECT_EQ(result.verdicts[0].kind, Kind::Violated);
  EXPECT_EQ(result.verdicts[0].depth, 4u);
  EXPECT_EQ(result.verdicts[1].kind, Kind::Violated);
  EXPECT_EQ(result.verdicts[1].depth, 4u);
  EXPECT_EQ(result.verdicts[2].kind, Kind::Holds);
  test::OracleLimits few;
  few.states = 4;
  result = test::explore(system, few);
  EXPECT_EQ(result.verdicts[2].kind, Kind::TooBig);
  EXPECT_EQ(result.verdicts[2].depth, 1u);
}

TEST(Oracle, FollowsTraces) {
  TransitionSystem system = modulo8();
  EXPECT_EQ(test::followTrace(system, 0, {0, {}, {{0, 0, {2}, 3}, {0, 0, {1}, 1}}, true}), "");
  EXPECT_NE(test::followTrace(system, 0, {0, {}, {{0, 0, {2}, 3}}, true}), "");
  EXPECT_NE(test::followTrace(system, 0, {0, {}, {{0, 0, {1}, 8}}, true}), "");
  EXPECT_EQ(test::followTrace(system, 1, {0, {}, {{0, 0, {2}, 3}, {0, 1, {2}, 1}}, true}), "");
  EXPECT_NE(test::followTrace(system, 1, {0, {}, {{0, 0, {3}, 1}}, true}), "");
}

TEST(Oracle, RandomSystemsAreTheSameForTheSameSeed) {
  EXPECT_EQ(toText(test::randomSystem(7)), toText(test::randomSystem(7)));
  EXPECT_NE(toText(test::randomSystem(7)), toText(test::randomSystem(8)));
}

/// Random systems are worth something only if both answers occur among them, and deep ones, too.
TEST(Oracle, RandomSystemsAreVaried) {
  unsigned holds = 0, violated = 0, deep = 0;
  for (unsigned seed = 0; seed < 150; ++seed)
    for (const TransitionSystem &system : {test::randomSystem(seed), test::randomReferenceCounter(seed)})
      for (const OracleVerdict &verdict : test::explore(system, {5'000, -64, 64}).verdicts) {
        holds += verdict.kind == Kind::Holds;
        violated += verdict.kind == Kind::Violated;
        deep += verdict.kind == Kind::Violated && verdict.depth >= 5;
      }
  EXPECT_GT(holds, 100u);
  EXPECT_GT(violated, 100u);
  EXPECT_GT(deep, 20u);
}

struct Score {
  unsigned proved = 0, violated = 0, unknown = 0;
};

/// What an engine says of one property must be true and carry evidence that convinces.
void expectTruth(const TransitionSystem &system, uint32_t property, const OracleVerdict &truth,
                 const Answer &answer, Score &score) {
  if (const auto *proved = std::get_if<Proved>(&answer.verdict)) {
    ++score.proved;
    EXPECT_NE(truth.kind, Kind::Violated) << "proved, but violated after " << truth.depth;
    auto checked = check::checkCertificate(system, property, proved->certificate, 10'000);
    EXPECT_TRUE(checked.accepted) << toString(checked);
  } else if (const auto *violated = std::get_if<Violated>(&answer.verdict)) {
    ++score.violated;
    EXPECT_NE(truth.kind, Kind::Holds) << "violated, but holds";
    EXPECT_EQ(test::followTrace(system, property, violated->trace), "");
    Integer length = violated->trace.operations();
    EXPECT_GE(length, truth.depth + (truth.kind == Kind::TooBig ? 1 : 0));
    if (truth.kind == Kind::Violated && violated->trace.isShortest) {
      EXPECT_EQ(length, truth.depth);
    }
  } else
    ++score.unknown;
}

class EveryEngine : public testing::TestWithParam<size_t> {};

TEST_P(EveryEngine, AgreesWithTheOracle) {
  const Engine &engine = engines()[GetParam()];
  Score score;
  for (unsigned seed = 0; seed < 300; ++seed) {
    TransitionSystem system = seed % 3 == 0 ? test::randomReferenceCounter(seed) : test::randomSystem(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ", engine " + engine.name);
    OracleResult truth = test::explore(system, {3'000, -64, 64});
    auto soon = [](int milliseconds) {
      return Budget{std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds), {}, nullptr};
    };
    Facts facts = findFacts(system, soon(200));
    for (uint32_t p = 0; p < system.properties.size(); ++p) {
      Answer answer = engine.decide(system, p, facts, soon(40));
      expectTruth(system, p, truth.verdicts[p], answer, score);
    }
    if (HasFailure()) {
      std::cerr << toText(system);
      return;
    }
  }
  EXPECT_GT(score.proved + score.violated, 0u) << "an engine that never answers";
  RecordProperty("proved", static_cast<int>(score.proved));
  RecordProperty("violated", static_cast<int>(score.violated));
  RecordProperty("unknown", static_cast<int>(score.unknown));
  std::cout << engine.name << ": " << score.proved << " proved, " << score.violated << " violated, "
            << score.unknown << " unknown\n";
}

INSTANTIATE_TEST_SUITE_P(Engines, EveryEngine, testing::Range<size_t>(0, engines().size()),
                         [](const auto &info) { return std::string(engines()[info.param].name); });

} // namespace
} // namespace pinproof
