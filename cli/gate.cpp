// `git bisect run` knows four answers: 0 is good, 125 cannot be tested, 1 to 127 else is bad, and from 128 on
// bisecting ends. A tree that has no answer cannot be tested; a mistake in the command line or in pinproof
// ends it all.
#include "cli/gate.h"

#include "cli/baseline.h"
#include "cli/formats.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/status.h"
#include "cli/strict.h"

namespace pinproof::cli {

namespace {

constexpr int bisectSkip = 125, bisectAbort = 128;

} // namespace

Baseline baselineOf(const Options &options) {
  return options.baseline ? readBaseline(*options.baseline) : Baseline{};
}

namespace {

/// What the command line and the baseline accept, held against what the answers depend on.
void holdStrictly(const Options &options, const Baseline &baseline, bool complete, Report &report) {
  std::vector<Acceptance> given = acceptancesFrom(options.accepted),
                          recorded(baseline.assumptions.begin(), baseline.assumptions.end());
  for (const Acceptance &one : idle(given, report))
    writeTalk("pinproof: note: --accept " + toString(one) + ": no answer depends on that here\n");
  for (const Acceptance &one : idle(recorded, report))
    if (complete)
      report.baselineNotes.push_back("assumption " + toString(one) +
                                     ": no answer depends on it; its entry can go");
  given.insert(given.end(), recorded.begin(), recorded.end());
  applyStrict(given, report);
}

} // namespace

int finishReport(const Options &options, const Baseline &baseline, Report report, bool complete) {
  if (options.baseline) applyBaseline(baseline, today(), complete, report);
  if (options.strict) holdStrictly(options, baseline, complete, report);
  if (options.newBaseline) writeFile(*options.newBaseline, renderBaseline(report, baseline, complete));
  writeReport(options, report);
  const int code = exitCode(report);
  if (code == exitInternal) writeTalk(describeInternal("evidence was not accepted, or a part failed"));
  if (code == exitUsage) throwMistake(report);
  return code;
}

void throwMistake(const Report &report) {
  for (const SpecResult &spec : report.specs)
    if (spec.mistake) {
      model::InputError error(spec.message, spec.where, spec.mistake->remedy, spec.mistake->excerpt);
      error.further = spec.mistake->further;
      error.unsaid = spec.mistake->unsaid;
      throw error;
    }
}

int mapped(ExitMap map, int code) {
  if (map == ExitMap::None || code == exitAsExpected || code == exitViolated) return code;
  return code == exitUsage || code == exitInternal ? bisectAbort : bisectSkip;
}

int mapped(ExitMap map, const model::InputError &error) {
  if (map == ExitMap::None) return exitUsage;
  const std::string ending = std::filesystem::path(error.where.file).extension().string();
  return ending == ".c" || ending == ".h" ? bisectSkip : bisectAbort;
}

} // namespace pinproof::cli
