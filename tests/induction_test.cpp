// Induction: inequalities between variables that equalities and bounds do not know.
#include "solver/candidates.h"
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "solver/proofs.h"
#include "tests/systems.h"

#include <gtest/gtest.h>

using namespace pinproof;
using namespace pinproof::tests;

namespace {

bool isProved(const model::TransitionSystem &system, uint32_t property, const solver::Answer &answer) {
  auto *proved = std::get_if<solver::Proved>(&answer.verdict);
  if (!proved) return false;
  auto result = solver::check::checkCertificate(system, property, proved->certificate);
  EXPECT_TRUE(result.accepted) << solver::check::toString(result);
  return true;
}

/// Direct writes of 1 to 64 pages, submitted and completed one page at a time.
model::TransitionSystem writes() {
  SystemBuilder b("writes");
  auto inFlight = b.ghost("writes"), pages = b.ghost("pages"), held = b.ghost("held"),
       mapped = b.flag("mapped");
  b.init({{inFlight, 0}, {pages, 0}, {held, 0}, {mapped, 1}});
  auto n = b.input(0);
  auto submit = b.path(
      {equals(var(mapped), 1)},
      {{inFlight, var(inFlight) + Linear(1)}, {pages, var(pages) + var(n)}, {held, var(held) + var(n)}});
  submit.inputs.push_back({"pages", 1, 64, {}});
  b.transition("submit", {submit});
  b.transition("release", {b.path({atLeast(var(held), 1)}, {{held, var(held) - Linear(1)}})});
  b.transition("unmap", {b.path({equals(var(held), 0)}, {{mapped, 0}})});
  b.invariant("at_least_a_page_each", {{atLeast(var(inFlight), var(pages) + Linear(1))}});
  b.invariant("at_most_64_each", {{atLeast(var(pages), var(inFlight, 64) + Linear(1))}});
  b.invariant("held_were_pinned", {{atLeast(var(held), var(pages) + Linear(1))}});
  b.invariant("held_is_mapped", {{atLeast(var(held), 1), equals(var(mapped), 0)}});
  b.invariant("at_most_63_each", {{atLeast(var(pages), var(inFlight, 63) + Linear(1))}});
  return b.system;
}

TEST(Induction, FindsRatios) {
  auto system = writes();
  model::validate(system);
  auto facts = solver::findFacts(system, {});
  for (uint32_t property : {0u, 1u, 2u})
    EXPECT_FALSE(isProved(system, property, solver::decideAffine(system, property, facts, {})));
  auto strong = solver::strengthen(system, facts, {});
  EXPECT_TRUE(strong.isStrengthened);
  for (uint32_t property : {0u, 1u, 2u, 3u})
    EXPECT_TRUE(isProved(system, property, solver::decideInduction(system, property, strong, {})))
        << system.properties[property].name;
  EXPECT_FALSE(isProved(system, 4, solver::decideInduction(system, 4, strong, {}))) << "64 > 63";
  EXPECT_TRUE(isProved(system, 1, solver::decideInduction(system, 1, facts, {}))) << "strengthens by itself";
}

TEST(Induction, FindsWhatExcludesEachOther) {
  // A page is taken only while there are references, and taking it takes them all: boxes cannot say so.
  SystemBuilder b("exclusive");
  auto references = b.ghost("references"), held = b.ghost("held");
  auto most = b.input(0);
  auto init = b.path({}, {{references, var(most)}, {held, 0}});
  init.inputs.push_back({"references", 1, 9, {}});
  b.system.init = {init};
  b.transition("take", {b.path({atLeast(var(references), 1)},
                               {{references, var(references) - Linear(9)}, {held, var(held) + Linear(1)}})});
  b.transition("release", {b.path({atLeast(var(held), 1)}, {{held, var(held) - Linear(1)}})});
  b.invariant("not_both", {{atLeast(var(references), 1), atLeast(var(held), 1)}});
  b.invariant("held_once", {{atLeast(var(held), 2)}});
  model::validate(b.system);
  auto facts = solver::findFacts(b.system, {});
  for (uint32_t property : {0u, 1u}) {
    EXPECT_FALSE(isProved(b.system, property, solver::decideAffine(b.system, property, facts, {})));
    EXPECT_TRUE(isProved(b.system, property, solver::decideInduction(b.system, property, facts, {})));
  }
}

TEST(Induction, PropertiesProveEachOther) {
  // x <= y holds because y <= z does and x follows z; neither is inductive without the other.
  SystemBuilder b("mutual");
  auto x = b.ghost("x"), y = b.ghost("y"), z = b.ghost("z");
  b.init({{x, 0}, {y, 5}, {z, 5}});
  b.transition("swap", {b.path({}, {{x, var(y) - Linear(2)}, {y, var(z)}})});
  b.transition("rise", {b.path({}, {{z, var(z) + Linear(1)}})});
  b.invariant("x_below_y", {{atLeast(var(x), var(y) + Linear(1))}});
  b.invariant("y_below_z", {{atLeast(var(y), var(z) + Linear(1))}});
  auto facts = solver::findFacts(b.system, {});
  EXPECT_TRUE(isProved(b.system, 0, solver::decideInduction(b.system, 0, facts, {})));
}

TEST(Induction, ReportsOfPaths) {
  auto system = refcounted();
  model::Property warn;
  warn.kind = model::Property::Kind::Warn, warn.name = "warn:put";
  system.properties.push_back(warn);
  const auto index = static_cast<uint32_t>(system.properties.size() - 1);
  // "put" warns when the count is zero, which it never is while something is held...
  auto path = SystemBuilder::path({equals(var(0), 0), atLeast(var(3), 1)}, {});
  path.reports = {index};
  system.transitions[3].paths.push_back(path);
  auto facts = solver::findFacts(system, {});
  EXPECT_TRUE(isProved(system, index, solver::decideAffine(system, index, facts, {})));
  // ... and also when it is negative, which it may be.
  path.guard[0] = atMost(var(0), 0);
  system.transitions[3].paths.push_back(path);
  facts = solver::findFacts(system, {});
  EXPECT_FALSE(isProved(system, index, solver::decideAffine(system, index, facts, {})));
  EXPECT_FALSE(isProved(system, index, solver::decideInduction(system, index, facts, {})));
}

TEST(Induction, ReportsOfInitialPaths) {
  auto system = refcounted();
  model::Property check;
  check.kind = model::Property::Kind::Check, check.name = "check:init";
  system.properties.push_back(check);
  const auto index = static_cast<uint32_t>(system.properties.size() - 1);
  system.init[0].reports = {index};
  auto facts = solver::findFacts(system, {});
  EXPECT_FALSE(isProved(system, index, solver::decideAffine(system, index, facts, {})));
}

TEST(Candidates, SamplesAreReachable) {
  auto system = writes();
  auto samples = solver::sampleStates(system, 1000);
  EXPECT_GT(samples.size(), 50u);
  for (const solver::State &s : samples) {
    EXPECT_LE(s[0], s[1]);
    EXPECT_LE(s[1], 64 * s[0]);
    EXPECT_TRUE(s[2] == 0 || s[3] == 1);
  }
}

} // namespace
