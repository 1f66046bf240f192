// C as text: enough of its shape to find functions and statements in a file that nobody has parsed.
#pragma once

#include <string>
#include <vector>

namespace pinproof::cli::patch {

/// A function's definition; lines count from 1.
struct FunctionText {
  std::string name;
  unsigned first = 0, last = 0; // from its first line, where its type stands, to its closing brace
};

/// The definitions in `text`, in order, as far as they are laid out like the kernel's: they begin in the
/// first column, and those of more than a line end with a brace there.
std::vector<FunctionText> functionsIn(const std::string &text);

/// `text` with comments, and what stands in quotes, replaced by as many blanks; lines stay lines.
std::string withoutComments(const std::string &text, bool alsoQuoted);

/// Where the statement that begins at `begin` ends (behind its last character): with what an `if`, `for` or
/// `while` governs. `code` is without comments and quoted text. npos if it does not end.
size_t endOfStatement(const std::string &code, size_t begin);

} // namespace pinproof::cli::patch
