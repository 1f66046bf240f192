// Unified diffs as values.
#pragma once

#include "cli/patch/names.h"

#include <string>
#include <vector>

namespace pinproof::cli::patch {

struct DiffLine {
  char kind = ' '; // ' ' in both, '-' in the old file, '+' in the new one
  std::string text;
  bool endsFile = false; // without a newline
};

struct Hunk {
  unsigned oldLine = 0, oldCount = 0, newLine = 0, newCount = 0;
  std::string section; // what stands behind the second @@
  std::vector<DiffLine> lines;
  unsigned number = 0;    // in its file, from 1
  bool isDamaged = false; // context lines without their leading blank: white space is not to be relied on
};

/// What a patch does to one file. Paths count from the tree; one is empty where the file is not on that side.
struct FileDiff {
  std::string oldPath, newPath;
  std::vector<Hunk> hunks;
  std::string obstacle; // not empty: why no hunks can be applied ("is a binary file")
  bool isModeOnly = false;
  const std::string &path() const { return newPath.empty() ? oldPath : newPath; }
};

/// All diffs in `text`, whatever stands between them. What the tree has decides which files they are about
/// (names.h). Throws PatchError for a hunk that is shorter or longer than it says,
/// and for a path outside of the tree.
std::vector<FileDiff> parseDiffs(const std::string &text, const Exists &exists);

/// The same change the other way round.
FileDiff reversed(FileDiff diff);

/// As git prints and reads it, with a/ and b/.
std::string toText(const FileDiff &diff);
/// From its "@@" on.
std::string toText(const Hunk &hunk);

/// The lines of `text`, without their newlines.
std::vector<std::string> splitLines(const std::string &text);

} // namespace pinproof::cli::patch
