// Certificates as files for other tools: the text of pinproof.certificate/1.
#pragma once

#include "cli/report.h"
#include "model/formula.h"

namespace pinproof::cli {

/// Property number `property` of `system` with the invariant that proves it, and everything that a checker
/// needs to see that it does. `kernel` is the tree as given.
std::string certificateJson(const model::TransitionSystem &system, uint32_t property,
                            const model::Formula &invariant, const std::string &kernel);

} // namespace pinproof::cli
