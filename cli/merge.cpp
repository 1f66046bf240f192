// `merge`: the reports of several jobs as one, green only if no obligation is missing.
//
// Every shard's report says which specifications the whole run was to ask, so that a job that never ran, or
// whose report was lost, is seen: what is in no report is a specification that was not begun. Reports that do
// not belong together are refused: another version, other flags, or a kernel file whose content differs.
// Where two reports answer one specification, the more serious answer counts.
//
// Evidence in the reports is not checked again: `replay` and `certify` do that, on a tree.
#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/gate.h"
#include "cli/message.h"
#include "cli/report_reading.h"
#include "cli/status.h"

#include <algorithm>
#include <map>
#include <set>

namespace pinproof::cli {

namespace {

struct Part {
  std::string file;
  Report report;
};

[[noreturn]] void failApart(const Part &a, const Part &b, const std::string &what) {
  throw UsageError(b.file + " does not belong to " + a.file + ": " + what,
                   "Merge the reports of one run only.");
}

/// What has to be the same in all parts of a run.
void checkTogether(const Part &first, const Part &other) {
  const Report &a = first.report, &b = other.report;
  auto same = [&](const std::string &x, const std::string &y, const char *what) {
    if (x != y) failApart(first, other, std::string(what) + " '" + y + "' instead of '" + x + "'");
  };
  same(a.versions.pinproof, b.versions.pinproof, "pinproof");
  same(a.versions.clang, b.versions.clang, "Clang");
  same(a.versions.z3, b.versions.z3, "Z3");
  same(a.mode, b.mode, "mode");
  if (a.defines != b.defines) failApart(first, other, "other macros were defined");
  if (a.shard.has_value() != b.shard.has_value()) failApart(first, other, "only one of them is a shard");
  if (!a.shard) same(a.kernel, b.kernel, "kernel"); // shards have the digests of what they read
  if (a.shard && a.shard->of != b.shard->of)
    failApart(first, other,
              "one of " + std::to_string(b.shard->of) + " shards instead of " + std::to_string(a.shard->of));
  if (a.planned != b.planned) failApart(first, other, "it was to ask other specifications");
}

/// Machines may keep their trees under different names, but not different trees.
void checkFiles(const std::vector<Part> &parts) {
  std::map<std::string, std::pair<std::string, const Part *>> known;
  for (const Part &part : parts)
    for (const SpecResult &spec : part.report.specs)
      for (const auto &[file, digest] : spec.digests) {
        auto [at, isNew] = known.try_emplace(file, digest, &part);
        if (!isNew && at->second.first != digest)
          failApart(*at->second.second, part, file + " is not the same in both kernels");
      }
}

int seriousness(const SpecResult &spec) {
  Report alone;
  alone.specs = {spec};
  return exitCode(alone);
}

/// What is open in any part is open in all.
void addUnaccepted(std::vector<model::Assumption> &to, const std::vector<model::Assumption> &more) {
  for (const model::Assumption &open : more)
    if (std::none_of(to.begin(), to.end(),
                     [&](const model::Assumption &one) { return toString(one) == toString(open); }))
      to.push_back(open);
}

void addSpec(std::map<std::string, SpecResult> &specs, const SpecResult &spec) {
  auto [at, isNew] = specs.try_emplace(spec.name, spec);
  if (isNew) return;
  const int old = seriousness(at->second), now = seriousness(spec);
  if (old != now && moreSerious(old, now) == now) at->second = spec;
}

/// Which shards did not report, "2 and 3 of 4".
std::string missingShards(const std::vector<Part> &parts) {
  std::set<unsigned> missing;
  for (unsigned i = 1; i <= parts.front().report.shard->of; ++i) missing.insert(i);
  for (const Part &part : parts) missing.erase(part.report.shard->index);
  std::string text;
  for (unsigned index : missing) text += (text.empty() ? "shard " : ", ") + std::to_string(index);
  return text.empty() ? ""
                      : text + " of " + std::to_string(parts.front().report.shard->of) + " did not report";
}

void addMissing(const std::vector<Part> &parts, std::map<std::string, SpecResult> &specs) {
  if (!parts.front().report.shard) return;
  const std::string missing = missingShards(parts);
  for (const std::string &name : parts.front().report.planned) {
    if (specs.contains(name)) continue;
    SpecResult spec;
    spec.name = name;
    spec.state = SpecResult::State::Interrupted;
    spec.message = "not begun: in none of the reports" + (missing.empty() ? "" : ": " + missing);
    specs.emplace(name, spec);
  }
}

Report joined(const std::vector<Part> &parts) {
  for (const Part &part : parts) checkTogether(parts.front(), part);
  checkFiles(parts);
  std::map<std::string, SpecResult> specs;
  Report report = parts.front().report;
  report.specs.clear();
  report.baselineNotes.clear();
  report.shard.reset();
  report.planned.clear();
  report.seconds = 0;
  for (const Part &part : parts) {
    report.interrupted = report.interrupted || part.report.interrupted;
    report.seconds = std::max(report.seconds, part.report.seconds); // they ran side by side
    report.baselineNotes.insert(report.baselineNotes.end(), part.report.baselineNotes.begin(),
                                part.report.baselineNotes.end());
    for (const SpecResult &spec : part.report.specs) addSpec(specs, spec);
    addUnaccepted(report.unaccepted, part.report.unaccepted);
    if (&part != &parts.front()) addCoverage(report.coverage, part.report.coverage);
    if (&part != &parts.front()) join(report.touched, part.report.touched);
    report.acceptsUnchecked = report.acceptsUnchecked && part.report.acceptsUnchecked;
  }
  addMissing(parts, specs);
  for (auto &[name, spec] : specs) report.specs.push_back(std::move(spec));
  return report;
}

} // namespace

int merge(const Options &options) {
  const Baseline baseline = baselineOf(options);
  std::vector<Part> parts;
  for (const std::filesystem::path &file : options.inputs) parts.push_back({file.string(), readReport(file)});
  const bool complete = parts.front().report.shard.has_value();
  return finishReport(options, baseline, joined(parts), complete);
}

} // namespace pinproof::cli
