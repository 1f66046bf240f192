// The edit is made in the text, becomes a diff, and is from there on a patch like any other: what was read is
// what the report shows. It is refused unless it can be understood in one way only.
#include "cli/patch/what_if.h"

#include "cli/message.h"
#include "cli/patch/c_text.h"
#include "cli/patch/compare.h"
#include "cli/patch/error.h"

#include <algorithm>
#include <regex>

namespace pinproof::cli::patch {

namespace {

const char *const forms = "An edit reads\n"
                          "  FUNCTION: drop STATEMENT          the statement that begins with this text\n"
                          "  FUNCTION: drop line N             or: lines N-M\n"
                          "  FUNCTION: TEXT => TEXT            one text for another\n"
                          "  FUNCTION: add TEXT before line N  or: after line N";

struct Edit {
  std::string file, function, action;
};

/// The function's text in its file: from `begin` to `end`, lines `first` to `last`.
struct Place {
  std::string file, text, code; // code: without comments and quoted text
  size_t begin = 0, end = 0;
  FunctionText function;
};

std::string trimmed(const std::string &text) {
  size_t begin = text.find_first_not_of(" \t\n"), end = text.find_last_not_of(" \t\n");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

Edit parse(const std::string &edit) {
  static const std::regex form(R"(^\s*(?:([^\s:]+\.[chS]):\s*)?([A-Za-z_]\w*)\s*:([\s\S]*)$)");
  std::smatch part;
  if (edit.size() > 4096 || !std::regex_match(edit, part, form) || trimmed(part[3]).empty())
    throw PatchError("--what-if '" + edit.substr(0, 80) + "': not an edit", forms);
  return {part[1], part[2], trimmed(part[3])};
}

class Editor {
public:
  Editor(const std::string &words, const Tree &tree, const std::vector<std::string> &files)
      : words(words), tree(tree), edit(parse(words)) {
    find(edit.file.empty() ? files : std::vector<std::string>{edit.file});
  }

  Patch patch() const {
    Tree after = tree;
    after.overlay[place.file] = edited();
    Patch result;
    result.title = result.origin = "--what-if '" + words + "'";
    result.files = compare(tree, after, {place.file});
    if (result.files.empty()) fail("changes nothing");
    return result;
  }

private:
  [[noreturn]] void fail(const std::string &message, const std::string &details = {}) const {
    throw PatchError("--what-if '" + words + "': " + message, details);
  }

  void find(const std::vector<std::string> &files) {
    std::vector<std::string> names;
    std::string searched;
    for (const std::string &file : files) {
      searched += (searched.empty() ? "" : ", ") + file;
      auto text = tree.read(file);
      if (!text) continue;
      std::vector<FunctionText> known = functionsIn(*text);
      std::vector<FunctionText> found;
      for (const FunctionText &function : known) {
        names.push_back(function.name);
        if (function.name == edit.function) found.push_back(function);
      }
      if (found.size() > 1)
        fail(file + " defines " + edit.function + "() at lines " + std::to_string(found[0].first) + " and " +
                 std::to_string(found[1].first),
             "Write a patch instead.");
      if (found.empty()) continue;
      place = {file, *text, withoutComments(*text, false), 0, 0, found.front()};
      place.begin = offsetOf(found.front().first);
      place.end = offsetOf(found.front().last + 1);
      return;
    }
    std::string meant = closest(edit.function, names);
    fail("there is no function " + edit.function + "() in " + searched,
         meant.empty() ? "A function of another file is FILE:FUNCTION." : "Did you mean '" + meant + "'?");
  }

  size_t offsetOf(unsigned line) const {
    size_t at = 0;
    for (unsigned i = 1; i < line && at < place.text.size(); ++i)
      at = std::min(place.text.find('\n', at), place.text.size() - 1) + 1;
    return at;
  }

  unsigned lineOf(size_t offset) const {
    return 1 + static_cast<unsigned>(std::count(
                   place.text.begin(), place.text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
  }

  unsigned lineInside(const std::string &digits) const {
    unsigned line = static_cast<unsigned>(std::stoul(digits));
    if (line < place.function.first || line > place.function.last)
      fail("line " + digits + " is not in " + edit.function + "()",
           "It is lines " + std::to_string(place.function.first) + " to " +
               std::to_string(place.function.last) + " of " + place.file + ".");
    return line;
  }

  std::string edited() const {
    static const std::regex dropLines(R"(drop\s+lines?\s+(\d{1,7})(?:\s*-\s*(\d{1,7}))?)"),
        add(R"(add\s+([\s\S]*\S)\s+(before|after)\s+line\s+(\d{1,7}))"), drop(R"(drop\s+([\s\S]*))");
    std::smatch part;
    if (std::regex_match(edit.action, part, dropLines))
      return withoutLines(lineInside(part[1]), lineInside(part[2].matched ? part[2] : part[1]));
    if (size_t arrow = edit.action.find("=>"); arrow != std::string::npos)
      return replaced(trimmed(edit.action.substr(0, arrow)), trimmed(edit.action.substr(arrow + 2)));
    if (std::regex_match(edit.action, part, add))
      return withLine(part[1], lineInside(part[3]) + (part[2] == "after" ? 1 : 0));
    if (std::regex_match(edit.action, part, drop)) return withoutStatement(trimmed(part[1]));
    fail("not an edit", forms);
  }

  std::string withoutLines(unsigned first, unsigned last) const {
    if (last < first) fail("lines " + std::to_string(first) + "-" + std::to_string(last) + " are none");
    return replaceRange(offsetOf(first), offsetOf(last + 1), "");
  }

  std::string withLine(const std::string &line, unsigned number) const {
    size_t at = offsetOf(number);
    size_t blank = place.text.find_first_not_of(" \t", at);
    return replaceRange(at, at, place.text.substr(at, blank - at) + line + "\n");
  }

  std::string replaced(const std::string &before, const std::string &after) const {
    auto [begin, end] = only(before, false);
    return replaceRange(begin, end, after);
  }

  /// What a bare `if` governs leaves a `;`, or the next statement would move up.
  std::string withoutStatement(const std::string &start) const {
    size_t begin = only(start, true).first;
    const std::string code = withoutComments(place.text, true);
    size_t end = endOfStatement(code, begin);
    if (end == std::string::npos || end > place.end) fail("no statement begins with '" + start + "'");
    size_t before = code.find_last_not_of(" \t\n", begin - 1);
    const bool isGoverned = std::string(";{}:").find(code[before]) == std::string::npos;
    if (isGoverned) return replaceRange(begin, end, ";");
    size_t line = place.text.rfind('\n', begin) + 1, next = place.text.find('\n', end);
    bool standsAlone = next != std::string::npos && place.text.find_first_not_of(" \t", line) == begin &&
                       trimmed(place.text.substr(end, next - end)).empty();
    return standsAlone ? replaceRange(line, next + 1, "") : replaceRange(begin, end, "");
  }

  std::string replaceRange(size_t begin, size_t end, const std::string &with) const {
    return place.text.substr(0, begin) + with + place.text.substr(end);
  }

  /// Where `wanted` stands in the function, the one place; white space aside.
  std::pair<size_t, size_t> only(const std::string &wanted, bool asStatement) const {
    if (wanted.empty()) fail("not an edit", forms);
    std::vector<std::pair<size_t, size_t>> found;
    for (size_t at = place.begin; at < place.end; ++at)
      if (size_t end = matches(at, wanted); end != 0 && (!asStatement || beginsStatement(at)))
        found.emplace_back(at, end);
    if (found.size() == 1) return found.front();
    std::string what = asStatement ? "no statement begins with '" : "nowhere is '";
    if (found.empty())
      fail(edit.function + "() in " + place.file + ": " + what + wanted + "'",
           "It is lines " + std::to_string(place.function.first) + " to " +
               std::to_string(place.function.last) + ".");
    std::string lines;
    for (const auto &[begin, end] : found)
      lines += (lines.empty() ? "" : ", ") + std::to_string(lineOf(begin));
    fail("'" + wanted + "' is there " + std::to_string(found.size()) + " times, at lines " + lines,
         "Say more of it, or: drop line N.");
  }

  static bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n'; }
  static bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

  bool beginsStatement(size_t at) const {
    size_t before = place.code.find_last_not_of(" \t\n", at - 1);
    char c = before == std::string::npos ? '\0' : place.code[before];
    if (std::string(";{}:)").find(c) != std::string::npos) return true;
    return before >= 3 && place.code.compare(before - 3, 4, "else") == 0;
  }

  /// Where a match of `wanted` at `at` ends, or 0. Words match whole.
  size_t matches(size_t at, const std::string &wanted) const {
    const std::string &code = place.code;
    if (isWord(wanted.front()) && at > 0 && isWord(code[at - 1])) return 0;
    for (size_t i = 0; i < wanted.size(); ++i, ++at) {
      const size_t said = i, stood = at;
      while (i > 0 && isSpace(wanted[i])) ++i;
      while (i > 0 && at < place.end && isSpace(code[at])) ++at;
      if (at >= place.end || code[at] != wanted[i]) return 0;
      const bool isOneWord = i > 0 && isWord(wanted[i]) && isWord(code[stood - 1]);
      if (isOneWord && (i == said) != (at == stood)) return 0;
    }
    return isWord(wanted.back()) && at < place.end && isWord(code[at]) ? 0 : at;
  }

  const std::string &words;
  const Tree &tree;
  const Edit edit;
  Place place;
};

} // namespace

Patch whatIf(const std::string &edit, const Tree &tree, const std::vector<std::string> &files) {
  return Editor(edit, tree, files).patch();
}

} // namespace pinproof::cli::patch
