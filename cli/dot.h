// A transition system as a graph for Graphviz.
#pragma once

#include "model/transition_system.h"

namespace pinproof::cli {

/// A cluster per transition with a box per path: guard, update and the lines it runs through.
std::string renderDot(const model::TransitionSystem &system);

} // namespace pinproof::cli
