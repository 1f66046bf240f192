// The portfolio: every property gets the answer it deserves, whichever engine has it.
#include "solver/check/certificate.h"
#include "solver/portfolio.h"
#include "solver/z3.h"
#include "tests/systems.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

using namespace pinproof;
using namespace pinproof::tests;
using solver::Answer;
using solver::Proved;
using solver::Unknown;
using solver::Violated;

namespace {

std::string verdict(const Answer &answer) {
  if (std::holds_alternative<Proved>(answer.verdict)) return "proved by " + answer.engine;
  if (std::holds_alternative<Violated>(answer.verdict)) return "violated";
  return "unknown: " + std::get<Unknown>(answer.verdict).reason;
}

std::vector<Answer> decide(const model::TransitionSystem &system, solver::Options options = {}) {
  auto answers = solver::decideAll(system, options);
  EXPECT_EQ(answers.size(), system.properties.size());
  for (uint32_t p = 0; p < answers.size(); ++p)
    if (auto *proved = std::get_if<Proved>(&answers[p].verdict)) {
      auto result = solver::check::checkCertificate(system, p, proved->certificate);
      EXPECT_TRUE(result.accepted) << solver::check::toString(result);
    }
  return answers;
}

TEST(Portfolio, DecidesTheRefcountedPage) {
  std::set<uint32_t> told;
  solver::Options options;
  options.progress = [&](uint32_t p, const Answer &) { told.insert(p); };
  auto answers = decide(refcounted(), options);
  EXPECT_EQ(verdict(answers[0]), "proved by affine");
  EXPECT_EQ(verdict(answers[1]), "violated") << "at pin 2,097,152";
  EXPECT_EQ(verdict(answers[2]), "proved by affine");
  EXPECT_EQ(told, (std::set<uint32_t>{0, 1, 2}));
  auto *violated = std::get_if<Violated>(&answers[1].verdict);
  ASSERT_TRUE(violated);
  EXPECT_EQ(model::toString(violated->trace.operations()), "2097152");
}

TEST(Portfolio, DecidesForks) {
  auto late = decide(forked(false)), early = decide(forked(true));
  EXPECT_EQ(verdict(late[0]), "violated");
  auto *violated = std::get_if<Violated>(&late[0].verdict);
  ASSERT_TRUE(violated);
  EXPECT_EQ(model::toString(violated->trace.operations()), "3") << "pin, fork, write";
  EXPECT_EQ(verdict(early[0]), "proved by affine");
}

TEST(Portfolio, ProvesNothingOfWhatWasNotReadWhole) {
  auto system = refcounted();
  system.refusals.push_back({"inline assembly", {"mm/gup.c", 78, 1}, "pin", {}});
  auto answers = decide(system);
  EXPECT_EQ(verdict(answers[0]), "unknown: not modelled: inline assembly at mm/gup.c:78");
  EXPECT_EQ(verdict(answers[1]), "violated") << "what it has is real";
}

/// A counter to 10, with C that is not modelled on the way that `guard` opens.
model::TransitionSystem toTen(const Constraint &guard, const std::string &in) {
  SystemBuilder b("to_ten");
  auto x = b.counter("x");
  b.init({{x, 0}});
  b.transition("up", {b.path({atMost(var(x), 9)}, {{x, var(x) + Linear(1)}})});
  b.invariant("natural", {{atMost(var(x), -1)}});
  b.invariant("below_ten", {{atLeast(var(x), 10)}});
  model::Path way;
  way.guard = {guard}, way.stops = true;
  b.system.refusals = {{"inline assembly", {"mm/gup.c", 78, 1}, in, {way}}};
  return b.system;
}

TEST(Portfolio, ProvesThatWhatIsNotModelledIsNotReached) {
  const VariableIndex x = 0;
  for (const char *in : {"up", "natural"}) {              // a transition's, or an invariant's
    auto answers = decide(toTen(equals(var(x), 11), in)); // which checks the certificate
    EXPECT_EQ(verdict(answers[0]).substr(0, 6), "proved") << verdict(answers[0]);
    EXPECT_EQ(verdict(answers[1]), "violated");
    answers = decide(toTen(equals(var(x), 10), in));
    EXPECT_EQ(verdict(answers[0]), "unknown: not modelled: inline assembly at mm/gup.c:78");
    EXPECT_EQ(verdict(answers[1]), "violated");
  }
  // INIT's ways are about its choices, which there are none of.
  EXPECT_EQ(verdict(decide(toTen(equals(Linear(1), 0), ""))[0]).substr(0, 6), "proved");
  EXPECT_EQ(verdict(decide(toTen(equals(Linear(0), 0), ""))[0]),
            "unknown: not modelled: inline assembly at mm/gup.c:78");
}

TEST(Portfolio, NamesTheRefusalThatIsReached) {
  auto system = toTen(equals(var(0), 11), "up");
  system.refusals.push_back(toTen(equals(var(0), 3), "up").refusals[0]);
  system.refusals.back().construct = "a jump";
  system.refusals.push_back(toTen(equals(var(0), 12), "up").refusals[0]);
  EXPECT_EQ(verdict(decide(system)[0]), "unknown: not modelled: a jump at mm/gup.c:78");
}

TEST(Portfolio, OneEngineAlone) {
  solver::Options options;
  options.engine = "affine";
  auto answers = decide(refcounted(), options);
  EXPECT_EQ(verdict(answers[0]), "proved by affine");
  EXPECT_EQ(verdict(answers[1]).substr(0, 7), "unknown");
  options.engine = "magic";
  EXPECT_THROW(solver::decideAll(refcounted(), options), std::invalid_argument);
}

/// A system that no engine decides: x is reached by n additions of growing numbers.
model::TransitionSystem squares() {
  SystemBuilder b("squares");
  auto x = b.ghost("x"), n = b.ghost("n");
  b.init({{x, 0}, {n, 1}});
  b.transition("add", {b.path({}, {{x, var(x) + var(n)}, {n, var(n) + Linear(2)}})});
  b.invariant("never_two_below_a_million_and_one", {{equals(var(x), 999999)}});
  return b.system;
}

TEST(Portfolio, StopsInTime) {
  solver::Options options;
  options.timeoutSeconds = 1;
  auto start = std::chrono::steady_clock::now();
  auto answers = decide(squares(), options);
  EXPECT_EQ(verdict(answers[0]).substr(0, 7), "unknown");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1)); // it would be for ever
}

TEST(Portfolio, CanBeInterrupted) {
  std::atomic<bool> interrupted = true;
  solver::Options options;
  options.interrupted = &interrupted;
  auto answers = decide(squares(), options);
  EXPECT_EQ(verdict(answers[0]).substr(0, 20), "unknown: interrupted");
}

/// An engine that stops because another one has found something may just have found something too.
TEST(Portfolio, AnAnswerHasItsModelWhateverIsInterruptedLater) {
  const model::TransitionSystem system = refcounted();
  std::atomic<bool> interrupted = false;
  solver::Budget budget;
  budget.interrupted = &interrupted;
  solver::Encoder encoder(system, budget);
  z3::solver solver = encoder.solver();
  const solver::Terms state = encoder.state(0);
  solver.add(encoder.domain(state));
  solver.add(encoder.bad(system.properties[1], state));
  ASSERT_EQ(encoder.check(solver), z3::sat);
  interrupted = true;
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_NO_THROW(solver.get_model());
}

/// Destructors of Spacer's rewrite formulas; while Z3 is interrupted, a rewriter throws.
TEST(Portfolio, NothingIsInterruptedAnyMoreOnceCalmedDown) {
  const model::TransitionSystem system = refcounted();
  const std::atomic<bool> interrupted = true;
  solver::Budget budget;
  budget.interrupted = &interrupted;
  solver::Encoder encoder(system, budget);
  const z3::expr x = encoder.state(0).front();
  auto isInterrupted = [&](std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    while (std::chrono::steady_clock::now() < end) try {
        (void)(x + x).simplify();
      } catch (const z3::exception &) {
        return true;
      }
    return false;
  };
  ASSERT_TRUE(isInterrupted(std::chrono::seconds(20)));
  encoder.calmDown();
  EXPECT_FALSE(isInterrupted(std::chrono::milliseconds(30)));
}

TEST(Portfolio, NothingToDecide) {
  auto system = refcounted();
  system.properties.clear();
  EXPECT_TRUE(decide(system).empty());
}

} // namespace
