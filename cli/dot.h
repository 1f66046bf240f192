// Pictures of state machines, by Graphviz.
#pragma once

#include "cli/state_machine.h"

namespace pinproof::cli {

/// For Graphviz: a box for each group of states, an arrow with its operations for each pair of them.
std::string renderDot(const StateMachine &machine);

/// What Graphviz makes of such text: SVG. Throws UsageError where its program `dot` is not installed or
/// fails.
std::string drawSvg(const std::string &dot);

} // namespace pinproof::cli
