// A kernel tree that is a git repository: what its files were at a commit.
#pragma once

#include "cli/patch/git.h"
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

  /// Whether range() knows what `words` mean.
  bool isRange(const std::string &words) const;
  /// "A..B": A, then its successors up to B, oldest first, each a child of the one before as far as merges
  /// allow; "B": its first parent and B. Throws PatchError for what is neither.
  std::vector<Commit> range(const std::string &words) const;

  /// Files that git knows, or only C, and that are not in the working tree as `commit` has them.
  std::vector<std::string> differing(const std::string &commit, bool onlyC,
                                     OnInterrupt onInterrupt = OnInterrupt::Stop) const;
  /// C in the working tree that git does not know.
  std::vector<std::string> unknown(bool withIgnored, OnInterrupt onInterrupt = OnInterrupt::Stop) const;
  /// `paths` as `commit` has them.
  Overlay at(const std::string &commit, const std::vector<std::string> &paths) const;
  /// Files that differ between two commits.
  std::vector<std::string> changed(const std::string &from, const std::string &to) const;

private:
  std::string run(const std::vector<std::string> &arguments, const std::string &input = {},
                  OnInterrupt onInterrupt = OnInterrupt::Stop) const;
  std::string whyTooShort() const;
  std::filesystem::path root;
  std::vector<std::string> filters; // settings that would run something
};

} // namespace pinproof::cli::patch
