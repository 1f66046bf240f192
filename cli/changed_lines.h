// Every line that a patch changes, and whether anybody looked at it.
#pragma once

#include "cli/looked_at.h"
#include "cli/patch/stages.h"
#include "cli/touched_file.h"

namespace pinproof::cli {

/// What a specification made of the two states that a patch lies between.
struct LookedTwice {
  std::string spec;
  LookedAt before, after;
  bool isAnswered = false; // after the patch, or it was shown that its answers cannot have changed
  bool isUnread = false;   // it has no answers in one of the two, so that what it reads is not known
  std::set<std::string> filesRead;
};

/// A word for each line of code that `stage` changes, file by file. `specs`: one element per specification.
std::vector<TouchedFile> changedLines(const patch::Tree &before, const patch::Tree &after,
                                      const patch::Stage &stage, const std::vector<LookedTwice> &specs,
                                      bool isConfigured);

} // namespace pinproof::cli
