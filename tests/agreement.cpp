// Random runs of the C, followed in the transition system.
//
// The interpreter runs a transition with inputs made up as it asks for them. From the state before, every
// path whose program inputs are those asked for is evaluated; auxiliary inputs are found by bound propagation
// and trial, or by Z3 where there are too many to try. The C's result must be the result of some path
// (nothing was lost), and every path with a true guard must give the C's result (nothing was invented).

#include "tests/agreement.h"

#include "model/condition.h"
#include "solver/z3.h"
#include "tests/walk.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinproof::tests {

namespace {

using namespace model;
using solver::check::Interpreter;
using solver::check::Outcome;
using Valuation = std::vector<Integer>;

/// What a pointer may be called: by its object, or by the first scalar there.
std::vector<std::string> namesOf(const Program &program, const Interpreter &interpreter, uint64_t address) {
  const std::string name = interpreter.pointerName(address);
  std::vector<std::string> names = {name, "&" + name, toString(static_cast<int64_t>(address))};
  const uint64_t place = solver::check::placeOf(address);
  const int64_t offset = solver::check::offsetOf(address);
  if (place > 0 && place <= program.globals.size() && offset >= 0)
    names.push_back("&" + cellName(program.globals[place - 1], static_cast<uint64_t>(offset)));
  return names;
}

/// The variables' values: cells by name, pointers by the index of the name in their domain.
Valuation observe(const Program &program, const Interpreter &interpreter, const TransitionSystem &system) {
  Valuation values(system.variables.size(), 0);
  const auto cells = interpreter.cells();
  for (size_t v = 0; v < values.size(); ++v) {
    const Variable &variable = system.variables[v];
    for (const auto &cell : cells) {
      if (cell.name != variable.name) continue;
      values[v] = cell.value;
      if (!variable.isPointer) break; // of a union's members, the first
      const auto names = namesOf(program, interpreter, static_cast<uint64_t>(cell.value));
      auto at = std::find_first_of(variable.domainNames.begin(), variable.domainNames.end(), names.begin(),
                                   names.end());
      EXPECT_NE(at, variable.domainNames.end()) << variable.name << " holds " << names[0];
      values[v] = at - variable.domainNames.begin();
    }
  }
  return values;
}

constexpr size_t mostResults = 8; // one is as it should be
constexpr Integer mostTried = 600;

/// As solve(), for inputs of which too many values are possible to try each.
void ask(const TransitionSystem &system, const Path &path, const Condition &condition,
         const Valuation &before, std::vector<Valuation> &results) {
  solver::Encoder encoder(system);
  const solver::Terms state = encoder.state(0), inputs = encoder.inputs(path, "path");
  const solver::Terms after = encoder.update(path, state, inputs);
  z3::solver z3 = encoder.solver();
  z3.add(encoder.guard(path, state, inputs));
  for (size_t v = 0; v < state.size(); ++v) z3.add(state[v] == encoder.numeral(before[v]));
  for (size_t n = 0; n < inputs.size(); ++n) {
    const Range range = condition.rangeOf(static_cast<VariableIndex>(state.size() + n));
    if (range.isPoint()) z3.add(inputs[n] == encoder.numeral(*range.low));
  }
  while (results.size() <= mostResults && encoder.check(z3) == z3::sat) {
    results.push_back(encoder.values(z3.get_model(), after));
    solver::Terms numbers;
    for (Integer value : results.back()) numbers.push_back(encoder.numeral(value));
    z3.add(!encoder.equal(after, numbers));
  }
}

/// Every state after `path` for some valuation of its auxiliary inputs (from `index` on) under which its
/// guard is true.
void solve(const TransitionSystem &system, const Path &path, size_t index, Condition condition,
           const Valuation &before, std::vector<Valuation> &results) {
  const size_t variables = system.variables.size();
  if (results.size() > mostResults) return;
  while (index < path.inputs.size()) {
    const Range range = condition.rangeOf(static_cast<VariableIndex>(variables + index));
    if (!range.isPoint()) break;
    ++index;
  }
  if (index == path.inputs.size()) {
    Valuation after = before;
    for (const auto &[variable, value] : path.update) after[variable] = *condition.rangeOf(value).low;
    if (std::find(results.begin(), results.end(), after) == results.end()) results.push_back(after);
    return;
  }
  const auto v = static_cast<VariableIndex>(variables + index);
  const Range range = condition.rangeOf(v);
  if (!range.low || !range.high || *range.high - *range.low >= mostTried)
    return ask(system, path, condition, before, results);
  for (Integer value = *range.low; value <= *range.high; ++value) {
    Condition next = condition;
    if (next.assume(equals(Linear::variable(v), value)))
      solve(system, path, index + 1, next, before, results);
  }
}

std::vector<Valuation> successors(const TransitionSystem &system, const Path &path, const Valuation &before,
                                  const std::vector<uint32_t> &choices, const Valuation &inputs) {
  Condition condition;
  const size_t variables = system.variables.size();
  for (size_t v = 0; v < variables; ++v)
    condition.declare(static_cast<VariableIndex>(v), {before[v], before[v]});
  size_t next = 0;
  for (size_t n = 0; n < path.inputs.size(); ++n) {
    Range range{path.inputs[n].low, path.inputs[n].high};
    if (path.inputs[n].choice) {
      if (next >= inputs.size() || choices[next] != *path.inputs[n].choice) return {};
      range = {inputs[next], inputs[next]};
      ++next;
    }
    condition.declare(static_cast<VariableIndex>(variables + n), range);
  }
  if (next != inputs.size()) return {};
  for (const Constraint &c : path.guard)
    if (!condition.assume(c)) return {};
  std::vector<Valuation> results;
  solve(system, path, 0, condition, before, results);
  return results;
}

std::string show(const TransitionSystem &system, const Valuation &values) {
  std::string text;
  for (size_t v = 0; v < values.size(); ++v)
    text += system.variables[v].name + "=" + toString(values[v]) + " ";
  return text;
}

/// Does `place`, a transition or INIT (""), run into something refused?
bool isRefused(const TransitionSystem &system, const std::string &place, const Walk::Done &done,
               const Valuation &before) {
  for (const Refusal &refusal : system.refusals) {
    if (refusal.transition != place) continue;
    if (refusal.ways.empty()) return true;
    for (const Path &way : refusal.ways) {
      // It ends before all has been asked.
      for (size_t asked = 0; asked <= done.inputs.size(); ++asked) {
        const auto end = static_cast<std::ptrdiff_t>(asked);
        if (!successors(system, way, before, {done.choices.begin(), done.choices.begin() + end},
                        {done.inputs.begin(), done.inputs.begin() + end})
                 .empty())
          return true;
      }
    }
  }
  return false;
}

void compare(const TransitionSystem &system, const std::vector<Path> &paths, const Walk::Done &done,
             const Valuation &before, const Valuation &after, const std::string &what) {
  const bool goesOn = done.outcome.ending == Outcome::Ending::Done;
  bool isFound = false;
  for (const Path &path : paths) {
    if (path.stops) continue;
    for (const Valuation &result : successors(system, path, before, done.choices, done.inputs)) {
      EXPECT_TRUE(goesOn) << what << ": a path is taken where the C does not go on, from "
                          << show(system, before);
      EXPECT_EQ(result, after) << what << " from " << show(system, before) << "\n the C gives "
                               << show(system, after) << "\n the path gives " << show(system, result);
      isFound = true;
    }
  }
  std::string inputs;
  for (Integer input : done.inputs) inputs += toString(input) + " ";
  EXPECT_TRUE(isFound || !goesOn) << what << "(" << inputs << "): no path from " << show(system, before);
}

} // namespace

unsigned expectAgreement(const Program &program, const TransitionSystem &system, unsigned walks,
                         unsigned length, unsigned seed) {
  unsigned compared = 0;
  for (unsigned walk = 0; walk < walks && !::testing::Test::HasFailure(); ++walk) {
    Walk run(program, seed + walk);
    Walk::Done done = run.extend(program.init);
    if (isRefused(system, "", done, Valuation(system.variables.size(), 0))) continue;
    EXPECT_NE(done.outcome.ending, Outcome::Ending::Failed) << done.outcome.failure;
    if (done.outcome.ending != Outcome::Ending::Done) continue;
    Valuation state = observe(program, run.replayed(), system);
    compare(system, system.init, done, Valuation(system.variables.size(), 0), state, "INIT");
    for (unsigned step = 0; step < length; ++step) {
      const unsigned n = run.any(program.transitions.size());
      done = run.extend(program.transitions[n].function);
      if (isRefused(system, program.transitions[n].name, done, state)) {
        run.forget(); // what the C does there is no state of the model
        ++compared;
        continue;
      }
      EXPECT_NE(done.outcome.ending, Outcome::Ending::Failed)
          << program.transitions[n].name << " fails from " << show(system, state)
          << ", and no way leads to a refusal there: " << done.outcome.failure;
      if (done.outcome.ending == Outcome::Ending::Bug) break;
      const bool goesOn = done.outcome.ending == Outcome::Ending::Done;
      const Valuation after = goesOn ? observe(program, run.replayed(), system) : state;
      compare(system, system.transitions[n].paths, done, state, after, system.transitions[n].name);
      if (!goesOn) run.forget();
      state = after;
      ++compared;
    }
  }
  return compared;
}

} // namespace pinproof::tests
