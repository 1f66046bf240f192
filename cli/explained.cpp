// By name rather than by place, so that the list outlives what moves lines; and an entry that explains
// nothing any more is said, so that the list does not outlive its reasons.
//
// One reason often covers all mistakes in a statement or a function. A pattern says it once, but only of
// mutants that leave every transition system as it is: of one that is seen, a specification could have said
// something, and a pattern written for others must not hide that.
#include "cli/explained.h"

#include "cli/patch/diff.h"
#include "cli/places.h"

#include <set>

namespace pinproof::cli {

namespace {

bool isPattern(const std::string &name) { return name.ends_with('*'); }

Explained::const_iterator entryFor(const Mutant &mutant, const Explained &explained) {
  auto found = explained.find(mutant.name);
  if (found != explained.end() || mutant.isSeen) return found;
  size_t longest = 0;
  for (auto at = explained.begin(); at != explained.end(); ++at) {
    const std::string &name = at->first;
    if (!isPattern(name) || name.size() <= longest) continue;
    if (mutant.name.compare(0, name.size() - 1, name, 0, name.size() - 1) != 0) continue;
    found = at;
    longest = name.size();
  }
  return found;
}

} // namespace

Explained readExplained(const std::filesystem::path &file) {
  Explained explained;
  unsigned number = 0;
  auto fail = [&](const std::string &message) {
    throw model::InputError(message, {file.string(), number, 0},
                            "Write a line for each mutant: NAME # REASON");
  };
  for (const std::string &line : patch::splitLines(readTextFile(file, "a list of explained mutants"))) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const size_t at = line.find(" # ");
    const size_t reason = at == std::string::npos ? at : line.find_first_not_of(' ', at + 3);
    if (reason == std::string::npos) fail("there is no reason: " + line);
    const std::string name = line.substr(0, line.find_last_not_of(' ', at) + 1);
    if (name.empty()) fail("there is no mutant's name: " + line);
    if (isPattern(name) && name.find(": ") == std::string::npos)
      fail("a pattern is about one function, FUNCTION: BEGINNING*, and this is not: " + name);
    if (!explained.emplace(name, line.substr(reason)).second) fail("this mutant is here twice: " + name);
  }
  return explained;
}

void explain(MutantReport &report, const Explained &explained, bool complete) {
  std::set<std::string> used;
  for (Mutant &mutant : report.mutants) {
    if (mutant.fate != Mutant::Fate::Survived) continue;
    const auto at = entryFor(mutant, explained);
    if (at == explained.end()) continue;
    mutant.reason = at->second;
    used.insert(at->first);
  }
  if (!complete) return;
  for (const auto &[name, reason] : explained)
    if (!used.contains(name)) report.notes.push_back("explained, but no survivor: " + name);
}

} // namespace pinproof::cli
