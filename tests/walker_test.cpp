// Random executions are executions: held against all the successors there are.
#include "solver/vacuity.h"
#include "solver/walker.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>

#include <set>

using namespace pinproof;
using namespace pinproof::test;

namespace {

using test::State;

/// Every state after `path`, whose inputs have small ranges.
void addSuccessors(const Path &path, const State &state, std::vector<Integer> inputs,
                   std::set<State> &found) {
  if (inputs.size() == path.inputs.size()) {
    if (auto after = take(path, state, inputs)) found.insert(*after);
    return;
  }
  const PathInput &next = path.inputs[inputs.size()];
  inputs.push_back(0);
  for (Integer value = *next.low; value <= *next.high; ++value) {
    inputs.back() = value;
    addSuccessors(path, state, inputs, found);
  }
}

std::set<State> successors(const std::vector<Path> &paths, const State &state) {
  std::set<State> found;
  for (const Path &path : paths) addSuccessors(path, state, {}, found);
  return found;
}

} // namespace

TEST(Walker, GoesWhereOneCanGo) {
  unsigned taken = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    Random random{std::mt19937(seed)};
    const TransitionSystem system = randomSystem(random);
    solver::Walker walker;
    State state(system.variables.size(), 0);
    ASSERT_NE(walker.step(system.init, state), nullptr);
    for (unsigned n = 0; n < 30; ++n) {
      const State before = state;
      const Transition &transition = system.transitions[walker.draw(system.transitions.size())];
      const Path *path = walker.step(transition.paths, state);
      if (path == nullptr) {
        EXPECT_EQ(state, before);
        continue;
      }
      std::set<State> possible;
      addSuccessors(*path, before, {}, possible);
      EXPECT_TRUE(possible.count(state)) << "seed " << seed << ", step " << n;
      ++taken;
    }
  }
  EXPECT_GT(taken, 1000U);
}

// Whether it is seen at random or by the solver is no matter.
TEST(Walker, LeavesVacuityWhatItIs) {
  unsigned fired = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    Random random{std::mt19937(seed)};
    const TransitionSystem system = randomSystem(random);
    const solver::Vacuity vacuity = solver::findVacuity(system, solver::findFacts(system, {}), {});
    std::vector<bool> fires(system.transitions.size(), false);
    std::set<State> states = successors(system.init, State(system.variables.size(), 0));
    for (unsigned moves = 0; moves < 3; ++moves) {
      std::set<State> next;
      for (const State &state : states)
        for (size_t t = 0; t < system.transitions.size(); ++t) {
          const std::set<State> after = successors(system.transitions[t].paths, state);
          fires[t] = fires[t] || !after.empty();
          next.insert(after.begin(), after.end());
        }
      states.merge(next);
    }
    for (size_t t = 0; t < fires.size(); ++t) {
      if (!fires[t]) continue;
      EXPECT_EQ(vacuity.transitions[t], "") << "seed " << seed << ", transition " << t;
      ++fired;
    }
  }
  EXPECT_GT(fired, 50U);
}
