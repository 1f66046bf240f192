// The changed lines of a run that asks only after all patches.
#pragma once

#include "cli/answer.h"
#include "cli/session.h"
#include "cli/touched_file.h"

namespace pinproof::cli {

/// A word for each line of code that the changes of `options` make or take out, all of them as one. `after`:
/// what the specifications of `session` answered, in their order. What was there before is read, and its
/// paths are explored; nothing of it is decided.
std::vector<TouchedFile> patchedLines(const Options &options, const patch::Stages &stages,
                                      const Session &session, const Records &records,
                                      const std::vector<Answered> &after);

} // namespace pinproof::cli
