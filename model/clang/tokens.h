// C text as tokens, before any macro is expanded.
#pragma once

#include <string>
#include <vector>

namespace pinproof::model {

struct TextToken {
  /// As written; the # that begins a directive with a newline before it, and a parenthesis that a blank parts
  /// from the macro that is being defined with that blank: so two texts say the same to a preprocessor if
  /// their tokens are equal.
  std::string text;
  unsigned line = 0;        // where it begins, from 1
  bool isDirective = false; // it belongs to a directive
  bool isName = false;      // an identifier or a keyword
  bool operator==(const TextToken &other) const {
    return text == other.text && isDirective == other.isDirective;
  }
};

/// All tokens of `text`, whatever #if they stand behind. Comments and white space are none.
std::vector<TextToken> tokensIn(const std::string &text);

} // namespace pinproof::model
