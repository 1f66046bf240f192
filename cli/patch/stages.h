// The states of the tree that a run is about: as it is, and after every patch.
#pragma once

#include "cli/options.h"
#include "cli/patch/apply.h"

namespace pinproof::cli::patch {

struct Stage {
  std::string title;                // "before", or the patch's
  Overlay overlay;                  // on top of the tree on disk
  std::vector<std::string> touched; // by this patch
  std::vector<LeftOut> leftOut;     // of this patch
  std::vector<std::string> notes;
};

struct Stages {
  std::vector<Stage> all; // at least one: the first is before any patch
  std::vector<std::string> notes;

  /// What the answers of stage `number` take for granted: a sentence for everything left out up to there.
  std::vector<model::Assumption> assumptions(size_t number) const;
};

/// Makes the states that `options` ask for: a range's commits; or reverts, patches and quick edits, in this
/// order. Throws PatchError, model::InputError or Interrupted.
Stages makeStages(const Options &options);

/// "embedded", the tree as given, or "none".
std::string nameOfKernel(const Options &options);

/// The same, and in words what is done to it: "linux with fix.patch".
std::string describeKernel(const Options &options);

} // namespace pinproof::cli::patch
