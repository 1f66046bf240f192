// A path taken k times in one step, k symbolic.
#pragma once

#include "model/trace.h"

namespace pinproof::solver {

struct Box {
  std::optional<model::Integer> low, high;
  bool isPoint() const { return low && high && *low == *high; }
};

/// What any number k >= 1 of consecutive repetitions of one path do and need. Linear expressions are over
/// state variables and the path's own inputs, as in the path.
///
/// With x the state before the first repetition, p the inputs of the first, q those of the last and T the
/// sums of all repetitions' inputs: every guard holds in every repetition iff `atFirst` holds for x and p
/// and `atLast` for the last repetition's state and q; each repetition's inputs are any point of `box`; the
/// state afterwards is x + delta(T), where a constant in delta counts k times.
struct Repetition {
  uint32_t transition = 0, path = 0;
  std::vector<Box> box; // per input
  std::vector<std::pair<model::VariableIndex, model::Linear>> delta;
  /// x' = e where repetitions do not change e: more than one need x == e before the first.
  std::vector<std::pair<model::VariableIndex, model::Linear>> settled;
  std::vector<model::Constraint> atFirst, atLast;
  /// Inputs that others determine, as expressions over the remaining ones.
  std::vector<std::pair<uint32_t, model::Linear>> eliminated;
  /// With k = 1 it covers every way to take the path.
  bool isExact = false;

  bool isEliminated(uint32_t input) const;
  /// Whether what is asked at that end depends on this input of that end.
  bool bindsFirst(uint32_t input) const;
  bool bindsLast(uint32_t input) const;

  uint32_t inputsFrom = 0; // the number of state variables
};

/// `k` operations in groups of equal ones, whose inputs are `first` and `last` at the ends where these
/// bind, lie in the box and have these totals. As many as possible are equal.
std::vector<model::Step> unfold(const Repetition &repetition, model::Integer k,
                                const std::vector<model::Integer> &first,
                                const std::vector<model::Integer> &last,
                                const std::vector<model::Integer> &totals);

/// What one step along `path` can change: for every updated variable the new value, over state variables and
/// the inputs that no other determines, which lie in `box`; not possible: the inputs satisfy no guard.
struct Change {
  std::vector<Box> box;
  std::vector<std::pair<model::VariableIndex, model::Linear>> update;
  bool isPossible = true;
};
Change changeBy(const model::TransitionSystem &system, uint32_t transition, uint32_t path);

/// The least value of `e`, an expression over inputs in `box` (numbered from `inputsFrom`); none: unbounded.
std::optional<model::Integer> least(const model::Linear &e, const std::vector<Box> &box, uint32_t inputsFrom);

/// The ways to repeat path number `path` of `transition`: one that is exact; or some with inputs held at
/// corners of their ranges; or none, where the path is not a translation or can never be taken. What it
/// does to variables that are not flagged in `isRelevant` (empty: all are) is left out.
std::vector<Repetition> repetitions(const model::TransitionSystem &system, uint32_t transition, uint32_t path,
                                    const std::vector<bool> &isRelevant = {});

} // namespace pinproof::solver
