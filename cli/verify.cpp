// `verify`: read, decide, check the evidence, report.
#include "cli/commands.h"
#include "cli/evidence.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/json.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/text.h"
#include "solver/facts.h"
#include "solver/portfolio.h"
#include "solver/vacuity.h"

#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

solver::Options solverOptions(const Options &options, const model::TransitionSystem &system,
                              Progress &progress) {
  solver::Options result;
  result.engine = options.engine;
  result.timeoutSeconds = options.timeoutSeconds;
  result.interrupted = &interrupted;
  result.progress = [&](uint32_t property, const solver::Answer &) {
    progress.say(system.name + ": " + system.properties.at(property).name);
  };
  return result;
}

void reportVacuity(const solver::Vacuity &vacuity, Loaded &loaded, std::vector<solver::Answer> &answers) {
  for (size_t t = 0; t < vacuity.transitions.size(); ++t)
    if (!vacuity.transitions[t].empty())
      loaded.result.neverFires.push_back(loaded.system.transitions.at(t).name + ": " +
                                         vacuity.transitions[t]);
  for (size_t p = 0; p < vacuity.properties.size(); ++p)
    if (std::holds_alternative<solver::Proved>(answers.at(p).verdict))
      answers[p].vacuous = vacuity.properties[p];
}

void decide(const Options &options, Loaded &loaded, Progress &progress) {
  progress.say(loaded.system.name + ": what always holds");
  const solver::Facts facts = solver::findFacts(loaded.system, budgetFor(options));
  std::vector<solver::Answer> answers =
      decideAll(loaded.system, facts, solverOptions(options, loaded.system, progress));
  progress.say(loaded.system.name + ": what never happens");
  reportVacuity(findVacuity(loaded.system, facts, budgetFor(options)), loaded, answers);
  progress.say(loaded.system.name + ": checking the evidence");
  std::vector<EvidenceCheck> checks = checkEvidence(loaded.program, loaded.system, answers);
  for (uint32_t p = 0; p < answers.size(); ++p)
    loaded.result.properties.push_back(makeProperty(loaded.program, loaded.system, p, answers[p], checks[p]));
}

/// A failure inside pinproof belongs to its specification's line, and must not hide what others answer.
SpecResult answered(const Options &options, Loaded loaded, Progress &progress) {
  auto begin = Clock::now();
  progress.say(loaded.result.name);
  if (loaded.isReady()) try {
      decide(options, loaded, progress);
    } catch (const std::exception &error) {
      loaded.result.state = SpecResult::State::Failed;
      loaded.result.message = error.what();
      loaded.result.properties.clear();
    }
  loaded.result.seconds += since(begin);
  progress.finishedOne();
  return std::move(loaded.result);
}

bool failedInside(const Report &report) { return exitCode(report) == exitInternal; }

} // namespace

int verify(const Options &options) {
  auto begin = Clock::now();
  Session session(options);
  Report report = session.emptyReport();
  Progress progress(talkIsTerminal() && !options.quiet, session.files().size());
  session.forEach(
      [&](size_t i, Loaded loaded) { report.specs[i] = answered(options, std::move(loaded), progress); });
  progress.clear();
  report.seconds = since(begin);
  report.interrupted = interrupted;
  TextOptions text{outputIsTerminal() && !colourUnwanted(), options.quiet, options.verbose, options.times};
  writeOutput(options.format == Format::Json ? renderJson(report, options.times) : renderText(report, text));
  if (failedInside(report)) writeTalk(describeInternal("evidence was not accepted, or a part failed"));
  return exitCode(report);
}

} // namespace pinproof::cli
