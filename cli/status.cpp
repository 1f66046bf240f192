// Tables: a row for each thing that can be answered.
#include "cli/status.h"

#include <algorithm>
#include <iterator>

namespace pinproof::cli {

namespace {

using Expectation = model::Expectation;

/// Whether a patch leaves a property without an answer that was proved before. A specification that has no
/// answers at all says why by itself: drift, C that does not parse.
bool losesProof(const ExploreReport &report, const ExploreRow &row) {
  if (row.standings.front() != Standing::Proved) return false;
  for (size_t s = 1; s < report.stages.size(); ++s)
    if (row.standings[s] == Standing::Unknown && findProperty(report.stages[s], row.spec, row.property))
      return true;
  return false;
}

/// Whether a property is violated somewhere behind a state in which it is proved.
bool isBroken(const ExploreRow &row) {
  auto proved = std::find(row.standings.begin(), row.standings.end(), Standing::Proved);
  return std::find(proved, row.standings.end(), Standing::Violated) != row.standings.end();
}

/// With its properties.
int codeOf(const SpecResult &spec) {
  const bool isAnswered =
      spec.state == SpecResult::State::Answered || spec.state == SpecResult::State::Absent;
  if (!isAnswered) return statusOf(spec).code;
  // Properties may all be self-tests, and others stand behind what is not modelled.
  int code = spec.refusals.empty() ? exitNothingRan : exitDrift;
  for (const PropertyResult &property : spec.properties)
    code = moreSerious(code, statusOf(property.outcome).code);
  return code;
}

/// Of lines that a patch changes; who accepts those that nobody looked at, asks nothing of them.
int codeOf(const std::vector<TouchedFile> &files, bool acceptsUnchecked) {
  int code = exitNothingRan;
  for (const TouchedFile &file : files)
    for (const ChangedLine &line : file.unchecked)
      if (!acceptsUnchecked) code = moreSerious(code, statusOf(line.word).code);
  return code;
}

} // namespace

int moreSerious(int a, int b) {
  // Last in this list: one property as expected is enough for "something ran".
  static const int order[] = {exitInternal,     exitUsage,      exitPatch,      exitViolated,  exitDrift,
                              exitInconclusive, exitNotChecked, exitAsExpected, exitNothingRan};
  const int codes[] = {a, b};
  return *std::find_first_of(std::begin(order), std::end(order), std::begin(codes), std::end(codes));
}

Status statusOf(Outcome outcome) {
  switch (outcome) {
  case Outcome::Proved: return {"PROVED"};
  case Outcome::Noticed: return {"VIOLATED, as expected"};
  case Outcome::Finding: return {"VIOLATED, a finding", Severity::Note};
  case Outcome::NotHere: return {"PROVED, not in this kernel"};
  case Outcome::Known: return {"VIOLATED, known", Severity::Note};
  case Outcome::Violated: return {"VIOLATED", Severity::Bad, exitViolated};
  case Outcome::NotAccepted: return {"VIOLATED, not accepted", Severity::Bad, exitViolated};
  case Outcome::Unnoticed: return {"PROVED, not as expected", Severity::Bad, exitViolated};
  case Outcome::Inconclusive: return {"UNKNOWN", Severity::Doubt, exitInconclusive};
  case Outcome::Unsupported: return {"UNKNOWN, not modelled", Severity::Doubt, exitDrift};
  case Outcome::ProofLost: return {"UNKNOWN, proof lost", Severity::Bad, exitViolated};
  case Outcome::EvidenceFailed: break;
  }
  return {"EVIDENCE FAILED", Severity::Bad, exitInternal};
}

Status statusOf(const PropertyResult &property) {
  Status status = statusOf(property.outcome);
  if (property.outcome == Outcome::Proved && !property.vacuous.empty()) status.word = "PROVED, vacuously";
  return status;
}

Status statusOf(const SpecResult &spec) {
  switch (spec.state) {
  case SpecResult::State::Answered: return {"answered"};
  case SpecResult::State::Absent: return {"DOES NOT APPLY"};
  case SpecResult::State::Untouched: return {"not decided"}; // nothing can have broken
  case SpecResult::State::Drifted: return {"DRIFT", Severity::Bad, exitDrift};
  case SpecResult::State::Unsupported:
    if (spec.mistake) return {"UNKNOWN, cannot be read", Severity::Bad, exitDrift};
    return {"UNKNOWN, not modelled", Severity::Doubt, exitDrift};
  case SpecResult::State::Interrupted: return {"UNKNOWN", Severity::Doubt, exitInconclusive};
  case SpecResult::State::Failed: break;
  }
  return spec.mistake ? Status{"cannot be read", Severity::Bad, exitUsage}
                      : Status{"internal error", Severity::Bad, exitInternal};
}

Status statusOf(AgainResult::State state) {
  switch (state) {
  case AgainResult::State::Happens: return {"STILL HAPPENS", Severity::Bad, exitViolated};
  case AgainResult::State::Gone: return {"no longer happens"};
  case AgainResult::State::Holds: return {"proof holds"};
  case AgainResult::State::Fails: return {"PROOF FAILS", Severity::Bad, exitViolated};
  case AgainResult::State::Drifted: return {"DRIFT", Severity::Bad, exitDrift};
  case AgainResult::State::Unsupported: return {"UNKNOWN, not modelled", Severity::Doubt, exitDrift};
  case AgainResult::State::Undecided: break;
  }
  return {"UNKNOWN", Severity::Doubt, exitInconclusive};
}

Status statusOf(Mutant::Fate fate) {
  switch (fate) {
  case Mutant::Fate::NotRun: return {"not run", Severity::Doubt, exitInconclusive};
  case Mutant::Fate::NotCompiled: return {"not compiled"};
  case Mutant::Fate::Trace: return {"trace"};
  case Mutant::Fate::Proof: return {"proof"};
  case Mutant::Fate::NoAnswer: return {"no answer"};
  case Mutant::Fate::Survived: return {"SURVIVED", Severity::Bad, exitViolated}; // unless it is explained
  case Mutant::Fate::Failed: break;
  }
  return {"FAILED", Severity::Bad, exitInternal};
}

Status statusOf(const ExploreRow &row) {
  const Status now = statusOf(row.outcome);
  auto bad = [&](const char *word) {
    return Status{word, Severity::Bad, moreSerious(now.code, exitViolated)};
  };
  auto as = [&](const char *word) { return Status{word, now.severity, now.code}; };
  switch (row.turn) {
  case Turn::Same: return as("same");
  case Turn::Fixed: return as("fixed");
  case Turn::Broken: return bad("BROKEN");
  case Turn::BrokenBetween: return bad("BROKEN IN BETWEEN");
  case Turn::StillBroken: return as("still broken");
  case Turn::ProofLost: return bad("PROOF LOST");
  case Turn::AnswerLost: return as("ANSWER LOST");
  case Turn::Decided: return as("decided now");
  case Turn::Vacuous: return as("VACUOUS NOW");
  case Turn::New: return as("new");
  case Turn::Gone: return as("gone");
  case Turn::Untouched: break;
  }
  return {"not changed"};
}

Status statusOf(LineWord word) {
  switch (word) {
  case LineWord::Run: return {"run"};
  case LineWord::Same: return {"says the same"};
  case LineWord::NoMeaning:
  case LineWord::NotRun: break;
  }
  return {"NOT CHECKED", Severity::Doubt, exitNotChecked};
}

Outcome outcomeOf(Verdict verdict, Expectation expect, bool refused) {
  if (verdict == Verdict::Unknown) return refused ? Outcome::Unsupported : Outcome::Inconclusive;
  const bool holds = verdict == Verdict::Proved;
  switch (expect) {
  case Expectation::Holds: return holds ? Outcome::Proved : Outcome::Violated;
  case Expectation::Violated: return holds ? Outcome::Unnoticed : Outcome::Noticed;
  case Expectation::Finding: break;
  }
  return holds ? Outcome::NotHere : Outcome::Finding;
}

bool follows(Outcome outcome, Verdict verdict, Expectation expect) {
  switch (outcome) {
  case Outcome::Proved:
  case Outcome::Noticed:
  case Outcome::Finding:
  case Outcome::NotHere:
  case Outcome::Violated:
  case Outcome::Unnoticed: return verdict != Verdict::Unknown && outcome == outcomeOf(verdict, expect, false);
  case Outcome::Known: return verdict == Verdict::Violated && expect != Expectation::Violated;
  case Outcome::NotAccepted: return verdict == Verdict::Violated && expect == Expectation::Finding;
  case Outcome::Inconclusive:
  case Outcome::Unsupported:
  case Outcome::ProofLost:
  case Outcome::EvidenceFailed: return verdict == Verdict::Unknown;
  }
  return false;
}

int exitCode(const Report &report) {
  int code = exitNothingRan;
  for (const SpecResult &spec : report.specs) code = moreSerious(code, codeOf(spec));
  if (report.interrupted || !report.unaccepted.empty()) code = moreSerious(code, exitInconclusive);
  return moreSerious(code, codeOf(report.touched, report.acceptsUnchecked));
}

int exitCode(const AgainReport &report) {
  int code = exitNothingRan;
  for (const AgainResult &result : report.results) code = moreSerious(code, statusOf(result.state).code);
  return code;
}

int exitCode(const MutantReport &report) {
  if (report.count(Mutant::Fate::Failed) > 0) return exitInternal;
  if (report.count(Mutant::Fate::Survived) > report.explained()) return exitViolated;
  if (report.interrupted || report.count(Mutant::Fate::NotRun) > 0) return exitInconclusive;
  return report.mutants.empty() ? exitNothingRan : exitAsExpected;
}

int exitCode(const ExploreReport &report) {
  int code = exitNothingRan;
  for (size_t s = 1; s < report.stages.size(); ++s)
    code = moreSerious(code, exitCode(report.stages[s].report));
  for (const ExploreRow &row : report.rows)
    if (isBroken(row) || (!report.interrupted && losesProof(report, row)))
      code = moreSerious(code, exitViolated);
  // What stands before is no patch's doing, but an answer that failed its check is pinproof's, and what
  // cannot be read there the user's.
  if (!report.stages.empty())
    if (int before = exitCode(report.stages.front().report); before == exitInternal || before == exitUsage)
      code = moreSerious(code, before);
  for (const ExploreStage &stage : report.stages)
    code = moreSerious(code, codeOf(stage.touched, report.acceptsUnchecked));
  return report.interrupted ? moreSerious(code, exitInconclusive) : code;
}

} // namespace pinproof::cli
