#include "solver/walker.h"

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned drawsOfInputs = 3;

/// Solves an equality for its last input, which mostly is the auxiliary that it defines.
void fix(const Path &path, const Constraint &c, State &values) {
  if (c.relation != Constraint::Relation::Zero || c.expression.terms.empty()) return;
  const auto &[v, coefficient] = c.expression.terms.back();
  if (v < values.size() - path.inputs.size()) return;
  const Integer others = subtract(evaluate(c.expression, values), multiply(coefficient, values[v]));
  if (others % coefficient == 0) values[v] = -(others / coefficient);
}

} // namespace

Integer evaluate(const Linear &e, const State &values) {
  Integer sum = e.constant;
  for (const auto &[v, coefficient] : e.terms) sum = add(sum, multiply(coefficient, values[v]));
  return sum;
}

bool holds(const Constraint &c, const State &values) {
  const Integer value = evaluate(c.expression, values);
  return c.relation == Constraint::Relation::Zero ? value == 0 : value >= 0;
}

const Path *Walker::step(const std::vector<Path> &paths, State &state) {
  const size_t offset = draw(paths.size());
  for (size_t i = 0; i < paths.size(); ++i) {
    const Path &path = paths[(offset + i) % paths.size()];
    if (take(path, state)) return &path;
  }
  return nullptr;
}

bool Walker::take(const Path &path, State &state) {
  for (unsigned n = 0; n < (path.inputs.empty() ? 1 : drawsOfInputs); ++n)
    if (tryOnce(path, state)) return true;
  return false;
}

bool Walker::tryOnce(const Path &path, State &state) {
  for (const Constraint &c : path.guard)
    if ((c.expression.terms.empty() || c.expression.terms.back().first < state.size()) && !holds(c, state))
      return false;
  State values = state;
  for (const PathInput &input : path.inputs) values.push_back(drawInput(input));
  for (const Constraint &c : path.guard) fix(path, c, values);
  for (const Constraint &c : path.guard)
    if (!holds(c, values)) return false;
  for (size_t i = 0; i < path.inputs.size(); ++i) {
    const Integer x = values[state.size() + i];
    if ((path.inputs[i].low && x < *path.inputs[i].low) || (path.inputs[i].high && x > *path.inputs[i].high))
      return false;
  }
  for (const auto &[v, e] : path.update) state[v] = evaluate(e, values);
  return true;
}

Integer Walker::drawInput(const PathInput &input) {
  const Integer low = input.low ? *input.low : input.high ? *input.high - 8 : 0;
  const Integer high = input.high ? *input.high : low + 8;
  switch (draw(3)) {
  case 0: return low;
  case 1: return high;
  default: return low + static_cast<Integer>(random() % (static_cast<uint64_t>(high - low) + 1 ?: 1));
  }
}

} // namespace pinproof::solver
