// Taken apart at semicolons, braces and the parentheses behind `if`; nothing is resolved, and nothing is
// decided here: it tells which lines are one statement, and what a line without an instruction of its own is.
// A macro that is followed by a block is taken for a loop, as for_each_...() is.
//
// Limits: a block inside of parentheses (a statement expression) belongs to the statement around it.
#include "cli/patch/statements.h"

#include <algorithm>

namespace pinproof::cli::patch {

namespace {

using model::TextToken;
using Kind = Piece::Kind;

class Scanner {
public:
  Scanner(const std::vector<TextToken> &tokens, size_t begin, size_t end)
      : tokens(tokens), at(begin), end(end) {}

  std::vector<Piece> all() {
    for (; at < end; ++at) {
      if (tokens[at].isDirective)
        directive();
      else
        look();
    }
    flush(Kind::Statement);
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece &a, const Piece &b) { return a.tokens.front() < b.tokens.front(); });
    return std::move(pieces);
  }

private:
  const std::string &text(size_t i) const { return tokens[i].text; }
  bool is(const char *word) const { return text(at) == word; }
  const std::string &first() const { return text(open.front()); }
  bool begins(std::initializer_list<const char *> words) const {
    return !open.empty() &&
           std::any_of(words.begin(), words.end(), [&](const char *w) { return first() == w; });
  }

  void directive() {
    Piece piece{Kind::Directive, {at}};
    while (at + 1 < end && tokens[at + 1].isDirective && text(at + 1)[0] != '\n')
      piece.tokens.push_back(++at);
    pieces.push_back(std::move(piece));
  }

  void look() {
    const bool isValue = !open.empty() && (text(open.back()) == "=" || hasAssignment);
    if (depth == 0 && is("{") && !isValue) {
      flush(isInBody ? Kind::Loop : Kind::Head);
      isInBody = true;
      return alone(Kind::Brace);
    }
    if (depth == 0 && is("}")) {
      flush(Kind::Statement);
      return alone(Kind::Brace);
    }
    if (!isInBody) return take();
    if (open.empty() && is(";")) return alone(Kind::Brace);
    if (open.empty() && is("do")) return alone(Kind::Brace);
    if (open.empty() && is("else")) return alone(Kind::Else);
    if (is("(") || is("[") || is("{")) ++depth;
    if ((is(")") || is("]") || is("}")) && depth > 0) {
      take();
      if (--depth == 0 && begins({"if", "switch"})) flush(Kind::Test);
      if (depth == 0 && begins({"while", "for"})) flush(Kind::Loop);
      return;
    }
    take();
    if (depth > 0) return;
    if (is("?")) ++questions;
    if (is("=")) hasAssignment = true;
    if (is(":") && questions > 0) return void(--questions);
    const bool isLabel = begins({"case", "default"}) || (open.size() == 2 && tokens[open.front()].isName);
    if (is(":") && isLabel) return flush(Kind::Label);
    if (is(";")) flush(kindOfStatement());
  }

  Kind kindOfStatement() const {
    if (begins({"goto", "break", "continue"})) return Kind::Jump;
    if (begins({"static", "extern", "typedef"})) return Kind::Declaration;
    if (hasAssignment || open.size() < 3 || begins({"return"})) return Kind::Statement;
    const bool isCall =
        std::any_of(open.begin(), open.end(), [&](size_t i) { return text(i) == "(" || text(i) == "++"; });
    const bool isTyped = tokens[open[0]].isName && (tokens[open[1]].isName || text(open[1]) == "*");
    return isTyped && !isCall ? Kind::Declaration : Kind::Statement;
  }

  void take() { open.push_back(at); }
  void alone(Kind kind) { pieces.push_back({kind, {at}}); }
  void flush(Kind kind) {
    if (!open.empty()) pieces.push_back({kind, std::move(open)});
    open.clear();
    questions = 0;
    hasAssignment = false;
    depth = 0;
  }

  const std::vector<TextToken> &tokens;
  size_t at, end;
  std::vector<Piece> pieces;
  std::vector<size_t> open; // the piece that is not ended yet
  unsigned depth = 0;       // of brackets in it
  unsigned questions = 0;   // that wait for their colons
  bool hasAssignment = false, isInBody = false;
};

} // namespace

std::vector<Piece> piecesOf(const std::vector<TextToken> &tokens, size_t begin, size_t end) {
  return Scanner(tokens, begin, end).all();
}

} // namespace pinproof::cli::patch
