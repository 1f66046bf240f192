// The condition under which a path is taken, and what follows from it without a solver.
//
// A conjunction of linear constraints together with an interval for every variable. Bounds are propagated
// through the constraints (Davis 1987), and a new constraint is compared with each old one that has the
// same or the opposite direction (a two-row case of Farkas' lemma). That is enough to cut the branches of
// kernel code that contradict themselves; what it misses stays as a path with an unsatisfiable guard, which
// costs the solver a little and can never make an answer wrong.
#pragma once

#include "model/linear.h"
#include "model/shared.h"

#include <optional>
#include <vector>

namespace pinproof::model {

struct Range {
  std::optional<Integer> low, high; // none: unbounded on that side
  bool isPoint() const { return low && high && *low == *high; }
};

class Condition {
public:
  /// Declares `v` with its a-priori range; a variable must be declared before it is constrained.
  void declare(VariableIndex v, Range range);
  bool isDeclared(VariableIndex v) const { return find(v) != nullptr; }

  /// Adds a constraint. False if the whole is then certainly unsatisfiable.
  bool assume(Constraint c);

  enum class Truth { False, True, Unknown };
  Truth decide(const Constraint &c) const;

  Range rangeOf(const Linear &e) const;
  Range rangeOf(VariableIndex v) const;

  /// `e` with every variable that has only one value left replaced by that value.
  Linear simplify(const Linear &e) const;

  const std::vector<Constraint> &constraints() const { return *constraints_; }

private:
  bool contradicts(const Linear &e) const;
  bool implies(const Linear &e) const;
  bool propagate();
  enum class Outcome { Same, Narrower, Empty };
  Outcome tighten(const Linear &e, Integer sign);
  std::optional<Integer> mostOfOthers(const Linear &e, Integer sign, VariableIndex left) const;

  const Range *find(VariableIndex v) const;
  /// The range of a declared variable, to be narrowed.
  Range &narrow(VariableIndex v);

  Shared<std::vector<Constraint>> constraints_;
  Shared<std::vector<std::pair<VariableIndex, Range>>> ranges_; // sorted
};

/// e >= 0 over the integers, divided by the gcd of its coefficients with the constant rounded down.
Linear tightened(const Linear &e);

} // namespace pinproof::model
