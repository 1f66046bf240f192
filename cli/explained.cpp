// By name rather than by place, so that the list outlives what moves lines; and an entry that explains
// nothing any more is said, so that the list does not outlive its reasons.
#include "cli/explained.h"

#include "cli/patch/diff.h"
#include "cli/places.h"

#include <set>

namespace pinproof::cli {

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
    if (!explained.emplace(name, line.substr(reason)).second) fail("this mutant is here twice: " + name);
  }
  return explained;
}

void explain(MutantReport &report, const Explained &explained, bool complete) {
  std::set<std::string> used;
  for (Mutant &mutant : report.mutants) {
    if (mutant.fate != Mutant::Fate::Survived) continue;
    auto at = explained.find(mutant.name);
    if (at == explained.end()) continue;
    mutant.reason = at->second;
    used.insert(at->first);
  }
  if (!complete) return;
  for (const auto &[name, reason] : explained)
    if (!used.contains(name)) report.notes.push_back("explained, but no survivor: " + name);
}

} // namespace pinproof::cli
