// Evidence names its specification; the tree and, for a user's own specification, the file come from the
// command line.
#include "cli/again_run.h"

#include "cli/message.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/status.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

[[noreturn]] void failForeign(const Options &options, const std::vector<std::string> &names) {
  std::string about;
  for (const std::string &name : names)
    if (about.find("'" + name + "'") == std::string::npos)
      about += (about.empty() ? "'" : ", '") + name + "'";
  throw model::InputError("is about another specification: " + about, {options.input.string(), 0, 0},
                          "Name the specification's file with --spec, or leave --spec out.");
}

} // namespace

LoadedByName loadByName(const Options &options, const std::vector<std::string> &names) {
  LoadedByName loaded;
  if (names.empty()) return loaded;
  Options wanted = options;
  if (wanted.specs.empty()) wanted.specs = names;
  Session session(wanted);
  std::vector<Loaded> all(session.files().size());
  session.forEach([&](size_t i, Loaded one) { all[i] = std::move(one); });
  requireUnchanged(options);
  for (Loaded &one : all)
    if (std::find(names.begin(), names.end(), one.result.name) != names.end())
      loaded.emplace(one.result.name, std::move(one));
  if (loaded.empty()) failForeign(options, names);
  return loaded;
}

std::optional<AgainResult> unanswerable(const SpecResult &spec, const std::string &property) {
  AgainResult result;
  result.spec = spec.name;
  result.property = property;
  result.state = AgainResult::State::Unsupported;
  switch (spec.state) {
  case SpecResult::State::Answered: return {};
  case SpecResult::State::Absent:
    result.state = AgainResult::State::Drifted;
    for (const std::string &function : spec.absent) result.drifts.push_back({function, {}, {}, {}});
    break;
  case SpecResult::State::Drifted:
    result.state = AgainResult::State::Drifted;
    result.drifts = spec.drifts;
    break;
  case SpecResult::State::Interrupted:
    result.state = AgainResult::State::Undecided;
    result.words = spec.message.empty() ? "interrupted" : spec.message;
    break;
  case SpecResult::State::Unsupported: result.words = toString(spec.where) + ": " + spec.message; break;
  case SpecResult::State::Failed:
  case SpecResult::State::Untouched: throw std::runtime_error(spec.name + ": " + spec.message);
  }
  return result;
}

int printAgain(const Options &options, const std::string &command, std::vector<AgainResult> results) {
  AgainReport report;
  report.versions = versions();
  report.command = command;
  report.file = options.input.string();
  report.kernel = patch::describeKernel(options);
  report.mode = modeOf(options);
  report.results = std::move(results);
  writeOutput(options.format == Format::Json ? renderAgainJson(report)
                                             : renderAgainText(report, options.quiet));
  return exitCode(report);
}

} // namespace pinproof::cli
