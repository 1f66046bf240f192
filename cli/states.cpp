// Evaluates the updates of the paths that a trace takes.
//
// A step may be repeated 2^31 times. Where every update either adds something that does not depend on the
// state, or sets something that does not, k repetitions are one multiplication; any other path is walked.
#include "cli/states.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

using model::Integer;
using model::Linear;

Integer evaluate(const Linear &e, const StateValues &state, const std::vector<Integer> &inputs) {
  Integer sum = e.constant;
  for (const auto &[variable, coefficient] : e.terms) {
    Integer value = variable < state.size() ? state[variable] : inputs.at(variable - state.size());
    sum = model::add(sum, model::multiply(coefficient, value));
  }
  return sum;
}

StateValues once(const model::Path &path, const StateValues &state, const std::vector<Integer> &inputs) {
  StateValues next = state;
  for (const auto &[variable, value] : path.update) next[variable] = evaluate(value, state, inputs);
  return next;
}

bool dependsOnState(const Linear &e, size_t variables) {
  return std::any_of(e.terms.begin(), e.terms.end(),
                     [&](const auto &term) { return term.first < variables; });
}

bool isTranslation(const model::Path &path, size_t variables) {
  return std::all_of(path.update.begin(), path.update.end(), [&](const auto &update) {
    const auto &[variable, value] = update;
    return !dependsOnState(value, variables) ||
           !dependsOnState(value - Linear::variable(variable), variables);
  });
}

StateValues repeated(const model::Path &path, StateValues state, const model::Step &step) {
  if (!isTranslation(path, state.size())) {
    for (Integer k = 0; k < step.count; ++k) state = once(path, state, step.inputs);
    return state;
  }
  StateValues next = once(path, state, step.inputs);
  for (const auto &[variable, value] : path.update)
    if (dependsOnState(value, state.size())) // else it is set, however often
      next[variable] =
          model::add(state[variable], model::multiply(next[variable] - state[variable], step.count));
  return next;
}

} // namespace

std::vector<StateValues> statesAlong(const model::TransitionSystem &system, const model::Trace &trace) {
  StateValues start(system.variables.size(), 0);
  std::vector<StateValues> states{once(system.init.at(trace.initPath), start, trace.initInputs)};
  for (const model::Step &step : trace.steps) {
    const model::Path &path = system.transitions.at(step.transition).paths.at(step.path);
    states.push_back(repeated(path, states.back(), step));
  }
  return states;
}

} // namespace pinproof::cli
