// Found by tokens, of Clang's lexer without a preprocessor: a definition is the last thing outside braces
// that says `name (...) {`, from the end of what stood before it to its closing brace. Directives are skipped
// over.
//
// What an #if says is not known here, but to whoever knows which branches are left out. Otherwise all count;
// where each opens a brace that is closed behind them, it is open once.
#include "model/clang/definitions.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace pinproof::model {

namespace {

class Scanner {
public:
  Scanner(llvm::StringRef text, bool allBranches, std::vector<std::pair<size_t, size_t>> leftOut)
      : text(text), allBranches(allBranches), leftOut(std::move(leftOut)),
        lexer(clang::SourceLocation(), options(), text.begin(), text.begin(), text.end()) {}

  std::vector<Definition> all() {
    std::vector<Definition> found;
    while (next())
      if (auto definition = look()) found.push_back(std::move(*definition));
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
    while (token.isNot(clang::tok::eof)) {
      if (token.is(clang::tok::hash) && token.isAtStartOfLine()) {
        lexer.LexFromRawLexer(token);
        if (allBranches) follow();
        while (!token.isAtStartOfLine() && token.isNot(clang::tok::eof)) lexer.LexFromRawLexer(token);
        if (braces == 0 && parentheses == 0) begin.reset(); // #include lines end without a semicolon
      } else if (isLeftOut()) {
        lexer.LexFromRawLexer(token);
      } else {
        return true;
      }
    }
    return false;
  }

  /// A directive by its name: each branch of an #if begins where the first one did.
  void follow() {
    if (token.isNot(clang::tok::raw_identifier) || token.isAtStartOfLine()) return;
    const std::string directive = token.getRawIdentifier().str();
    if (directive.starts_with("if")) branches.push_back({braces, parentheses});
    if (branches.empty()) return;
    if (directive.starts_with("el")) std::tie(braces, parentheses) = branches.back();
    if (directive == "endif") branches.pop_back();
  }

  bool isLeftOut() {
    while (past < leftOut.size() && leftOut[past].second < offset()) ++past;
    return past < leftOut.size() && leftOut[past].first <= offset();
  }

  size_t offset() const { return lexer.getBufferLocation() - text.begin() - token.getLength(); }

  /// Follows one token; the definition that ends with it.
  std::optional<Definition> look() {
    if (!begin) {
      begin = offset();
      names.clear();
      hasValue = false;
      last.reset();
    }
    const bool isOutside = braces == 0 && parentheses == 0;
    if (isOutside && token.is(clang::tok::l_paren) && last) names.push_back(*last);
    if (isOutside && token.is(clang::tok::equal)) hasValue = true;
    last.reset();
    if (token.is(clang::tok::raw_identifier)) last = {token.getRawIdentifier().str(), offset()};
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

  /// A function's body ends the declaration; a struct's braces, or those of initial values, do not.
  std::optional<Definition> endOfDefinition() {
    Definition whole{*begin, offset() + 1, std::move(names)};
    begin.reset();
    return whole.names.empty() || hasValue ? std::nullopt : std::optional(whole);
  }

  llvm::StringRef text;
  const bool allBranches;
  const std::vector<std::pair<size_t, size_t>> leftOut;
  size_t past = 0; // of leftOut
  clang::Lexer lexer;
  clang::Token token;
  int braces = 0, parentheses = 0;
  std::vector<std::pair<int, int>> branches; // both, before each #if
  std::optional<size_t> begin;               // of the declaration that is being read
  std::vector<Definition::Name> names;
  std::optional<Definition::Name> last; // token, if it is a name
  bool hasValue = false;
};

} // namespace

std::vector<Definition> definitionsIn(llvm::StringRef text) { return Scanner(text, true, {}).all(); }

std::vector<Definition> definitionsIn(llvm::StringRef text, std::vector<std::pair<size_t, size_t>> leftOut) {
  return Scanner(text, false, std::move(leftOut)).all();
}

std::vector<std::pair<size_t, size_t>> leftOut(clang::FileID file, const clang::SourceManager &manager,
                                               const std::vector<clang::SourceRange> &skipped) {
  std::vector<std::pair<size_t, size_t>> result;
  for (clang::SourceRange range : skipped) {
    auto [in, begin] = manager.getDecomposedLoc(range.getBegin());
    if (in == file) result.emplace_back(begin, manager.getDecomposedLoc(range.getEnd()).second);
  }
  std::sort(result.begin(), result.end());
  return result;
}

} // namespace pinproof::model
