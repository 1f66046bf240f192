// Where a bound that keeps growing may stop.
#pragma once

#include "model/transition_system.h"
#include "solver/bounds.h"

namespace pinproof::solver {

/// How often the ends of one interval have grown.
struct Growth {
  unsigned low = 0, high = 0;
};

/// Widening for boxes over some of a system's variables.
class Widening {
public:
  /// `dimensions[d]` is the variable that a box's d-th interval is about. `values`: by variable, all that it
  /// can have, ascending; none where they are many.
  Widening(const model::TransitionSystem &system, const std::vector<model::VariableIndex> &dimensions,
           const std::vector<std::vector<model::Integer>> &values);

  /// Joins `more` to `box`; an interval that has grown often grows to the next threshold, or without bound.
  /// However often it is called with one `growths`, `box` changes finitely often.
  void join(Box &box, const Box &more, std::vector<Growth> &growths) const;

private:
  void add(const model::TransitionSystem &system, const model::Path &path);

  std::vector<int> dimensionOf;                         // by variable; -1: is none
  std::vector<std::vector<model::Integer>> lows, highs; // thresholds by dimension, ascending
};

} // namespace pinproof::solver
