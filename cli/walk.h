// One specification through all states of the tree.
#pragma once

#include "cli/answer.h"
#include "cli/patch/stages.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace pinproof::cli {

/// What one specification said in every state.
struct Walk {
  std::vector<SpecResult> results;
  std::vector<LookedAt> looked;
};

/// What all walks of a run share. `sessions`: one per stage.
struct Journey {
  const Options &options;
  const patch::Stages &stages;
  const std::filesystem::path tree;
  const Records &records;
  const std::vector<Session> &sessions;
};

/// Asks `file` in every state. Where its transition system is the same in all of them, it is not decided
/// (state Untouched), unless the options want that.
Walk walk(const Journey &journey, const std::filesystem::path &file, Progress &progress);

} // namespace pinproof::cli
