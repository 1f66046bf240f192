// The format is that of GNU diff and of git (git-diff(1), "Generating patch text with -p").
//
// Reading is strict about what counts (a hunk has exactly the lines that its header promises) and lenient
// about one kind of damage: web archives show context without its leading blank. Such hunks are marked;
// repair.h looks for what they were. Applying is git's.
#include "cli/patch/diff.h"

#include "cli/patch/error.h"
#include "cli/patch/names.h"

#include <algorithm>
#include <regex>

namespace pinproof::cli::patch {

namespace {

bool startsWith(const std::string &text, const char *prefix) { return text.rfind(prefix, 0) == 0; }

/// What stands behind `prefix`, which `text` may begin with.
bool takes(const std::string &text, const std::string &prefix, std::string &rest) {
  if (text.compare(0, prefix.size(), prefix) != 0) return false;
  rest = text.substr(prefix.size());
  return true;
}

class Parser {
public:
  Parser(std::vector<std::string> lines, const Exists &exists) : lines(std::move(lines)), exists(exists) {}

  std::vector<FileDiff> all() {
    while (at < lines.size()) {
      if (startsWith(here(), "diff --git "))
        gitHeader();
      else if (isFileHeader())
        fileHeader(diffs.emplace_back());
      else if (isHunkHeader() && !diffs.empty())
        hunk(diffs.back());
      else if (startsWith(here(), "@@@ -"))
        fail("a merge's diff has several states before it", "Make one between two: git diff HEAD, say.");
      else
        indexLine();
    }
    for (FileDiff &diff : diffs) finish(diff);
    return std::move(diffs);
  }

private:
  const std::string &here() const { return lines[at]; }
  bool isFileHeader() const {
    return startsWith(here(), "--- ") && at + 1 < lines.size() && startsWith(lines[at + 1], "+++ ");
  }
  bool isHunkHeader() const { return startsWith(here(), "@@ -"); }

  [[noreturn]] void fail(const std::string &message, const std::string &details = {}) const {
    throw PatchError("line " + std::to_string(at + 1) + ": " + message, details);
  }

  /// What git itself calls `name`, without a prefix.
  std::string gitFile(const std::string &name) const {
    if (isOutside(plain(name))) fail(name + " is outside of the kernel tree");
    return fileOfGit(plain(name), exists);
  }

  /// A name that stands for itself: git quotes those with control characters.
  std::string plain(std::string name) const {
    name.erase(name.find_last_not_of(" \r") + 1);
    auto isControl = [](unsigned char c) { return c < ' ' || c == 0x7f; };
    if (name.empty() || name.front() == '"' || std::any_of(name.begin(), name.end(), isControl))
      fail("not a plain file name: " + name);
    return name;
  }

  /// What a diff is about that calls it by these names. One that leads out of the tree (the other directory
  /// of diff -r, say) counts for nothing, if another does not.
  std::string file(std::vector<std::string> names) const {
    const std::string first = names.empty() ? "" : names.front();
    std::erase_if(names, [&](const std::string &name) { return isOutside(plain(name)); });
    if (names.empty() && !first.empty()) fail(first + " is outside of the kernel tree");
    return names.empty() ? "" : fileOf(names, exists);
  }

  /// "diff --git a/X b/X". Where the names differ, lines that follow say which they are.
  void gitNames(FileDiff &diff) const {
    std::string names;
    takes(here(), "diff --git ", names);
    if (names.size() % 2 == 0 || names.size() < 3) return;
    std::string a = names.substr(0, names.size() / 2), b = names.substr(names.size() / 2 + 1);
    const bool isPrefixed = a.size() > 2 && a[1] == '/' && b[1] == '/' && a.substr(2) == b.substr(2);
    if (isPrefixed || a == b) diff.oldPath = diff.newPath = gitFile(isPrefixed ? a.substr(2) : a);
  }

  /// One of the lines between "diff --git" and the first hunk; false if it is none.
  bool extendedHeader(FileDiff &diff, bool &isNew, bool &isDeleted) const {
    const std::string &line = here();
    std::string value;
    if (line.find("mode 120000") != std::string::npos) diff.obstacle = "is a symbolic link";
    if (line.find("mode 160000") != std::string::npos) diff.obstacle = "is a submodule";
    if (takes(line, "rename from ", value)) {
      diff.oldPath = gitFile(value);
    } else if (takes(line, "rename to ", value)) {
      diff.newPath = gitFile(value);
    } else if (takes(line, "copy from ", value)) {
      diff.obstacle = "is a copy of another file";
    } else if (takes(line, "copy to ", value)) {
      diff.oldPath = diff.newPath = gitFile(value);
    } else if (startsWith(line, "GIT binary patch") || startsWith(line, "Binary files ")) {
      diff.obstacle = "is a binary file";
    } else if (startsWith(line, "new file mode")) {
      isNew = true;
    } else if (startsWith(line, "deleted file mode")) {
      isDeleted = true;
    } else if (startsWith(line, "old mode ") || startsWith(line, "new mode ")) {
      diff.isModeOnly = true;
    } else {
      return startsWith(line, "index ") || startsWith(line, "similarity index ") ||
             startsWith(line, "dissimilarity index ");
    }
    return true;
  }

  /// Of Subversion, CVS and quilt; or anything else between diffs.
  void indexLine() {
    std::string value;
    if (takes(here(), "Index: ", value)) index = readName(value).path;
    ++at;
  }

  void gitHeader() {
    FileDiff diff;
    gitNames(diff);
    bool isNew = false, isDeleted = false;
    for (++at; at < lines.size() && extendedHeader(diff, isNew, isDeleted);) ++at;
    if (isNew) diff.oldPath.clear();
    if (isDeleted) diff.newPath.clear();
    if (at < lines.size() && isFileHeader()) fileHeader(diff);
    diffs.push_back(std::move(diff));
  }

  /// Git's own lines may have said the path; then these two only say whether the file comes or goes.
  void fileHeader(FileDiff &diff) {
    const DiffName before = readName(here().substr(4)), after = readName(lines[at + 1].substr(4));
    const bool isKnown = !diff.path().empty();
    if (!isKnown) {
      std::vector<std::string> names;
      for (const DiffName &name : {before, after})
        if (name.path != "/dev/null") names.push_back(name.path);
      diff.oldPath = diff.newPath = file(names);
      if (!index.empty() && !exists(diff.path()) && exists(file({index}))) // CVS: the path is there alone
        diff.oldPath = diff.newPath = file({index});
    }
    if (before.isNothing) diff.oldPath.clear();
    if (after.isNothing) diff.newPath.clear();
    index.clear();
    at += 2;
    const bool isFilled = !isKnown && at < lines.size() && startsWith(here(), "@@ -0,0 ");
    if (isFilled && !exists(diff.oldPath)) diff.oldPath.clear(); // it is new, and its date was lost
  }

  Hunk header() const {
    static const std::regex form(R"(@@ -(\d{1,8})(,(\d{1,8}))? \+(\d{1,8})(,(\d{1,8}))? @@)");
    const size_t longest = 48;
    std::smatch part;
    std::string text = here().substr(0, longest);
    if (!std::regex_search(text, part, form, std::regex_constants::match_continuous))
      fail("not a hunk header: " + text);
    auto number = [&](size_t i) { return part[i].matched ? static_cast<unsigned>(std::stoul(part[i])) : 1u; };
    Hunk hunk;
    hunk.oldLine = number(1);
    hunk.oldCount = number(3);
    hunk.newLine = number(4);
    hunk.newCount = number(6);
    hunk.section = here().substr(static_cast<size_t>(part.length()));
    hunk.section.erase(0, hunk.section.find_first_not_of(' '));
    return hunk;
  }

  void hunk(FileDiff &diff) {
    Hunk result = header();
    result.number = static_cast<unsigned>(diff.hunks.size()) + 1;
    unsigned before = result.oldCount, after = result.newCount;
    for (++at; before > 0 || after > 0; ++at) {
      if (at == lines.size() || isHunkHeader() || startsWith(here(), "diff --git "))
        fail("a hunk ends too early", "Its header promises " + std::to_string(result.oldCount) + " old and " +
                                          std::to_string(result.newCount) + " new lines.");
      takeLine(result, before, after);
    }
    if (at < lines.size() && startsWith(here(), "\\ ")) takeLine(result, before, after), ++at;
    bool goesOn = at < lines.size() && (startsWith(here(), "+") || startsWith(here(), "-")) &&
                  !startsWith(here(), "--");
    if (goesOn) fail("a hunk is longer than its header says");
    diff.hunks.push_back(std::move(result));
  }

  void takeLine(Hunk &hunk, unsigned &before, unsigned &after) const {
    const std::string &line = here();
    const char mark = line.empty() ? ' ' : line[0];
    if (mark == '\\') {
      if (!hunk.lines.empty()) hunk.lines.back().endsFile = true;
      return;
    }
    const bool isMarked = mark == ' ' || mark == '+' || mark == '-';
    DiffLine taken{isMarked ? mark : ' ', line.substr(isMarked && !line.empty() ? 1 : 0), false};
    if ((taken.kind != '+' && before == 0) || (taken.kind != '-' && after == 0))
      fail("a hunk has other lines than its header promises");
    hunk.isDamaged |= !isMarked;
    before -= taken.kind != '+';
    after -= taken.kind != '-';
    hunk.lines.push_back(std::move(taken));
  }

  void finish(const FileDiff &diff) const {
    if (diff.path().empty()) throw PatchError("a change that names no file");
    if (diff.hunks.empty() && diff.obstacle.empty() && !diff.isModeOnly && diff.oldPath == diff.newPath)
      throw PatchError(diff.path() + ": nothing is said about what changes");
  }

  const std::vector<std::string> lines;
  const Exists &exists;
  std::vector<FileDiff> diffs;
  std::string index; // of the diff that follows
  size_t at = 0;
};

/// Whole patches with MS-DOS line ends are that by transport; a patch of such a file has headers without.
void dropCarriageReturns(std::vector<std::string> &lines) {
  auto isDosHeader = [](const std::string &line) {
    return (startsWith(line, "@@ -") || startsWith(line, "+++ ")) && line.back() == '\r';
  };
  if (std::none_of(lines.begin(), lines.end(), isDosHeader)) return;
  for (std::string &line : lines)
    if (!line.empty() && line.back() == '\r') line.pop_back();
}

} // namespace

std::vector<std::string> splitLines(const std::string &text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<FileDiff> parseDiffs(const std::string &text, const Exists &exists) {
  std::vector<std::string> lines = splitLines(text);
  dropCarriageReturns(lines);
  return Parser(std::move(lines), exists).all();
}

} // namespace pinproof::cli::patch
