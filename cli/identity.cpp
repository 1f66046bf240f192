// A path says nothing a week later. The version is read off the top Makefile, as text; the commit is git's
// HEAD, if the tree is the top of a repository that git trusts (safe.directory). Files count as modified by
// content: what was read against what the commit has, which no filter or index comes between.
#include "cli/identity.h"

#include "cli/digest.h"
#include "cli/patch/error.h"
#include "cli/patch/git.h"
#include "cli/patch/history.h"
#include "cli/patch/tree.h"
#include "cli/places.h"
#include "model/source.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;

constexpr size_t linesOfVersion = 20; // the Makefile begins with it

std::string versionOf(const Options &options, const fs::path &root) {
  std::optional<std::string> makefile;
  try {
    makefile = patch::Tree(root, {}, options.disk).read("Makefile");
  } catch (const patch::PatchError &) { // a link, or no file
  }
  static const std::regex assignment(R"(([A-Z]+) *= *([A-Za-z0-9.+~_-]*)\s*)");
  std::map<std::string, std::string> values;
  std::istringstream lines(makefile.value_or(""));
  std::string line;
  for (size_t i = 0; i < linesOfVersion && std::getline(lines, line); ++i) {
    std::smatch part;
    if (line.size() < 200 && std::regex_match(line, part, assignment)) values[part[1]] = part[2];
  }
  if (values["VERSION"].empty()) return "";
  std::string version = values["VERSION"];
  for (const char *key : {"PATCHLEVEL", "SUBLEVEL"})
    if (!values[key].empty()) version += "." + values[key];
  return version + values["EXTRAVERSION"];
}

/// By file; specifications of one run read one tree.
std::map<std::string, std::string> digestsOf(const Report &report) {
  std::map<std::string, std::string> digests;
  for (const SpecResult &spec : report.specs) digests.insert(spec.digests.begin(), spec.digests.end());
  return digests;
}

std::string firstLine(const std::string &text) { return text.substr(0, text.find('\n')); }

void askGit(const fs::path &root, const Report &report, TreeIdentity &tree) {
  if (!fs::exists(fs::symlink_status(root / ".git"))) {
    tree.remark = "not the top of a git repository";
    return;
  }
  const patch::History history(root);
  const auto head = history.find("HEAD");
  if (!head) {
    tree.remark = "the repository has no commit";
    return;
  }
  const auto digests = digestsOf(report);
  std::vector<std::string> files;
  for (const auto &[file, digest] : digests) files.push_back(file);
  for (const auto &[file, contents] : history.at(*head, files))
    if (!contents || digest(*contents) != digests.at(file)) tree.modified.push_back(file);
  tree.commit = *head;
}

} // namespace

void identifyTree(const Options &options, Report &report) {
  if (!options.kernel) return;
  TreeIdentity tree;
  const fs::path root = kernelTree(options);
  tree.version = versionOf(options, root);
  try {
    askGit(root, report, tree);
  } catch (const patch::Interrupted &) {
    tree.remark = "interrupted before git was asked";
  } catch (const patch::PatchError &error) {
    tree.remark = "git: " + firstLine(error.details);
  } catch (const model::InputError &error) {
    tree.remark = error.what();
  }
  report.tree = tree;
}

std::string toText(const TreeIdentity &tree) {
  std::string text = tree.version.empty() ? "" : "Linux " + tree.version;
  if (tree.commit.empty())
    return text + (text.empty() ? "" : ", ") + "commit unknown" +
           (tree.remark.empty() ? "" : ": " + tree.remark);
  text += (text.empty() ? "commit " : ", commit ") + tree.commit.substr(0, 12);
  const size_t shown = 3;
  for (size_t i = 0; i < std::min(shown, tree.modified.size()); ++i)
    text += (i == 0 ? ", modified: " : ", ") + tree.modified[i];
  if (tree.modified.size() > shown) text += " and " + std::to_string(tree.modified.size() - shown) + " more";
  return text;
}

} // namespace pinproof::cli
