// Between which numbers the names of a formula must lie, if it is to be true.
#pragma once

#include "solver/check/standalone/term.h"

#include <map>

namespace pinproof::standalone {

struct Range {
  std::optional<Number> low, high;
  bool isBounded() const { return low && high; }
};
using Ranges = std::map<std::string, Range>;

/// A range for each name of `f`: if `f` has a solution in integers, it has one within them. Throws
/// std::overflow_error if a bound exceeds 128 bits.
Ranges rangesOf(const Formula &f);

} // namespace pinproof::standalone
