// `verify`: read, decide, check the evidence, report.
#include "cli/answer.h"
#include "cli/certificate_files.h"
#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/gate.h"
#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/patched_lines.h"
#include "cli/places.h"
#include "cli/side_by_side.h"

#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

} // namespace

int verify(const Options &options) {
  auto begin = Clock::now();
  const Baseline baseline = baselineOf(options);
  const patch::Stages stages = options.changes.areNone() ? patch::Stages{} : patch::makeStages(options);
  const Session session(options, stages, SIZE_MAX);
  if (options.certificates) prepareCertificateDirectory(*options.certificates);
  Report report = session.emptyReport();
  Progress progress(talkIsTerminal() && !options.quiet, session.files().size());
  const Records records = recordsFor(options);
  std::vector<Answered> answered(session.files().size());
  sideBySide(session.files().size(), options.jobs, [&](size_t i) {
    answered[i] = answer(options, session, session.files()[i], records, progress);
  });
  progress.clear();
  report.touched = patchedLines(options, stages, session, records, answered);
  report.acceptsUnchecked = options.acceptUnchecked;
  for (size_t i = 0; i < answered.size(); ++i) report.specs[i] = std::move(answered[i].result);
  records.prune();
  report.coverage = coverageOf(report.specs);
  identifyTree(options, report);
  requireUnchanged(options);
  if (options.certificates) writeCertificates(*options.certificates, report, options.jobs);
  report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  report.interrupted = interrupted;
  const bool complete = options.specs.empty() && !options.shard && !interrupted;
  return finishReport(options, baseline, std::move(report), complete);
}

} // namespace pinproof::cli
