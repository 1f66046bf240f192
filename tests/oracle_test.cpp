// The truth itself: explicit-state search on systems small enough to see that it is right, and the random
// ones that engines are held against (random_systems_test.cpp).
#include "tests/oracle.h"
#include "tests/random_systems.h"

#include <gtest/gtest.h>

namespace pinproof {
namespace {

using namespace model;
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

} // namespace
} // namespace pinproof
