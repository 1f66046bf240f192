// What symbolic execution must know of an automaton before it runs: its loops, which registers matter at
// their heads, which branch guards which report, and where source lines end.
#pragma once

#include "model/program.h"

namespace pinproof::model {

struct FunctionShape {
  /// Locations [head, last] of a loop: `head` is the target of jumps backwards, the furthest from `last`.
  struct Loop {
    uint32_t head, last;
    std::vector<Register> live; // registers whose value at the head is used later
  };
  std::vector<Loop> loops;                     // by head
  std::vector<std::vector<uint32_t>> guarded;  // by location: reports that the branch there guards
  std::vector<Scalar> registerTypes;           // of what is written to them
  std::vector<uint32_t> runs;                  // by location: neighbours on one line have one number
  const Loop *loopAt(uint32_t location) const; // nullptr: not a loop head
};

FunctionShape shapeOf(const Function &function);

} // namespace pinproof::model
