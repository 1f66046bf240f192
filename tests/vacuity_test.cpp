// What holds only because nothing happens is said to.
#include "solver/vacuity.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>

using namespace pinproof;
using namespace pinproof::test;

namespace {

solver::Vacuity vacuity(const TransitionSystem &system) {
  return solver::findVacuity(system, solver::findFacts(system, {}), {});
}

} // namespace

TEST(Vacuity, SilentAboutASystemThatMoves) {
  solver::Vacuity v = vacuity(directWrites(32));
  EXPECT_EQ(v.transitions, (std::vector<std::string>{"", ""}));
  EXPECT_EQ(v.properties, std::vector<std::string>{""});
}

TEST(Vacuity, TransitionsThatCanNeverFire) {
  SystemBuilder b;
  VariableIndex x = b.integer("x"), kind = b.finite("kind", {0, 1});
  b.init({{x, 0}, {kind, 0}});
  b.path("add", {}, {}, {{x, var(x) + Linear(1)}});
  b.path("other kind", {}, {equals(var(kind), 1)}, {{x, 0}});
  b.path("below", {}, {atLeast(-1, var(x))}, {{x, 0}});
  b.path("contradiction", {}, {atLeast(var(x), 5), atLeast(4, var(x))}, {{x, 0}});
  b.path("deep", {}, {atLeast(var(x), 1000000)}, {});
  EXPECT_EQ(vacuity(b.system).transitions,
            (std::vector<std::string>{"", "can never fire", "can never fire", "can never fire", ""}));
}

TEST(Vacuity, NotSeenIsNotNever) {
  // It takes five different moves to get to the end.
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 0}});
  for (int i = 0; i < 5; ++i) b.path("t" + std::to_string(i), {}, {equals(var(x), i)}, {{x, i + 1}});
  b.path("end", {}, {equals(var(x), 5)}, {});
  const std::string notSeen = "not seen to fire within 3 moves"; // nor at random
  EXPECT_EQ(vacuity(b.system).transitions, (std::vector<std::string>{"", "", "", notSeen, notSeen, notSeen}));
}

TEST(Vacuity, PropertiesThatCannotFail) {
  SystemBuilder b;
  VariableIndex x = b.integer("x", 0, 10), y = b.integer("y"), flag = b.finite("flag", {0, 1, 4});
  b.init({{x, 0}, {y, 0}, {flag, 0}});
  b.path("move", {}, {atLeast(9, var(x))}, {{x, var(x) + Linear(1)}, {y, var(y)}});
  b.path("never", {}, {atLeast(var(x), 5), atLeast(4, var(x))}, {{y, 1}});
  b.property("by_type", {{atLeast(var(x), 11)}});
  b.property("by_domain", {{equals(var(flag), 3)}});
  b.property("untouched", {{atLeast(var(y), 1)}});
  b.property("real", {{atLeast(var(x), 5)}});
  EXPECT_EQ(vacuity(b.system).properties, std::vector<std::string>(4));
  EXPECT_EQ(vacuity(b.system).remarks,
            (std::vector<std::string>{"it is true in every state there could be",
                                      "it is true in every state there could be",
                                      "no transition changes what it speaks of", ""}));
}

TEST(Vacuity, ReportPointsThatAreNeverReached) {
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 0}});
  b.property("first", {}); // numbers are of properties, not of report points
  uint32_t seen = b.check("seen"), never = b.check("never");
  b.check("nowhere");
  b.path("go", {}, {atLeast(var(x), 0)}, {{x, var(x) + Linear(1)}}).reached = {seen};
  b.path("go", {}, {atLeast(-1, var(x))}, {}).reached = {seen, never};
  EXPECT_EQ(vacuity(b.system).properties,
            (std::vector<std::string>{"", "", "its condition is never evaluated",
                                      "its condition is never evaluated"}));
}

TEST(Vacuity, EverythingHoldsIfNothingCanHappen) {
  SystemBuilder b;
  VariableIndex x = b.integer("x");
  b.init({{x, 0}});
  b.path("never", {}, {atLeast(-1, var(x))}, {{x, 7}});
  b.property("not_seven", {{equals(var(x), 7)}});
  EXPECT_EQ(vacuity(b.system).properties, std::vector<std::string>{"no transition can ever fire"});
}
