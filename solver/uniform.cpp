// The same counterexample, done in as few different ways as possible.
//
// A solver's model chooses anyhow where choices do not matter: a trace then shows 32,767 writes by the fast
// path, one by the slow path, and 1024 references at the start, and its reader looks for the meaning of what
// has none. Each choice is tried as its neighbour was made, by evaluation alone; a change stays if the trace
// still goes through and still breaks the property. Greedy, so not always the most uniform trace; and what is
// not uniform in the result mattered, or could not be decided by propagating bounds.

#include "solver/uniform.h"

#include "model/condition.h"

#include <algorithm>
#include <optional>

namespace pinproof::solver {

using namespace model;

namespace {

using Values = std::vector<Integer>;

/// Groups longer than this are followed only where they are translations.
constexpr int mostSingleSteps = 1000;

class Follower {
public:
  Follower(const TransitionSystem &system, uint32_t property) : system(system), property(property) {}

  bool breaks(const Trace &trace) const {
    std::optional<Values> state = start(trace);
    for (size_t i = 0; state && i < trace.steps.size(); ++i) {
      const Step &step = trace.steps[i];
      const Path &path = system.transitions[step.transition].paths[step.path];
      const bool isLast = i + 1 == trace.steps.size();
      if (isLast && system.properties[property].kind != Property::Kind::Invariant)
        return reports(path) && repeat(path, step, *state);
      state = repeat(path, step, *state);
    }
    if (!state || system.properties[property].kind != Property::Kind::Invariant) return false;
    return isBad(*state);
  }

  std::optional<Values> before(const Trace &trace, size_t steps) const {
    std::optional<Values> state = start(trace);
    for (size_t i = 0; state && i < steps; ++i)
      state = repeat(system.transitions[trace.steps[i].transition].paths[trace.steps[i].path], trace.steps[i],
                     *state);
    return state;
  }

  /// All inputs of `path` from `state` with these choices made by the program's environment; none if the path
  /// is not taken then, or its auxiliaries are not determined.
  std::optional<Values> complete(const Path &path, const Values &state, const Values &choices) const {
    Condition condition;
    for (VariableIndex v = 0; v < state.size(); ++v) condition.declare(v, {state[v], state[v]});
    size_t next = 0;
    for (size_t n = 0; n < path.inputs.size(); ++n) {
      Range range{path.inputs[n].low, path.inputs[n].high};
      if (path.inputs[n].choice) {
        if (next == choices.size()) return std::nullopt;
        const Integer value = choices[next++];
        if ((range.low && value < *range.low) || (range.high && value > *range.high)) return std::nullopt;
        range = {value, value};
      }
      condition.declare(static_cast<VariableIndex>(state.size() + n), range);
    }
    if (next != choices.size()) return std::nullopt;
    for (const Constraint &c : path.guard)
      if (!condition.assume(c)) return std::nullopt;
    Values inputs;
    for (size_t n = 0; n < path.inputs.size(); ++n) {
      const Range range = condition.rangeOf(static_cast<VariableIndex>(state.size() + n));
      if (!range.isPoint()) return std::nullopt;
      inputs.push_back(*range.low);
    }
    return inputs;
  }

  bool isBrokenIn(const Values &state) const {
    return system.properties[property].kind == Property::Kind::Invariant && isBad(state);
  }

  /// After how many of the step's repetitions from `state` the property is first broken; 0: after none of
  /// them.
  Integer firstBreak(const Path &path, const Step &step, const Values &state) const {
    if (system.properties[property].kind != Property::Kind::Invariant) return reports(path) ? 1 : 0;
    std::optional<Values> after = once(path, state, step.inputs);
    if (!after) return 0;
    if (!isTranslationOnceTaken(path)) {
      for (Integer n = 1; after && n <= step.count && n <= mostSingleSteps; ++n) {
        if (isBad(*after)) return n;
        after = once(path, *after, step.inputs);
      }
      return 0;
    }
    Values change(state.size(), 0);
    if (step.count > 1)
      if (const std::optional<Values> second = once(path, *after, step.inputs))
        for (size_t v = 0; v < change.size(); ++v) change[v] = subtract((*second)[v], (*after)[v]);
    Integer first = 0;
    for (const auto &conjunction : system.properties[property].bad) {
      const std::optional<Integer> more = firstAlong(conjunction, *after, change, step.count - 1);
      if (more && (first == 0 || *more + 1 < first)) first = *more + 1;
    }
    return first;
  }

private:
  const TransitionSystem &system;
  uint32_t property;

  bool isBad(const Values &state) const {
    for (const auto &conjunction : system.properties[property].bad)
      if (allHold(conjunction, state)) return true;
    return false;
  }

  /// The least m in [0, most] with all constraints true of start + m * change: on a line each is an interval.
  static std::optional<Integer> firstAlong(const std::vector<Constraint> &constraints, const Values &start,
                                           const Values &change, Integer most) {
    Integer low = 0, high = most;
    for (const Constraint &c : constraints) {
      const Integer value = evaluate(c.expression, start);
      const Integer slope = subtract(evaluate(c.expression, change), c.expression.constant);
      auto atLeastZero = [&](Integer v, Integer s) { // v + s * m >= 0
        if (s > 0)
          low = std::max(low, -floorDivide(v, s));
        else if (s < 0)
          high = std::min(high, floorDivide(v, -s));
        else if (v < 0)
          high = -1;
      };
      atLeastZero(value, slope);
      if (c.relation == Constraint::Relation::Zero) atLeastZero(-value, -slope);
    }
    return low <= high ? std::optional(low) : std::nullopt;
  }

  static Integer evaluate(const Linear &e, const Values &values) {
    Integer sum = e.constant;
    for (auto [variable, coefficient] : e.terms) sum = add(sum, multiply(coefficient, values.at(variable)));
    return sum;
  }
  static bool allHold(const std::vector<Constraint> &constraints, const Values &values) {
    for (const Constraint &c : constraints) {
      const Integer value = evaluate(c.expression, values);
      if (c.relation == Constraint::Relation::Zero ? value != 0 : value < 0) return false;
    }
    return true;
  }
  static bool inRange(const Path &path, const Values &inputs) {
    for (size_t n = 0; n < path.inputs.size(); ++n)
      if ((path.inputs[n].low && inputs[n] < *path.inputs[n].low) ||
          (path.inputs[n].high && inputs[n] > *path.inputs[n].high))
        return false;
    return true;
  }
  static std::optional<Values> once(const Path &path, const Values &state, const Values &inputs) {
    Values all = state;
    all.insert(all.end(), inputs.begin(), inputs.end());
    if (!inRange(path, inputs) || !allHold(path.guard, all)) return std::nullopt;
    Values after = state;
    for (const auto &[variable, value] : path.update) after[variable] = evaluate(value, all);
    return after;
  }

  bool reports(const Path &path) const {
    return std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end();
  }

  std::optional<Values> start(const Trace &trace) const {
    return once(system.init[trace.initPath], Values(system.variables.size(), 0), trace.initInputs);
  }

  /// Guards are convex: where each repetition after the first adds the same, the second and the last answer
  /// for all between.
  std::optional<Values> repeat(const Path &path, const Step &step, const Values &state) const {
    std::optional<Values> after = once(path, state, step.inputs);
    if (!after || step.count == 1) return after;
    if (isTranslationOnceTaken(path)) {
      const Values first = *after;
      after = once(path, first, step.inputs);
      if (!after || step.count == 2) return after;
      Values last = first;
      for (size_t v = 0; v < last.size(); ++v)
        last[v] = add(first[v], multiply(subtract((*after)[v], first[v]), step.count - 2));
      return once(path, last, step.inputs);
    }
    if (step.count > mostSingleSteps) return std::nullopt;
    for (Integer n = 1; after && n < step.count; ++n) after = once(path, *after, step.inputs);
    return after;
  }

  /// Every update adds to its variable, or sets it to, what depends on inputs alone.
  bool isTranslationOnceTaken(const Path &path) const {
    auto isFree = [&](const Linear &e) {
      return e.terms.empty() || e.terms.front().first >= system.variables.size();
    };
    return std::all_of(path.update.begin(), path.update.end(), [&](const auto &update) {
      return isFree(update.second) || isFree(update.second - Linear::variable(update.first));
    });
  }
};

/// The choices of the program's environment among `inputs`.
Values choicesIn(const Path &path, const Values &inputs) {
  Values choices;
  for (size_t n = 0; n < path.inputs.size(); ++n)
    if (path.inputs[n].choice) choices.push_back(inputs[n]);
  return choices;
}

std::vector<uint32_t> choicePoints(const Path &path) {
  std::vector<uint32_t> points;
  for (const PathInput &input : path.inputs)
    if (input.choice) points.push_back(*input.choice);
  return points;
}

class Evening {
public:
  Evening(const TransitionSystem &system, uint32_t property, Trace trace)
      : system(system), follower(system, property), trace(std::move(trace)) {}

  Trace run() {
    for (size_t n = 0; n < trace.initInputs.size(); ++n) lowerInit(n);
    for (size_t i = 1; i < trace.steps.size(); ++i) doAs(i, i - 1);
    return trace;
  }

private:
  const TransitionSystem &system;
  Follower follower;
  Trace trace;

  bool keep(const Trace &changed) {
    if (!follower.breaks(changed)) return false;
    trace = changed;
    return true;
  }

  void lowerInit(size_t input) {
    const std::optional<Integer> low = system.init[trace.initPath].inputs[input].low;
    if (!low || trace.initInputs[input] == *low) return;
    Trace changed = trace;
    changed.initInputs[input] = *low;
    for (size_t i = 0; i < changed.steps.size(); ++i) {
      const Step &step = changed.steps[i];
      take(changed, i, step.path,
           choicesIn(system.transitions[step.transition].paths[step.path], step.inputs));
    }
    keep(changed);
  }

  /// Lets single step `i` of `changed` make these choices, along the path that they lead from there. False if
  /// there is none, or it is not certain which.
  bool take(Trace &changed, size_t i, uint32_t like, const Values &choices) const {
    Step &step = changed.steps[i];
    if (step.count != 1) return false;
    const std::vector<Path> &paths = system.transitions[step.transition].paths;
    const std::vector<uint32_t> points = choicePoints(paths[like]);
    const std::optional<Values> before = follower.before(changed, i);
    for (uint32_t p = 0; before && p < paths.size(); ++p) {
      if (choicePoints(paths[p]) != points) continue;
      const std::optional<Values> inputs = follower.complete(paths[p], *before, choices);
      if (!inputs) continue;
      step.path = p;
      step.inputs = *inputs;
      return true;
    }
    return false;
  }

  /// Step `i` with the choices of step `model`, along whichever path those lead.
  void doAs(size_t i, size_t model) {
    const Step &step = trace.steps[i], &like = trace.steps[model];
    if (step.transition != like.transition) return;
    const std::vector<Path> &paths = system.transitions[step.transition].paths;
    Trace changed = trace;
    if (take(changed, i, like.path, choicesIn(paths[like.path], like.inputs))) keep(changed);
  }
};

} // namespace

Trace uniform(const TransitionSystem &system, uint32_t property, const Trace &trace) {
  // Of a shortest trace no variation can break the property sooner.
  return trace.isShortest ? Evening(system, property, trace).run() : trace;
}

Trace endingAtFirstBreak(const TransitionSystem &system, uint32_t property, Trace trace) {
  const Follower follower(system, property);
  for (size_t i = 0; i < trace.steps.size(); ++i) {
    Step &step = trace.steps[i];
    const std::optional<Values> before = follower.before(trace, i);
    if (!before) return trace;
    if (i == 0 && follower.isBrokenIn(*before)) {
      trace.steps.clear();
      return trace;
    }
    const Integer last =
        follower.firstBreak(system.transitions[step.transition].paths[step.path], step, *before);
    if (last == 0) continue;
    step.count = last;
    trace.steps.resize(i + 1);
  }
  return trace;
}

} // namespace pinproof::solver
