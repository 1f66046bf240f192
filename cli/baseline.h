// What is known of a tree, checked in beside it: violations that somebody answers for until a day, and proofs
// that must not be lost.
#pragma once

#include "cli/report.h"
#include "cli/strict.h"

#include <filesystem>

namespace pinproof::cli {

/// A property by name; its fingerprint is in the file for tools that know nothing else of it (SARIF viewers).
struct BaselineProof {
  std::string spec, property;
};

struct BaselineViolation : BaselineProof {
  std::string reason, owner;
  std::string expires; // "2027-03-31", the last day on which it is accepted
};

/// An assumption that somebody accepts: see --strict.
struct BaselineAssumption : Acceptance {
  std::string reason, owner;
};

struct Baseline {
  std::vector<BaselineViolation> violations;
  std::vector<BaselineProof> proofs;
  std::vector<BaselineAssumption> assumptions;
};

/// Throws model::InputError naming the member that is wrong: a violation without reason, owner or day, a
/// fingerprint that is not that of its property, the same property twice.
Baseline readBaseline(const std::filesystem::path &file);

/// Holds `report` against `baseline`: violations and findings that it knows become Outcome::Known unless
/// their day is before `today`, other findings become Outcome::NotAccepted; proofs that it knows and that
/// have no answer any more become properties that are UNKNOWN; entries that can go are noted. Specifications
/// that the report lacks count as gone if it is `complete`.
void applyBaseline(const Baseline &baseline, const std::string &today, bool complete, Report &report);

/// What the report's answers come to as a baseline, with what `old` says of the violations that it knows.
/// Reason, owner and day of others are empty, for somebody to fill in. Unless the report is `complete`, what
/// `old` says of specifications that it lacks stays; and where it was interrupted, of what it does not
/// answer.
std::string renderBaseline(const Report &report, const Baseline &old, bool complete);

/// "2026-11-22", by UTC.
std::string today();

} // namespace pinproof::cli
