// A decision that the kernel keeps in a header ("may this page be pinned?") is taken from the tree like any
// other, but its header as a whole cannot be read: it needs half of the kernel. So the one function is cut
// out.
//
// The cut is made on tokens, by Clang's lexer without a preprocessor: a definition is the last thing outside
// braces that says `name (...) {`, from the end of what stood before it to its closing brace. Directives are
// skipped over. What an #if around a definition says is not known here: a header with two definitions of
// one function is refused, and one that stands behind any #if is taken.
//
// All that is left out becomes blanks, so that places in reports are those of the header.
#include "model/clang/one_function.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

#include <optional>
#include <stdexcept>

namespace pinproof::model {

namespace {

struct Range {
  size_t begin, end;
};

class Scanner {
public:
  Scanner(const std::string &text, const std::string &function)
      : text(text), function(function),
        lexer(clang::SourceLocation(), options(), text.data(), text.data(), text.data() + text.size()) {}

  std::optional<Range> find() {
    std::optional<Range> found;
    while (next())
      if (auto definition = look()) {
        if (found) throw std::runtime_error("defines " + function + "() more than once");
        found = definition;
      }
    return found;
  }

private:
  static const clang::LangOptions &options() {
    static const clang::LangOptions c;
    return c;
  }

  /// The next token that belongs to no directive.
  bool next() {
    lexer.LexFromRawLexer(token);
    while (token.is(clang::tok::hash) && token.isAtStartOfLine()) {
      do lexer.LexFromRawLexer(token);
      while (!token.isAtStartOfLine() && token.isNot(clang::tok::eof));
      if (braces == 0) begin.reset(); // #include lines end without a semicolon
    }
    return token.isNot(clang::tok::eof);
  }

  size_t offset() const { return lexer.getBufferLocation() - text.data() - token.getLength(); }

  /// Follows one token; the definition that ends with it, if it is the wanted one.
  std::optional<Range> look() {
    if (!begin) {
      begin = offset();
      isWanted = false;
      wasName = false;
    }
    bool isName = token.is(clang::tok::raw_identifier) && token.getRawIdentifier() == function;
    if (braces == 0 && parentheses == 0 && token.is(clang::tok::l_paren) && wasName) isWanted = true;
    wasName = isName;
    switch (token.getKind()) {
    case clang::tok::l_paren: ++parentheses; break;
    case clang::tok::r_paren: --parentheses; break;
    case clang::tok::l_brace: ++braces; break;
    case clang::tok::r_brace:
      if (--braces == 0) return endOfDefinition();
      break;
    case clang::tok::semi:
      if (braces == 0) begin.reset();
      break;
    default: break;
    }
    return std::nullopt;
  }

  /// A function's body ends the declaration; a struct's braces do not.
  std::optional<Range> endOfDefinition() {
    Range whole{*begin, offset() + 1};
    begin.reset();
    return isWanted ? std::optional(whole) : std::nullopt;
  }

  const std::string &text, &function;
  clang::Lexer lexer;
  clang::Token token;
  int braces = 0, parentheses = 0;
  std::optional<size_t> begin; // of the declaration that is being read
  bool isWanted = false, wasName = false;
};

} // namespace

std::string onlyFunction(const std::string &header, const std::string &function) {
  std::optional<Range> range = Scanner(header, function).find();
  if (!range) return "";
  std::string result = header;
  for (size_t i = 0; i < result.size(); ++i)
    if ((i < range->begin || i >= range->end) && result[i] != '\n') result[i] = ' ';
  return result;
}

} // namespace pinproof::model
