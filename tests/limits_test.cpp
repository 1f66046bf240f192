// How much room is left: exact numbers, the traces at the edge, and "no limit".
#include "solver/facts.h"
#include "solver/limits.h"
#include "tests/process.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace pinproof;
using namespace pinproof::test;
using solver::LimitRow;

namespace {

std::vector<LimitRow> limits(const TransitionSystem &system) {
  return solver::findLimits(system, solver::findFacts(system, {}), {});
}

/// Zero page, small or large: pins of the zero page do nothing, of small folios add 1024, of large ones 1.
TransitionSystem kindsOfFolio() {
  SystemBuilder b;
  VariableIndex kind = b.finite("kind", {0, 1, 2});
  b.system.variables[kind].domainNames = {"zero page", "small", "large"};
  VariableIndex count = b.counter("refcount", 32), pins = b.integer("pins"), n = pins + 1;
  b.init({{kind, var(n)}, {count, 1}, {count + 1, 0}, {pins, 0}}, {input("kind", 0, 2)});
  b.path("pin", {}, {equals(var(kind), 0)}, {{pins, var(pins) + Linear(1)}});
  std::vector<std::pair<VariableIndex, Linear>> also = {{pins, var(pins) + Linear(1)}};
  addUpwards(b, "pin", count, 32, {}, {equals(var(kind), 1), atLeast(var(count), 1)}, 1024, also);
  addUpwards(b, "pin", count, 32, {}, {equals(var(kind), 2), atLeast(var(count), 1)}, 1, also);
  b.path("unpin", {}, {atLeast(var(pins), 1), equals(var(kind), 0)}, {{pins, var(pins) - Linear(1)}});
  // Adds to what is pinned already, but no more than 100 times.
  b.path("add_pin", {}, {atLeast(var(pins), 1), atLeast(100, var(pins)), equals(var(kind), 2)},
         {{count, var(count) + Linear(1)}, {pins, var(pins) + Linear(1)}});
  return b.system;
}

} // namespace

TEST(Limits, DirectWritesInOperationsAndInPages) {
  TransitionSystem system = directWrites(32);
  std::vector<LimitRow> rows = limits(system);
  ASSERT_EQ(rows.size(), 1u);
  const LimitRow &row = rows[0];
  EXPECT_EQ(row.outcome, LimitRow::Outcome::Passes);
  EXPECT_TRUE(row.isExact);
  EXPECT_EQ(row.text, "32,767 operations (2,097,151 pages); the next passes the bound");
  EXPECT_EQ(row.counter, 0u);
  EXPECT_EQ(toString(row.trace.operations()), "32767");
  // The edge is within bounds, and one more write is not.
  ASSERT_TRUE(row.beyond);
  EXPECT_EQ(toString(row.beyond->operations()), "32768");
  EXPECT_EQ(replay(system, 0, *row.beyond), "");
  EXPECT_EQ(system.variables.at(row.wraps).wrapsOf, row.counter);
}

TEST(Limits, ByKindOfFolio) {
  std::vector<LimitRow> rows = limits(kindsOfFolio());
  std::vector<std::string> said;
  for (const LimitRow &row : rows)
    said.push_back(row.kind + ", " + std::to_string(row.transition) + ": " + row.text);
  EXPECT_EQ(said, (std::vector<std::string>{"zero page, 0: no limit: never raises it",
                                            "zero page, 2: no limit: never raises it",
                                            "small, 0: 2,097,151 operations; the next passes the bound",
                                            "small, 2: no limit: never raises it",
                                            "large, 0: 2,147,483,646 operations; the next passes the bound",
                                            "large, 2: refused after 100 operations"}));
}

TEST(Limits, ACallerMayNeedAPrefix) {
  for (const LimitRow &row : limits(kindsOfFolio()))
    if (row.outcome == LimitRow::Outcome::Refused) {
      EXPECT_EQ(toString(row.prefix), "1");
      ASSERT_GE(row.trace.steps.size(), 2u);
      EXPECT_EQ(row.trace.steps[0].transition, 0u);
      EXPECT_EQ(row.trace.steps[1].transition, 2u);
      EXPECT_EQ(toString(row.trace.operations()), "101");
    }
}

TEST(Limits, WhatIsShownHasBeenReplayed) {
  const Result r = test::pinproof({"limits", "-s", "add_pin", "--format", "json"});
  EXPECT_EQ(r.exit, 0) << r.err;
  size_t edges = 0;
  const auto report = nlohmann::json::parse(r.out);
  for (const auto &spec : report.at("specs"))
    for (const auto &limit : spec.at("limits")) {
      EXPECT_EQ(limit.contains("operations"), limit.contains("evidence")) << limit;
      if (!limit.contains("evidence")) continue;
      ++edges;
      EXPECT_EQ(limit.at("evidence").get<std::string>().rfind("trace replayed: ", 0), 0u) << limit;
    }
  EXPECT_GT(edges, 0u);
}

TEST(Limits, DigitsInGroups) {
  EXPECT_EQ(solver::grouped(0), "0");
  EXPECT_EQ(solver::grouped(999), "999");
  EXPECT_EQ(solver::grouped(-1000), "-1,000");
  EXPECT_EQ(solver::grouped(2147483647), "2,147,483,647");
}
