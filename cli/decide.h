// From a specification that was read to its answers.
#pragma once

#include "cli/evidence.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "solver/answer.h"
#include "solver/vacuity.h"

namespace pinproof::cli {

/// What was decided about a system, to be used again for one that differs in nothing but where its C
/// stands.
struct Decision {
  model::TransitionSystem system;
  std::vector<solver::Answer> answers;
  solver::Vacuity vacuity;
  std::vector<EvidenceCheck> checks; // of the answers, in this run; empty: not yet
};

/// Decides all properties of `loaded`, if it is ready, and checks their evidence; what was wrong with it
/// is left as it is. A failure inside pinproof becomes a state of the result. With `last`, engines run
/// only if this system is another one than that, and `last` becomes what was decided. Evidence is checked
/// either way, but for certificates of the very same system that this run has checked.
SpecResult decided(const Options &options, Loaded loaded, Progress &progress, Decision *last = nullptr);

} // namespace pinproof::cli
