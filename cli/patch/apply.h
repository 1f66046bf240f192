// One patch, applied to a tree in memory.
#pragma once

#include "cli/patch/mail.h"
#include "cli/patch/tree.h"

namespace pinproof::cli::patch {

/// A hunk, or a whole file's change, that does not fit.
struct LeftOut {
  std::string file;
  unsigned hunk = 0, hunks = 0; // 2 of 5; 0: the whole file
  unsigned line = 0;            // where the patch says it belongs
  std::string section;
  std::string reason;  // in a few words
  std::string details; // the nearest place, or ""
};

struct Applied {
  Overlay changes;
  std::vector<LeftOut> leftOut;
  std::vector<std::string> notes; // offsets, what was repaired
  bool isInPlace = true;          // each hunk fits in the line that it names
};

/// "mm/gup.c, hunk 2 of 5 at line 131 (try_grab_folio)"
std::string place(const LeftOut &one);

/// Applies `patch` to what `tree` shows. Throws PatchError unless all of it fits, or `partial`: then what
/// does not fit is left out, if need be all of it.
Applied apply(const Patch &patch, const Tree &tree, bool partial);

} // namespace pinproof::cli::patch
