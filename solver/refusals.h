// Is anything reached that is not modelled?
#pragma once

#include "model/transition_system.h"

#include <optional>
#include <string>

namespace pinproof::solver {

/// `system` without its refusals, and with one more property, the last: that no transition and no invariant
/// takes a way to any of them. INIT's ways are not among them.
model::TransitionSystem withRefusalsAsProperty(const model::TransitionSystem &system);

/// The refusal whose way is path number `path` of the last transition there.
const model::Refusal &refusalOf(const model::TransitionSystem &system, uint32_t path);

/// Without a search: a refusal of which not all ways are known, or one that INIT may run into.
const model::Refusal *certainRefusal(const model::TransitionSystem &system);

} // namespace pinproof::solver
