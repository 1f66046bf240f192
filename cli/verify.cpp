// `verify`: read, decide, check the evidence, report.
#include "cli/commands.h"
#include "cli/decide.h"
#include "cli/exit_code.h"
#include "cli/formats.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/output.h"

#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

bool failedInside(const Report &report) { return exitCode(report) == exitInternal; }

} // namespace

int verify(const Options &options) {
  auto begin = Clock::now();
  Session session(options);
  Report report = session.emptyReport();
  Progress progress(talkIsTerminal() && !options.quiet, session.files().size());
  session.forEach(
      [&](size_t i, Loaded loaded) { report.specs[i] = decided(options, std::move(loaded), progress); });
  progress.clear();
  report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  report.interrupted = interrupted;
  writeReport(options, report);
  if (failedInside(report)) writeTalk(describeInternal("evidence was not accepted, or a part failed"));
  return exitCode(report);
}

} // namespace pinproof::cli
