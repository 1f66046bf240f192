// People diff in many ways: git's a/ and b/ or no prefix, quilt's linux-6.12.orig/ and linux-6.12/,
// mm/gup.c.orig, mm/gup.c~fix, two directories somewhere, with a date behind the name or not. As in patch(1)
// and git-apply(1), a diff is about one file unless git says that it is renamed, and of two names the shorter
// one is meant. How many directories in front are not the tree's is not said anywhere (-p0, -p1), so the tree
// is asked, in this order:
//
// - where the two names begin differently, what differs is not the tree's;
// - a first directory of one letter is git's (a/, b/, i/, w/, c/, o/);
// - what the tree has at its top is the tree's: mm/new.c is not new.c;
// - anything else may be dropped, one directory on trust, more only if that leads to a file that is there.
#include "cli/patch/names.h"

#include <algorithm>
#include <regex>

namespace pinproof::cli::patch {

namespace {

std::string top(const std::string &path) { return path.substr(0, path.find('/')); }

bool hasDirectory(const std::string &path) { return path.find('/') != std::string::npos; }

std::string withoutTop(const std::string &path) { return path.substr(path.find('/') + 1); }

size_t depth(const std::string &path) {
  return static_cast<size_t>(std::count(path.begin(), path.end(), '/'));
}

std::string directoryOf(const std::string &path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// Both without the directories in which they begin differently, if they then are in the same one.
std::vector<std::string> aligned(const std::vector<std::string> &names) {
  if (names.size() < 2) return names;
  std::string one = names[0], other = names[1];
  while (directoryOf(one) != directoryOf(other)) {
    const bool first = depth(one) >= depth(other), second = depth(other) >= depth(one);
    if (first) one = withoutTop(one);
    if (second) other = withoutTop(other);
  }
  const bool isEachPrefixed = depth(names[0]) == 1 && depth(names[1]) == 1;
  return hasDirectory(one) || isEachPrefixed ? std::vector{one, other} : names;
}

/// The longest path below the tree's top that `name` may mean.
std::string belowTop(std::string name, bool isAligned, const Exists &exists) {
  const bool isGits = name.find('/') == 1;
  const bool isTrees = exists(name) || (!isGits && exists(top(name)));
  if (!isAligned && !isTrees && hasDirectory(name)) name = withoutTop(name);
  return fileOfGit(name, exists);
}

/// mm/gup.c for mm/gup.c~fix and mm/gup.c.orig, if only that is there.
std::string withoutTail(const std::string &path, const Exists &exists) {
  if (exists(path)) return path;
  for (const char mark : {'~', '.'}) {
    const size_t at = path.rfind(mark);
    if (at == std::string::npos || path.find('/', at) != std::string::npos) continue;
    if (exists(path.substr(0, at)) && path.find('.') < at) return path.substr(0, at);
  }
  return path;
}

} // namespace

DiffName readName(const std::string &text) {
  static const std::regex date(
      R"(\s(1970-01-01|1969-12-31|\(nonexistent\)|Thu Jan +1 .* 1970|Wed Dec 31 .* 1969))");
  const size_t longest = 4096; // PATH_MAX
  const std::string line = text.substr(0, longest);
  const size_t tab = line.find('\t');
  DiffName name{line.substr(0, tab != std::string::npos ? tab : line.find(' ')), false};
  if (name.path.starts_with("./")) name.path.erase(0, 2);
  name.path.erase(name.path.find_last_not_of(" \r") + 1);
  name.isNothing = name.path == "/dev/null" || std::regex_search(line, date);
  return name;
}

bool isOutside(const std::string &path) {
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == ".." || part == ".git") return true;
    begin = end + 1;
  }
  return false;
}

std::string fileOfGit(std::string path, const Exists &exists) {
  std::string below = path;
  while (hasDirectory(below) && !exists(top(below))) below = withoutTop(below);
  return hasDirectory(below) && exists(below) ? below : path;
}

std::string fileOf(const std::vector<std::string> &names, const Exists &exists) {
  std::vector<std::string> readings;
  const std::vector<std::string> same = aligned(names);
  for (const auto &given : {same, names}) {
    std::vector<std::string> paths;
    for (const std::string &name : given)
      paths.push_back(withoutTail(belowTop(name, given != names, exists), exists));
    std::reverse(paths.begin(), paths.end()); // of equals the new one
    std::stable_sort(paths.begin(), paths.end(),
                     [](const std::string &a, const std::string &b) { return a.size() < b.size(); });
    readings.insert(readings.end(), paths.begin(), paths.end());
  }
  const auto found = std::find_if(readings.begin(), readings.end(), exists);
  return found == readings.end() ? readings.front() : *found;
}

} // namespace pinproof::cli::patch
