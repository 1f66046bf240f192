// Indices become names here; nothing is decided, except how an answer compares with what was expected.
#include "cli/make_report.h"

#include "cli/status.h"
#include "cli/text.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace pinproof::cli {

namespace {

const char *kindName(model::Property::Kind kind) {
  switch (kind) {
  case model::Property::Kind::Invariant: return "invariant";
  case model::Property::Kind::Check: return "check";
  case model::Property::Kind::Warn: return "warn";
  case model::Property::Kind::Bug: return "bug";
  }
  return "";
}

std::string joined(const std::vector<std::string> &words, const char *separator) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

Choice makeChoice(const model::InputChoice &input, model::Integer value) {
  if (input.alternatives.empty()) return {input.label, value, model::toString(value) + " " + input.label};
  auto index = static_cast<size_t>(value - input.low);
  bool named = value >= input.low && index < input.alternatives.size();
  return {joined(input.alternatives, "|"), value, named ? input.alternatives[index] : model::toString(value)};
}

/// Auxiliary inputs (how often a loop ran) follow from the others, and mean nothing on another tree.
std::vector<Choice> choicesOf(const model::Program &program, const model::Path &path,
                              const std::vector<model::Integer> &values) {
  std::vector<Choice> choices;
  for (size_t i = 0; i < path.inputs.size(); ++i)
    if (path.inputs[i].choice)
      choices.push_back(makeChoice(program.inputs.at(*path.inputs[i].choice), values.at(i)));
  return choices;
}

Cell makeCell(const model::Variable &variable, model::Integer value) {
  Cell cell{variable.name, value, model::toString(value)};
  auto at = std::find(variable.domain.begin(), variable.domain.end(), value);
  auto index = static_cast<size_t>(at - variable.domain.begin());
  if (index < variable.domainNames.size() && !variable.domainNames[index].empty())
    cell.shown = variable.domainNames[index];
  return cell;
}

std::vector<Change> changes(const model::TransitionSystem &system, const check::Values &before,
                            const check::Values &after) {
  std::vector<Change> result;
  for (size_t v = 0; v < system.variables.size(); ++v)
    if (before[v] != after[v]) {
      const model::Variable &variable = system.variables[v];
      result.push_back({variable.name, makeCell(variable, before[v]), makeCell(variable, after[v])});
    }
  return result;
}

/// The engines tell the paths through an operation apart; whoever does it sees one operation.
bool isSameOperation(const ReportStep &a, const ReportStep &b) {
  return a.transition == b.transition && std::equal(a.choices.begin(), a.choices.end(), b.choices.begin(),
                                                    b.choices.end(), [](const Choice &x, const Choice &y) {
                                                      return x.label == y.label && x.value == y.value;
                                                    });
}

void addRepetitions(ReportStep &to, const ReportStep &more) {
  to.count = model::add(to.count, more.count);
  for (const model::Source &line : more.lines)
    if (std::find(to.lines.begin(), to.lines.end(), line) == to.lines.end()) to.lines.push_back(line);
}

/// Machine counters are those whose wraps are counted; what somebody holds is the specification's own.
std::vector<Lane> lanesOf(const model::TransitionSystem &system) {
  std::vector<Lane> lanes;
  for (const model::Variable &variable : system.variables)
    if (variable.wrapsOf) {
      const model::Variable &counter = system.variables.at(*variable.wrapsOf);
      if (counter.high) lanes.push_back({counter.name, Lane::Kind::Counter, *counter.high, variable.name});
    }
  for (const model::Variable &variable : system.variables)
    if (variable.isGhost && !variable.wrapsOf && !variable.isPointer)
      lanes.push_back({variable.name, Lane::Kind::Holder, 0, {}});
  return lanes;
}

} // namespace

ReportTrace makeTrace(const model::Program &program, const model::TransitionSystem &system,
                      const std::string &property, const model::Trace &trace,
                      const check::ReplayResult &replay) {
  ReportTrace result;
  result.spec = system.name;
  result.property = property;
  result.operations = trace.operations();
  result.isShortest = trace.isShortest;
  result.lanes = lanesOf(system);
  result.init.choices = choicesOf(program, system.init.at(trace.initPath), trace.initInputs);
  result.init.lines = replay.initialLines;
  for (size_t v = 0; v < system.variables.size(); ++v)
    result.start.push_back(makeCell(system.variables[v], replay.initial.at(v)));
  size_t first = 0; // of the trace's steps that the step at hand sums up
  for (size_t i = 0; i < trace.steps.size(); ++i) {
    const model::Step &step = trace.steps[i];
    const model::Transition &transition = system.transitions.at(step.transition);
    const check::ReplayResult::Group &group = replay.groups.at(i);
    ReportStep shown{transition.name,
                     choicesOf(program, transition.paths.at(step.path), step.inputs),
                     step.count,
                     group.lines,
                     {}};
    if (i > 0 && isSameOperation(result.steps.back(), shown)) {
      addRepetitions(result.steps.back(), shown);
    } else {
      first = i;
      result.steps.push_back(std::move(shown));
    }
    result.steps.back().changes = changes(system, replay.groups.at(first).before, group.after);
  }
  return result;
}

std::vector<std::string> stepNames(const model::Program &program, const model::TransitionSystem &system,
                                   const model::Trace &trace) {
  std::vector<std::string> names;
  ReportStep init{{}, choicesOf(program, system.init.at(trace.initPath), trace.initInputs), 1, {}, {}};
  if (!init.choices.empty()) names.push_back(stepName(init));
  for (const model::Step &step : trace.steps) {
    const model::Transition &transition = system.transitions.at(step.transition);
    std::vector<Choice> choices = choicesOf(program, transition.paths.at(step.path), step.inputs);
    names.push_back(stepName({transition.name, choices, step.count, {}, {}}));
  }
  return names;
}

PropertyResult makeProperty(const model::Program &program, const model::TransitionSystem &system,
                            uint32_t property, const solver::Answer &answer, const EvidenceCheck &check) {
  const model::Property &claim = system.properties.at(property);
  PropertyResult result;
  result.name = claim.name;
  result.kind = kindName(claim.kind);
  result.text = claim.text;
  result.where = claim.where;
  result.expect = claim.expect;
  result.expectReason = claim.reason;
  result.engine = answer.engine;
  result.seconds = answer.seconds;
  result.vacuous = answer.vacuous;
  if (const auto *unknown = std::get_if<solver::Unknown>(&answer.verdict)) {
    result.reason = unknown->reason;
    result.established = unknown->established;
    result.outcome = outcomeOf(Verdict::Unknown, claim.expect, !system.refusals.empty());
    return result;
  }
  result.evidence = check.words;
  if (!check.accepted) {
    result.reason = check.isGivenUp ? "the engine's evidence was not checked to the end: " + check.words
                                    : "the engine's evidence was not accepted";
    result.outcome = check.isGivenUp ? Outcome::Inconclusive : Outcome::EvidenceFailed;
    return result;
  }
  if (const auto *proved = std::get_if<solver::Proved>(&answer.verdict)) {
    result.verdict = Verdict::Proved;
    auto name = [&](model::VariableIndex v) { return system.variables.at(v).name; };
    result.certificate = toSmtLib(proved->certificate.invariant, name);
  } else {
    result.verdict = Verdict::Violated;
    result.trace = makeTrace(program, system, claim.name, std::get<solver::Violated>(answer.verdict).trace,
                             check.replay);
  }
  result.outcome = outcomeOf(result.verdict, claim.expect, false);
  return result;
}

namespace {

/// The numbered lines `wanted` of `text`.
std::map<unsigned, std::string> pickLines(const std::string &text, const std::set<unsigned> &wanted) {
  std::map<unsigned, std::string> picked;
  std::istringstream lines(text);
  std::string line;
  for (unsigned number = 1; std::getline(lines, line); ++number)
    if (wanted.contains(number)) picked[number] = line;
  return picked;
}

} // namespace

void addExcerpts(SpecResult &spec,
                 const std::map<std::string, std::shared_ptr<const std::string>> &kernelText) {
  std::map<std::string, std::set<unsigned>> wanted;
  auto want = [&](const ReportStep &step) {
    for (const model::Source &line : step.lines) wanted[line.file].insert(line.line);
  };
  for (const PropertyResult &property : spec.properties)
    if (property.trace) {
      want(property.trace->init);
      for (const ReportStep &step : property.trace->steps) want(step);
    }
  for (const auto &[file, lines] : wanted)
    if (auto at = kernelText.find(file); at != kernelText.end())
      spec.excerpts[file] = pickLines(*at->second, lines);
}

SpecResult describeSpec(const model::Program &program, const std::string &file) {
  SpecResult spec;
  spec.name = program.name;
  spec.title = program.title;
  spec.file = file;
  spec.drifts = program.drifts;
  spec.absent = program.absent;
  spec.assumptions = program.assumptions;
  if (!spec.drifts.empty())
    spec.state = SpecResult::State::Drifted;
  else if (!spec.absent.empty())
    spec.state = SpecResult::State::Absent;
  return spec;
}

void addSystem(SpecResult &spec, const model::TransitionSystem &system) {
  spec.assumptions = system.assumptions;
  for (const model::Refusal &refusal : system.refusals) { // one per path; a person wants one per place
    auto isThis = [&](const RefusedConstruct &r) {
      return r.construct == refusal.construct && r.where == refusal.where &&
             r.transition == refusal.transition;
    };
    if (std::none_of(spec.refusals.begin(), spec.refusals.end(), isThis))
      spec.refusals.push_back({refusal.construct, refusal.where, refusal.transition});
  }
}

} // namespace pinproof::cli
