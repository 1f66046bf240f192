// "Nothing is changed" must not be said of what nobody looked at: each changed line of code gets one word.
//
// Two texts are compared as tokens, so that comments, white space and the places of lines are no change. What
// differs is the least to take out and to put in, the old tokens before the patch and the new ones after it,
// and a line is changed if one of its tokens is. Then, for each line, in its own state of the tree:
//
// - What its tokens say may be nothing in the model, although it is run (model/clang/mentions.h). That one
//   specification gives it a meaning is enough.
// - A path runs through it, or through another line of the same statement where it has no instruction of its
//   own. A line that is gone counts by the state before: whoever ran through it looks at what is there now.
// - What has no instruction at all goes by what it does: braces and declarations by the code that they stand
//   in, a label by the jumps to it, `else` by both branches.
// - Outside of functions a line counts if it is used on a line that counts.
// - A specification that reads the same before and after, but for places, need not run through anything.
//
// Limits: by line, not by operand: of `a && b` both are run where one is. A path is one that can be taken in
// some state within the ranges of the variables (coverage.cpp). And a line that is run by a specification
// that claims nothing about what it does is run.
#include "cli/changed_lines.h"

#include "cli/patch/c_text.h"
#include "cli/patch/compare.h"
#include "cli/patch/statements.h"
#include "model/clang/tokens.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace pinproof::cli {

namespace {

using model::TextToken;
using patch::Piece;
using Tokens = std::vector<TextToken>;

bool isC(const std::string &file) { return file.ends_with(".c") || file.ends_with(".h"); }

/// Whether a build of the kernel could come out otherwise for it.
bool isCode(const std::string &file) {
  static constexpr std::array<std::string_view, 3> directories{"Documentation/", "LICENSES/",
                                                               "tools/testing/"};
  static constexpr std::array<std::string_view, 5> names{"MAINTAINERS", "CREDITS", "COPYING", "README",
                                                         "Documentation"};
  const std::string name = file.substr(file.rfind('/') + 1);
  return std::none_of(directories.begin(), directories.end(),
                      [&](std::string_view d) { return file.starts_with(d); }) &&
         std::find(names.begin(), names.end(), file) == names.end() && !name.starts_with(".") &&
         !name.ends_with(".rst") && !name.ends_with(".md");
}

std::string trimmed(const std::string &text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

// --- what differs ---

/// A file on one side of a patch.
struct Side {
  std::string text;
  std::vector<std::string> lines;
  Tokens tokens;
  std::vector<bool> differs; // by token
  /// Numbers of the first token of each line, and one more.
  std::vector<size_t> first;

  explicit Side(std::string given, bool isC) : text(std::move(given)), lines(patch::splitLines(text)) {
    if (isC)
      tokens = model::tokensIn(text);
    else // a line is one token
      for (size_t i = 0; i < lines.size(); ++i)
        if (std::string line = trimmed(lines[i]); !line.empty())
          tokens.push_back({std::move(line), static_cast<unsigned>(i + 1), false, false});
    differs.resize(tokens.size());
    first.assign(lines.size() + 2, tokens.size());
    size_t line = 0;
    for (size_t i = 0; i < tokens.size(); ++i)
      while (line <= tokens[i].line && line < first.size()) first[line++] = i;
  }

  size_t begin(unsigned line) const { return line < first.size() ? first[line] : tokens.size(); }
  size_t end(unsigned line) const { return begin(line + 1); }
  bool hasCode(unsigned line) const { return begin(line) < end(line); }
  /// Each line as what it says, so that git finds where two files differ in that.
  std::string canonical() const {
    std::string result;
    for (unsigned line = 1; line <= lines.size(); ++line) {
      for (size_t i = begin(line); i < end(line); ++i) {
        std::string token = tokens[i].text;
        std::replace(token.begin(), token.end(), '\n', tokens[i].isDirective ? '#' : ' ');
        result += token + ' ';
      }
      result += '\n';
    }
    return result;
  }
};

/// Lines that differ, next to each other but for lines without code.
struct Chunk {
  std::vector<unsigned> removed, added;
};

std::vector<Chunk> chunksOf(const patch::FileDiff &diff) {
  std::vector<Chunk> chunks;
  for (const patch::Hunk &hunk : diff.hunks) {
    unsigned oldLine = hunk.oldLine, newLine = hunk.newLine;
    bool isOpen = false;
    for (const patch::DiffLine &line : hunk.lines) {
      if (line.kind != ' ' && !isOpen) chunks.emplace_back();
      if (line.kind != ' ' || !line.text.empty()) isOpen = line.kind != ' ';
      if (line.kind == '-') chunks.back().removed.push_back(oldLine);
      if (line.kind == '+') chunks.back().added.push_back(newLine);
      oldLine += line.kind != '+';
      newLine += line.kind != '-';
    }
  }
  return chunks;
}

std::vector<size_t> tokensOf(const Side &side, const std::vector<unsigned> &lines) {
  std::vector<size_t> tokens;
  for (unsigned line : lines)
    for (size_t i = side.begin(line); i < side.end(line); ++i) tokens.push_back(i);
  return tokens;
}

/// Marks the tokens of a chunk that are in no longest common subsequence of both sides (one of them). For
/// chunks that are too long to look for one: all between what both begin and end with.
void compare(Side &before, Side &after, const Chunk &chunk) {
  constexpr size_t mostCells = size_t{1} << 24;
  std::vector<size_t> a = tokensOf(before, chunk.removed), b = tokensOf(after, chunk.added);
  auto equal = [&](size_t i, size_t k) { return before.tokens[i] == after.tokens[k]; };
  size_t head = 0, tail = 0;
  while (head < a.size() && head < b.size() && equal(a[head], b[head])) ++head;
  while (head + tail < a.size() && head + tail < b.size() &&
         equal(a[a.size() - 1 - tail], b[b.size() - 1 - tail]))
    ++tail;
  const size_t rows = a.size() - head - tail, columns = b.size() - head - tail;
  if ((rows + 1) * (columns + 1) > mostCells) {
    for (size_t i = 0; i < rows; ++i) before.differs[a[head + i]] = true;
    for (size_t k = 0; k < columns; ++k) after.differs[b[head + k]] = true;
    return;
  }
  std::vector<uint32_t> common((rows + 1) * (columns + 1)); // in what is left, from (i, k) on
  auto cell = [&](size_t i, size_t k) -> uint32_t & { return common[i * (columns + 1) + k]; };
  for (size_t i = rows; i-- > 0;)
    for (size_t k = columns; k-- > 0;)
      cell(i, k) =
          equal(a[head + i], b[head + k]) ? cell(i + 1, k + 1) + 1 : std::max(cell(i + 1, k), cell(i, k + 1));
  size_t i = 0, k = 0;
  while (i < rows || k < columns) {
    if (i < rows && k < columns && equal(a[head + i], b[head + k])) {
      ++i, ++k;
    } else if (k == columns || (i < rows && cell(i + 1, k) >= cell(i, k + 1))) {
      before.differs[a[head + i++]] = true;
    } else {
      after.differs[b[head + k++]] = true;
    }
  }
}

// --- what specifications know of one side ---

/// What is known of a line of a function, the best last. Same: whatever it does, it did so before.
enum class Kind { Blank, Skipped, Constant, NotRun, Same, Run };

Kind kindOf(FunctionCoverage::Line line, bool isSame) {
  switch (line) {
  case FunctionCoverage::Line::Blank: return Kind::Blank;
  case FunctionCoverage::Line::Skipped: return Kind::Skipped;
  case FunctionCoverage::Line::Constant: return Kind::Constant;
  case FunctionCoverage::Line::NotRun: return isSame ? Kind::Same : Kind::NotRun;
  case FunctionCoverage::Line::Run: return isSame ? Kind::Same : Kind::Run;
  }
  return Kind::Blank;
}

struct Answer {
  LineWord word;
  std::string why;
  static Answer of(Kind kind) {
    switch (kind) {
    case Kind::Run: return {LineWord::Run, ""};
    case Kind::Same: return {LineWord::Same, ""};
    case Kind::Skipped: return {LineWord::NotRun, "left out by the preprocessor"};
    case Kind::Constant: return {LineWord::NotRun, "ruled out by a constant"};
    case Kind::NotRun:
    case Kind::Blank: break;
    }
    return {LineWord::NotRun, "no path runs through it"};
  }
  bool isLookedAt() const { return word == LineWord::Run || word == LineWord::Same; }
};

/// A specification's view of one side.
struct View {
  const LookedAt *looked;
  bool isSame; // it reads the same on the other side
};

/// A function of one file, as some specification reaches it, with the kinds of its lines by all of them.
struct Reached {
  std::string name;
  unsigned first, last;
  std::vector<std::pair<const View *, const FunctionCoverage *>> by;

  /// The best of those that `counts` lets count.
  template <typename Counts> Kind kind(unsigned line, const Counts &counts) const {
    Kind best = Kind::Blank;
    for (const auto &[view, function] : by)
      if (line >= first && line - first < function->lines.size() && counts(*view))
        best = std::max(best, kindOf(function->lines[line - first], view->isSame));
    return best;
  }
};

/// A call of `name`, or what looks like one.
struct Span {
  size_t name, close; // tokens
  std::vector<std::pair<size_t, size_t>> arguments;
};

/// All of a file on one side: what stands there, and who looks at it.
class Judge {
public:
  Judge(const Side &side, const std::string &file, const std::vector<View> &views, bool isNew)
      : side(side), file(file), views(views), isNew(isNew) {
    for (const View &view : views)
      for (const FunctionCoverage &function : view.looked->functions)
        if (function.file == file) add(view, function);
    findSpans();
  }

  /// The word for a line with tokens that differ. `isBesideChanges`: of code, in the same chunk.
  ChangedLine judge(unsigned line, bool isBesideChanges) const {
    ChangedLine result{isNew ? '+' : '-', line, trimmed(side.lines.at(line - 1)), functionAt(line), {}, {}};
    Answer answer = judged(line, isBesideChanges);
    result.word = answer.word;
    result.why = std::move(answer.why);
    return result;
  }

  /// Whether what a line differs in is more than braces and labels.
  bool changesCode(unsigned line) const {
    const Reached *function = reachedAt(line);
    if (!function) return true;
    for (size_t i = side.begin(line); i < side.end(line); ++i)
      if (side.differs[i] && !isFrame(pieceWith(*function, i).kind)) return true;
    return false;
  }

private:
  void add(const View &view, const FunctionCoverage &function) {
    const unsigned last = function.first + static_cast<unsigned>(function.lines.size()) - 1;
    auto at = std::find_if(reached.begin(), reached.end(), [&](const Reached &one) {
      return one.name == function.name && one.first == function.first && one.last == last;
    });
    if (at == reached.end()) at = reached.insert(at, {function.name, function.first, last, {}});
    at->by.emplace_back(&view, &function);
  }

  const Reached *reachedAt(unsigned line) const {
    for (const Reached &one : reached)
      if (one.first <= line && line <= one.last) return &one;
    return nullptr;
  }

  std::string functionAt(unsigned line) const {
    if (const Reached *function = reachedAt(line)) return function->name;
    if (!functions) functions = patch::functionsIn(side.text);
    auto behind = std::upper_bound(functions->begin(), functions->end(), line,
                                   [](unsigned l, const patch::FunctionText &f) { return l < f.first; });
    return behind != functions->begin() && line <= std::prev(behind)->last ? std::prev(behind)->name : "";
  }

  Answer judged(unsigned line, bool isBesideChanges) const {
    for (const View &view : views)
      if (auto known = view.looked->known.find(file); known != view.looked->known.end())
        if (known->second.contains(line)) return {LineWord::Same, ""};
    const Reached *function = reachedAt(line);
    if (!function) return outside(line);
    std::optional<Answer> silent;
    auto speaks = [&](const View &view) {
      std::optional<Answer> silence = silenceOf(view, line);
      if (silence && !silent) silent = silence;
      return !silence;
    };
    const bool isHeard = std::any_of(function->by.begin(), function->by.end(),
                                     [&](const auto &by) { return speaks(*by.first); });
    if (!isHeard) return *silent;
    auto counts = [&](const View &view) { return !silenceOf(view, line); };
    Kind kind = function->kind(line, counts);
    Answer answer = kind == Kind::Blank ? withoutCode(*function, line, isBesideChanges) : Answer::of(kind);
    if (answer.isLookedAt()) return answer;
    if (silent) return *silent;
    if (kind == Kind::Skipped) answer.why += conditionOf(line);
    return answer;
  }

  /// The worst of the pieces that differ on a line without an instruction of its own.
  Answer withoutCode(const Reached &function, unsigned line, bool isBesideChanges) const {
    Answer worst{LineWord::Run, ""};
    for (size_t i = side.begin(line); i < side.end(line); ++i) {
      if (!side.differs[i]) continue;
      Answer answer = ofPiece(function, numberWith(function, i), isBesideChanges);
      if (static_cast<int>(answer.word) > static_cast<int>(worst.word)) worst = answer;
    }
    return worst;
  }

  static bool isFrame(Piece::Kind kind) {
    return kind == Piece::Kind::Brace || kind == Piece::Kind::Label || kind == Piece::Kind::Else;
  }

  /// By the lines that a piece stands on, those of instructions.
  Kind kindOfPiece(const Reached &function, const Piece &piece) const {
    Kind best = Kind::Blank;
    for (size_t i : piece.tokens)
      best = std::max(best, function.kind(side.tokens[i].line, [](const View &) { return true; }));
    return best;
  }

  Answer ofPiece(const Reached &function, size_t number, bool isBesideChanges) const {
    const std::vector<Piece> &pieces = piecesOf(function);
    const Piece &piece = pieces[number];
    if (!isFrame(piece.kind))
      if (Kind kind = kindOfPiece(function, piece); kind != Kind::Blank) return Answer::of(kind);
    switch (piece.kind) {
    case Piece::Kind::Head:
    case Piece::Kind::Declaration: return entered(function);
    case Piece::Kind::Directive: return directive(piece);
    case Piece::Kind::Brace: return besideOf(function, number, isBesideChanges);
    case Piece::Kind::Else:
    case Piece::Kind::Loop: return besideOf(function, number, false);
    case Piece::Kind::Label: return label(function, number);
    case Piece::Kind::Test: return {LineWord::NotRun, "its condition is a constant here"};
    case Piece::Kind::Jump: return Answer::of(Kind::NotRun);
    case Piece::Kind::Statement: break;
    }
    const std::vector<size_t> &tokens = piece.tokens;
    const bool isCall =
        tokens.size() > 1 && side.tokens[tokens[0]].isName && side.tokens[tokens[1]].text == "(";
    return {LineWord::NoMeaning,
            (isCall ? side.tokens[tokens[0]].text + "()" : "it") + " comes to nothing here"};
  }

  Answer entered(const Reached &function) const {
    Kind best = Kind::NotRun;
    for (unsigned line = function.first; line <= function.last; ++line)
      best = std::max(best, function.kind(line, [](const View &) { return true; }));
    return Answer::of(best);
  }

  /// The nearest code before or behind piece `number`; none where the function begins or ends.
  std::optional<Answer> nearest(const Reached &function, size_t number, int step) const {
    const std::vector<Piece> &pieces = piecesOf(function);
    for (size_t i = number + static_cast<size_t>(step); i < pieces.size(); i += static_cast<size_t>(step)) {
      if (pieces[i].kind == Piece::Kind::Head) return entered(function);
      if (isFrame(pieces[i].kind)) continue;
      const Kind kind = kindOfPiece(function, pieces[i]);
      if (kind != Kind::Blank) return Answer::of(kind);
    }
    return std::nullopt;
  }

  /// What parts two pieces of code: looked at if both are or, `orOne`, one of them is.
  Answer besideOf(const Reached &function, size_t number, bool orOne) const {
    const auto before = nearest(function, number, -1), after = nearest(function, number, 1);
    const bool isBefore = !before || before->isLookedAt(), isAfter = !after || after->isLookedAt();
    if (before && after && orOne && before->isLookedAt()) return *before;
    if (before && after && orOne && after->isLookedAt()) return *after;
    if (isBefore && isAfter) return before ? *before : after ? *after : entered(function);
    return {LineWord::NotRun, "no path runs through the code beside it"};
  }

  /// What goes on behind a label, and every jump to it.
  Answer label(const Reached &function, size_t number) const {
    const std::vector<Piece> &pieces = piecesOf(function);
    const std::string &name = side.tokens[pieces[number].tokens.front()].text;
    const bool isCase = name == "case" || name == "default";
    for (const Piece &piece : pieces)
      if (!isCase && piece.kind == Piece::Kind::Jump && piece.tokens.size() > 1 &&
          side.tokens[piece.tokens[1]].text == name && !Answer::of(kindOfPiece(function, piece)).isLookedAt())
        return {LineWord::NotRun, "no path runs through a goto that leads there"};
    const auto after = nearest(function, number, 1);
    return after && !after->isLookedAt() ? Answer{LineWord::NotRun, "no path runs through the code behind it"}
                                         : entered(function);
  }

  // --- pieces of a function ---

  const std::vector<Piece> &piecesOf(const Reached &function) const {
    auto [at, isNew] = pieces.try_emplace(&function);
    if (isNew) at->second = patch::piecesOf(side.tokens, side.begin(function.first), side.end(function.last));
    return at->second;
  }
  size_t numberWith(const Reached &function, size_t token) const {
    const std::vector<Piece> &all = piecesOf(function);
    auto at = std::find_if(all.begin(), all.end(), [&](const Piece &piece) {
      return std::binary_search(piece.tokens.begin(), piece.tokens.end(), token);
    });
    return static_cast<size_t>(at - all.begin());
  }
  const Piece &pieceWith(const Reached &function, size_t token) const {
    return piecesOf(function)[numberWith(function, token)];
  }

  // --- outside of the functions that specifications reach ---

  Answer outside(unsigned line) const {
    if (!isC(file)) return {LineWord::NotRun, "not C"};
    if (const size_t i = side.begin(line); side.tokens[i].isDirective && i < side.end(line))
      if (std::optional<Answer> answer = ofDirective(i)) return *answer;
    std::set<std::pair<std::string, unsigned>> seen;
    Answer best = used(file, line, seen);
    if (best.isLookedAt()) return best;
    for (const View &view : views)
      if (std::optional<Answer> silence = silenceOf(view, line)) return *silence;
    const std::string function = functionAt(line);
    if (!function.empty()) return {LineWord::NotRun, "no specification reaches it"};
    return best;
  }

  /// Whether what is said on a line outside of functions is used on one that is looked at.
  Answer used(const std::string &in, unsigned line, std::set<std::pair<std::string, unsigned>> &seen) const {
    Answer best{LineWord::NotRun, "nothing that is run uses it"};
    if (!seen.emplace(in, line).second) return best;
    for (const model::Declared *one : declaredIn(in)) {
      if (line < one->first || one->last < line) continue;
      for (const auto &[user, at] : one->uses) {
        Answer answer = ofUser(user, at, seen);
        if (answer.word == LineWord::Run) return answer;
        if (answer.isLookedAt()) best = answer;
      }
    }
    return best;
  }

  /// By any specification.
  const std::vector<const model::Declared *> &declaredIn(const std::string &in) const {
    auto [at, isFirst] = declared.try_emplace(in);
    if (isFirst)
      for (const View &view : views)
        for (const model::Declared &one : view.looked->declared)
          if (one.file == in) at->second.push_back(&one);
    return at->second;
  }

  Answer ofUser(const std::string &user, unsigned line,
                std::set<std::pair<std::string, unsigned>> &seen) const {
    if (user == file)
      if (const Reached *function = reachedAt(line)) {
        Kind kind = function->kind(line, [](const View &) { return true; });
        if (kind != Kind::Blank) return Answer::of(kind);
        for (const Piece &piece : piecesOf(*function)) // a statement of more lines than one
          if (side.tokens[piece.tokens.front()].line <= line && line <= side.tokens[piece.tokens.back()].line)
            kind = std::max(kind, kindOfPiece(*function, piece));
        return Answer::of(kind);
      }
    for (const View &view : views)
      for (const FunctionCoverage &function : view.looked->functions)
        if (function.file == user && function.first <= line && line - function.first < function.lines.size())
          if (Answer answer = Answer::of(kindOf(function.lines[line - function.first], view.isSame));
              answer.isLookedAt())
            return answer;
    return used(user, line, seen);
  }

  Answer directive(const Piece &piece) const {
    const size_t i = piece.tokens.front();
    std::set<std::pair<std::string, unsigned>> seen;
    if (std::optional<Answer> answer = ofDirective(i)) return *answer;
    return used(file, side.tokens[i].line, seen);
  }

  /// For a directive that begins at token `i`, or that it is in the middle of; none for a #define.
  std::optional<Answer> ofDirective(size_t i) const {
    while (i > 0 && side.tokens[i].text[0] != '\n') --i;
    if (i + 1 >= side.tokens.size()) return std::nullopt;
    const std::string &word = side.tokens[i + 1].text;
    if (word.starts_with("if") || word.starts_with("el") || word == "endif")
      return Answer{LineWord::NotRun, "a condition of the preprocessor: only one configuration is read"};
    const bool isRead = std::any_of(views.begin(), views.end(), [&](const View &view) {
      return std::any_of(view.looked->functions.begin(), view.looked->functions.end(),
                         [&](const FunctionCoverage &f) { return f.file == file; });
    });
    if (word == "include" && isRead) return Answer{LineWord::Run, ""};
    return std::nullopt;
  }

  /// ": #ifdef CONFIG_X", the #if that a line stands behind.
  std::string conditionOf(unsigned line) const {
    unsigned depth = 0;
    for (size_t i = side.begin(line); i-- > 0;) {
      const TextToken &token = side.tokens[i];
      if (!token.isDirective || token.text[0] != '\n' || i + 1 >= side.tokens.size()) continue;
      const std::string &word = side.tokens[i + 1].text;
      if (word == "endif") ++depth;
      if (depth == 0 && (word.starts_with("if") || word.starts_with("el")))
        return ": " + trimmed(side.lines.at(token.line - 1));
      if (word.starts_with("if")) --depth;
    }
    return "";
  }

  // --- what says nothing ---

  void findSpans() {
    std::vector<std::pair<size_t, size_t>> open; // brackets, with the number of the span, or npos
    for (size_t i = 0; i < side.tokens.size(); ++i) {
      const std::string &text = side.tokens[i].text;
      if (text == "(" || text == "[" || text == "{") {
        const bool isCall = text == "(" && i > 0 && side.tokens[i - 1].isName;
        open.emplace_back(i, isCall ? spans.size() : std::string::npos);
        if (isCall) spans.push_back({i - 1, i, {{i + 1, i + 1}}});
      } else if ((text == ")" || text == "]" || text == "}") && !open.empty()) {
        if (open.back().second != std::string::npos) {
          spans[open.back().second].close = i;
          spans[open.back().second].arguments.back().second = i;
        }
        open.pop_back();
      } else if (text == "," && !open.empty() && open.back().second != std::string::npos) {
        spans[open.back().second].arguments.back().second = i;
        spans[open.back().second].arguments.push_back({i + 1, i + 1});
      }
    }
    std::erase_if(spans, [&](const Span &span) { // most names are never asked for
      return std::none_of(views.begin(), views.end(), [&](const View &view) {
        return view.looked->silent.contains(side.tokens[span.name].text);
      });
    });
  }

  static bool covers(const model::Silence &silence, const Span &span, size_t token) {
    if (silence.isWhole) return span.name <= token && token <= span.close;
    for (unsigned n = 0; n < span.arguments.size(); ++n)
      if ((silence.arguments.contains(n) || n >= silence.argumentsFrom) && span.arguments[n].first <= token &&
          token < span.arguments[n].second)
        return true;
    return false;
  }

  /// Why what differs on `line` says nothing to a specification: some of it, where an assumption says so, or
  /// all of it, where that is read off a stand-in.
  std::optional<Answer> silenceOf(const View &view, unsigned line) const {
    const auto &silent = view.looked->silent;
    std::string name;
    bool isAll = true;
    for (size_t i = side.begin(line); i < side.end(line); ++i) {
      if (!side.differs[i] || side.tokens[i].text == ";") continue;
      bool isSilent = false;
      for (const Span &span : spans) {
        if (i < span.name || span.close < i) continue;
        auto at = silent.find(side.tokens[span.name].text);
        if (at == silent.end() || !covers(at->second, span, i)) continue;
        isSilent = true;
        name = at->first + "()";
        if (!at->second.label.empty())
          return Answer{LineWord::NoMeaning, name + " has no meaning here: " + at->second.label};
      }
      isAll = isAll && isSilent;
    }
    if (name.empty() || !isAll) return std::nullopt;
    return Answer{LineWord::NoMeaning, name + " is a stand-in that does not look at it"};
  }

  const Side &side;
  const std::string &file;
  const std::vector<View> &views;
  const bool isNew;
  std::vector<Reached> reached;
  std::vector<Span> spans;
  mutable std::map<const Reached *, std::vector<Piece>> pieces;
  mutable std::map<std::string, std::vector<const model::Declared *>> declared;
  mutable std::optional<std::vector<patch::FunctionText>> functions;
};

// --- all files ---

std::vector<View> viewsOf(const std::vector<LookedTwice> &specs, bool isNew) {
  std::vector<View> views;
  for (const LookedTwice &spec : specs) {
    if (!spec.isAnswered) continue;
    const bool isSame = !spec.before.program.empty() && spec.before.program == spec.after.program;
    views.push_back({isNew ? &spec.after : &spec.before, isSame});
  }
  return views;
}

std::string remarkFor(const std::string &file, const std::vector<LookedTwice> &specs, bool isConfigured) {
  if (!isCode(file)) return "not code";
  if (!isC(file)) return "not C";
  std::string unread;
  for (const LookedTwice &spec : specs) {
    if (spec.filesRead.contains(file) && !spec.isUnread) return "";
    if (spec.isUnread) unread += (unread.empty() ? "" : ", ") + spec.spec;
  }
  if (!unread.empty()) return "not known to be read: " + unread + " has no answers";
  if (file.ends_with(".h") && !isConfigured) return "stand-in headers are read instead";
  return "no specification reads this file";
}

/// Lines of code with a token that differs, and those without.
struct Sorted {
  std::vector<unsigned> changed, others;
};

Sorted sorted(const Side &side, const std::vector<unsigned> &lines) {
  Sorted result;
  for (unsigned line : lines) {
    if (!side.hasCode(line)) continue;
    bool differs = false;
    for (size_t i = side.begin(line); i < side.end(line); ++i) differs = differs || side.differs[i];
    (differs ? result.changed : result.others).push_back(line);
  }
  return result;
}

void judgeLines(TouchedFile &touched, const Judge &judge, const std::vector<unsigned> &lines) {
  const bool hasCode =
      std::any_of(lines.begin(), lines.end(), [&](unsigned line) { return judge.changesCode(line); });
  for (unsigned line : lines) {
    ChangedLine one = judge.judge(line, hasCode);
    if (one.word == LineWord::Run)
      ++touched.run;
    else if (one.word == LineWord::Same)
      ++touched.same;
    else
      touched.unchecked.push_back(std::move(one));
  }
}

} // namespace

std::vector<TouchedFile> changedLines(const patch::Tree &before, const patch::Tree &after,
                                      const patch::Stage &stage, const std::vector<LookedTwice> &specs,
                                      bool isConfigured) {
  std::vector<TouchedFile> result;
  std::map<std::string, std::pair<Side, Side>> sides;
  patch::Overlay canonicalBefore, canonicalAfter;
  std::vector<std::string> code;
  for (const std::string &path : stage.touched) {
    result.push_back({path, 0, 0, {}, remarkFor(path, specs, isConfigured)});
    if (!isCode(path)) continue;
    const auto old = before.read(path), now = after.read(path);
    auto at =
        sides.try_emplace(path, Side(old.value_or(""), isC(path)), Side(now.value_or(""), isC(path))).first;
    if (old) canonicalBefore[path] = at->second.first.canonical();
    if (now) canonicalAfter[path] = at->second.second.canonical();
    if (!old) canonicalBefore[path] = std::nullopt;
    if (!now) canonicalAfter[path] = std::nullopt;
    code.push_back(path);
  }
  if (code.empty()) return result;
  const std::vector<View> viewsBefore = viewsOf(specs, false), viewsAfter = viewsOf(specs, true);
  for (const patch::FileDiff &diff : patch::compare(patch::Tree(before.root, canonicalBefore),
                                                    patch::Tree(after.root, canonicalAfter), code)) {
    auto touched = std::find_if(result.begin(), result.end(),
                                [&](const TouchedFile &file) { return file.file == diff.path(); });
    if (touched == result.end()) continue;
    auto &[old, now] = sides.at(diff.path());
    const std::vector<Chunk> chunks = chunksOf(diff);
    for (const Chunk &chunk : chunks) compare(old, now, chunk);
    const Judge judgeOld(old, diff.path(), viewsBefore, false), judgeNow(now, diff.path(), viewsAfter, true);
    for (const Chunk &chunk : chunks) {
      const Sorted removed = sorted(old, chunk.removed), added = sorted(now, chunk.added);
      if (removed.changed.empty() && added.changed.empty())
        touched->same += removed.others.size() + added.others.size();
      judgeLines(*touched, judgeOld, removed.changed);
      judgeLines(*touched, judgeNow, added.changed);
    }
  }
  return result;
}

} // namespace pinproof::cli
