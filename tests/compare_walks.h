// Random walks, in the interpreter and in the compiled program.
#pragma once

#include "tests/compiled.h"

namespace pinproof::tests {

struct Comparison {
  unsigned steps = 0;
  std::string difference; // the first; empty: none
};

/// `walks` walks of up to `length` steps each.
Comparison compareWalks(const model::Program &program, const Compiled &compiled, unsigned walks,
                        unsigned length);

} // namespace pinproof::tests
