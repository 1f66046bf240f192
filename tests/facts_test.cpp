// Facts: what abstract interpretation finds, that it suffices, and that it is inductive by itself.
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "solver/proofs.h"
#include "tests/systems.h"

#include <gmock/gmock.h>

using namespace pinproof;
using namespace pinproof::tests;
using solver::Facts;
using testing::Contains;
using testing::HasSubstr;

namespace {

/// Facts of `system`, found and seen to be inductive by the checker that shares no code.
Facts checkedFacts(const model::TransitionSystem &system) {
  model::validate(system);
  Facts facts = solver::findFacts(system, {});
  model::TransitionSystem claim = system;
  claim.properties.resize(1);
  claim.properties[0] = {};
  claim.properties[0].name = "nothing";
  auto result = solver::check::checkCertificate(claim, 0, {facts.invariant});
  EXPECT_TRUE(result.accepted) << solver::check::toString(result);
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

} // namespace
