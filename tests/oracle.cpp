// Explicit-state search (Murphi's, SPIN's), with nothing clever in it: it has to be right and readable.
//
// Inputs are enumerated in full, so it is for systems whose inputs have a handful of values; auxiliary
// inputs have no bounds of their own and are tried in a window, which finds all their values as long as
// guards tie them to small variables.

#include "tests/oracle.h"

#include "solver/check/path_evaluation.h"

#include <functional>
#include <set>
#include <stdexcept>

namespace pinproof::test {
namespace {

using namespace model;
using solver::check::successor;
using solver::check::Values;

/// Calls `use` with every assignment of the path's inputs for which all guards hold. A guard is tested as
/// soon as the inputs that it names are chosen.
class Inputs {
public:
  Inputs(const Path &path, size_t variables, const OracleLimits &limits)
      : path(path), variables(variables), limits(limits), guards(path.inputs.size() + 1) {
    for (const Constraint &guard : path.guard) {
      size_t last = 0;
      for (const auto &[v, coefficient] : guard.expression.terms)
        if (v >= variables) last = std::max<size_t>(last, v - variables + 1);
      guards[last].push_back(&guard);
    }
  }

  void forEach(const Values &state, const std::function<void(const Values &inputs)> &use) const {
    Values all = state;
    choose(all, 0, use);
  }

private:
  const Path &path;
  size_t variables;
  const OracleLimits &limits;
  std::vector<std::vector<const Constraint *>> guards; // by number of inputs chosen

  void choose(Values &all, size_t chosen, const std::function<void(const Values &)> &use) const {
    for (const Constraint *guard : guards[chosen])
      if (!solver::check::satisfies(*guard, all)) return;
    if (chosen == path.inputs.size())
      return use(Values(all.begin() + static_cast<ptrdiff_t>(variables), all.end()));
    const PathInput &input = path.inputs[chosen];
    Integer low = input.low.value_or(limits.low), high = input.high.value_or(limits.high);
    for (Integer value = low; value <= high; ++value) {
      all.push_back(value);
      choose(all, chosen + 1, use);
      all.pop_back();
    }
  }
};

void demandRanges(const TransitionSystem &system, const Values &state) {
  for (size_t v = 0; v < state.size(); ++v) {
    const Variable &variable = system.variables[v];
    bool fits =
        (!variable.low || state[v] >= *variable.low) && (!variable.high || state[v] <= *variable.high);
    if (variable.isFinite())
      fits = std::find(variable.domain.begin(), variable.domain.end(), state[v]) != variable.domain.end();
    if (!fits) throw std::logic_error(variable.name + " leaves its range: " + toString(state[v]));
  }
}

class Search {
public:
  Search(const TransitionSystem &system, const OracleLimits &limits) : system(system), limits(limits) {
    result.verdicts.assign(system.properties.size(), {OracleVerdict::Kind::TooBig, 0});
  }

  OracleResult run() {
    const Values nothing(system.variables.size(), 0);
    for (const Path &path : system.init) take(path, nothing, 0);
    size_t depth = 0;
    while (!next.empty() && seen.size() <= limits.states) {
      ++depth;
      std::vector<Values> level;
      std::swap(level, next);
      for (const Values &state : level)
        for (const Transition &transition : system.transitions)
          for (const Path &path : transition.paths) take(path, state, depth);
      if (seen.size() <= limits.states) complete = depth;
    }
    for (OracleVerdict &verdict : result.verdicts)
      if (verdict.kind != OracleVerdict::Kind::Violated)
        verdict = next.empty() ? OracleVerdict{OracleVerdict::Kind::Holds, 0}
                               : OracleVerdict{OracleVerdict::Kind::TooBig, complete};
    result.states = seen.size();
    return result;
  }

private:
  const TransitionSystem &system;
  const OracleLimits &limits;
  OracleResult result;
  std::set<Values> seen;
  std::vector<Values> next;
  size_t complete = 0; // depth up to which all states were seen

  void violate(uint32_t property, size_t depth) {
    OracleVerdict &verdict = result.verdicts[property];
    if (verdict.kind != OracleVerdict::Kind::Violated) verdict = {OracleVerdict::Kind::Violated, depth};
  }

  void take(const Path &path, const Values &state, size_t depth) {
    Inputs(path, system.variables.size(), limits).forEach(state, [&](const Values &inputs) {
      if (depth > 0) ++result.operations;
      for (uint32_t property : path.reports) violate(property, depth);
      if (path.stops) return;
      Values after = successor(path, state, inputs);
      demandRanges(system, after);
      if (!seen.insert(after).second) return;
      for (uint32_t p = 0; p < system.properties.size(); ++p)
        if (solver::check::isBad(system.properties[p], after)) violate(p, depth);
      next.push_back(std::move(after));
    });
  }
};

} // namespace

OracleResult explore(const TransitionSystem &system, const OracleLimits &limits) {
  return Search(system, limits).run();
}

std::string followTrace(const TransitionSystem &system, uint32_t property, const Trace &trace) {
  const Property &claim = system.properties.at(property);
  auto breaks = [&](const Path &path, const Values &after) {
    bool reports = std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end();
    return reports || (!path.stops && solver::check::isBad(claim, after));
  };
  const Path &init = system.init.at(trace.initPath);
  Values state(system.variables.size(), 0);
  std::string obstacle = solver::check::obstacle(system, init, state, trace.initInputs);
  if (!obstacle.empty()) return "init: " + obstacle;
  state = successor(init, state, trace.initInputs);
  bool broken = breaks(init, state), stopped = init.stops;
  for (size_t s = 0; s < trace.steps.size(); ++s) {
    const Step &step = trace.steps[s];
    if (step.count < 1) return "step " + std::to_string(s) + " is repeated no times";
    const Path &path = system.transitions.at(step.transition).paths.at(step.path);
    for (Integer i = 0; i < step.count; ++i) {
      if (broken || stopped) return "step " + std::to_string(s) + " comes after the end";
      obstacle = solver::check::obstacle(system, path, state, step.inputs);
      if (!obstacle.empty()) return "step " + std::to_string(s) + ": " + obstacle;
      state = successor(path, state, step.inputs);
      broken = breaks(path, state);
      stopped = path.stops;
    }
  }
  return broken ? "" : "the property is not broken in the end";
}

} // namespace pinproof::test
