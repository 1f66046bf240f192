// Random systems, and everything that anybody says of them: explicit-state search has the truth, engines have
// answers, and the two checkers, the second in integers and in bit-vectors, have to agree about the evidence.
//
// longer_runs.h says how to run more of them. A failure shrinks itself.
#include "cli/certificate_json.h"
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "solver/portfolio.h"
#include "solver/refusals.h"
#include "tests/judge.h"
#include "tests/longer_runs.h"
#include "tests/oracle.h"
#include "tests/random_systems.h"
#include "tests/shrink_system.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace pinproof {
namespace {

using namespace model;
using namespace solver;
using test::OracleVerdict;
using Kind = OracleVerdict::Kind;

struct Counts {
  unsigned systems = 0, proved = 0, violated = 0, unknown = 0, vectors = 0;
  std::map<std::string, unsigned> decided; // by engine
};

Budget soon(int milliseconds) {
  Budget budget;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  return budget;
}

/// What is wrong with a proof of what is true or not known, or "". The other checker is slow, and asked
/// where `askBoth`.
std::string wrongProof(const TransitionSystem &system, uint32_t property, const OracleVerdict &truth,
                       const Certificate &certificate, bool askBoth, Counts &counts) {
  if (truth.kind == Kind::Violated) return "proved, but violated after " + std::to_string(truth.depth);
  const check::CheckResult ours = check::checkCertificate(system, property, certificate, 10'000);
  if (!ours.accepted) return "certificate refused: " + toString(ours);
  if (!askBoth) return "";
  const std::string json = cli::certificateJson(system, property, certificate.invariant, "random");
  const test::Verdict other = test::judge(json);
  counts.vectors += other.vectors;
  if (!other.conflict.empty()) return "integers and bit-vectors disagree:\n" + other.conflict;
  if (!other.failed.empty()) return "certificate refused by pinproof-check alone: " + other.failed;
  return "";
}

std::string wrongTrace(const TransitionSystem &system, uint32_t property, const OracleVerdict &truth,
                       const Trace &trace) {
  if (truth.kind == Kind::Holds) return "violated, but holds";
  if (std::string obstacle = test::followTrace(system, property, trace); !obstacle.empty())
    return "trace cannot be followed: " + obstacle;
  const Integer length = trace.operations();
  if (length < truth.depth + (truth.kind == Kind::TooBig ? 1 : 0)) return "trace shorter than possible";
  if (truth.kind == Kind::Violated && trace.isShortest && length != truth.depth)
    return "shortest trace has " + toString(length) + " steps, not " + std::to_string(truth.depth);
  return "";
}

/// What somebody says wrong of `system`, by the first word of which kind it is, or "".
std::string disagreement(const TransitionSystem &system, Counts &counts) {
  test::OracleResult truth;
  try {
    truth = test::explore(system, {3'000, -64, 64});
  } catch (const std::logic_error &) {
    return ""; // not a system that engines must understand; shrinking makes such
  }
  ++counts.systems;
  const Facts facts = findFacts(system, soon(200));
  std::set<uint32_t> judged;
  for (const Engine &engine : engines())
    for (uint32_t p = 0; p < system.properties.size(); ++p) {
      const Answer answer = engine.decide(system, p, facts, soon(40));
      std::string wrong;
      if (const auto *proved = std::get_if<Proved>(&answer.verdict)) {
        ++counts.proved;
        const bool askBoth = judged.insert(p).second;
        wrong = wrongProof(system, p, truth.verdicts[p], proved->certificate, askBoth, counts);
      } else if (const auto *violated = std::get_if<Violated>(&answer.verdict)) {
        ++counts.violated;
        wrong = wrongTrace(system, p, truth.verdicts[p], violated->trace);
      } else
        ++counts.unknown;
      counts.decided[engine.name] += !std::holds_alternative<Unknown>(answer.verdict);
      if (!wrong.empty()) return wrong + " (" + engine.name + ", " + system.properties[p].name + ")";
    }
  return "";
}

TransitionSystem systemOf(unsigned seed) {
  return seed % 3 == 0 ? test::randomReferenceCounter(seed) : test::randomSystem(seed);
}

TEST(RandomSystems, EverythingSaidOfThemIsTrue) {
  const test::Seeds seeds = test::seeds(0, 39);
  Counts counts;
  for (unsigned seed = seeds.first; seed <= seeds.last; ++seed) {
    if (seeds.isLongRun) std::cerr << seed << "\r";
    const std::string found = disagreement(systemOf(seed), counts);
    if (found.empty()) continue;
    const std::string kind = found.substr(0, found.find(' '));
    Counts ignored;
    const TransitionSystem small = test::shrunk(systemOf(seed), [&](const TransitionSystem &s) {
      return disagreement(s, ignored).starts_with(kind);
    });
    const std::string text = found + "\n" + disagreement(small, ignored) + "\n" + toText(small);
    test::keepFailure("system", seed, text);
    ADD_FAILURE() << "seed " << seed << ": " << text;
    if (!seeds.isLongRun) return;
  }
  for (const Engine &engine : engines())
    EXPECT_GT(counts.decided[engine.name], 0u) << engine.name << " never answers";
  std::cout << counts.systems << " systems; answers of all engines: " << counts.proved << " proved, "
            << counts.violated << " violated, " << counts.unknown << " unknown; " << counts.vectors
            << " obligations as bit-vectors too\n";
}

/// What PROVED of a system with refusals may not be: a refusal that is reached, a property that is violated
/// where its paths are put back, a certificate without the proof that they are not taken. Counts who was
/// proved in spite of a refusal.
std::string wrongInSpiteOfRefusals(unsigned seed, unsigned &proved, unsigned &reached) {
  const TransitionSystem whole = systemOf(seed), system = test::withRefusals(whole, seed);
  if (system.refusals.empty()) return "";
  const TransitionSystem asked = withRefusalsAsProperty(system);
  const test::OracleResult truth = test::explore(asked, {3'000, -64, 64}),
                           wholeTruth = test::explore(whole, {3'000, -64, 64});
  const bool isReached = certainRefusal(system) || truth.verdicts.back().kind == Kind::Violated;
  reached += isReached;
  Options options;
  options.timeoutSeconds = 0.5;
  const std::vector<Answer> answers = decideAll(system, options);
  Counts counts;
  for (uint32_t p = 0; p < answers.size(); ++p) {
    const std::string of = " (" + system.properties[p].name + ")";
    if (const auto *violated = std::get_if<Violated>(&answers[p].verdict)) {
      const std::string wrong = wrongTrace(system, p, truth.verdicts[p], violated->trace);
      if (!wrong.empty()) return wrong + of;
    }
    const auto *proof = std::get_if<Proved>(&answers[p].verdict);
    if (!proof) continue;
    ++proved;
    if (isReached) return "proved, but something refused is reached" + of;
    std::string wrong = wrongProof(system, p, wholeTruth.verdicts[p], proof->certificate, true, counts);
    if (!wrong.empty()) return wrong + of;
    // Both checkers see a refusal alike, whatever is claimed.
    TransitionSystem mutant = system;
    Path all;
    all.stops = true;
    mutant.refusals.back().ways.push_back(all);
    const std::string json = cli::certificateJson(mutant, p, proof->certificate.invariant, "random");
    if (check::checkCertificate(mutant, p, proof->certificate, 10'000).obligation != "Model" ||
        !test::judge(json).failed.starts_with("Model"))
      return "a certificate is accepted though a refusal is reached" + of;
  }
  return "";
}

TEST(RandomSystems, ProvedInSpiteOfRefusalsIsTrueOfTheWhole) {
  const test::Seeds seeds = test::seeds(0, 29);
  unsigned proved = 0, reached = 0;
  for (unsigned seed = seeds.first; seed <= seeds.last; ++seed) {
    if (seeds.isLongRun) std::cerr << seed << "\r";
    const std::string found = wrongInSpiteOfRefusals(seed, proved, reached);
    if (found.empty()) continue;
    test::keepFailure("refusals", seed, found + "\n" + toText(test::withRefusals(systemOf(seed), seed)));
    ADD_FAILURE() << "seed " << seed << ": " << found;
    if (!seeds.isLongRun) return;
  }
  EXPECT_GT(proved, 0u);
  EXPECT_GT(reached, 0u);
  std::cout << proved << " properties proved in spite of refusals; " << reached << " systems reach one\n";
}

/// Shrinking keeps what it is asked to keep, and little else.
TEST(RandomSystems, ShrinkToWhatFails) {
  auto canViolate = [](const TransitionSystem &s) {
    try {
      const OracleVerdict first = test::explore(s, {3'000, -64, 64}).verdicts.at(0);
      return first.kind == Kind::Violated && first.depth >= 2;
    } catch (const std::logic_error &) {
      return false;
    }
  };
  unsigned tried = 0;
  for (unsigned seed = 0; seed < 40 && tried < 3; ++seed) {
    const TransitionSystem system = test::randomSystem(seed);
    if (!canViolate(system)) continue;
    ++tried;
    const TransitionSystem small = test::shrunk(system, canViolate);
    EXPECT_TRUE(canViolate(small));
    EXPECT_EQ(small.properties.size(), 1u);
    EXPECT_LT(toText(small).size(), toText(system).size());
  }
  EXPECT_EQ(tried, 3u);
}

} // namespace
} // namespace pinproof
