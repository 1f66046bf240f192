// What an answer comes to: its word, how serious it is, and the exit code. One table for each kind of answer,
// all of them here, so that no two formats and no two commands can judge the same answer differently.
//
// Drift and "don't know" are never green. A *self-test* (EXPECT(violated)) is a claim that has to be
// violated, because a mistake has to be noticed: where it holds, the specification has lost its power. A
// *finding* (EXPECT(finding)) is a defect that a kernel may have: violated or not, a gate passes, unless the
// gate is strict or has a baseline, where somebody has to answer for it.
#pragma once

#include "cli/again.h"
#include "cli/explore_report.h"
#include "cli/mutants.h"
#include "cli/report.h"

namespace pinproof::cli {

enum ExitCode {
  exitAsExpected = 0,
  exitViolated =
      1,         // or a self-test that is not noticed, a finding that nobody accepted, a proof that is lost
  exitUsage = 2, // the command line, an input or the output is at fault: not everything was answered
  exitInconclusive =
      3, // a budget or a bound ran out, the run was stopped, or what it assumes is not accepted
  exitNothingRan = 4,
  exitDrift = 5,      // or C that is not modelled
  exitPatch = 6,      // a patch did not apply
  exitNotChecked = 7, // a patch changes code that no answer is about
  exitInternal = 70,
};

/// The more serious of two codes; the precedence is 70, 2, 6, 1, 5, 3, 7, 0, and 4 where nothing ran.
int moreSerious(int a, int b);

/// In ascending order. Formats map it to colours, levels and marks.
enum class Severity {
  Good,  // as it should be
  Note,  // worth a look, and passes
  Doubt, // fails for want of an answer
  Bad,   // fails
};

struct Status {
  const char *word; // "PROVED"; never empty
  Severity severity = Severity::Good;
  int code = exitAsExpected;
  bool isGreen() const { return severity <= Severity::Note; }
};

Status statusOf(Outcome outcome);
/// The same, but that a proof may be vacuous.
Status statusOf(const PropertyResult &property);
/// Of a specification as a whole, whatever its properties say.
Status statusOf(const SpecResult &spec);
Status statusOf(AgainResult::State state);
Status statusOf(Mutant::Fate fate);
/// Of a line of code that a patch changes.
Status statusOf(LineWord word);
/// What became of a property on the way through the stages.
Status statusOf(const ExploreRow &row);

/// Whether an outcome lets a gate pass.
inline bool isGreen(Outcome outcome) { return statusOf(outcome).isGreen(); }

/// How `verdict` compares with what is expected; `refused`: there is C that is not modelled.
Outcome outcomeOf(Verdict verdict, model::Expectation expect, bool refused);

/// Whether a report may say `outcome` of a property with this answer and expectation.
bool follows(Outcome outcome, Verdict verdict, model::Expectation expect);

/// The worst of all that a report says; 4 if it answers nothing.
int exitCode(const Report &report);
/// 1 if something happens or fails, 5 for drift and C that is not modelled, 3 for what was not decided, 4 if
/// there was nothing to look at, else 0.
int exitCode(const AgainReport &report);
/// 0 if every survivor is explained, 1 if not; 70, 3 or 4 for a run that failed, was stopped, or had none.
int exitCode(const MutantReport &report);
/// The worst of all states after a patch, because a series must hold at every step, and 1 for a property that
/// was proved and is violated, whatever is expected of it.
int exitCode(const ExploreReport &report);

} // namespace pinproof::cli
