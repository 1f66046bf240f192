// Clang's lexer without a preprocessor. White space says nothing in C but in three places: a directive ends
// with its line, a macro is like a function if its name touches the parenthesis, and inside of quotes, which
// are one token.
//
// Limits: what #name makes of white space in a macro's argument is text for people, and __LINE__ is a number
// for them; neither counts as a difference.
#include "model/clang/tokens.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>

namespace pinproof::model {

namespace {

const clang::LangOptions &gnuC() {
  static const clang::LangOptions c = [] {
    clang::LangOptions options;
    options.LineComment = options.C99 = options.C11 = options.GNUMode = true;
    return options;
  }();
  return c;
}

} // namespace

std::vector<TextToken> tokensIn(const std::string &text) {
  clang::Lexer lexer(clang::SourceLocation(), gnuC(), text.data(), text.data(), text.data() + text.size());
  std::vector<TextToken> tokens;
  size_t counted = 0, words = 0; // words: of the directive so far
  unsigned line = 1;
  bool isDirective = false, isDefine = false;
  clang::Token token;
  for (lexer.LexFromRawLexer(token); token.isNot(clang::tok::eof); lexer.LexFromRawLexer(token)) {
    const size_t end = static_cast<size_t>(lexer.getBufferLocation() - text.data());
    const size_t begin = end - token.getLength();
    line += static_cast<unsigned>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                             text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    counted = begin;
    TextToken made{text.substr(begin, token.getLength()), line, false, token.is(clang::tok::raw_identifier)};
    if (token.isAtStartOfLine()) {
      isDirective = token.is(clang::tok::hash);
      isDefine = false;
      words = 0;
      if (isDirective) made.text.insert(0, "\n");
    } else if (isDirective) {
      ++words;
      if (words == 1) isDefine = made.text == "define";
      if (words == 3 && isDefine && token.is(clang::tok::l_paren) && token.hasLeadingSpace())
        made.text.insert(0, " ");
    }
    made.isDirective = isDirective;
    tokens.push_back(std::move(made));
  }
  return tokens;
}

} // namespace pinproof::model
