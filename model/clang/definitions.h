// Where C text defines functions, without a preprocessor.
#pragma once

#include "clang/Basic/SourceManager.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <utility>
#include <vector>

namespace pinproof::model {

/// A function's definition: from the end of what stood before it to its closing brace.
struct Definition {
  struct Name {
    std::string text;
    size_t offset;
  };
  size_t begin, end;
  /// The names in front of its body that parentheses follow, outside of others: its own, and those of macros
  /// that say more about it.
  std::vector<Name> names;
};

/// All that `text` has, which ends in a null character, behind whatever #if.
std::vector<Definition> definitionsIn(llvm::StringRef text);
/// The same without what lies between the two directives of each pair (offsets, in order).
std::vector<Definition> definitionsIn(llvm::StringRef text, std::vector<std::pair<size_t, size_t>> leftOut);

/// What the preprocessor left out of `file`, of all that it `skipped`: offsets from one directive to another,
/// in order.
std::vector<std::pair<size_t, size_t>> leftOut(clang::FileID file, const clang::SourceManager &manager,
                                               const std::vector<clang::SourceRange> &skipped);

} // namespace pinproof::model
