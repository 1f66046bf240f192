// Where C text defines functions, without a preprocessor.
#pragma once

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

} // namespace pinproof::model
