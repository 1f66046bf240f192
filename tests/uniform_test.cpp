// Choices that do not matter are made alike; those that matter stay.

#include "solver/uniform.h"

#include "tests/small_systems.h"

#include <gtest/gtest.h>

namespace pinproof::test {

namespace {

/// `start` references, then pins of 1..64 pages by one of two routes, until the count passes 1000.
TransitionSystem pins(bool routeMatters) {
  SystemBuilder b;
  const VariableIndex count = b.integer("count"), route = count + 1, pages = count + 2;
  b.init({{count, var(count + 1)}}, {input("references", 1, 9, 0)});
  const std::vector<PathInput> inputs = {input("fast|slow", 0, 1, 1), input("pages", 1, 64, 2)};
  b.path("pin", inputs, {equals(var(route), 0)}, {{count, var(count) + var(pages)}});
  b.path("pin", inputs, {equals(var(route), 1)}, {{count, var(count) + var(pages, routeMatters ? 2 : 1)}});
  b.property("few", {{atLeast(var(count), 130)}});
  return b.system;
}

TEST(Uniform, AChoiceThatDoesNotMatterIsMadeAsBefore) {
  const TransitionSystem system = pins(false);
  Trace trace{0, {9}, {{0, 0, {0, 64}, 2}, {0, 1, {1, 64}, 1}}, true};
  const Trace result = solver::uniform(system, 0, trace);
  ASSERT_EQ(result.steps.size(), 2u);
  EXPECT_EQ(result.steps[1].path, 0u);
  EXPECT_EQ(result.steps[1].inputs, (std::vector<Integer>{0, 64}));
  EXPECT_EQ(result.initInputs, std::vector<Integer>{1}) << "fewer references do as well";
  EXPECT_EQ(result.operations(), 3);
}

TEST(Uniform, AChoiceThatMattersStays) {
  const TransitionSystem system = pins(true);
  Trace trace{
      0, {9}, {{0, 0, {0, 64}, 1}, {0, 1, {1, 64}, 1}}, true}; // 9 + 64 + 128: the second one counts twice
  const Trace result = solver::uniform(system, 0, trace);
  EXPECT_EQ(result.steps[1].path, 1u) << "counted once, they end at 129";
  EXPECT_EQ(result.initInputs, std::vector<Integer>{1});
}

TEST(Uniform, ATraceThatIsNotShortestIsLeftAlone) {
  const TransitionSystem system = pins(false);
  const Trace trace{0, {9}, {{0, 0, {0, 64}, 2}, {0, 1, {1, 64}, 1}}, false};
  const Trace result = solver::uniform(system, 0, trace);
  EXPECT_EQ(result.initInputs, std::vector<Integer>{9});
  EXPECT_EQ(result.steps[1].path, 1u);
}

TEST(Uniform, ATraceEndsWhereItFirstBreaks) {
  const TransitionSystem system = pins(false);
  const Trace trace{0, {9}, {{0, 0, {0, 64}, 500}, {0, 1, {1, 64}, 1}}, false};
  const Trace result = solver::endingAtFirstBreak(system, 0, trace);
  ASSERT_EQ(result.steps.size(), 1u);
  EXPECT_EQ(result.steps[0].count, 2) << "9 + 2 * 64 is 137, the first that is 130 or more";
  const Trace exact{0, {9}, {{0, 0, {0, 64}, 2}}, true};
  EXPECT_EQ(solver::endingAtFirstBreak(system, 0, exact).steps[0].count, 2);
}

/// The property is broken by a report, on one path only.
TEST(Uniform, AReportIsKept) {
  SystemBuilder b;
  const VariableIndex count = b.integer("count"), route = count + 1;
  b.init({{count, 0}});
  const uint32_t warn = b.check("warn");
  b.path("go", {input("fast|slow", 0, 1, 0)}, {equals(var(route), 0)}, {{count, var(count) + Linear(1)}});
  b.path("go", {input("fast|slow", 0, 1, 0)}, {equals(var(route), 1)}, {{count, var(count) + Linear(1)}})
      .reports = {warn};
  const Trace trace{0, {}, {{0, 0, {0}, 1}, {0, 1, {1}, 1}}, true};
  EXPECT_EQ(solver::uniform(b.system, warn, trace).steps[1].path, 1u);
}

} // namespace

} // namespace pinproof::test
