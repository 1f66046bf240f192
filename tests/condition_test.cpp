// Conditions of paths: what was assumed is known afterwards, or execution would ask again for ever.
#include "model/condition.h"

#include <gtest/gtest.h>

#include <random>

namespace pinproof::model {
namespace {

using Relation = Constraint::Relation;

Condition ofThree(Integer low, Integer high) {
  Condition condition;
  for (VariableIndex v = 0; v < 3; ++v) condition.declare(v, {low, high});
  return condition;
}

TEST(Condition, AnEqualityOfMultiplesIsKnownOnceAssumed) {
  Condition condition;
  for (VariableIndex v = 0; v < 2; ++v) condition.declare(v, {});
  const Constraint c{Linear::variable(0, 1024) + Linear::variable(1, 1024), Relation::Zero};
  ASSERT_EQ(condition.decide(c), Condition::Truth::Unknown);
  ASSERT_TRUE(condition.assume(c));
  EXPECT_EQ(condition.decide(c), Condition::Truth::True);
}

TEST(Condition, WhatIsAssumedIsKnownAndNoSolutionIsLost) {
  std::mt19937 random(1);
  auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int run = 0; run < 3000; ++run) {
    Condition condition = ofThree(-4, 4);
    std::vector<Constraint> assumed;
    bool isPossible = true;
    for (int n = 0; n < 4 && isPossible; ++n) {
      Linear e(pick(-6, 6));
      for (VariableIndex v = 0; v < 3; ++v)
        if (int factor = pick(-2, 2) * (pick(0, 3) ? 1 : 3)) e = e + Linear::variable(v, factor);
      assumed.push_back({e, pick(0, 2) ? Relation::AtLeastZero : Relation::Zero});
      isPossible = condition.assume(assumed.back());
      if (isPossible) {
        EXPECT_EQ(condition.decide(assumed.back()), Condition::Truth::True) << "run " << run;
      }
    }
    for (int x = -4; x <= 4; ++x)
      for (int y = -4; y <= 4; ++y)
        for (int z = -4; z <= 4; ++z) {
          const Integer at[] = {x, y, z};
          bool holds = true;
          for (const Constraint &c : assumed) {
            Integer value = c.expression.constant;
            for (auto [v, factor] : c.expression.terms) value += factor * at[v];
            holds &= c.relation == Relation::Zero ? value == 0 : value >= 0;
          }
          if (!holds) continue;
          EXPECT_TRUE(isPossible);
          if (!isPossible) continue;
          for (VariableIndex v = 0; v < 3; ++v) {
            EXPECT_LE(*condition.rangeOf(v).low, at[v]);
            EXPECT_GE(*condition.rangeOf(v).high, at[v]);
          }
        }
  }
}

} // namespace
} // namespace pinproof::model
