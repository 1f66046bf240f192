// What a patch changes, as chunks of a diff.
#pragma once

#include "cli/explore_report.h"
#include "cli/patch/tree.h"

namespace pinproof::cli {

/// All changes of `paths` between two states.
std::vector<PatchChunk> chunksBetween(const patch::Tree &before, const patch::Tree &after,
                                      const std::vector<std::string> &paths);

} // namespace pinproof::cli
