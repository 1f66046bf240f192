// A kernel tree read with its own headers, though nobody configured or built it.
#pragma once

#include "model/clang/reader.h"

namespace pinproof::model {

/// What is needed to read C of such a tree with Clang.
struct OwnHeaders {
  /// For a FileSystem: shows the whole tree, with the header that a build would compute in its overlay.
  ReadOptions options;
  /// For Clang, but for the file.
  std::vector<std::string> flags;
  /// What that header was computed from: what was asked of the file system, a digest of the answers ("" where
  /// it could not be computed), and its text.
  std::vector<Lookup> lookups;
  std::string answers, bounds;
};

/// For the tree with the overlay that `options` name; of the specifications, `options.specDirectory` counts,
/// which holds the configuration and what else a build generates (headers/). Where the tree lacks what is
/// needed, headers are missing later, and Clang says which.
OwnHeaders ownHeaders(const ReadOptions &options);

/// The same where `bounds` are known.
OwnHeaders ownHeaders(const ReadOptions &options, const std::string &bounds);

/// What Clang says is wrong with `file` of the tree (a path in it), read so; none: it parses.
std::optional<InputError> parse(const OwnHeaders &own, const std::string &file);

} // namespace pinproof::model
