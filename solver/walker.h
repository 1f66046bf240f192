// Executions at random, without a solver.
//
// Inputs are drawn until a guard is met, at the ends of their range as often as inside, and those that a
// guard fixes by an equality are computed from it. What a walk did can be done; what it did not do says
// nothing.
#pragma once

#include "model/transition_system.h"

#include <random>

namespace pinproof::solver {

/// A value for each variable; of a path's constraints and expressions, for each of its inputs behind them.
using State = std::vector<model::Integer>;

model::Integer evaluate(const model::Linear &e, const State &values);
bool holds(const model::Constraint &c, const State &values);

/// Draws the same numbers each time.
class Walker {
public:
  /// Takes some path among `paths` whose guard can be met: `state` is then the state after it. nullptr, and
  /// `state` as it was, if a few tries for each find none. Of initial paths `state` may be anything.
  const model::Path *step(const std::vector<model::Path> &paths, State &state);
  /// Takes `path`, if a few tries meet its guard.
  bool take(const model::Path &path, State &state);
  /// A number below `n`, or 0.
  size_t draw(size_t n) { return n == 0 ? 0 : random() % n; }

private:
  bool tryOnce(const model::Path &path, State &state);
  model::Integer drawInput(const model::PathInput &input);

  std::mt19937_64 random{20010312};
};

} // namespace pinproof::solver
