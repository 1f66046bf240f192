// The text of a function as the pieces that its automaton is made of.
#pragma once

#include "model/clang/tokens.h"

#include <cstddef>
#include <vector>

namespace pinproof::cli::patch {

/// A statement, or as much of one as is governed by nothing else in it.
struct Piece {
  enum class Kind {
    Head,        // of the function
    Declaration, // without a value
    Test,        // if (...), switch (...)
    Loop,        // while (...), for (...)
    Jump,        // goto, break, continue
    Statement,
    Label, // also case and default
    Else,
    Brace,     // also a lone semicolon, and do
    Directive, // of the preprocessor
  };
  Kind kind = Kind::Statement;
  std::vector<size_t> tokens; // by number, in order
};

/// The pieces of the function whose tokens are `tokens[begin]` to `tokens[end - 1]`, in the order of their
/// first tokens.
std::vector<Piece> piecesOf(const std::vector<model::TextToken> &tokens, size_t begin, size_t end);

} // namespace pinproof::cli::patch
