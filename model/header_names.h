// What a kernel's own headers say of names.
#pragma once

#include "model/source.h"

#include <map>
#include <string>
#include <vector>

namespace pinproof::model {

/// What they say of one.
struct HeaderName {
  /// "constant" (also an enumerator), "macro", "function" (with a body), "variable" (with a value),
  /// "declared" (either without), "type", "member", "both" (a macro and something else); "unclear": it does
  /// not parse.
  std::string kind;
  /// Of a constant its value and type ("1024 unsigned int"), of what is declared, of types and members the C
  /// type, of macros, functions and variables a digest of their tokens; if unclear, why. Without white space
  /// but of types; the same for the same C, whatever its comments, its lines and what stands around it.
  std::string says;
  Source where;      // of its name
  unsigned last = 0; // line on which it ends
  /// Line on which it begins; 0: it does not stand there by itself, but in a list, or a macro makes it.
  unsigned first = 0;
  /// Other names that it is made of: macros, functions, constants, members, types.
  std::vector<std::string> uses;
  bool operator==(const HeaderName &) const = default;
};

/// By name; a member's is "folio._refcount", by the tag of the struct or union that has one around it.
struct HeaderNames {
  std::map<std::string, HeaderName> all;
  /// Why not everything was read: "include/linux/mm.h:29: 'linux/overflow.h' file not found"; or "".
  std::string trouble;
};

} // namespace pinproof::model
