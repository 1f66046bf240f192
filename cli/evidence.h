// Every answer's evidence, checked on every run by code that took no part in finding it.
#pragma once

#include "cli/make_report.h"

namespace pinproof::cli {

/// Checks certificates in a fresh solver and replays traces in the interpreter; one result per answer,
/// of no meaning for Unknown ones. Adds the time it takes to the answers' seconds.
std::vector<EvidenceCheck> checkEvidence(const model::Program &program, const model::TransitionSystem &system,
                                         std::vector<solver::Answer> &answers);

} // namespace pinproof::cli
