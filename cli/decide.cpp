// Facts, engines, vacuity, evidence: the steps behind every answer.
//
// A patch that only moves lines, or changes functions that a specification does not reach, leaves the
// transition system as it was. Answers then carry over, but nothing is taken on trust: traces are replayed
// in the program at hand, so that the report's lines are its lines, and certificates are about the system
// alone: once in a run is enough.
#include "cli/decide.h"

#include "cli/cache.h"
#include "cli/certificate_json.h"
#include "cli/evidence.h"
#include "cli/interrupt.h"
#include "cli/memory_limit.h"
#include "model/same_system.h"
#include "solver/facts.h"
#include "solver/portfolio.h"

#include <algorithm>
#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

solver::Options solverOptions(const Options &options, const model::TransitionSystem &system,
                              Progress &progress) {
  solver::Options result;
  result.engine = options.engine;
  result.timeoutSeconds = options.timeoutSeconds;
  result.interrupted = &interrupted;
  result.memoryWords = memoryWords();
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

Decision ask(const Options &options, const model::TransitionSystem &system, Progress &progress) {
  Decision decision;
  progress.say(system.name + ": what always holds");
  const solver::Facts facts = solver::findFacts(system, budgetFor(options));
  decision.answers = decideAll(system, facts, solverOptions(options, system, progress));
  progress.say(system.name + ": what never happens");
  try {
    decision.vacuity = findVacuity(system, facts, budgetFor(options));
  } catch (const std::exception &) {
    if (!interrupted) throw; // then the answers count, and this is not known
  }
  return decision;
}

bool isAbout(const Decision &decision, const model::TransitionSystem &system) {
  return decision.answers.size() == system.properties.size() && isSameSystem(decision.system, system);
}

/// For proofs that were accepted.
void addCertificates(const Options &options, Loaded &loaded, const std::vector<solver::Answer> &answers) {
  const std::string kernel = patch::describeKernel(options);
  for (uint32_t p = 0; p < answers.size(); ++p) {
    const auto *proved = std::get_if<solver::Proved>(&answers[p].verdict);
    if (loaded.result.properties[p].verdict == Verdict::Proved && proved != nullptr)
      loaded.result.properties[p].certificateFile =
          certificateJson(loaded.system, p, proved->certificate.invariant, kernel);
  }
}

/// With --engine the answer is to be that engine's.
Cache cacheFor(const Options &options) {
  return Cache(KeptFiles(options.cache && options.engine.empty() ? cacheDirectory() : std::nullopt));
}

/// Replays traces; a certificate that was accepted for this very system is accepted.
std::vector<EvidenceCheck> checkTraces(const Loaded &loaded, std::vector<solver::Answer> &answers,
                                       const std::vector<EvidenceCheck> &before) {
  std::vector<solver::Answer> open = answers;
  auto isKnown = [&](size_t p) {
    return std::holds_alternative<solver::Proved>(answers[p].verdict) && before.at(p).accepted;
  };
  for (size_t p = 0; p < open.size(); ++p)
    if (isKnown(p)) open[p].verdict = solver::Unknown{};
  std::vector<EvidenceCheck> checks = checkEvidence(loaded.program, loaded.system, open);
  for (size_t p = 0; p < open.size(); ++p) {
    answers[p].seconds = open[p].seconds;
    if (isKnown(p)) checks[p] = before[p];
  }
  return checks;
}

bool isDecided(const solver::Answer &answer) {
  return !std::holds_alternative<solver::Unknown>(answer.verdict);
}

bool isAllAccepted(const std::vector<solver::Answer> &answers, const std::vector<EvidenceCheck> &checks) {
  for (size_t p = 0; p < answers.size(); ++p)
    if (isDecided(answers[p]) && !checks[p].accepted) return false;
  return true;
}

/// What failed of the evidence for `answers`, or "".
std::string failure(const std::vector<solver::Answer> &answers, const std::vector<EvidenceCheck> &checks) {
  for (size_t p = 0; p < answers.size(); ++p)
    if (isDecided(answers[p]) && !checks[p].accepted && !checks[p].isGivenUp) return checks[p].words;
  return "";
}

/// A proof that was accepted rules out that anything is reached that is not modelled: then there is nothing
/// to say of it, and it is no reason for what has no answer.
void forgetUnreached(SpecResult &result) {
  auto isProved = [](const PropertyResult &p) { return p.verdict == Verdict::Proved; };
  if (std::none_of(result.properties.begin(), result.properties.end(), isProved)) return;
  result.refusals.clear();
  for (PropertyResult &property : result.properties)
    if (property.outcome == Outcome::Unsupported) property.outcome = Outcome::Inconclusive;
}

void decide(const Options &options, Loaded &loaded, Progress &progress, Decision *last) {
  const Cache cache = cacheFor(options);
  const bool isLast = last != nullptr && isAbout(*last, loaded.system);
  std::optional<Decision> found = isLast ? *last : cache.find(loaded.system);
  bool isFound = found.has_value();
  Decision decision = isFound ? std::move(*found) : ask(options, loaded.system, progress);
  std::vector<solver::Answer> answers = decision.answers;
  progress.say(loaded.system.name + ": checking the evidence");
  std::vector<EvidenceCheck> checks = isLast ? checkTraces(loaded, answers, decision.checks)
                                             : checkEvidence(loaded.program, loaded.system, answers);
  if (std::string why = failure(answers, checks); isFound && !isLast && !why.empty()) {
    cache.reject(loaded.system, why);
    isFound = false;
    decision = ask(options, loaded.system, progress);
    answers = decision.answers;
    checks = checkEvidence(loaded.program, loaded.system, answers);
  }
  if (!isFound && !interrupted && isAllAccepted(answers, checks)) cache.keep(loaded.system, decision);
  reportVacuity(decision.vacuity, loaded, answers);
  for (uint32_t p = 0; p < answers.size(); ++p)
    loaded.result.properties.push_back(makeProperty(loaded.program, loaded.system, p, answers[p], checks[p]));
  forgetUnreached(loaded.result);
  if (options.certificates) addCertificates(options, loaded, answers);
  addExcerpts(loaded.result, loaded.kernelText);
  if (last == nullptr || interrupted) return;
  decision.system = loaded.system;
  decision.checks = checks;
  *last = std::move(decision);
}

} // namespace

// A failure inside pinproof belongs to its specification's line, and must not hide what others answer.
SpecResult decided(const Options &options, Loaded loaded, Progress &progress, Decision *last) {
  auto begin = Clock::now();
  progress.say(loaded.result.name);
  if (loaded.isReady()) try {
      decide(options, loaded, progress, last);
    } catch (const std::exception &error) {
      const bool isMemory = isOutOfMemory(error);
      const bool isGivenUp = isMemory || interrupted;
      loaded.result.state = isGivenUp ? SpecResult::State::Interrupted : SpecResult::State::Failed;
      loaded.result.message = isMemory ? memoryWords() : interrupted ? "" : error.what();
      loaded.result.properties.clear();
    }
  loaded.result.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  progress.finishedOne();
  return std::move(loaded.result);
}

} // namespace pinproof::cli
