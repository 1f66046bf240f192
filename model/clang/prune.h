// Leaves in a Program only what can be reached.
#pragma once

#include "model/program.h"

namespace pinproof::model {

/// Removes the instructions that no path from the entry reaches, and jumps that lead nowhere new.
void dropDeadCode(Function &function);

/// Replaces each call that closes a cycle of calls by a refusal ("recursion: a -> b -> a").
void refuseRecursion(Program &program);

/// Drops functions, globals, inputs, reports and refusals that no instruction names, and renumbers.
void dropUnused(Program &program);

} // namespace pinproof::model
