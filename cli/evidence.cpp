// All certificates of a system go to the checker together: what does not depend on the property is then
// checked once.
#include "cli/evidence.h"

#include "cli/interrupt.h"
#include "solver/check/certificate.h"

#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// Far above what a certificate takes; one that takes longer is given up.
constexpr unsigned certificateMilliseconds = 120'000;

/// Instructions up to which a group of repetitions is replayed one by one, beyond which as arithmetic
/// progressions, which are as exact. A violation that is news is worth watching every one of two million
/// pins.
constexpr uint64_t forNews = 600'000'000, forTheExpected = 20'000'000;

double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void checkProofs(const model::TransitionSystem &system, std::vector<solver::Answer> &answers,
                 std::vector<EvidenceCheck> &checks) {
  std::vector<std::pair<uint32_t, model::Formula>> claims;
  for (uint32_t p = 0; p < answers.size(); ++p)
    if (const auto *proved = std::get_if<solver::Proved>(&answers[p].verdict))
      claims.emplace_back(p, proved->certificate.invariant);
  if (claims.empty()) return;
  auto begin = Clock::now();
  auto results = solver::check::checkCertificates(system, claims, certificateMilliseconds, &interrupted);
  double each = since(begin) / static_cast<double>(claims.size());
  for (size_t i = 0; i < claims.size(); ++i) {
    EvidenceCheck &check = checks[claims[i].first];
    check.accepted = results.at(i).accepted;
    check.isGivenUp = results.at(i).isGivenUp;
    check.words = check.accepted ? "certificate accepted by a fresh solver" : toString(results[i]);
    answers[claims[i].first].seconds += each;
  }
}

void checkTrace(const model::Program &program, const model::TransitionSystem &system, uint32_t property,
                solver::Answer &answer, EvidenceCheck &check) {
  const auto *violated = std::get_if<solver::Violated>(&answer.verdict);
  if (violated == nullptr) return;
  auto begin = Clock::now();
  const model::Property &claim = system.properties.at(property);
  const uint64_t budget = claim.expect == model::Expectation::Holds ? forNews : forTheExpected;
  check.replay = check::replay(program, system, claim, violated->trace, budget);
  check.accepted = check.replay.isConfirmed();
  check.words = check.accepted ? "trace replayed: " +
                                     check::howReplayed(check.replay.oneByOne, check.replay.asProgression)
                               : check.replay.failure;
  answer.seconds += since(begin);
}

} // namespace

std::vector<EvidenceCheck> checkEvidence(const model::Program &program, const model::TransitionSystem &system,
                                         std::vector<solver::Answer> &answers) {
  std::vector<EvidenceCheck> checks(answers.size());
  checkProofs(system, answers, checks);
  for (uint32_t p = 0; p < answers.size(); ++p) checkTrace(program, system, p, answers[p], checks[p]);
  return checks;
}

} // namespace pinproof::cli
