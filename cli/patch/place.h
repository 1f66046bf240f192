// Where a hunk belongs, by what its lines say rather than by their white space.
#pragma once

#include "cli/patch/diff.h"

#include <optional>

namespace pinproof::cli::patch {

/// The hunk as it must have been: context and removed lines as `file` has them, added lines indented like
/// their neighbours. None unless its old side stands in `file`, white space aside, in one place only, or
/// exactly where the header says.
std::optional<Hunk> repaired(const Hunk &hunk, const std::vector<std::string> &file);

/// The lines of `file` that the old side of a hunk agrees with most.
struct NearPlace {
  unsigned line = 0; // of the first line that agrees; 0: none does
  size_t agree = 0, of = 0;
  bool differs = false;      // some line does
  std::string wanted, found; // the first one, and what stands in its place
};

NearPlace nearestPlace(const Hunk &hunk, const std::vector<std::string> &file);

} // namespace pinproof::cli::patch
