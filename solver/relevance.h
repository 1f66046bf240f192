// Which variables can matter to a property.
#pragma once

#include "model/transition_system.h"

namespace pinproof::solver {

/// Whether `path` changes one of `variables` (a flag per state variable).
bool changes(const model::Path &path, const std::vector<bool> &variables);

/// The cone of influence of `property`: a flag per state variable. Every execution that breaks the property
/// is still one when the paths that neither report it nor change a relevant variable are left out; guards
/// of the others speak of relevant variables only.
std::vector<bool> relevantVariables(const model::TransitionSystem &system, uint32_t property);

} // namespace pinproof::solver
