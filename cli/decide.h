// From a specification that was read to its answers.
#pragma once

#include "cli/progress.h"
#include "cli/session.h"
#include "solver/answer.h"
#include "solver/vacuity.h"

namespace pinproof::cli {

/// What was decided about a system, to be used again for one that differs in nothing but where its C
/// stands.
struct Decision {
  model::TransitionSystem system;
  std::vector<solver::Answer> answers; // not yet checked
  solver::Vacuity vacuity;
};

/// Decides all properties of `loaded`, if it is ready, and checks their evidence; what was wrong with it
/// is left as it is. A failure inside pinproof becomes a state of the result. With `last`, engines run
/// only if this system is another one than that, and `last` becomes what was decided; evidence is checked
/// either way.
SpecResult decided(const Options &options, Loaded loaded, Progress &progress, Decision *last = nullptr);

} // namespace pinproof::cli
