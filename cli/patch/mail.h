// Patches out of what people send: mails, mailboxes, plain diffs, the text of a web archive.
#pragma once

#include "cli/patch/diff.h"

namespace pinproof::cli::patch {

struct Patch {
  std::string title;              // the subject without its [PATCH ...], or the file's name
  std::string origin;             // the file that it came from, "-" for standard input
  unsigned number = 0, total = 0; // of [PATCH 2/3]; 0 where nothing is said
  std::string version;            // "v4"
  std::vector<FileDiff> files;
  bool isReverted = false;
};

/// What takes it out of a tree that has it.
Patch reversed(Patch patch);

struct Series {
  std::vector<Patch> patches; // in the order of their numbers, else in that of the text
  std::string base;           // what "base-commit:" says, or ""
  std::vector<std::string> notes;
};

/// A file's name, "-" for standard input, and what is in it.
struct PatchText {
  std::string origin, text;
};

/// Everything in `texts`, one series, that changes files: cover letters and replies are passed over. Throws
/// PatchError where nothing does, where a diff is not sound, and where a patch of a series is there twice.
Series readSeries(const std::vector<PatchText> &texts, const Exists &exists);

} // namespace pinproof::cli::patch
