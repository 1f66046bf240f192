// Which assumptions nobody has accepted, for runs that are to fail on them.
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

/// An assumption that somebody accepts: all of it, or only what it is about here.
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

/// Adds to `report` a specification whose properties are the assumptions that `accepted` leaves open, each
/// without an answer; none where there are none. One that is there already is replaced.
void applyStrict(const std::vector<Acceptance> &accepted, Report &report);

/// What applyStrict() left open.
std::vector<model::Assumption> unacceptedIn(const Report &report);

/// The name of that specification, and the kind of its properties.
inline constexpr const char *unacceptedName = "unaccepted-assumptions";
inline constexpr const char *assumptionKind = "assumption";

/// Those of `accepted` that no answer in `report` depends on.
std::vector<Acceptance> idle(const std::vector<Acceptance> &accepted, const Report &report);

} // namespace pinproof::cli
