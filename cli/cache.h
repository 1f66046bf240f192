// Answers of earlier runs, kept by what they depend on.
#pragma once

#include "cli/decide.h"

#include <filesystem>
#include <optional>

namespace pinproof::cli {

class Cache {
public:
  /// Entries are files in `directory`, which is made when the first is kept; none: nothing is kept or found.
  explicit Cache(std::optional<std::filesystem::path> directory) : directory(std::move(directory)) {}

  /// What was decided about a system that says the same as `system`, by this version of pinproof and of its
  /// solver: claims with their evidence, to be checked like an engine's. An entry that is damaged or was not
  /// written by this version for this system is left alone, and stderr told.
  std::optional<Decision> find(const model::TransitionSystem &system) const;

  /// Keeps `decision` about `system` if every property is decided. A cache that cannot be written costs time
  /// and nothing else: failures are silent.
  void keep(const model::TransitionSystem &system, const Decision &decision) const;

  /// Says on stderr that the entry for `system` did not survive its check, and why, and takes it out.
  void reject(const model::TransitionSystem &system, const std::string &why) const;

private:
  std::filesystem::path fileFor(const model::TransitionSystem &system) const;
  std::optional<std::filesystem::path> directory;
};

/// $XDG_CACHE_HOME/pinproof, or $HOME/.cache/pinproof, or none (XDG Base Directory Specification 0.8).
std::optional<std::filesystem::path> cacheDirectory();

} // namespace pinproof::cli
