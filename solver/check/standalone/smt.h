// Obligations as SMT-LIB 2 scripts that any solver reads; each is expected to answer "unsat".
#pragma once

#include "solver/check/standalone/obligations.h"

namespace pinproof::standalone {

/// Fit for a comment or a terminal, whatever somebody called a transition.
std::string oneLine(std::string text);

/// Over the integers, logic QF_LIA: as it stands. `values` asks for a solution as well.
std::string inIntegers(const Obligation &obligation, bool values = false);

/// Over bit-vectors, logic QF_BV, where that is the same question: every name must be bounded by the
/// obligation itself, and the width is such that no number in it is cut.
struct BitVectors {
  std::string script; // empty: there is no such script
  unsigned width = 0;
  std::string obstacle; // why not: "pins has no bound"
};
BitVectors inBitVectors(const Obligation &obligation, bool values = false);

} // namespace pinproof::standalone
