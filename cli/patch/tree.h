// A kernel tree with changes on top, none of which is ever written to disk.
#pragma once

#include "model/snapshot.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace pinproof::cli::patch {

/// Path below the tree -> new contents, or nothing where the file is gone.
using Overlay = std::map<std::string, std::optional<std::string>>;

class Tree {
public:
  /// `disk` is what all of a run reads, or none.
  explicit Tree(std::filesystem::path root, Overlay overlay = {}, std::shared_ptr<model::Snapshot> disk = {})
      : root(std::move(root)), overlay(std::move(overlay)),
        disk(disk ? std::move(disk) : std::make_shared<model::Snapshot>()) {}

  /// Contents, or none where there is no such file. Throws PatchError for a path that leads through a
  /// symbolic link, is a directory, or cannot be read.
  std::optional<std::string> read(const std::string &path) const;
  /// Whether there is a file of that name; throws nothing.
  bool has(const std::string &path) const;
  /// The same of a file or a directory.
  bool knows(const std::string &path) const;

  std::filesystem::path root;
  Overlay overlay;

private:
  std::shared_ptr<model::Snapshot> disk;
};

} // namespace pinproof::cli::patch
