// The files of the cache, each under the name of what it depends on.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace pinproof::cli {

class KeptFiles {
public:
  /// Files are in `directory`, which is made when the first is kept; none: nothing is kept or found.
  explicit KeptFiles(std::optional<std::filesystem::path> directory) : directory(std::move(directory)) {}

  bool areOff() const { return !directory; }

  /// What was kept under `key`, an object of this format. One that is damaged, or was kept under another key
  /// or format, is removed and stderr told.
  std::optional<nlohmann::ordered_json> find(const std::string &key, const std::string &format) const;

  /// Keeps `object`. A file that cannot be written costs time and nothing else: failures are silent, and so
  /// is text that JSON cannot hold.
  void keep(const std::string &key, const std::string &format, const nlohmann::ordered_json &object) const;

  /// Removes what is kept under `key`, so that it is said once and not by every run, and says why on stderr.
  void remove(const std::string &key, const std::string &why) const;

  /// Takes out what was written longest ago, if there is too much.
  void prune() const;

  /// The file for `key`; only if there is a directory.
  std::filesystem::path fileFor(const std::string &key) const { return *directory / (key + ".json"); }

private:
  std::optional<std::filesystem::path> directory;
};

/// $XDG_CACHE_HOME/pinproof, or $HOME/.cache/pinproof, or none (XDG Base Directory Specification 0.8).
std::optional<std::filesystem::path> cacheDirectory();

} // namespace pinproof::cli
