// Transition systems in Z3's terms.
//
// States are lists of terms rather than names: a step substitutes the update's terms for the old ones, and
// only where an engine needs a name for a state does it make constants for one. Integers of 128 bits go
// through numerals as text, the only form in which Z3's interface takes more than 64 bits.
//
// Budgets: the time left becomes Z3's time-out for each check; an interrupt (Ctrl-C) is noticed by a
// small thread that exists only if the budget can be interrupted, because Z3 itself does not poll.
#include "solver/z3.h"

#include "solver/z3_failures.h"
#include "solver/z3_interrupter.h"

#include <algorithm>
#include <limits>

namespace pinproof::solver {

using namespace model;

namespace {

std::unique_ptr<z3::context> newContext() {
  requireMemoryForContext();
  return std::make_unique<z3::context>();
}

} // namespace

Encoder::Encoder(const TransitionSystem &system, const Budget &budget)
    : system(system), budget(budget), z3(newContext()) {
  if (budget.interrupted) interrupter = std::make_unique<Interrupter>(*z3, *budget.interrupted);
}

Encoder::~Encoder() = default;

z3::solver
Encoder::solver() { // The plain incremental core: the QF_LIA tactic preprocesses anew for every query.
  return plainSolver(*z3);
}

z3::check_result Encoder::check(z3::solver &solver, const z3::expr_vector &assumptions) {
  if (budget.exhausted()) return z3::unknown;
  try {
    if (budget.deadline != std::chrono::steady_clock::time_point::max())
      solver.set("timeout", budget.milliseconds());
    const z3::check_result result = unlessOutOfMemory(solver.check(assumptions), solver);
    // Z3 makes the model when it is asked for, which an interrupt until then would prevent.
    if (result == z3::sat) (void)solver.get_model();
    return result;
  } catch (const z3::exception &error) {
    unlessOutOfMemory(error);
    return z3::unknown; // Z3 reports some cancellations by throwing
  }
}

void Encoder::calmDown() noexcept {
  interrupter.reset();
  try {
    z3::solver nothing = solver();
    nothing.check(); // at a check's end Z3 puts its cancellation back (4.8.12: reslimit::pop)
  } catch (const z3::exception &) {}
}

z3::expr Encoder::numeral(Integer value) {
  if (value >= std::numeric_limits<int64_t>::min() && value <= std::numeric_limits<int64_t>::max())
    return z3->int_val(static_cast<int64_t>(value));
  return z3->int_val(toString(value).c_str());
}

z3::expr Encoder::all(const Terms &conjuncts) {
  if (conjuncts.size() == 1) return conjuncts.front();
  z3::expr_vector v(*z3);
  for (const z3::expr &e : conjuncts)
    if (!e.is_true()) v.push_back(e);
  return v.empty() ? z3->bool_val(true) : z3::mk_and(v);
}

z3::expr Encoder::any(const Terms &disjuncts) {
  if (disjuncts.size() == 1) return disjuncts.front();
  z3::expr_vector v(*z3);
  for (const z3::expr &e : disjuncts)
    if (!e.is_false()) v.push_back(e);
  return v.empty() ? z3->bool_val(false) : z3::mk_or(v);
}

Terms Encoder::state(unsigned step) {
  Terms result;
  result.reserve(system.variables.size());
  for (const Variable &v : system.variables)
    result.push_back(z3->int_const((v.name + "@" + std::to_string(step)).c_str()));
  return result;
}

Terms Encoder::inputs(const Path &path, const std::string &tag) {
  Terms result;
  result.reserve(path.inputs.size());
  // The index keeps inputs of one name apart.
  for (size_t i = 0; i < path.inputs.size(); ++i)
    result.push_back(z3->int_const((path.inputs[i].name + "#" + std::to_string(i) + "@" + tag).c_str()));
  return result;
}

z3::expr Encoder::encode(const Linear &e, const Terms &state, const Terms &inputs) {
  z3::expr_vector sum(*z3);
  for (const auto &[v, coefficient] : e.terms) {
    const z3::expr &term = v < system.variables.size() ? state.at(v) : inputs.at(v - system.variables.size());
    sum.push_back(coefficient == 1 ? term : numeral(coefficient) * term);
  }
  if (e.constant != 0 || sum.empty()) sum.push_back(numeral(e.constant));
  return sum.size() == 1 ? sum[0] : z3::sum(sum);
}

z3::expr Encoder::encode(const Constraint &c, const Terms &state, const Terms &inputs) {
  Linear withoutConstant = c.expression;
  withoutConstant.constant = 0;
  z3::expr left = encode(withoutConstant, state, inputs);
  z3::expr right = numeral(subtract(0, c.expression.constant));
  return c.relation == Constraint::Relation::Zero ? left == right : left >= right;
}

z3::expr Encoder::encode(const std::vector<Constraint> &conjunction, const Terms &state,
                         const Terms &inputs) {
  Terms parts;
  for (const Constraint &c : conjunction) parts.push_back(encode(c, state, inputs));
  return all(parts);
}

z3::expr Encoder::encode(const Formula &f, const Terms &state) {
  if (f.kind == Formula::Kind::Atom) return encode(f.atom, state);
  Terms parts;
  for (const Formula &child : f.children) parts.push_back(encode(child, state));
  if (f.kind == Formula::Kind::And) return all(parts);
  if (f.kind == Formula::Kind::Or) return any(parts);
  return !parts.at(0);
}

z3::expr Encoder::domain(VariableIndex index, const z3::expr &value) {
  const Variable &v = system.variables.at(index);
  Terms parts;
  std::optional<Integer> low = v.low, high = v.high;
  if (v.isFinite()) {
    low = low ? std::max(*low, v.domain.front()) : v.domain.front();
    high = high ? std::min(*high, v.domain.back()) : v.domain.back();
  }
  if (low) parts.push_back(value >= numeral(*low));
  if (high) parts.push_back(value <= numeral(*high));
  // The holes in the domain, so that a contiguous one stays two bounds.
  for (size_t i = 1; i < v.domain.size(); ++i)
    if (v.domain[i] != v.domain[i - 1] + 1)
      parts.push_back(value <= numeral(v.domain[i - 1]) || value >= numeral(v.domain[i]));
  return all(parts);
}

z3::expr Encoder::domain(const Terms &state) {
  Terms parts;
  for (VariableIndex v = 0; v < state.size(); ++v) parts.push_back(domain(v, state[v]));
  return all(parts);
}

z3::expr Encoder::ranges(const Path &path, const Terms &inputs) {
  Terms parts;
  for (size_t i = 0; i < path.inputs.size(); ++i) {
    if (path.inputs[i].low) parts.push_back(inputs.at(i) >= numeral(*path.inputs[i].low));
    if (path.inputs[i].high) parts.push_back(inputs.at(i) <= numeral(*path.inputs[i].high));
  }
  return all(parts);
}

z3::expr Encoder::guard(const Path &path, const Terms &state, const Terms &inputs) {
  return all({ranges(path, inputs), encode(path.guard, state, inputs)});
}

Terms Encoder::update(const Path &path, const Terms &state, const Terms &inputs) {
  Terms result = state;
  for (const auto &[v, e] : path.update) result.at(v) = encode(e, state, inputs);
  return result;
}

z3::expr Encoder::equal(const Terms &a, const Terms &b) {
  Terms parts;
  for (size_t i = 0; i < a.size(); ++i)
    if (!z3::eq(a[i], b.at(i))) parts.push_back(a[i] == b[i]);
  return all(parts);
}

z3::expr Encoder::bad(const Property &property, const Terms &state) {
  if (property.kind != Property::Kind::Invariant) return boolean(false);
  Terms parts;
  for (const std::vector<Constraint> &conjunction : property.bad) parts.push_back(encode(conjunction, state));
  return any(parts);
}

Integer Encoder::value(const z3::model &model, const z3::expr &term) {
  return parseInteger(Z3_get_numeral_string(*z3, model.eval(term, true)));
}

std::vector<Integer> Encoder::values(const z3::model &model, const Terms &terms) {
  std::vector<Integer> result;
  for (const z3::expr &term : terms) result.push_back(value(model, term));
  return result;
}

bool reports(const Path &path, uint32_t property) {
  return std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end();
}

} // namespace pinproof::solver
