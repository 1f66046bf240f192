// What a patch touches: functions, chunks, and which of it a specification looks at.
#pragma once

#include "cli/explore_report.h"
#include "cli/patch/stages.h"

namespace pinproof::cli {

/// Functions of the kernel that specifications reach: (file, name).
using Reached = std::set<std::pair<std::string, std::string>>;

/// What stage `number` touches of what is in the tree. `files`: what specifications read of it.
std::vector<TouchedFile> touchedFiles(const patch::Tree &before, const patch::Tree &after,
                                      const patch::Stage &stage, const Reached &reached,
                                      const std::set<std::string> &files, bool isConfigured);

/// All changes of `paths` between two states.
std::vector<PatchChunk> chunksBetween(const patch::Tree &before, const patch::Tree &after,
                                      const std::vector<std::string> &paths);

} // namespace pinproof::cli
