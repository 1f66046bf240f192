// What never changes in an execution, such as the kind of the folio.
#pragma once

#include "solver/engine.h"

#include <map>

namespace pinproof::solver {

/// Values of all finite variables that no transition changes; sorted.
using Kind = std::vector<std::pair<model::VariableIndex, model::Integer>>;

/// The regions of `facts`, parted by kind. Empty if the facts have no regions.
std::map<Kind, std::vector<Region>> kinds(const model::TransitionSystem &system, const Facts &facts);

/// Whether `path` may be taken from one of `regions`: no is certain, yes is not.
bool isPossible(const model::TransitionSystem &system, const model::Path &path,
                const std::vector<Region> &regions);

/// "zero page, small": the values by name where they have one, else "name = value"; "any" for no values.
std::string toString(const model::TransitionSystem &system, const Kind &kind);

} // namespace pinproof::solver
