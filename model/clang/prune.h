// Leaves in a Program only what can be reached.
#pragma once

#include "model/program.h"

namespace pinproof::model {

/// Instruction::index of a Jump that stands in the C: a goto, break or continue. It is kept, wherever it
/// leads, so that paths can be asked whether they run through its line.
inline constexpr uint32_t writtenJump = 1;

/// Removes the instructions that no path from the entry reaches, and jumps that lead nowhere new.
void dropDeadCode(Function &function);

/// Replaces each call that closes a cycle of calls by a refusal ("recursion: a -> b -> a").
void refuseRecursion(Program &program);

/// Drops functions, globals, inputs, reports and refusals that no instruction names, and renumbers.
void dropUnused(Program &program);

} // namespace pinproof::model
