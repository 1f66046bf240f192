// Bounded search: shortest traces, and what it says when there are none.
#include "solver/bounded.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>

using namespace pinproof;
using namespace pinproof::test;

namespace {

solver::Answer decide(const TransitionSystem &system, uint32_t property = 0, unsigned milliseconds = 10000) {
  solver::Budget budget;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  return solver::decideBounded(system, property, {}, budget);
}

Trace violation(const TransitionSystem &system, uint32_t property = 0) {
  solver::Answer answer = decide(system, property);
  EXPECT_TRUE(std::holds_alternative<solver::Violated>(answer.verdict));
  if (!std::holds_alternative<solver::Violated>(answer.verdict)) return {};
  Trace trace = std::get<solver::Violated>(answer.verdict).trace;
  EXPECT_EQ(replay(system, property, trace), "");
  EXPECT_TRUE(trace.isShortest);
  return trace;
}

} // namespace

TEST(Bounded, FindsAShortestTrace) {
  // 10-bit counter, bias 16: 512 is passed by the 32nd page, which one write of 64 pages brings.
  EXPECT_EQ(toString(violation(directWrites(10, 4)).operations()), "1");
  EXPECT_EQ(toString(violation(directWrites(10, 4, 5)).operations()), "7"); // 32 = 6 * 5 + 2
  EXPECT_EQ(toString(violation(gets(5)).operations()), "15");
}

TEST(Bounded, AnInitialStateMayBeBadAndAnInitialPathMayReport) {
  SystemBuilder b;
  VariableIndex x = b.integer("x"), i = x + 1;
  b.init({{x, var(i)}}, {input("i", 0, 9)}, {atLeast(var(i), 5)});
  b.property("x_is_not_9", {{equals(var(x), 9)}});
  uint32_t check = b.check("init");
  b.system.init[0].reports = {check};
  EXPECT_EQ(toString(violation(b.system).operations()), "0");
  EXPECT_EQ(toString(violation(b.system, check).operations()), "0");
}

TEST(Bounded, SaysHowFarItLooked) {
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 0}});
  b.path("same", {}, {}, {});
  b.property("x_is_0", {{atLeast(var(x), 1)}});
  solver::Answer answer = decide(b.system);
  const auto &unknown = std::get<solver::Unknown>(answer.verdict);
  EXPECT_EQ(unknown.reason, "bound reached");
  EXPECT_EQ(unknown.established, "no violation within 200 operations");
}

TEST(Bounded, StopsInTime) {
  auto start = std::chrono::steady_clock::now();
  solver::Answer answer = decide(gets(32), 0, 200);
  EXPECT_TRUE(std::holds_alternative<solver::Unknown>(answer.verdict));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1)); // it would be for ever
}
