// --what-if: a quick edit of one function, without writing a patch.
//
//   gup_put_folio: drop if (is_zero_folio(folio))    the statement that begins so, with what it governs
//   gup_put_folio: drop line 162                     or: lines 162-165
//   gup_put_folio: refs * 1024 => refs               one text for another
//   gup_put_folio: add refs++; before line 162       or: after line 162
//
// "mm/gup.c:gup_put_folio: ..." where the function is in a file that no specification includes. A text has to
// be in the function once, white space aside; comments do not count.
#pragma once

#include "cli/patch/mail.h"
#include "cli/patch/tree.h"

namespace pinproof::cli::patch {

/// The edit as a patch of the tree. `files` is where to look for the function, in order. Throws PatchError
/// if it cannot be made, or not in one way only.
Patch whatIf(const std::string &edit, const Tree &tree, const std::vector<std::string> &files);

} // namespace pinproof::cli::patch
