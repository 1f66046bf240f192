// Spacer as an engine, and the reading of Z3's terms.
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "solver/proofs.h"
#include "solver/z3_formula.h"
#include "tests/systems.h"

#include <gtest/gtest.h>

using namespace pinproof;
using namespace pinproof::tests;

namespace {

solver::Budget within(int milliseconds) {
  solver::Budget budget;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  return budget;
}

/// Two counters of which one runs ahead by steps of two: y = 2 x or y = 2 x + 2, no fact but an invariant.
model::TransitionSystem leapfrog() {
  SystemBuilder b("leapfrog");
  auto x = b.ghost("x"), y = b.ghost("y");
  b.init({{x, 0}, {y, 0}});
  b.transition("ahead", {b.path({atMost(var(y), var(x))}, {{y, var(y) + Linear(2)}})});
  b.transition("after", {b.path({atLeast(var(y), var(x) + Linear(1))}, {{x, var(x) + Linear(1)}})});
  b.invariant("never_far_ahead", {{atLeast(var(y), var(x) + Linear(3))}});
  b.invariant("not_two_ahead", {{atLeast(var(y), var(x) + Linear(2))}});
  return b.system;
}

TEST(Spacer, ProvesWithACertificate) {
  auto system = leapfrog();
  auto facts = solver::findFacts(system, {});
  ASSERT_FALSE(std::holds_alternative<solver::Proved>(solver::decideAffine(system, 0, facts, {}).verdict));
  auto answer = solver::decidePdr(system, 0, facts, within(20000));
  auto *proved = std::get_if<solver::Proved>(&answer.verdict);
  ASSERT_TRUE(proved) << std::get<solver::Unknown>(answer.verdict).reason;
  auto result = solver::check::checkCertificate(system, 0, proved->certificate);
  EXPECT_TRUE(result.accepted) << solver::check::toString(result);
}

TEST(Spacer, SaysThatItHasNoTrace) {
  auto system = leapfrog();
  auto answer = solver::decidePdr(system, 1, solver::findFacts(system, {}), within(20000));
  auto *unknown = std::get_if<solver::Unknown>(&answer.verdict);
  ASSERT_TRUE(unknown);
  EXPECT_NE(unknown->reason.find("violated"), std::string::npos) << unknown->reason;
}

TEST(Spacer, StopsInTime) {
  auto system = refcounted();
  solver::Facts nothing;
  nothing.regions.push_back({});
  auto start = std::chrono::steady_clock::now();
  auto answer = solver::decidePdr(system, 1, nothing, within(300));
  EXPECT_TRUE(std::holds_alternative<solver::Unknown>(answer.verdict));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1)); // it would be for ever
}

struct Terms : testing::Test {
  z3::context c;
  z3::expr x = c.int_const("x"), y = c.int_const("y");

  std::string read(const z3::expr &e) {
    auto f = solver::toFormula(e, [&](const z3::expr &t) -> std::optional<model::VariableIndex> {
      if (z3::eq(t, x)) return 0;
      if (z3::eq(t, y)) return 1;
      return std::nullopt;
    });
    if (!f) return "unreadable";
    std::string text = model::toSmtLib(*f, [](model::VariableIndex v) { return v == 0 ? "x" : "y"; });
    // Read back by Z3 itself, it is the same claim.
    z3::solver solver(c);
    std::string script = "(declare-const x Int)(declare-const y Int)(assert " + text + ")";
    z3::expr_vector parsed = c.parse_string(script.c_str());
    solver.add(z3::mk_and(parsed) != e);
    EXPECT_EQ(solver.check(), z3::unsat) << text << " is not " << e;
    return text;
  }
};

TEST_F(Terms, AreReadBackEqual) {
  read(x + 2 * y >= 3);
  read(-x - y < 5 && !(x == 2 * (y - 7)));
  read(z3::implies(x > 0, y > 0));
  read(z3::ite(x > y, x == 1, y != 3));
  read((x > 0) == (y <= 2));
  read((x > 0) != (y <= 2));
  read(z3::ite(x > 0, y, 2 * x) + z3::ite(y > 0, x, c.int_val(4)) <= 9);
  z3::expr_vector three(c);
  three.push_back(x), three.push_back(y), three.push_back(c.int_val(3));
  read(z3::distinct(three));
  EXPECT_EQ(read(c.bool_val(true)), "true");
}

TEST_F(Terms, BeyondLinearArithmeticAreRefused) {
  EXPECT_EQ(read(x * y > 0), "unreadable");
  EXPECT_EQ(read(z3::mod(x, 2) == 0), "unreadable");
  EXPECT_EQ(read(c.int_const("z") > 0), "unreadable");
  EXPECT_EQ(read(z3::forall(x, x > y)), "unreadable");
}

} // namespace
