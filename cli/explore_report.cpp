// Before against after, property by property. Nothing is decided here; and "same" is said only where every
// state of the series says the same.
#include "cli/explore_report.h"

#include "cli/status.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

const SpecResult *findSpec(const ExploreStage &stage, const std::string &spec) {
  for (const SpecResult &one : stage.report.specs)
    if (one.name == spec) return &one;
  return nullptr;
}

Standing standingOf(const ExploreStage &stage, const std::string &specName, const std::string &property) {
  const SpecResult *spec = findSpec(stage, specName);
  if (spec == nullptr || spec->state == SpecResult::State::Absent) return Standing::NotThere;
  if (spec->state == SpecResult::State::Drifted) return Standing::Drifted;
  if (spec->state == SpecResult::State::Untouched) return Standing::NotDecided;
  if (spec->state != SpecResult::State::Answered) return Standing::Unknown;
  const PropertyResult *found = findProperty(stage, specName, property);
  if (found == nullptr) return Standing::NotThere;
  switch (found->verdict) {
  case Verdict::Proved: return Standing::Proved;
  case Verdict::Violated: return Standing::Violated;
  case Verdict::Unknown: break;
  }
  return Standing::Unknown;
}

bool isUnanswered(Standing standing) {
  return standing == Standing::Unknown || standing == Standing::Drifted;
}

/// From the first state to the last, whatever lies between. `isVacuous`: nothing gets to the claim any more.
Turn turnBetween(Standing before, Standing after, Outcome outcome, bool isVacuous) {
  if (after == Standing::NotDecided) return Turn::Untouched;
  if (before == after)
    return after == Standing::Violated && !isGreen(outcome) ? Turn::StillBroken : Turn::Same;
  if (after == Standing::NotThere) return Turn::Gone;
  const bool isWrong = after == Standing::Violated && !isGreen(outcome);
  if (before == Standing::NotThere) return isWrong ? Turn::Broken : Turn::New;
  // Whatever the specification expects of kernels, this patch broke what held without it.
  if (after == Standing::Violated)
    return before == Standing::Proved || isWrong ? Turn::Broken : Turn::Decided;
  if (before == Standing::Proved && isUnanswered(after)) return Turn::ProofLost;
  if (isUnanswered(after)) return before == Standing::Violated ? Turn::AnswerLost : Turn::Same;
  // Who takes out the line that claims, or the way there, mends nothing.
  if (before == Standing::Violated) return isVacuous ? Turn::Gone : Turn::Fixed;
  return Turn::Decided;
}

Outcome outcomeAt(const ExploreStage &stage, const ExploreRow &row) {
  const PropertyResult *property = findProperty(stage, row.spec, row.property);
  if (property != nullptr) return property->outcome;
  const SpecResult *spec = findSpec(stage, row.spec);
  if (spec == nullptr || spec->state == SpecResult::State::Answered ||
      spec->state == SpecResult::State::Absent || spec->state == SpecResult::State::Untouched)
    return Outcome::Proved;
  if (spec->state == SpecResult::State::Failed && !spec->mistake) return Outcome::EvidenceFailed;
  return spec->state == SpecResult::State::Interrupted ? Outcome::Inconclusive : Outcome::Unsupported;
}

bool isVacuousAt(const ExploreStage &stage, const ExploreRow &row) {
  const PropertyResult *property = findProperty(stage, row.spec, row.property);
  return property != nullptr && !property->vacuous.empty();
}

/// The first state after a patch that is no better than the last one, or, without trouble at the end, the
/// first that is in trouble.
void findTurn(ExploreRow &row, const std::vector<ExploreStage> &stages) {
  row.outcome = outcomeAt(stages.back(), row);
  row.turn =
      turnBetween(row.standings.front(), row.standings.back(), row.outcome, isVacuousAt(stages.back(), row));
  row.stage = stages.size() - 1;
  while (row.stage > 1 && row.standings[row.stage - 1] == row.standings.back()) --row.stage;
  if (row.turn == Turn::Same && !isVacuousAt(stages.front(), row) && isVacuousAt(stages.back(), row))
    row.turn = Turn::Vacuous;
  if (row.turn == Turn::Broken || !isGreen(row.outcome)) return;
  size_t s = 1;
  while (s < stages.size() && row.standings[s] == row.standings.front()) ++s; // no patch's doing yet
  for (; s + 1 < stages.size(); ++s)
    if (Outcome between = outcomeAt(stages[s], row);
        !isGreen(between) ||
        (row.standings.front() == Standing::Proved && row.standings[s] == Standing::Violated)) {
      row.turn = Turn::BrokenBetween;
      row.outcome = between;
      row.stage = s;
      return;
    }
}

/// All that any state has: assumptions that nobody accepts (strict.h) may come with a patch.
std::vector<std::string> specsOf(const std::vector<ExploreStage> &stages) {
  std::vector<std::string> names;
  for (const ExploreStage &stage : stages)
    for (const SpecResult &spec : stage.report.specs)
      if (std::find(names.begin(), names.end(), spec.name) == names.end()) names.push_back(spec.name);
  return names;
}

/// All properties of a specification in any state, in the order of the first state that has them.
std::vector<std::string> propertiesOf(const std::string &spec, const std::vector<ExploreStage> &stages) {
  std::vector<std::string> names;
  for (const ExploreStage &stage : stages)
    if (const SpecResult *one = findSpec(stage, spec))
      for (const PropertyResult &property : one->properties)
        if (std::find(names.begin(), names.end(), property.name) == names.end())
          names.push_back(property.name);
  if (names.empty()) names.push_back("");
  return names;
}

} // namespace

const PropertyResult *findProperty(const ExploreStage &stage, const std::string &spec,
                                   const std::string &property) {
  const SpecResult *one = findSpec(stage, spec);
  if (one == nullptr) return nullptr;
  for (const PropertyResult &result : one->properties)
    if (result.name == property) return &result;
  return nullptr;
}

std::vector<ExploreRow> compareStages(const std::vector<ExploreStage> &stages) {
  std::vector<ExploreRow> rows;
  for (const std::string &spec : specsOf(stages))
    for (const std::string &property : propertiesOf(spec, stages)) {
      ExploreRow row;
      row.spec = spec;
      row.property = property;
      for (const ExploreStage &stage : stages) row.standings.push_back(standingOf(stage, spec, property));
      findTurn(row, stages);
      rows.push_back(std::move(row));
    }
  return rows;
}

std::vector<model::Assumption> unacceptedIn(const ExploreReport &report) {
  std::vector<model::Assumption> all;
  for (size_t s = 1; s < report.stages.size(); ++s)
    for (const model::Assumption &open : report.stages[s].report.unaccepted)
      if (std::none_of(all.begin(), all.end(),
                       [&](const model::Assumption &one) { return toString(one) == toString(open); }))
        all.push_back(open);
  return all;
}

size_t uncheckedLines(const ExploreReport &report) {
  size_t count = 0;
  for (const ExploreStage &stage : report.stages) count += uncheckedLines(stage.touched);
  return count;
}

std::vector<PatchChunk> chunksOf(const ReportTrace &trace, const std::vector<PatchChunk> &chunks) {
  std::set<std::pair<std::string, unsigned>> run;
  auto note = [&](const ReportStep &step) {
    for (const model::Source &line : step.lines) run.emplace(line.file, line.line);
  };
  note(trace.init);
  for (const ReportStep &step : trace.steps) note(step);
  std::vector<PatchChunk> result;
  for (const PatchChunk &chunk : chunks) {
    auto isRun = [&](unsigned line) { return run.contains({chunk.file, line}); };
    PatchChunk marked = chunk;
    for (PatchChunk::Line &line : marked.lines)
      if (!isRun(line.number)) line.number = 0;
    bool isAdded = std::any_of(marked.lines.begin(), marked.lines.end(),
                               [](const PatchChunk::Line &line) { return line.number != 0; });
    if (isAdded || std::any_of(chunk.beside.begin(), chunk.beside.end(), isRun))
      result.push_back(std::move(marked));
  }
  return result;
}

const char *name(Turn turn) {
  switch (turn) {
  case Turn::Same: return "same";
  case Turn::Fixed: return "fixed";
  case Turn::Broken: return "broken";
  case Turn::BrokenBetween: return "brokenBetween";
  case Turn::StillBroken: return "stillBroken";
  case Turn::ProofLost: return "proofLost";
  case Turn::AnswerLost: return "answerLost";
  case Turn::Decided: return "decided";
  case Turn::Vacuous: return "vacuous";
  case Turn::New: return "new";
  case Turn::Gone: return "gone";
  case Turn::Untouched: return "untouched";
  }
  return "";
}

const char *name(Standing standing) {
  switch (standing) {
  case Standing::Proved: return "proved";
  case Standing::Violated: return "violated";
  case Standing::Unknown: return "unknown";
  case Standing::Drifted: return "drifted";
  case Standing::NotThere: return "notThere";
  case Standing::NotDecided: return "notDecided";
  }
  return "";
}

} // namespace pinproof::cli
