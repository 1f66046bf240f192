// Evidence for VIOLATED, checked by evaluation alone.
//
// Two accounts of the same run are compared after every group: the interpreter's (bytes, wrapping
// arithmetic, the C's own control flow) and the transition system's (linear updates in integers, on the
// path that the trace names). An engine that is wrong fails the second, a symbolic execution that is wrong
// the first. Which engine found the trace, and how, is of no interest here.

#include "solver/check/replay.h"

#include "solver/check/interpreter.h"

#include <algorithm>

namespace pinproof::solver::check {

using model::Integer;
using End = Outcome::Ending;

namespace {

bool isInvariant(const model::Property &property) {
  return property.kind == model::Property::Kind::Invariant;
}

/// Thousands set apart: "2,097,152"; of counts, never negative.
std::string grouped(const Integer &value) {
  const std::string digits = model::toString(value);
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string why(const Outcome &outcome) {
  switch (outcome.ending) {
  case End::Done: return "nothing stopped it";
  case End::AssumeFalse: return "an assumption of the specification is false";
  case End::Bug: return "a BUG stopped it";
  case End::Broken: return "the property is broken";
  case End::Failed: return outcome.failure;
  }
  return "";
}

/// Whether these are one property: a CHECK is, wherever it is written.
bool isSame(const model::ReportPoint &a, const model::ReportPoint &b) {
  if (a.kind != b.kind || a.name != b.name) return false;
  return a.kind == model::ReportPoint::Kind::Check || (a.where == b.where && a.condition == b.condition);
}

/// The first repetition (from 0) in which the property's report fired.
std::optional<Integer> fired(const model::Program &program, const Outcome &outcome,
                             const model::Property &property) {
  std::optional<Integer> first;
  if (isInvariant(property) || !property.report) return first;
  for (const Outcome::Fired &f : outcome.reports)
    if (isSame(program.reports[f.report], program.reports[*property.report]) &&
        (!first || f.repetition < *first))
      first = f.repetition;
  return first;
}

class Replay {
public:
  /// Without a property nothing is to break.
  Replay(const model::Program &program, const model::TransitionSystem &system,
         const model::Property *property, uint64_t oneByOneBudget)
      : program(program), system(system), property(property), machine(program) {
    machine.oneByOneBudget = oneByOneBudget;
  }

  ReplayResult run(const model::Trace &trace) {
    findVariables();
    init(trace);
    for (size_t s = 0; s < trace.steps.size(); ++s) step(trace.steps[s], s, s + 1 == trace.steps.size());
    return std::move(result);
  }

  ReplayResult result;

private:
  const model::Program &program;
  const model::TransitionSystem &system;
  const model::Property *const property;
  Interpreter machine;
  struct Cell {
    uint64_t address = 0;
    model::Scalar type;
    bool isWraps = false;
  };
  std::vector<Cell> cells; // by variable
  Values state;

  std::optional<uint32_t> watched() const {
    return property && isInvariant(*property) ? std::optional(property->function.value()) : std::nullopt;
  }
  std::optional<Integer> reported(const Outcome &outcome) const {
    return property ? fired(program, outcome, *property) : std::nullopt;
  }

  [[noreturn]] static void fail(const std::string &where, const std::string &text) {
    throw Failure{where.empty() ? text : where + ": " + text};
  }

  void findVariables() {
    std::multimap<std::string, NamedCell> byName;
    for (NamedCell &cell : machine.cells()) byName.emplace(cell.name, std::move(cell));
    for (const model::Variable &variable : system.variables) {
      bool isWraps = variable.wrapsOf.has_value();
      const std::string &name = isWraps ? system.variables.at(*variable.wrapsOf).name : variable.name;
      auto [from, to] = byName.equal_range(name);
      if (from == to) fail("", "no cell of the program is called '" + name + "'");
      auto chosen = std::find_if(from, to, [&](auto &c) { return c.second.type.width == variable.width; });
      const NamedCell &cell = chosen == to ? from->second : chosen->second;
      cells.push_back({cell.address, cell.type, isWraps});
    }
  }

  /// Whether the program's cell holds what the system's variable says, pointers compared by name.
  bool agrees(size_t v, const Integer &expected, std::string &actual) const {
    const Cell &cell = cells[v];
    Integer value = cell.isWraps ? machine.wraps(cell.address) : machine.read(cell.address, cell.type);
    actual = model::toString(value);
    const model::Variable &variable = system.variables[v];
    if (cell.isWraps || !variable.isPointer) return value == expected;
    auto address = static_cast<uint64_t>(value);
    actual = machine.pointerName(address);
    auto at = std::find(variable.domain.begin(), variable.domain.end(), expected);
    if (at == variable.domain.end()) return false;
    std::string name = variable.domainNames.at(static_cast<size_t>(at - variable.domain.begin()));
    if (name.empty()) return value == expected;
    if (name[0] == '&') name.erase(0, 1);
    if (name == actual || name == model::toString(static_cast<int64_t>(address))) return true;
    if (placeOf(address) == 0 || placeOf(address) > program.globals.size() || offsetOf(address) < 0)
      return false;
    return name == model::addressName(program.globals[placeOf(address) - 1],
                                      static_cast<uint64_t>(offsetOf(address)));
  }

  void compare(const std::string &where) const {
    for (size_t v = 0; v < state.size(); ++v) {
      std::string actual;
      if (!agrees(v, state[v], actual))
        fail(where, "'" + system.variables[v].name + "' is " + actual + " in the program and " +
                        model::toString(state[v]) + " in the transition system");
    }
  }

  static std::vector<Integer> programInputs(const model::Path &path, const std::vector<Integer> &inputs) {
    std::vector<Integer> chosen;
    for (size_t i = 0; i < path.inputs.size() && i < inputs.size(); ++i)
      if (path.inputs[i].choice) chosen.push_back(inputs[i]);
    return chosen;
  }

  static void compareInputs(const std::string &where, const model::Path &path, const Outcome &outcome) {
    std::vector<uint32_t> expected;
    for (const model::PathInput &input : path.inputs)
      if (input.choice) expected.push_back(*input.choice);
    if (outcome.inputsAsked != expected) fail(where, "the program asks for other inputs than the path");
  }

  void count(const Outcome &outcome) {
    result.oneByOne += outcome.oneByOne;
    result.asProgression += outcome.asProgression;
  }

  void init(const model::Trace &trace) {
    const std::string where = "INIT";
    if (trace.initPath >= system.init.size()) fail(where, "the trace names a path that does not exist");
    const model::Path &path = system.init[trace.initPath];
    Outcome outcome = machine.runInit(programInputs(path, trace.initInputs));
    bool isLast = trace.steps.empty();
    bool stops = isLast && outcome.ending == End::Bug && reported(outcome);
    if (outcome.ending != End::Done && !stops) fail(where, why(outcome));
    compareInputs(where, path, outcome);
    Prediction predicted = predict(system, path, Values(system.variables.size(), 0), trace.initInputs, 1);
    if (!predicted.failure.empty()) fail(where, predicted.failure);
    state = result.initial = predicted.after;
    result.initialLines = outcome.lines;
    if (!stops) compare(where);
    bool isBroken = watched() ? !machine.holds(*watched()) : reported(outcome).has_value();
    if (isBroken && !isLast) fail(where, "the property is broken before the trace begins");
    if (!isBroken && isLast && property) fail(where, "the property is not broken");
  }

  void step(const model::Step &step, size_t number, bool isLast) {
    if (step.transition >= system.transitions.size() || step.count < 1 ||
        step.path >= system.transitions[step.transition].paths.size())
      fail("step " + std::to_string(number + 1), "the trace names a path that does not exist");
    const model::Transition &transition = system.transitions[step.transition];
    const model::Path &path = transition.paths[step.path];
    const std::string where = "step " + std::to_string(number + 1) + " (" + transition.name + ")";
    auto entry = std::find_if(program.transitions.begin(), program.transitions.end(),
                              [&](auto &t) { return t.name == transition.name; });
    if (entry == program.transitions.end()) fail(where, "the program has no such transition");

    Outcome outcome = machine.run(entry->function, programInputs(path, step.inputs), step.count, watched());
    count(outcome);
    // What was reported before an assume() that ends the run stands.
    bool stopsHere =
        isLast && (outcome.ending == End::Bug || outcome.ending == End::AssumeFalse) && reported(outcome);
    breaks(where, outcome, step.count, isLast);
    compareInputs(where, path, outcome);
    Prediction predicted = predict(system, path, state, step.inputs, step.count);
    if (!predicted.failure.empty()) fail(where, predicted.failure);
    result.groups.push_back({state, predicted.after, outcome.lines});
    state = predicted.after;
    if (!stopsHere) compare(where);
  }

  /// The property, if there is one, breaks in the last repetition of the last step, and nothing else stops
  /// the run.
  void breaks(const std::string &where, const Outcome &outcome, const Integer &count, bool isLast) const {
    std::optional<Integer> broken = reported(outcome);
    const bool isCut = outcome.ending == End::AssumeFalse && broken != outcome.repetitions;
    if (isCut || outcome.ending == End::Failed)
      fail(where, "repetition " + grouped(outcome.repetitions + 1) + ": " + why(outcome));
    if (outcome.ending == End::Broken) broken = outcome.repetitions - 1;
    if (broken && (!isLast || *broken + 1 != count))
      fail(where,
           "the property breaks earlier, in repetition " + grouped(*broken + 1) + " of " + grouped(count));
    if (!broken && isLast && property) fail(where, "the property is not broken in the end");
    if (outcome.ending == End::Bug && !broken) fail(where, why(outcome));
  }
};

} // namespace

namespace {

ReplayResult replayed(const model::Program &program, const model::TransitionSystem &system,
                      const model::Property *property, const model::Trace &trace, uint64_t oneByOneBudget) {
  ReplayResult failed;
  try {
    Replay replay(program, system, property, oneByOneBudget);
    try {
      return replay.run(trace);
    } catch (const Failure &failure) {
      replay.result.failure = failure.text;
    } catch (const std::exception &error) {
      replay.result.failure = error.what();
    }
    return std::move(replay.result);
  } catch (const std::exception &error) { // not even an interpreter could be made
    failed.failure = error.what();
  }
  return failed;
}

} // namespace

ReplayResult replay(const model::Program &program, const model::TransitionSystem &system,
                    const model::Property &property, const model::Trace &trace, uint64_t oneByOneBudget) {
  return replayed(program, system, &property, trace, oneByOneBudget);
}

ReplayResult replayRun(const model::Program &program, const model::TransitionSystem &system,
                       const model::Trace &trace, uint64_t oneByOneBudget) {
  return replayed(program, system, nullptr, trace, oneByOneBudget);
}

std::string howReplayed(const Integer &oneByOne, const Integer &asProgression) {
  std::string text;
  if (oneByOne > 0 || asProgression == 0)
    text = grouped(oneByOne) + (oneByOne == 1 ? " operation" : " operations one by one");
  if (asProgression > 0)
    text += (text.empty() ? grouped(asProgression) + " operations" : ", " + grouped(asProgression)) +
            " as arithmetic progressions";
  return text;
}

namespace {

LooseResult verdict(LooseResult result, LooseResult::Verdict verdict, std::string text) {
  result.verdict = verdict;
  result.text = std::move(text);
  return result;
}

/// Decides after one run whether the replay is over.
std::optional<LooseResult> judge(const LooseResult &soFar, const model::Program &program,
                                 const Outcome &outcome, const model::Property &property,
                                 const std::string &name) {
  using V = LooseResult::Verdict;
  if (outcome.ending == End::Broken || fired(program, outcome, property))
    return verdict(soFar, V::StillHappens,
                   "'" + property.name + "' breaks in operation " + grouped(soFar.operations) + " (" + name +
                       ")");
  std::string next = "operation " + grouped(soFar.operations + 1) + " (" + name + ")";
  if (outcome.ending == End::AssumeFalse)
    return verdict(soFar, V::DoesNotHappen, next + " does not exist: " + why(outcome));
  if (outcome.ending == End::Bug)
    return verdict(soFar, V::DoesNotHappen,
                   "operation " + grouped(soFar.operations) + " (" + name + ") stops at another BUG");
  if (outcome.ending == End::Failed)
    return verdict(soFar, outcome.isAboutInputs ? V::DoesNotHappen : V::CannotBeReplayed,
                   next + (outcome.isAboutInputs ? " goes another way: " : ": ") + outcome.failure);
  return std::nullopt;
}

/// Only as far as the first firing of the property's report.
void addOperations(LooseResult &result, const model::Program &program, const Outcome &outcome,
                   const model::Property &property) {
  auto first = fired(program, outcome, property);
  result.operations += first ? *first + 1 : outcome.repetitions;
  result.oneByOne += outcome.oneByOne;
  result.asProgression += outcome.asProgression;
}

LooseResult runLoose(const model::Program &program, const model::Property &property,
                     const std::vector<Integer> &initInputs, const std::vector<NamedStep> &steps) {
  using V = LooseResult::Verdict;
  LooseResult result;
  Interpreter machine(program);
  if (auto over = judge(result, program, machine.runInit(initInputs), property, "INIT")) return *over;
  std::optional<uint32_t> watched;
  if (isInvariant(property)) {
    watched = property.function.value();
    if (!machine.holds(*watched))
      return verdict(result, V::StillHappens, "'" + property.name + "' is broken from the start");
  }
  for (const NamedStep &step : steps) {
    auto entry = std::find_if(program.transitions.begin(), program.transitions.end(),
                              [&](auto &t) { return t.name == step.transition; });
    if (entry == program.transitions.end())
      return verdict(result, V::CannotBeReplayed, "there is no transition '" + step.transition + "' here");
    Outcome outcome = machine.run(entry->function, step.inputs, step.count, watched);
    addOperations(result, program, outcome, property);
    if (auto over = judge(result, program, outcome, property, step.transition)) return *over;
  }
  return verdict(result, V::DoesNotHappen,
                 "'" + property.name + "' still holds after " +
                     (result.operations == 1 ? "the one operation"
                                             : "all " + grouped(result.operations) + " operations"));
}

} // namespace

LooseResult replayLoose(const model::Program &program, const model::Property &property,
                        const std::vector<Integer> &initInputs, const std::vector<NamedStep> &steps) {
  LooseResult failed;
  try {
    return runLoose(program, property, initInputs, steps);
  } catch (const Failure &failure) {
    failed.text = failure.text;
  } catch (const std::exception &error) {
    failed.text = error.what();
  }
  return failed;
}

} // namespace pinproof::solver::check
