// Commits are read, never checked out: the working tree and the index stay as they are. A range follows first
// parents, so that each state is one that the branch was in.
#include "cli/patch/history.h"

#include "cli/patch/diff.h"
#include "cli/patch/error.h"

#include <algorithm>
#include <set>

namespace pinproof::cli::patch {

namespace {

/// They have a configuration of their own, and with it filters: git would look into them.
const char *const ignoreSubmodules = "--ignore-submodules=all";

std::vector<std::string> splitAtNul(const std::string &text) {
  std::vector<std::string> words;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\0', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// git cat-file --batch: per object "<id> blob <size>\n<contents>\n", or "<name> missing\n".
std::vector<std::optional<std::string>> blobs(const std::string &batch) {
  std::vector<std::optional<std::string>> result;
  for (size_t at = 0; at < batch.size();) {
    size_t end = std::min(batch.find('\n', at), batch.size());
    const std::string head = batch.substr(at, end - at);
    at = end + 1;
    size_t type = head.rfind(" blob ");
    if (type == std::string::npos) {
      bool hasContents = head.rfind(" missing") == std::string::npos; // a submodule or a tree
      if (hasContents) at += std::stoull(head.substr(head.rfind(' ') + 1)) + 1;
      result.emplace_back(std::nullopt);
      continue;
    }
    size_t size = std::stoull(head.substr(type + 6));
    result.emplace_back(batch.substr(at, size));
    at += size + 1;
  }
  return result;
}

} // namespace

bool History::isAt(const std::filesystem::path &root) {
  return std::filesystem::exists(root / ".git") &&
         runGit({"rev-parse", "--git-dir"}, root, GitSettings::Users).exit == 0;
}

History::History(std::filesystem::path given) : root(std::move(given)) {
  GitResult result = runGit({"rev-parse", "--git-dir"}, root, GitSettings::Users);
  if (result.exit != 0) throw PatchError(root.string() + " is not the top of a git repository", result.err);
  result = runGit(
      {"config", "-z", "--name-only", "--get-regexp", "^filter[.].*[.](clean|smudge|process|required)$"},
      root, GitSettings::Users);
  filters = splitAtNul(result.out); // exit code 1: there are none
}

std::string History::run(const std::vector<std::string> &arguments, const std::string &input,
                         OnInterrupt onInterrupt) const {
  GitResult result = runGit(arguments, root, GitSettings::Users, input, filters, onInterrupt);
  if (result.exit != 0)
    throw PatchError("git " + arguments.front() + " fails in " + root.string(), result.err);
  return result.out;
}

std::optional<std::string> History::find(const std::string &name) const {
  if (name.empty() || name.front() == '-') return std::nullopt;
  GitResult result =
      runGit({"rev-parse", "--verify", "--quiet", name + "^{commit}"}, root, GitSettings::Users);
  if (result.exit != 0) return std::nullopt;
  return result.out.substr(0, result.out.find('\n'));
}

Commit History::describe(const std::string &id) const {
  std::string title = run({"log", "-1", "--format=%h %s", id, "--"});
  return {id, title.substr(0, title.find('\n'))};
}

/// What to do about a commit that is not there.
std::string History::whyTooShort() const {
  const bool isShallow = run({"rev-parse", "--is-shallow-repository"}).starts_with("true");
  return isShallow ? "It is a shallow clone, which ends early: git fetch --deepen=1 gets one commit more."
                   : "";
}

namespace {

/// "A..B" at its dots; HEAD is what is not said. None for "B".
std::optional<std::pair<std::string, std::string>> ends(const std::string &words) {
  const size_t dots = words.find("..");
  if (dots == std::string::npos) return std::nullopt;
  const std::string a = words.substr(0, dots), b = words.substr(dots + 2);
  return std::pair{a.empty() ? "HEAD" : a, b.empty() ? "HEAD" : b};
}

} // namespace

bool History::isRange(const std::string &words) const {
  const auto named = ends(words);
  return named ? words != ".." && find(named->first) && find(named->second) : find(words).has_value();
}

std::vector<Commit> History::range(const std::string &words) const {
  const std::string what = "A range is A..B: what B has on top of A; a commit alone is what it changes.";
  if (words.find("...") != std::string::npos) throw PatchError(words + ": not a range", what);
  const auto named = ends(words);
  const std::string &last = named ? named->second : words;
  const auto to = find(last);
  if (!to) throw PatchError("there is no commit " + last + " in " + root.string(), what);
  const std::string first = named ? named->first : *to + "^";
  const auto from = find(first);
  if (!from && !named)
    throw PatchError("there is no commit before " + describe(*to).title + " in " + root.string(),
                     whyTooShort());
  if (!from) throw PatchError("there is no commit " + first + " in " + root.string(), whyTooShort());
  std::vector<Commit> commits{describe(*from)};
  const std::string log =
      run({"log", "-z", "--reverse", "--first-parent", "--format=%H %h %s", *from + ".." + *to, "--"});
  for (const std::string &entry : splitAtNul(log)) {
    size_t blank = entry.find(' ');
    commits.push_back({entry.substr(0, blank), entry.substr(blank + 1)});
  }
  if (commits.size() == 1) throw PatchError(words + ": there is nothing on top of " + commits.front().title);
  return commits;
}

Overlay History::at(const std::string &commit, const std::vector<std::string> &paths) const {
  std::vector<std::string> asked;
  std::string wanted;
  for (const std::string &path : paths) {
    if (path.find('\n') != std::string::npos) continue; // cannot be asked for, nor be C
    asked.push_back(path);
    wanted += commit + ":" + path + "\n";
  }
  Overlay overlay;
  if (asked.empty()) return overlay;
  const auto found = blobs(run({"cat-file", "--batch"}, wanted));
  for (size_t i = 0; i < asked.size(); ++i) overlay[asked[i]] = found.at(i);
  return overlay;
}

/// By `git status`, which looks into files that were only touched, and, without optional locks, writes no
/// index for that; `git diff` does one or the other. It knows HEAD alone: what HEAD has changed since comes
/// on top.
std::vector<std::string> History::differing(const std::string &commit, bool onlyC,
                                            OnInterrupt onInterrupt) const {
  std::vector<std::string> command{
      "status", "-z", "--porcelain", "--no-renames", "--untracked-files=no", ignoreSubmodules, "--"},
      since{"diff", "-z",   "--name-only", "--no-renames", ignoreSubmodules, "--no-ext-diff",
            commit, "HEAD", "--"};
  if (onlyC)
    for (std::vector<std::string> *one : {&command, &since}) one->insert(one->end(), {"*.c", "*.h"});
  std::set<std::string> paths;
  for (const std::string &entry : splitAtNul(run(command, {}, onInterrupt)))
    paths.insert(entry.substr(std::string("XY ").size()));
  for (std::string &path : splitAtNul(run(since, {}, onInterrupt))) paths.insert(std::move(path));
  return {paths.begin(), paths.end()};
}

std::vector<std::string> History::unknown(bool withIgnored, OnInterrupt onInterrupt) const {
  std::vector<std::string> command{"ls-files", "-z", "--others"};
  if (!withIgnored) command.push_back("--exclude-standard");
  command.insert(command.end(), {"--", "*.c", "*.h"});
  std::vector<std::string> paths = splitAtNul(run(command, {}, onInterrupt));
  std::erase_if(paths, [](const std::string &path) { return path.ends_with('/'); }); // another repository
  return paths;
}

std::vector<std::string> History::changed(const std::string &from, const std::string &to) const {
  return splitAtNul(
      run({"diff", "-z", "--name-only", "--no-renames", ignoreSubmodules, "--no-ext-diff", from, to, "--"}));
}

} // namespace pinproof::cli::patch
