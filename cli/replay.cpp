// `replay`: does the counterexample of an earlier report still happen, on this tree?
//
// Only the interpreter runs; no engine and no solver take part.
#include "solver/check/replay.h"
#include "cli/again_run.h"
#include "cli/commands.h"
#include "cli/recorded.h"
#include "cli/text.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

using State = AgainResult::State;
using Verdict = check::LooseResult::Verdict;

std::vector<model::Integer> values(const std::vector<Choice> &choices) {
  std::vector<model::Integer> result;
  for (const Choice &choice : choices) result.push_back(choice.value);
  return result;
}

const model::Property *findProperty(const model::TransitionSystem &system, const std::string &name) {
  auto at = std::find_if(system.properties.begin(), system.properties.end(),
                         [&](const model::Property &p) { return p.name == name; });
  return at == system.properties.end() ? nullptr : &*at;
}

/// A kernel assertion that this tree does not have cannot fire; a claim of the specification that is not
/// there means that the file is about another version of it.
AgainResult withoutProperty(const Options &options, AgainResult result) {
  bool isKernels = result.property.rfind("warn:", 0) == 0 || result.property.rfind("bug:", 0) == 0;
  if (!isKernels)
    throw model::InputError("specification " + result.spec + " has no property '" + result.property + "'",
                            {options.input.string(), 0, 0},
                            "The trace was made with another version of the specification.");
  result.state = State::Gone;
  result.words = "this kernel has no such assertion";
  return result;
}

AgainResult replayed(const Options &options, const Loaded &loaded, const ReportTrace &trace) {
  if (auto obstacle = unanswerable(loaded.result, trace.property)) return *obstacle;
  AgainResult result;
  result.spec = trace.spec;
  result.property = trace.property;
  for (const ReportStep &step : trace.steps) result.steps.push_back(stepName(step));
  const model::Property *property = findProperty(loaded.system, trace.property);
  if (property == nullptr) return withoutProperty(options, std::move(result));
  std::vector<check::NamedStep> steps;
  for (const ReportStep &step : trace.steps)
    steps.push_back({step.transition, values(step.choices), step.count});
  auto outcome = check::replayLoose(loaded.program, *property, values(trace.init.choices), steps);
  result.words = outcome.text;
  result.state = outcome.verdict == Verdict::StillHappens    ? State::Happens
                 : outcome.verdict == Verdict::DoesNotHappen ? State::Gone
                                                             : State::Unsupported;
  return result;
}

/// A transition that the specification does not have is a mistake in the file, not an answer about the tree.
void checkTransitions(const Options &options, const Loaded &loaded, const ReportTrace &trace) {
  if (!loaded.isReady()) return;
  const auto &known = loaded.program.transitions;
  for (const ReportStep &step : trace.steps)
    if (std::none_of(known.begin(), known.end(), [&](const auto &t) { return t.name == step.transition; }))
      throw model::InputError("specification " + trace.spec + " has no transition '" + step.transition + "'",
                              {options.input.string(), 0, 0},
                              "The trace was made with another version of the specification.");
}

} // namespace

int replay(const Options &options) {
  const Recorded recorded = readRecorded(options.input);
  std::vector<std::string> names;
  for (const ReportTrace &trace : recorded.traces) names.push_back(trace.spec);
  const LoadedByName specs = loadByName(options, names);
  std::vector<AgainResult> results;
  for (const ReportTrace &trace : recorded.traces)
    if (auto at = specs.find(trace.spec); at != specs.end()) {
      checkTransitions(options, at->second, trace);
      results.push_back(replayed(options, at->second, trace));
    }
  return printAgain(options, "replay", std::move(results));
}

} // namespace pinproof::cli
