// Answers of earlier runs, kept by the transition system that they are about.
#pragma once

#include "cli/decide.h"
#include "cli/kept_files.h"

namespace pinproof::cli {

class Cache {
public:
  explicit Cache(KeptFiles files) : files(std::move(files)) {}

  /// What was decided about a system that says the same as `system`, by this very pinproof: claims with their
  /// evidence, to be checked like an engine's. Stderr is told of an entry that is not what it should be.
  std::optional<Decision> find(const model::TransitionSystem &system) const;

  /// Keeps `decision` about `system` if every property is decided.
  void keep(const model::TransitionSystem &system, const Decision &decision) const;

  /// Says on stderr that the entry for `system` did not survive its check, and why, and takes it out.
  void reject(const model::TransitionSystem &system, const std::string &why) const;

private:
  KeptFiles files;
};

} // namespace pinproof::cli
