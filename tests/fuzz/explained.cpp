// The kept list of mutants that are no holes: names and reasons, a line each.
#include "cli/explained.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/targets.h"

namespace pinproof::fuzz {

namespace {

std::string asText(const cli::Explained &explained) {
  std::string text;
  for (const auto &[name, reason] : explained) text += name + " # " + reason + "\n";
  return text;
}

} // namespace

void explained(const std::string &input) try {
  const cli::Explained explained = cli::readExplained(MemoryFile(input).path());
  for (const auto &[name, reason] : explained)
    demand(!name.empty() && !reason.empty(), "every mutant has a name and a reason");
  demand(cli::readExplained(MemoryFile(asText(explained)).path()) == explained,
         "a list that was read is written and read as the same");
  cli::MutantReport report;
  cli::Mutant survivor;
  survivor.fate = cli::Mutant::Fate::Survived;
  survivor.name = explained.empty() ? "" : explained.begin()->first;
  report.mutants.push_back(survivor);
  cli::explain(report, explained, true);
  demand(explained.empty() || !report.mutants[0].reason.empty(), "what has a name is explained by it");
} catch (const model::InputError &) {}

} // namespace pinproof::fuzz
