// Which paths can be taken as the first, the second, the third move of an execution.
#pragma once

#include "model/transition_system.h"

#include <set>

namespace pinproof::solver {

/// The finite variables of all states after so many moves, or of more states than that: each a value, or none
/// where it may be any.
class Layers {
public:
  /// Before the first move. Of variables that are not flagged in `isRelevant` nothing is known.
  Layers(const model::TransitionSystem &system, const std::vector<bool> &isRelevant);

  /// Whether `path` may be the next move: no is certain, yes is not.
  bool isPossible(const model::Path &path) const;

  /// On to the states after one move along one of `paths`, each taken any number of times.
  void advance(const std::vector<const model::Path *> &paths);

private:
  using State = std::vector<std::optional<model::Integer>>;

  std::optional<State> after(const State &state, const model::Path &path) const;

  std::vector<bool> isTracked;
  std::set<State> states;
  bool isAny = false; // too many to tell
};

} // namespace pinproof::solver
