// Where something stands in the user's C, and the two ways in which reading C can fail.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace pinproof::model {

/// A place in the C that was read. `file` is shown as given: relative to the kernel tree for kernel
/// files ("mm/gup.c"), "specs/…" for specifications. Line and column count from 1; 0 is unknown.
struct Source {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  bool operator==(const Source &) const = default;
};

/// "mm/gup.c:78", or "mm/gup.c" without a line, or "" without a file.
std::string toString(const Source &where);

/// One more thing that is wrong with what was read.
struct FurtherError {
  std::string message;
  Source where;
  std::string excerpt; // as InputError's
};

/// The user's input is at fault: missing file, C that does not parse, broken JSON. `message` says
/// what was expected, `remedy` what to do; `excerpt` is the source line with a caret, or empty.
class InputError : public std::runtime_error {
public:
  InputError(std::string message, Source where = {}, std::string remedy = {}, std::string excerpt = {})
      : std::runtime_error(message), where(std::move(where)), remedy(std::move(remedy)),
        excerpt(std::move(excerpt)) {}
  Source where;
  std::string remedy;
  std::string excerpt;
  std::vector<FurtherError> further; // what else is wrong, in the order in which it is read
  size_t unsaid = 0;                 // and how much more
};

/// pinproof's own limit: a construct that is not modelled exactly. Becomes UNKNOWN, never a guess.
class Unsupported : public std::runtime_error {
public:
  Unsupported(std::string construct, Source where) : std::runtime_error(construct), where(std::move(where)) {}
  Source where;
};

/// The kernel is not the one the specification was written for: a function it calls is missing or has
/// a type that it does not know.
struct Drift {
  std::string function;
  std::vector<std::string> known; // the types the specification knows, as written; empty: it must exist
  std::string actual;             // the type in the tree; empty: there is no such function
  Source where;                   // the function in the tree, or its use in the specification
};

} // namespace pinproof::model
