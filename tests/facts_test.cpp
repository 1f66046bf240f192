// Facts: what abstract interpretation finds, that it suffices, and that it is inductive by itself.
#include "solver/candidates.h"
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "solver/proofs.h"
#include "tests/systems.h"

#include <gmock/gmock.h>

#include <random>

using namespace pinproof;
using namespace pinproof::tests;
using solver::Facts;
using testing::Contains;
using testing::HasSubstr;

namespace {

void expectInductive(const model::TransitionSystem &system, const Facts &facts) {
  model::TransitionSystem claim = system;
  claim.properties.resize(1);
  claim.properties[0] = {};
  claim.properties[0].name = "nothing";
  // Counters and flags keep their ranges by themselves; here only the facts are asked about.
  for (model::Variable &v : claim.variables) v.low = v.high = std::nullopt, v.domain.clear();
  auto result = solver::check::checkCertificate(claim, 0, {facts.invariant});
  EXPECT_TRUE(result.accepted) << solver::check::toString(result);
}

/// Facts of `system`, found and seen to be inductive by the checker that shares no code.
Facts checkedFacts(const model::TransitionSystem &system) {
  model::validate(system);
  Facts facts = solver::findFacts(system, {});
  expectInductive(system, facts);
  return facts;
}

bool proves(const model::TransitionSystem &system, const Facts &facts, uint32_t property) {
  auto answer = solver::decideAffine(system, property, facts, {});
  auto *proved = std::get_if<solver::Proved>(&answer.verdict);
  if (!proved) return false;
  auto result = solver::check::checkCertificate(system, property, proved->certificate);
  EXPECT_TRUE(result.accepted) << solver::check::toString(result);
  return true;
}

TEST(Facts, CountEquationWithWraps) {
  auto system = refcounted();
  Facts facts = checkedFacts(system);
  EXPECT_THAT(facts.affine, Contains(HasSubstr("1024*pins")));
  EXPECT_TRUE(proves(system, facts, 0)) << "not freed while held";
  EXPECT_FALSE(proves(system, facts, 1)) << "it does become negative";
  EXPECT_TRUE(proves(system, facts, 2)) << "balanced";
  EXPECT_LE(facts.regions.size(), 2u) << "it wraps once at most";
}

TEST(Facts, PinsOfTheZeroPageLeaveTheCountAlone) {
  auto system = refcounted(true);
  Facts facts = checkedFacts(system);
  EXPECT_TRUE(proves(system, facts, 2));
}

TEST(Facts, FlagsCountAsNumbers) {
  for (bool copiesEarly : {false, true}) {
    auto system = forked(copiesEarly);
    Facts facts = checkedFacts(system);
    EXPECT_TRUE(proves(system, facts, 1));
    EXPECT_EQ(proves(system, facts, 0), copiesEarly);
  }
}

/// Pins by runs of 1 to 512 pages; a get that wraps is written as the constants that it leads to.
TEST(Facts, RunsOfPagesAndConstantWraps) {
  SystemBuilder b("runs");
  auto c = b.counter("refcount"), w = b.wraps(c), pins = b.ghost("pins"), gets = b.ghost("gets");
  auto mapped = b.flag("mapped");
  b.init({{c, 1}, {w, 0}, {pins, 0}, {gets, 0}, {mapped, 1}});
  const Linear n = var(b.input(0));
  auto positive = atLeast(var(c), 1);
  auto withPages = [](std::vector<model::Path> paths) {
    for (model::Path &path : paths) path.inputs.push_back({"pages", 1, 512, {}});
    return paths;
  };
  b.transition("pin", withPages(b.addition(c, w, n, true, {positive}, {{pins, var(pins) + n}})));
  b.transition("unpin",
               withPages(b.addition(c, w, n * -1, false, {atLeast(var(pins), n)}, {{pins, var(pins) - n}})));
  auto more = std::pair(gets, var(gets) + Linear(1));
  b.transition("get", {b.path({positive, atMost(var(c), intMax - 1)}, {{c, var(c) + Linear(1)}, more}),
                       b.path({atLeast(var(c), intMax)}, {{c, intMin}, {w, var(w) + Linear(1)}, more})});
  b.transition("unmap", b.addition(c, w, -1, false, {equals(var(mapped), 1)}, {{mapped, 0}}));
  const Linear held = var(pins) + var(gets) + var(mapped);
  b.invariant("not_freed_while_held", {{equals(var(c), 0), atLeast(held, 1)}});
  b.invariant("nothing_is_owed", {{atMost(held, -1)}});
  b.invariant("held_is_counted", {{atLeast(var(c) + var(w, modulus), held + Linear(1))}});
  Facts facts = checkedFacts(b.system);
  EXPECT_THAT(facts.affine, testing::SizeIs(1));
  for (uint32_t property : {0u, 1u, 2u})
    EXPECT_TRUE(proves(b.system, facts, property)) << b.system.properties[property].name;
  EXPECT_LE(facts.regions.size(), 4u);
}

/// A system of three counters, a ghost and two finite variables whose paths are drawn at random.
model::TransitionSystem drawn(std::mt19937 &random) {
  auto below = [&](unsigned n) { return static_cast<Integer>(random() % n); };
  SystemBuilder b("drawn");
  auto c = b.counter("c"), w = b.wraps(c);
  auto x = b.ghost("x"), y = b.ghost("y");
  auto kind = b.finite("kind", {0, 1, 2}), flag = b.flag("flag");
  const std::vector<VariableIndex> numbers = {c, x, y};
  b.init({{c, below(3)}, {w, 0}, {x, 0}, {y, below(2)}, {kind, below(3)}, {flag, 0}});
  for (int t = 0; t < 4; ++t) {
    std::vector<model::Path> paths;
    const Integer amount = (below(2) ? 1 : -1) * (below(3) ? 1 + below(4) : Integer(1) << 30);
    std::vector<Constraint> guard;
    std::vector<std::pair<VariableIndex, Linear>> update;
    for (Integer n = below(3); n > 0; --n) {
      const Linear e =
          var(numbers[random() % 3]) - (below(2) ? var(numbers[random() % 3]) : Linear(below(5)));
      guard.push_back(below(4) ? atLeast(e, 0) : equals(e, 0));
    }
    if (below(2)) guard.push_back(equals(var(kind), below(3)));
    if (below(3) == 0) guard.push_back(atLeast(var(flag), below(2)));
    const bool hasInput = below(2);
    const Linear n = hasInput ? var(b.input(0)) : Linear(1);
    for (VariableIndex v : {x, y})
      if (below(2))
        update.emplace_back(v, below(4) ? var(v) + n * (below(3) - 1) : var(numbers[random() % 3]));
    if (below(3) == 0) update.emplace_back(kind, hasInput ? n : Linear(below(3)));
    if (below(3) == 0) update.emplace_back(flag, Linear(1) - var(flag));
    if (below(2))
      paths = b.addition(c, w, amount, amount > 0, guard, update);
    else
      paths = {b.path(guard, update)};
    if (hasInput)
      for (model::Path &path : paths) path.inputs.push_back({"n", 0, 2, {}});
    b.transition("t" + std::to_string(t), paths);
  }
  b.invariant("x_at_most_y", {{atLeast(var(x), var(y) + Linear(1))}});
  b.invariant("flagged", {{equals(var(flag), 1), atLeast(var(x), 1)}});
  return b.system;
}

TEST(Facts, OfRandomSystemsAreInductive) {
  std::mt19937 random{4};
  unsigned strengthened = 0;
  for (int round = 0; round < 100 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    auto system = drawn(random);
    Facts facts = checkedFacts(system);
    Facts strong = solver::strengthen(system, facts, {});
    EXPECT_TRUE(strong.isStrengthened);
    strengthened += strong.invariant != facts.invariant;
    expectInductive(system, strong);
    for (const solver::State &state : solver::sampleStates(system, 300)) {
      bool isInside = false;
      for (const solver::Region &region : strong.regions) {
        bool isHere = true;
        for (const auto &[v, value] : region.where) isHere &= state[v] == value;
        for (const auto &clause : region.clauses) isHere &= solver::holds(clause, state);
        isInside |= isHere;
      }
      EXPECT_TRUE(isInside) << "a reachable state is left out";
    }
  }
  EXPECT_GT(strengthened, 20u);
}

TEST(Facts, OutOfTimeMeansNothingIsKnown) {
  solver::Budget none;
  none.deadline = std::chrono::steady_clock::now();
  Facts facts = solver::findFacts(refcounted(), none);
  EXPECT_EQ(facts.invariant, model::Formula::truth());
  EXPECT_EQ(facts.regions.size(), 1u);
  EXPECT_FALSE(solver::strengthen(refcounted(), facts, none).isStrengthened);
}

TEST(Facts, TooManyPartsMakeACoarserPartition) {
  SystemBuilder b("many");
  std::vector<std::pair<VariableIndex, Linear>> zero;
  std::vector<VariableIndex> flags;
  for (int i = 0; i < 13; ++i) flags.push_back(b.flag("flag" + std::to_string(i)));
  auto x = b.ghost("x");
  for (VariableIndex f : flags) {
    zero.emplace_back(f, 0);
    b.transition("flip", {b.path({}, {{f, Linear(1) - var(f)}, {x, var(x) + Linear(1)}})});
  }
  zero.emplace_back(x, 0);
  b.init(zero);
  b.invariant("not_negative", {{atMost(var(x), -1)}});
  Facts facts = checkedFacts(b.system);
  EXPECT_EQ(facts.regions.size(), 1u);
  EXPECT_TRUE(proves(b.system, facts, 0));
}

} // namespace
