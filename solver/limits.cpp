// Room before a counter's bound, by asking the engines about smaller systems.
//
// For one counter, one kind and one caller the system is cut down to that caller alone, starting where it can
// first be called: in the initial states of that kind, or else after a shortest prefix of other
// operations. "The counter never wraps upwards" is then an ordinary property: a counterexample that is
// shown to be a shortest one gives the exact number, a proof says that there is no limit, unless the facts
// bound the counter from above by a value that is reached: from there on the kernel refuses.
//
// Units (pages of a write) are counted by holding the unit's input at one, where the counter rises in
// proportion to that input on every path: then neither grouping nor remainders matter.
#include "solver/limits.h"

#include "solver/accelerate.h"
#include "solver/facts.h"
#include "solver/kinds.h"
#include "solver/proofs.h"
#include "solver/repetition.h"
#include "solver/unrolling.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned longestPrefix = 3;

std::string operations(Integer count) { return grouped(count) + (count == 1 ? " operation" : " operations"); }

/// One caller on its own, and how it comes to be called.
struct Alone {
  TransitionSystem system; // transition 0 is the caller, property 0 the bound
  Trace prefix;            // in the original system; without steps: the initial states themselves
  bool isConcrete = false; // starts where `prefix` ends
};

class Limits {
public:
  Limits(const TransitionSystem &system, const Facts &facts, const Budget &budget)
      : system(system), facts(facts), budget(budget) {}

  std::vector<LimitRow> find() {
    std::vector<LimitRow> rows;
    auto byKind = kinds(system, facts);
    if (byKind.empty()) byKind[{}] = {};
    for (VariableIndex wraps = 0; wraps < system.variables.size(); ++wraps) {
      if (!system.variables[wraps].wrapsOf) continue;
      for (const auto &[kind, regions] : byKind)
        for (uint32_t t = 0; t < system.transitions.size(); ++t)
          if (raises(t, wraps, {})) rows.push_back(row(wraps, kind, regions, t));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const LimitRow &a, const LimitRow &b) { return a.counter < b.counter; });
    return rows;
  }

private:
  const TransitionSystem &system;
  const Facts &facts;
  const Budget &budget;

  /// The counter with its wraps undone.
  Linear unwrapped(VariableIndex wraps) const {
    VariableIndex counter = *system.variables[wraps].wrapsOf;
    return Linear::variable(counter) + Linear::variable(wraps, Integer(1) << system.variables[counter].width);
  }

  static Linear gain(const Linear &form, const Change &change) {
    return substitute(form,
                      [&](VariableIndex v) {
                        for (const auto &[changed, e] : change.update)
                          if (changed == v) return e;
                        return Linear::variable(v);
                      }) -
           form;
  }

  /// What possible paths of transition `t` can add to `form`.
  std::vector<std::pair<Linear, Change>> gains(uint32_t t, const Linear &form,
                                               const std::vector<Region> &regions) const {
    std::vector<std::pair<Linear, Change>> result;
    for (uint32_t p = 0; p < system.transitions[t].paths.size(); ++p) {
      const Path &path = system.transitions[t].paths[p];
      if (!regions.empty() && !isPossible(system, path, regions)) continue;
      Change change = changeBy(system, t, p);
      if (!change.isPossible || path.stops) continue;
      Linear e = gain(form, change);
      if (!(e == Linear())) result.emplace_back(e, std::move(change));
    }
    return result;
  }

  bool raises(uint32_t t, VariableIndex wraps, const std::vector<Region> &regions) const {
    auto from = static_cast<uint32_t>(system.variables.size());
    for (const auto &[e, change] : gains(t, unwrapped(wraps), regions)) {
      bool hasState = !e.terms.empty() && e.terms.front().first < from;
      // The most it can be is minus the least of its negation.
      if (hasState || least(e * -1, change.box, from).value_or(-1) < 0) return true;
    }
    return false;
  }

  LimitRow row(VariableIndex wraps, const Kind &kind, const std::vector<Region> &regions, uint32_t t) {
    LimitRow result;
    result.counter = *system.variables[wraps].wrapsOf;
    result.wraps = wraps;
    result.kind = toString(system, kind);
    result.transition = t;
    if (!raises(t, wraps, regions)) {
      result.outcome = LimitRow::Outcome::Unlimited;
      result.text = "no limit: never raises it";
      return result;
    }
    std::optional<Alone> alone = takeAlone(t, kind, wraps);
    if (budget.exhausted())
      result.text = "out of time";
    else if (!alone)
      result.text = "not called within " + std::to_string(longestPrefix + 1) + " operations";
    else
      decide(*alone, wraps, regions, result);
    return result;
  }

  // --- the caller alone ---

  /// `system` restricted to executions of one kind.
  TransitionSystem ofKind(const Kind &kind) const {
    TransitionSystem result = system;
    for (Path &path : result.init)
      for (const auto &[v, value] : kind)
        for (const auto &[changed, e] : path.update)
          if (changed == v) path.guard.push_back(equals(e, value));
    return result;
  }

  /// A shortest execution of `restricted` that ends with transition `t`.
  std::optional<Trace> callOf(const TransitionSystem &restricted, uint32_t t) const {
    Encoder encoder(restricted, budget);
    Unrolling unrolling(encoder, facts, Unrolling::Pace::Single);
    for (unsigned n = 0; n <= longestPrefix; ++n) {
      unrolling.extend();
      z3::expr_vector called(encoder.context());
      called.push_back(unrolling.endsWith(t));
      if (encoder.check(unrolling.solver(), called) == z3::sat)
        return unrolling.trace(unrolling.solver().get_model());
    }
    return std::nullopt;
  }

  static Integer evaluate(const Linear &e, const std::vector<Integer> &state,
                          const std::vector<Integer> &inputs) {
    Integer sum = e.constant;
    for (const auto &[v, c] : e.terms)
      sum = add(sum, multiply(c, v < state.size() ? state[v] : inputs.at(v - state.size())));
    return sum;
  }

  static std::vector<Integer> apply(const Path &path, const std::vector<Integer> &state,
                                    const std::vector<Integer> &inputs) {
    std::vector<Integer> result = state;
    for (const auto &[v, e] : path.update) result[v] = evaluate(e, state, inputs);
    return result;
  }

  std::optional<Alone> takeAlone(uint32_t t, const Kind &kind, VariableIndex wraps) const {
    Alone alone{ofKind(kind), {}, false};
    std::optional<Trace> call = callOf(alone.system, t);
    if (!call) return std::nullopt;
    call->steps.pop_back();
    if (!call->steps.empty()) {
      std::vector<Integer> state(system.variables.size(), 0);
      state = apply(system.init[call->initPath], state, call->initInputs);
      for (const Step &step : call->steps)
        state = apply(system.transitions[step.transition].paths[step.path], state, step.inputs);
      Path start;
      for (VariableIndex v = 0; v < state.size(); ++v) start.update.emplace_back(v, state[v]);
      alone.system.init = {start};
      alone.prefix = *call;
      alone.isConcrete = true;
    }
    alone.system.transitions = {system.transitions[t]};
    for (Path &path : alone.system.transitions[0].paths) path.reports.clear();
    Property bound;
    bound.name = "within bounds";
    bound.bad = {{atLeast(Linear::variable(wraps), 1)}};
    alone.system.properties = {bound};
    return alone;
  }

  // --- what it can do ---

  void decide(const Alone &alone, VariableIndex wraps, const std::vector<Region> &regions, LimitRow &row) {
    Facts known = findFacts(alone.system, budget);
    Answer answer = decideAffine(alone.system, 0, known, budget);
    if (std::holds_alternative<Unknown>(answer.verdict))
      answer = decideInduction(alone.system, 0, known, budget);
    if (std::holds_alternative<Proved>(answer.verdict)) {
      row.outcome = LimitRow::Outcome::Unlimited;
      row.text = "no limit";
      refuse(alone, known, wraps, row);
      return;
    }
    answer = decideAccelerated(alone.system, 0, known, budget);
    const auto *violated = std::get_if<Violated>(&answer.verdict);
    if (!violated) {
      row.text = "not decided: " + std::get<Unknown>(answer.verdict).reason;
      return;
    }
    row.outcome = LimitRow::Outcome::Passes;
    setEdge(alone, violated->trace, 1, row);
    countUnits(alone, wraps, regions, row);
    row.text = (row.isExact ? "" : "at most ") + operations(*row.operations) +
               (row.units ? " (" + grouped(*row.units) + " " + row.unit + ")" : "") +
               "; the next passes the bound";
  }

  /// `trace` of the caller alone, less its last `beyond` operations, in terms of the whole system.
  void setEdge(const Alone &alone, Trace trace, Integer beyond, LimitRow &row) const {
    if (beyond > 0) {
      row.beyond = inWhole(alone, trace, row.transition);
      Step &last = trace.steps.back();
      last.count = subtract(last.count, beyond);
      if (last.count == 0) trace.steps.pop_back();
    }
    row.operations = trace.operations();
    row.isExact = trace.isShortest;
    row.prefix = alone.isConcrete ? alone.prefix.operations() : 0;
    row.trace = inWhole(alone, std::move(trace), row.transition);
  }

  static Trace inWhole(const Alone &alone, Trace trace, uint32_t caller) {
    for (Step &step : trace.steps) step.transition = caller;
    if (alone.isConcrete) {
      trace.initPath = alone.prefix.initPath;
      trace.initInputs = alone.prefix.initInputs;
      trace.steps.insert(trace.steps.begin(), alone.prefix.steps.begin(), alone.prefix.steps.end());
      trace.isShortest = false;
    }
    return trace;
  }

  /// If the facts bound the counter and the bound is reached, the caller is refused from there on.
  void refuse(const Alone &alone, const Facts &known, VariableIndex wraps, LimitRow &row) const {
    Linear form = unwrapped(wraps);
    std::optional<Integer> most = upperBound(alone.system, known, form);
    if (!most) return;
    TransitionSystem full = alone.system;
    full.properties[0].bad = {{atLeast(form, *most)}};
    Answer answer = decideAccelerated(full, 0, known, budget);
    const auto *reached = std::get_if<Violated>(&answer.verdict);
    if (!reached) return;
    row.outcome = LimitRow::Outcome::Refused;
    setEdge(alone, reached->trace, 0, row);
    row.text = "refused after " + operations(*row.operations);
  }

  /// The most that the facts leave to `form`; none: no bound below 2^70.
  std::optional<Integer> upperBound(const TransitionSystem &restricted, const Facts &known,
                                    const Linear &form) const {
    Encoder encoder(restricted, budget);
    Terms state = encoder.state(0);
    z3::solver solver = encoder.solver();
    solver.add(encoder.encode(known.invariant, state));
    z3::expr value = encoder.encode(form, state);
    auto canReach = [&](Integer x) {
      solver.push();
      solver.add(value >= encoder.numeral(x));
      z3::check_result result = encoder.check(solver);
      solver.pop();
      return result != z3::unsat;
    };
    Integer high = Integer(1) << 70, low = -high;
    if (canReach(high)) return std::nullopt;
    while (low < high - 1) {
      Integer middle = floorDivide(add(low, high), 2);
      (canReach(middle) ? low : high) = middle;
    }
    return budget.exhausted() ? std::nullopt : std::optional(low);
  }

  // --- units ---

  /// The input in proportion to which every possible path raises the counter, if there is one.
  std::optional<std::string> unitOf(const LimitRow &row, VariableIndex wraps,
                                    const std::vector<Region> &regions) const {
    std::optional<std::string> name;
    auto from = static_cast<uint32_t>(system.variables.size());
    for (uint32_t p = 0; p < system.transitions[row.transition].paths.size(); ++p) {
      const Path &path = system.transitions[row.transition].paths[p];
      if (!regions.empty() && !isPossible(system, path, regions)) continue;
      Change change = changeBy(system, row.transition, p);
      if (!change.isPossible) continue;
      Linear e = gain(unwrapped(wraps), change);
      if (e == Linear()) continue;
      if (e.constant != 0 || e.terms.size() != 1 || e.terms[0].first < from) return std::nullopt;
      const PathInput &input = path.inputs.at(e.terms[0].first - from);
      if (!input.choice || (name && *name != input.name)) return std::nullopt;
      name = input.name;
    }
    return name;
  }

  void countUnits(const Alone &alone, VariableIndex wraps, const std::vector<Region> &regions,
                  LimitRow &row) {
    std::optional<std::string> unit = unitOf(row, wraps, regions);
    if (!unit) return;
    Alone single = alone;
    for (Path &path : single.system.transitions[0].paths)
      for (PathInput &input : path.inputs)
        if (input.name == *unit) {
          if ((input.low && *input.low > 1) || (input.high && *input.high < 1)) return;
          input.low = input.high = 1;
        }
    Answer answer = decideAccelerated(single.system, 0, findFacts(single.system, budget), budget);
    const auto *violated = std::get_if<Violated>(&answer.verdict);
    if (!violated || !violated->trace.isShortest) return;
    row.units = subtract(violated->trace.operations(), 1);
    row.unit = *unit;
  }
};

} // namespace

std::string grouped(Integer value) {
  std::string digits = model::toString(value);
  size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::vector<LimitRow> findLimits(const TransitionSystem &system, const Facts &facts, const Budget &budget) {
  return Limits(system, facts, budget).find();
}

} // namespace pinproof::solver
