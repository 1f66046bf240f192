// How much a file may expand to, and how deep it may nest.
#pragma once

#include "clang/Lex/Preprocessor.h"

namespace pinproof::model {

/// Counts what the preprocessor makes, and ends the file where that is more than any kernel file needs.
class ExpansionLimit {
public:
  explicit ExpansionLimit(bool hasRealHeaders);
  /// Call before parsing: counts included files.
  void watch(clang::Preprocessor &preprocessor);
  /// Counts a token that the parser gets. Past a limit it becomes the end of the file.
  void count(const clang::Token &token);
  /// What was too much, "tokens" say, or "".
  const char *exceeded() const { return what; }

private:
  friend class CountIncludes;
  size_t mostUnbroken;
  size_t tokens = 0, files = 0;
  size_t unbroken = 0; // tokens since one that ends whatever nests
  size_t branches = 0; // else and for, since a brace was closed
  const char *what = "";
};

} // namespace pinproof::model
