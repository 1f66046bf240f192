// A kernel tree that is a git repository: what its files were at a commit.
#pragma once

#include "cli/patch/tree.h"

#include <vector>

namespace pinproof::cli::patch {

struct Commit {
  std::string id, title; // title: "1a2b3c4d5e6f mm: do not"
};

class History {
public:
  /// Throws PatchError unless `root` is the top of a git repository.
  explicit History(std::filesystem::path root);
  static bool isAt(const std::filesystem::path &root);

  /// The commit that `name` means, or none.
  std::optional<std::string> find(const std::string &name) const;
  /// For reading: "1a2b3c4d5e6f mm: do not".
  Commit describe(const std::string &id) const;

  /// "A..B": A, then its successors up to B, oldest first, each a child of the one before as far as merges
  /// allow. Throws PatchError for what is no such range.
  std::vector<Commit> range(const std::string &words) const;

  /// What has to be put on top of the working tree for its files, or its C, to be those of `commit`.
  Overlay workingTreeTo(const std::string &commit, bool onlyC) const;
  /// `paths` as `commit` has them.
  Overlay at(const std::string &commit, const std::vector<std::string> &paths) const;
  /// Files that differ between two commits.
  std::vector<std::string> changed(const std::string &from, const std::string &to) const;

private:
  std::string run(const std::vector<std::string> &arguments, const std::string &input = {}) const;
  std::filesystem::path root;
  std::vector<std::string> filters; // settings that would run something
};

} // namespace pinproof::cli::patch
