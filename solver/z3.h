// The one door to Z3 for engines: transition systems, formulas and budgets as Z3 terms, checks and values.
#pragma once

#include "model/formula.h"
#include "model/trace.h"
#include "solver/engine.h"

#include <z3++.h>

#include <memory>

namespace pinproof::solver {

class Interrupter;

/// One Z3 term per state variable, or per input of a path.
using Terms = std::vector<z3::expr>;

/// A Z3 context with the vocabulary of one transition system. Everything is quantifier-free linear
/// integer arithmetic; machine ranges and finite domains are ordinary constraints on integers.
/// An encoder belongs to one thread; terms of different encoders do not mix.
class Encoder {
public:
  /// `system` must outlive the encoder. If `budget` can be interrupted, so can every check made here.
  explicit Encoder(const model::TransitionSystem &system, const Budget &budget = {});
  ~Encoder();

  z3::context &context() { return *z3; }
  const model::TransitionSystem &transitionSystem() const { return system; }

  /// A solver set up for this theory, with nothing asserted.
  z3::solver solver();
  /// Checks within the budget; unknown when it ran out or was interrupted. z3::exception does not escape.
  z3::check_result check(z3::solver &solver, const z3::expr_vector &assumptions);
  z3::check_result check(z3::solver &solver) { return check(solver, z3::expr_vector(*z3)); }
  bool exhausted() const { return budget.exhausted(); }
  /// From here on nothing made here is interrupted, and Z3 forgets the interrupts that it had. What Z3 cannot
  /// take apart while it is interrupted (its destructors may then throw) is destroyed after this.
  void calmDown() noexcept;
  void continueWithin(const Budget &longer) { budget = longer; }

  z3::expr numeral(model::Integer value);
  z3::expr boolean(bool value) { return z3->bool_val(value); }
  z3::expr all(const Terms &conjuncts);
  z3::expr any(const Terms &disjuncts);

  /// The constants "x@step" for every state variable x.
  Terms state(unsigned step);
  /// The constants "i@tag" for every input i of `path`.
  Terms inputs(const model::Path &path, const std::string &tag);

  /// Terms over `state`, and over `inputs` where indices go beyond the state variables.
  z3::expr encode(const model::Linear &e, const Terms &state, const Terms &inputs = {});
  z3::expr encode(const model::Constraint &c, const Terms &state, const Terms &inputs = {});
  z3::expr encode(const std::vector<model::Constraint> &conjunction, const Terms &state,
                  const Terms &inputs = {});
  z3::expr encode(const model::Formula &f, const Terms &state);

  /// Declared range and finite domain of one variable, or of all.
  z3::expr domain(model::VariableIndex v, const z3::expr &value);
  z3::expr domain(const Terms &state);
  /// Declared ranges of `path`'s inputs.
  z3::expr ranges(const model::Path &path, const Terms &inputs);
  /// `path` can be taken: its guard and the ranges of its inputs.
  z3::expr guard(const model::Path &path, const Terms &state, const Terms &inputs);
  /// The state after `path`, as terms; for an initial path `state` may be anything, every value is replaced.
  Terms update(const model::Path &path, const Terms &state, const Terms &inputs);
  /// Equality of two states.
  z3::expr equal(const Terms &a, const Terms &b);

  /// `state` breaks the invariant property; false for properties that paths report.
  z3::expr bad(const model::Property &property, const Terms &state);

  /// What `term` is in `model`, completed where the model leaves it open.
  model::Integer value(const z3::model &model, const z3::expr &term);
  std::vector<model::Integer> values(const z3::model &model, const Terms &terms);

private:
  const model::TransitionSystem &system;
  Budget budget;
  std::unique_ptr<z3::context> z3;
  std::unique_ptr<Interrupter> interrupter; // after z3: it must die first
};

/// `path` breaks `property` by itself (a report), whatever the state it leads to.
bool reports(const model::Path &path, uint32_t property);

} // namespace pinproof::solver
