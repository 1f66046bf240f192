// From what was decided to what is reported.
#pragma once

#include "cli/report.h"
#include "model/trace.h"
#include "solver/answer.h"
#include "solver/check/replay.h"

namespace pinproof::cli {

/// How the evidence of an answer fared.
struct EvidenceCheck {
  bool accepted = false;
  std::string words;          // how it was checked, or what failed
  check::ReplayResult replay; // of a trace
  bool isGivenUp = false;     // not accepted because nobody waited for the check to end
};

/// Property number `property` as it is reported. An answer whose evidence was not accepted becomes UNKNOWN
/// with Outcome::EvidenceFailed, or Inconclusive if the check was given up; one without evidence (Unknown)
/// ignores `check`.
PropertyResult makeProperty(const model::Program &program, const model::TransitionSystem &system,
                            uint32_t property, const solver::Answer &answer, const EvidenceCheck &check);

/// The trace in names and numbers that mean the same on another tree, with the states that its replay saw.
ReportTrace makeTrace(const model::Program &program, const model::TransitionSystem &system,
                      const std::string &property, const model::Trace &trace,
                      const check::ReplayResult &replay);

/// "dio_write(64 pages) x 32768 [fast]", a name per step; what INIT chose first, unless it chose nothing.
std::vector<std::string> stepNames(const model::Program &program, const model::TransitionSystem &system,
                                   const model::Trace &trace);

/// Adds the text of the kernel lines that the traces of `spec` run through.
void addExcerpts(SpecResult &spec,
                 const std::map<std::string, std::shared_ptr<const std::string>> &kernelText);

/// Everything about a specification except its properties.
SpecResult describeSpec(const model::Program &program, const std::string &file);
void addSystem(SpecResult &spec, const model::TransitionSystem &system);

} // namespace pinproof::cli
