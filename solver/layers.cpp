// A few moves from the start little can have happened: of a thousand paths some dozens are possible as the
// second move. A formula about executions that leaves out the others is that much smaller: five moves of the
// largest specification take Z3 one second rather than twenty. What is possible follows from the finite
// variables, kinds, flags and pointers, taken forward value by value; other variables and inputs may be
// anything, but for inputs that a guard gives their value.
#include "solver/layers.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr size_t mostStates = 4'000, mostRepetitions = 50;

using Known = std::vector<std::optional<Integer>>;

std::optional<Integer> valueOf(const Linear &e, const Known &known) {
  Integer sum = e.constant;
  for (const auto &[v, coefficient] : e.terms) {
    if (v >= known.size() || !known[v]) return std::nullopt;
    sum = add(sum, multiply(coefficient, *known[v]));
  }
  return sum;
}

bool mayHold(const Constraint &c, const Known &known) {
  const std::optional<Integer> value = valueOf(c.expression, known);
  return !value || (c.relation == Constraint::Relation::Zero ? *value == 0 : *value >= 0);
}

/// Learns what an equation says of its only unknown.
void learn(const Constraint &c, Known &known) {
  if (c.relation != Constraint::Relation::Zero || c.expression.terms.size() != 1) return;
  const auto &[v, coefficient] = c.expression.terms.front();
  if (known[v] || c.expression.constant % coefficient != 0) return;
  known[v] = -c.expression.constant / coefficient;
}

} // namespace

Layers::Layers(const TransitionSystem &system, const std::vector<bool> &isRelevant) {
  for (size_t v = 0; v < system.variables.size(); ++v)
    isTracked.push_back(isRelevant[v] && system.variables[v].isFinite());
  const State nothing(system.variables.size());
  for (const Path &path : system.init)
    if (auto first = after(nothing, path)) states.insert(std::move(*first));
}

/// Of finite variables; none if `path` cannot be taken.
std::optional<Layers::State> Layers::after(const State &state, const Path &path) const {
  for (const Constraint &guard : path.guard)
    if (!mayHold(guard, state)) return std::nullopt; // most end here
  Known known = state;
  known.resize(state.size() + path.inputs.size());
  for (const Constraint &guard : path.guard) learn(guard, known);
  for (const Constraint &guard : path.guard)
    if (!mayHold(guard, known)) return std::nullopt;
  State result = state;
  for (size_t v = 0; v < state.size(); ++v)
    if (isTracked[v]) result[v] = known[v];
  for (const auto &[v, e] : path.update)
    if (isTracked[v]) result[v] = valueOf(e, known);
  return result;
}

bool Layers::isPossible(const Path &path) const {
  return isAny || std::any_of(states.begin(), states.end(),
                              [&](const State &state) { return after(state, path).has_value(); });
}

void Layers::advance(const std::vector<const Path *> &paths) {
  std::set<State> next;
  for (const State &state : states)
    for (const Path *path : paths) {
      if (isAny) return;
      std::set<State> passed; // by taking this path again and again
      for (auto now = after(state, *path);
           now && passed.size() < mostRepetitions && passed.insert(*now).second; now = after(*now, *path))
        next.insert(*now);
      isAny = next.size() >= mostStates || passed.size() >= mostRepetitions;
    }
  states = std::move(next);
}

} // namespace pinproof::solver
