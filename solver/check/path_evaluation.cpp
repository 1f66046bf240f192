// The other half of a replay: arithmetic on the formulas themselves.
//
// A path is an affine map x -> A x + b. When two successive steps move the state by the same delta, A keeps
// delta, so every further step moves it by delta, too; and a conjunction of linear constraints that holds
// at both ends of the line holds in between. So a repetition of any length costs three evaluations.

#include "solver/check/path_evaluation.h"

namespace pinproof::solver::check {

using model::Integer;

Integer evaluate(const model::Linear &e, const Values &values) {
  Integer sum = e.constant;
  for (const auto &[variable, coefficient] : e.terms)
    sum = model::add(sum, model::multiply(coefficient, values.at(variable)));
  return sum;
}

bool satisfies(const model::Constraint &c, const Values &values) {
  Integer value = evaluate(c.expression, values);
  return c.relation == model::Constraint::Relation::Zero ? value == 0 : value >= 0;
}

namespace {

Values together(const Values &state, const Values &inputs) {
  Values all = state;
  all.insert(all.end(), inputs.begin(), inputs.end());
  return all;
}

Values moved(const Values &state, const Values &delta, const Integer &times) {
  Values result = state;
  for (size_t v = 0; v < result.size(); ++v)
    result[v] = model::add(result[v], model::multiply(delta[v], times));
  return result;
}

} // namespace

std::string obstacle(const model::TransitionSystem &system, const model::Path &path, const Values &state,
                     const Values &inputs) {
  if (state.size() != system.variables.size() || inputs.size() != path.inputs.size())
    return "the trace gives " + std::to_string(inputs.size()) + " inputs to a path of " +
           std::to_string(path.inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const model::PathInput &input = path.inputs[i];
    if ((input.low && inputs[i] < *input.low) || (input.high && inputs[i] > *input.high))
      return "input '" + input.name + "' is " + model::toString(inputs[i]) + ", outside its range";
  }
  const Values all = together(state, inputs);
  for (const model::Constraint &guard : path.guard)
    if (!satisfies(guard, all)) {
      auto name = [&](model::VariableIndex v) { return model::variableName(system, path, v); };
      return "the guard '" + model::toString(guard, name) + "' is false";
    }
  return "";
}

Values successor(const model::Path &path, const Values &state, const Values &inputs) {
  const Values all = together(state, inputs);
  Values next = state;
  for (const auto &[variable, value] : path.update) next.at(variable) = evaluate(value, all);
  return next;
}

Prediction predict(const model::TransitionSystem &system, const model::Path &path, Values state,
                   const Values &inputs, const Integer &count) {
  constexpr int mostSingleSteps = 1'000'000;
  Values delta;
  Integer done = 0;
  for (int steps = 0; done < count; ++steps) {
    if (steps == mostSingleSteps)
      return {state, "the path is no translation, and repeated too often to follow"};
    std::string reason = obstacle(system, path, state, inputs);
    if (!reason.empty()) return {state, "in repetition " + model::toString(done + 1) + " " + reason};
    Values next = successor(path, state, inputs);
    Values change = moved(next, state, -1);
    done += 1;
    if (change == delta && done < count) {
      Integer rest = count - done;
      reason = obstacle(system, path, moved(next, change, rest - 1), inputs);
      if (!reason.empty()) return {next, "before repetition " + model::toString(count) + " " + reason};
      return {moved(next, change, rest), ""};
    }
    delta = std::move(change);
    state = std::move(next);
  }
  return {state, ""};
}

bool isBad(const model::Property &property, const Values &state) {
  for (const auto &conjunction : property.bad) {
    bool all = true;
    for (const model::Constraint &c : conjunction) all = all && satisfies(c, state);
    if (all) return true;
  }
  return false;
}

} // namespace pinproof::solver::check
