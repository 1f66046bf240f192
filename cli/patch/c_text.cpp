// No parser, and nothing is decided here: what a patch touches is said by function, and --what-if edits text.
// Clang reads the result as it reads any other. The layout that is relied on is that of
// Documentation/process/coding-style.rst; a file that is laid out otherwise shows as "outside of functions".
#include "cli/patch/c_text.h"

#include <algorithm>
#include <cctype>

namespace pinproof::cli::patch {

namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

size_t skipBlanks(const std::string &code, size_t at) {
  while (at < code.size() && isSpace(code[at])) ++at;
  return at;
}

/// Behind the bracket that closes the one at `at`; npos without one.
size_t closing(const std::string &code, size_t at) {
  int depth = 0;
  for (; at < code.size(); ++at) {
    if (code[at] == '(' || code[at] == '{' || code[at] == '[') ++depth;
    if ((code[at] == ')' || code[at] == '}' || code[at] == ']') && --depth == 0) return at + 1;
  }
  return std::string::npos;
}

std::string wordAt(const std::string &code, size_t at) {
  size_t end = at;
  while (end < code.size() && isWord(code[end])) ++end;
  return code.substr(at, end - at);
}

size_t endOfPlain(const std::string &code, size_t at) {
  while (at < code.size() && code[at] != ';') {
    bool opens = code[at] == '(' || code[at] == '{' || code[at] == '[';
    if (code[at] == '}' || code[at] == ')') return std::string::npos;
    at = opens ? closing(code, at) : at + 1;
  }
  return at < code.size() ? at + 1 : std::string::npos;
}

/// What a head like "if (...)" governs, and where that ends.
size_t endOfGoverned(const std::string &code, size_t head) {
  size_t open = skipBlanks(code, head);
  if (open >= code.size() || code[open] != '(') return endOfPlain(code, head);
  size_t body = closing(code, open);
  return body == std::string::npos ? body : endOfStatement(code, body);
}

/// The last word before the parameter list that opens at `open`.
std::string nameBefore(const std::string &code, size_t open) {
  size_t end = open;
  while (end > 0 && isSpace(code[end - 1])) --end;
  size_t begin = end;
  while (begin > 0 && isWord(code[begin - 1])) --begin;
  return code.substr(begin, end - begin);
}

/// Annotations may stand before and behind: `__printf(1, 2) void f(...)`, `void f(...) __must_hold(x)`.
void considerName(std::string &name, const std::string &candidate) {
  auto isReserved = [](const std::string &word) { return word.rfind("__", 0) == 0; };
  if (name.empty() || (isReserved(name) && !candidate.empty() && !isReserved(candidate))) name = candidate;
}

/// Where the body that opens at `open` ends. Macros and #if can open a brace twice: over several lines the
/// first column is what to go by.
size_t endOfBody(const std::string &code, size_t open) {
  size_t end = closing(code, open), line = code.find('\n', open);
  if (end != std::string::npos && end <= line) return end;
  size_t column = code.find("\n}", open);
  return column == std::string::npos ? column : column + 2;
}

/// The name of the function that begins at `begin` and, in `end`, where it ends; "" if none begins there.
std::string functionAt(const std::string &code, size_t begin, size_t &end) {
  std::string name;
  size_t at = begin;
  while (at < code.size() && std::string(";{=}#").find(code[at]) == std::string::npos) {
    if (code[at] == '(') considerName(name, nameBefore(code, at));
    at = code[at] == '(' ? closing(code, at) : at + 1;
  }
  if (at >= code.size() || code[at] != '{') return "";
  end = endOfBody(code, at);
  return end == std::string::npos ? "" : name;
}

unsigned linesBetween(const std::string &code, size_t begin, size_t end) {
  auto at = [&](size_t i) { return code.begin() + static_cast<std::ptrdiff_t>(std::min(i, code.size())); };
  return static_cast<unsigned>(std::count(at(begin), at(end), '\n'));
}

} // namespace

std::string withoutComments(const std::string &text, bool alsoQuoted) {
  std::string code = text;
  auto blank = [&](size_t from, size_t to) {
    for (size_t i = from; i < std::min(to, code.size()); ++i)
      if (code[i] != '\n') code[i] = ' ';
  };
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at], next = at + 1 < text.size() ? text[at + 1] : '\0';
    size_t end;
    if (c == '/' && next == '*') {
      end = std::min(text.find("*/", at + 2), text.size() - 2) + 2;
      blank(at, end);
    } else if (c == '/' && next == '/') {
      end = std::min(text.find('\n', at), text.size());
      blank(at, end);
    } else if (c == '"' || c == '\'') {
      for (end = at + 1; end < text.size() && text[end] != c && text[end] != '\n'; ++end)
        if (text[end] == '\\') ++end;
      if (alsoQuoted) blank(at + 1, end);
      ++end;
    } else {
      continue;
    }
    at = end - 1;
  }
  return code;
}

size_t endOfStatement(const std::string &code, size_t begin) {
  size_t at = skipBlanks(code, begin);
  if (at >= code.size()) return std::string::npos;
  if (code[at] == '{') return closing(code, at);
  const std::string word = wordAt(code, at);
  if (word == "for" || word == "while" || word == "switch") return endOfGoverned(code, at + word.size());
  if (word == "do") {
    size_t body = endOfStatement(code, at + word.size());
    return body == std::string::npos ? body : endOfPlain(code, body);
  }
  if (word != "if") return endOfPlain(code, at);
  size_t end = endOfGoverned(code, at + word.size());
  if (end == std::string::npos) return end;
  size_t other = skipBlanks(code, end);
  return wordAt(code, other) == "else" ? endOfStatement(code, other + 4) : end;
}

std::vector<FunctionText> functionsIn(const std::string &text) {
  const std::string code = withoutComments(text, true);
  std::vector<FunctionText> functions;
  unsigned line = 1;
  for (size_t begin = 0; begin < code.size();) {
    size_t end = begin;
    const std::string name = isWord(code[begin]) ? functionAt(code, begin, end) : "";
    if (name.empty())
      end = begin;
    else
      functions.push_back({name, line, line + linesBetween(code, begin, end)});
    const size_t next = std::min(code.find('\n', end), code.size()) + 1;
    line += linesBetween(code, begin, next);
    begin = next;
  }
  return functions;
}

} // namespace pinproof::cli::patch
