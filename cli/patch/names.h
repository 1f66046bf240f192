// Which file of the tree a diff is about.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace pinproof::cli::patch {

/// Whether the tree has a file, or a directory, of that name.
using Exists = std::function<bool(const std::string &)>;

/// What stands behind "--- ", "+++ " or "Index: ".
struct DiffName {
  std::string path;       // as written, without a date behind it
  bool isNothing = false; // no file is on that side: /dev/null, or a file of the year 1970
};

DiffName readName(const std::string &text);

/// Whether `path` leads out of a tree that it begins in, or into git's own files.
bool isOutside(const std::string &path);

/// The path from the tree's top, for what git calls `path`: the tree may be a directory of its repository.
std::string fileOfGit(std::string path, const Exists &exists);

/// The path from the tree's top, for what a diff calls `names`: the old and the new name, or one of them.
/// Neither is outside. Where the tree has nothing like it, it is what the new name says.
std::string fileOf(const std::vector<std::string> &names, const Exists &exists);

} // namespace pinproof::cli::patch
