// The exit code is the gate's view of a run: drift and "don't know" are never green, and what is expected
// violated is green only as long as it stays violated.
#include "cli/exit_code.h"

#include <algorithm>
#include <iterator>

namespace pinproof::cli {

namespace {

int codeOf(Outcome outcome) {
  switch (outcome) {
  case Outcome::AsExpected:
  case Outcome::Known: return exitAsExpected;
  case Outcome::Violated:
  case Outcome::HoldsAfterAll:
  case Outcome::ProofLost: return exitViolated;
  case Outcome::Inconclusive: return exitInconclusive;
  case Outcome::Unsupported: return exitDrift;
  case Outcome::EvidenceFailed: return exitInternal;
  }
  return exitInternal;
}

int codeOf(const SpecResult &spec) {
  switch (spec.state) {
  case SpecResult::State::Drifted:
  case SpecResult::State::Unsupported: return exitDrift;
  case SpecResult::State::Interrupted: return exitInconclusive;
  case SpecResult::State::Failed: return spec.mistake ? exitUsage : exitInternal;
  case SpecResult::State::Untouched: return exitAsExpected; // nothing can have broken
  case SpecResult::State::Absent:                           // claims nothing, unless a baseline knows better
  case SpecResult::State::Answered: break;
  }
  // Properties may all be violated as expected, and others stand behind what is not modelled.
  int code = spec.refusals.empty() ? exitNothingRan : exitDrift;
  for (const PropertyResult &property : spec.properties) code = moreSerious(code, codeOf(property.outcome));
  return code;
}

} // namespace

int moreSerious(int a, int b) {
  // Last in this list: one property as expected is enough for "something ran".
  static const int order[] = {exitInternal, exitUsage,        exitPatch,      exitViolated,
                              exitDrift,    exitInconclusive, exitAsExpected, exitNothingRan};
  const int codes[] = {a, b};
  return *std::find_first_of(std::begin(order), std::end(order), std::begin(codes), std::end(codes));
}

int exitCode(const Report &report) {
  int code = exitNothingRan;
  for (const SpecResult &spec : report.specs) code = moreSerious(code, codeOf(spec));
  return report.interrupted ? moreSerious(code, exitInconclusive) : code;
}

} // namespace pinproof::cli
