// Accelerated search: the same counterexamples at every width, real, and as short as it says.
#include "solver/accelerate.h"
#include "solver/bounded.h"
#include "solver/facts.h"
#include "solver/repetition.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

using namespace pinproof;
using namespace pinproof::test;
using solver::Repetition;

namespace {

Trace violation(const TransitionSystem &system, uint32_t property = 0) {
  solver::Facts facts = solver::findFacts(system, {});
  solver::Answer answer = solver::decideAccelerated(system, property, facts, {});
  EXPECT_TRUE(std::holds_alternative<solver::Violated>(answer.verdict)) << answer.verdict.index();
  if (!std::holds_alternative<solver::Violated>(answer.verdict)) return {};
  Trace trace = std::get<solver::Violated>(answer.verdict).trace;
  EXPECT_EQ(replay(system, property, trace), "");
  return trace;
}

} // namespace

TEST(Accelerate, DirectWritesOverflowAtTheKnownDepth) {
  Trace trace = violation(directWrites(32));
  EXPECT_EQ(toString(trace.operations()), "32768");
  EXPECT_TRUE(trace.isShortest);
  // All of the same size, whichever path each of them takes.
  for (const Step &step : trace.steps) EXPECT_EQ(step.inputs, (std::vector<Integer>{64, 64}));
  EXPECT_EQ(trace.steps.size(), 2u);
}

TEST(Accelerate, GetsOverflowAtTheKnownDepth) {
  Trace trace = violation(gets(32));
  EXPECT_EQ(toString(trace.operations()), "2147483647");
  EXPECT_TRUE(trace.isShortest);
}

TEST(Accelerate, OverflowsAtAnyWidth) {
  for (unsigned width = 12; width <= 32; ++width) {
    Trace trace = violation(gets(width));
    EXPECT_EQ(toString(trace.operations()), toString((Integer(1) << (width - 1)) - 1));
    trace = violation(directWrites(width, 2));
    // 1 + 4 pages >= 2^(width-1), at 64 pages each.
    Integer pages = ((Integer(1) << (width - 1)) - 1 + 3) / 4;
    EXPECT_EQ(toString(trace.operations()), toString((pages + 63) / 64)) << width;
  }
}

TEST(Accelerate, GuardsThatBindAtEitherEnd) {
  // x falls by 3 while at least 2, then only odd values below 2 may go on: 20 -> 2 -> -1.
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 20}});
  b.path("fall", {}, {atLeast(var(x), 2)}, {{x, var(x) - Linear(3)}});
  b.property("never_minus_one", {{equals(var(x), -1)}});
  b.property("never_minus_two", {{equals(var(x), -2)}});
  Trace trace = violation(b.system);
  EXPECT_EQ(toString(trace.operations()), "7");
  solver::Facts facts = solver::findFacts(b.system, {});
  solver::Answer answer = solver::decideAccelerated(b.system, 1, facts, {});
  EXPECT_TRUE(std::holds_alternative<solver::Unknown>(answer.verdict));
}

TEST(Accelerate, SumsOfABoundedInputHaveNoGaps) {
  SystemBuilder b;
  VariableIndex x = b.integer("x"), i = x + 1;
  b.init({{x, 0}});
  b.path("add", {input("n", 7, 9)}, {}, {{x, var(x) + var(i)}});
  b.property("never_1000", {{equals(var(x), 1000)}});
  b.property("never_13", {{equals(var(x), 13)}}); // between 9 and 14
  Trace trace = violation(b.system);
  EXPECT_EQ(toString(trace.operations()), "112"); // 1000 = 111 * 9 + 1 is too little for 8 more
  EXPECT_TRUE(trace.isShortest);
  solver::Answer answer = solver::decideAccelerated(b.system, 1, solver::findFacts(b.system, {}), {});
  EXPECT_TRUE(std::holds_alternative<solver::Unknown>(answer.verdict));
}

TEST(Accelerate, FlagsThatAPathSetsSettle) {
  SystemBuilder b;
  VariableIndex x = b.integer("x"), flag = b.finite("flag", {0, 1}), kind = b.finite("kind", {0, 1});
  VariableIndex which = kind + 1;
  b.init({{x, 0}, {flag, 0}, {kind, var(which)}}, {input("kind", 0, 1)});
  b.path("go", {}, {equals(var(kind), 1)}, {{x, var(x) + Linear(1)}, {flag, 1}});
  b.path("back", {}, {equals(var(flag), 0)}, {{x, var(x) - Linear(1)}});
  b.property("x_below_million", {{atLeast(var(x), 1000000)}});
  Trace trace = violation(b.system);
  EXPECT_EQ(toString(trace.operations()), "1000000");
  EXPECT_TRUE(trace.isShortest);
}

TEST(Accelerate, DependentInputsAreHeldAtCorners) {
  // a + b <= 10 ties two inputs, so their sums are not independent.
  SystemBuilder b;
  VariableIndex x = b.integer("x"), y = b.integer("y"), p = y + 1, q = y + 2;
  b.init({{x, 0}, {y, 0}});
  b.path("add", {input("a", 0, 8), input("b", 0, 8)}, {atLeast(10, var(p) + var(q))},
         {{x, var(x) + var(p)}, {y, var(y) + var(q)}});
  b.property("x_small", {{atLeast(var(x), 80000)}});
  EXPECT_EQ(toString(violation(b.system).operations()), "10000");
  std::vector<Repetition> ways = solver::repetitions(b.system, 0, 0);
  EXPECT_EQ(ways.size(), 3u); // not both at 8
  for (const Repetition &r : ways) EXPECT_FALSE(r.isExact);
}

TEST(Accelerate, ReportsAreFoundInTheOperationThatMakesThem) {
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 0}});
  uint32_t check = b.check("below");
  b.path("step", {}, {atLeast(99, var(x))}, {{x, var(x) + Linear(1)}});
  Path &stop = b.path("step", {}, {atLeast(var(x), 100)}, {});
  stop.reports = {check}, stop.stops = true;
  Trace trace = violation(b.system, check);
  EXPECT_EQ(toString(trace.operations()), "101");
  EXPECT_TRUE(trace.isShortest);
}

TEST(Accelerate, NothingFollowsAPathThatStops) {
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 0}});
  b.path("step", {}, {}, {{x, var(x) + Linear(1)}}).stops = true;
  uint32_t property = b.property("x_zero", {{atLeast(var(x), 1)}});
  for (auto decide : {solver::decideAccelerated, solver::decideBounded}) {
    solver::Budget budget;
    budget.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    EXPECT_TRUE(std::holds_alternative<solver::Unknown>(decide(b.system, property, {}, budget).verdict));
  }
}

TEST(Accelerate, StopsWhenInterrupted) {
  std::atomic<bool> interrupted = true;
  solver::Budget budget;
  budget.interrupted = &interrupted;
  solver::Answer answer = solver::decideAccelerated(directWrites(32), 0, {}, budget);
  EXPECT_TRUE(std::holds_alternative<solver::Unknown>(answer.verdict));
}

namespace {

/// The least number of operations that breaks property 0, breadth first; none within `depth`.
std::optional<unsigned> oracle(const TransitionSystem &system, unsigned depth) {
  std::set<State> seen, frontier;
  for (const Path &path : system.init) frontier.insert(*take(path, State(system.variables.size(), 0), {}));
  for (unsigned n = 0;; ++n) {
    for (const State &state : frontier)
      if (isBad(system.properties[0], state)) return n;
    if (n == depth || seen.size() > 20000) return std::nullopt;
    std::set<State> next;
    for (const State &state : frontier)
      for (const Transition &t : system.transitions)
        for (const Path &path : t.paths) {
          std::vector<Integer> inputs;
          std::function<void(size_t)> choose = [&](size_t i) {
            if (i == path.inputs.size()) {
              if (std::optional<State> after = take(path, state, inputs); after && seen.insert(*after).second)
                next.insert(*after);
              return;
            }
            for (Integer v = *path.inputs[i].low; v <= *path.inputs[i].high; ++v) {
              inputs.push_back(v);
              choose(i + 1);
              inputs.pop_back();
            }
          };
          choose(0);
        }
    frontier = next;
  }
}

} // namespace

TEST(Accelerate, AgreesWithBreadthFirstSearchOnRandomSystems) {
  unsigned violated = 0, shortest = 0, deep = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Random random{std::mt19937(seed)};
    TransitionSystem system = randomSystem(random);
    std::optional<unsigned> least = oracle(system, 6);
    solver::Facts facts = solver::findFacts(system, {});
    solver::Answer answer = solver::decideAccelerated(system, 0, facts, {});
    if (least) {
      ASSERT_TRUE(std::holds_alternative<solver::Violated>(answer.verdict)) << "seed " << seed;
    }
    if (!std::holds_alternative<solver::Violated>(answer.verdict)) continue;
    const Trace &trace = std::get<solver::Violated>(answer.verdict).trace;
    ASSERT_EQ(replay(system, 0, trace), "") << "seed " << seed;
    ++violated;
    deep += trace.operations() > 6;
    if (least) {
      ASSERT_GE(trace.operations(), *least) << "seed " << seed;
    }
    if (trace.isShortest) {
      ++shortest;
      if (least) {
        ASSERT_EQ(toString(trace.operations()), std::to_string(*least)) << "seed " << seed;
      } else {
        ASSERT_GT(trace.operations(), 6) << "seed " << seed;
      }
    }
    if (least) {
      solver::Answer bounded = solver::decideBounded(system, 0, facts, {});
      ASSERT_TRUE(std::holds_alternative<solver::Violated>(bounded.verdict)) << "seed " << seed;
      const Trace &first = std::get<solver::Violated>(bounded.verdict).trace;
      ASSERT_EQ(toString(first.operations()), std::to_string(*least)) << "seed " << seed;
      ASSERT_EQ(replay(system, 0, first), "") << "seed " << seed;
    }
  }
  // The systems are of the kind that tells something.
  EXPECT_GT(violated, 50u);
  EXPECT_GT(deep, 10u);
  EXPECT_GT(shortest, 30u);
  RecordProperty("violated", static_cast<int>(violated));
  RecordProperty("shortest", static_cast<int>(shortest));
}
