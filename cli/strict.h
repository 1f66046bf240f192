// Which assumptions and findings nobody has accepted, for runs that are to fail on them.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

/// An assumption, with the specifications that make it.
struct AssumptionMade {
  model::Assumption assumption;
  std::vector<std::string> by;
};

/// What the answers in `report` take for granted, each assumption once, with all that it is about, by label.
std::vector<AssumptionMade> assumptionsOf(const Report &report);

/// An assumption that somebody accepts, all of it or only what it is about here; or, by its rule, a finding.
struct Acceptance {
  std::string label;
  std::vector<std::string> about;
};

/// What --accept says: "A9" is all of it, "A3:linux/rmap.h" a part.
Acceptance acceptanceFrom(const std::string &text);

/// All that the command line accepts.
std::vector<Acceptance> acceptancesFrom(const std::vector<std::string> &texts);

/// "A3:linux/rmap.h"
std::string toString(const Acceptance &acceptance);

/// Says in `report` which assumptions `accepted` leaves open (Report::unaccepted), and makes findings that it
/// does not name ("A9" names an assumption, "zero_page_get/refcount_stays_below_overflow" a finding) into
/// Outcome::NotAccepted, which fail. What was open before is looked at anew.
void applyStrict(const std::vector<Acceptance> &accepted, Report &report);

/// "pinproof/assumption/A9", and what to say of an assumption that nobody has accepted.
std::string unacceptedRule(const model::Assumption &open);
std::string unacceptedText(const model::Assumption &open);

/// Those of `accepted` that no answer in `report` depends on.
std::vector<Acceptance> idle(const std::vector<Acceptance> &accepted, const Report &report);

} // namespace pinproof::cli
