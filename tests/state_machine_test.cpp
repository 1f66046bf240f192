// Pictures: no state and no step may be missing, and nothing that is easily excluded may be drawn.
#include "cli/dot.h"
#include "cli/message.h"
#include "solver/facts.h"
#include "tests/small_systems.h"

#include <gmock/gmock.h>

namespace pinproof::cli {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::HasSubstr;
using Relation = Constraint::Relation;

/// A lamp and how often it was switched on; when it is on it can be broken, which ends the run.
TransitionSystem lamp() {
  TransitionSystem system;
  system.name = "lamp";
  system.title = "a lamp";
  Variable on, count;
  on.name = "on";
  on.low = 0, on.high = 1;
  on.domain = {0, 1};
  count.name = "count";
  count.isGhost = true;
  count.width = 128;
  system.variables = {on, count};
  Path start;
  start.update = {{0, Linear(0)}, {1, Linear(0)}};
  system.init = {start};
  Path switchOn;
  switchOn.guard = {{Linear::variable(0), Relation::Zero}};
  switchOn.update = {{0, Linear(1)}, {1, Linear::variable(1) + Linear(1)}};
  Path switchOff;
  switchOff.guard = {{Linear::variable(0) - Linear(1), Relation::Zero}};
  switchOff.update = {{0, Linear(0)}};
  Path breakIt = switchOff;
  breakIt.update.clear();
  breakIt.stops = true;
  system.transitions = {{"on", {}, {switchOn}}, {"off", {}, {switchOff}}, {"break", {}, {breakIt}}};
  return system;
}

std::vector<std::string> arrows(const StateMachine &machine) {
  auto name = [&](size_t s) {
    std::string result;
    if (s == machine.states.size()) return std::string("end");
    for (const std::string &feature : machine.states[s].features)
      result += (result.empty() ? "" : " & ") + feature;
    return result;
  };
  std::vector<std::string> result;
  for (const StateMachine::Edge &edge : machine.edges)
    for (const std::string &operation : edge.operations)
      result.push_back(name(edge.from) + " -" + operation + "-> " + name(edge.to));
  return result;
}

TEST(StateMachine, HasEveryStepAndNoOther) {
  TransitionSystem system = lamp();
  solver::Facts facts = solver::findFacts(system, {});
  EXPECT_THAT(arrows(makeStateMachine(system, facts, 12)),
              ElementsAre(" -on-> on & count > 0", "count > 0 -on-> on & count > 0",
                          "on & count > 0 -off-> count > 0", "on & count > 0 -break-> end"));
}

TEST(StateMachine, ForgetsWhatWouldMakeTooManyGroups) {
  TransitionSystem system = lamp();
  solver::Facts facts = solver::findFacts(system, {});
  EXPECT_THAT(arrows(makeStateMachine(system, facts, 2)),
              ElementsAre(" -on-> on", "on -off-> ", "on -break-> end"));
  StateMachine one = makeStateMachine(system, facts, 1);
  ASSERT_EQ(one.states.size(), 1u);
  EXPECT_TRUE(one.states[0].isInitial);
}

TEST(Dot, ShowsGroupsAndArrows) {
  TransitionSystem system = lamp();
  std::string dot = renderDot(makeStateMachine(system, solver::findFacts(system, {}), 2));
  EXPECT_THAT(dot, HasSubstr("digraph \"lamp\""));
  EXPECT_THAT(dot, HasSubstr("s0 [label=\"none of these\\l\"]"));
  EXPECT_THAT(dot, HasSubstr("start -> s0"));
  EXPECT_THAT(dot, HasSubstr("s0 -> s1 [label=\"on\\n\"]"));
  EXPECT_THAT(dot, HasSubstr("s1 -> end"));
  EXPECT_THAT(drawSvg(dot), HasSubstr("<svg"));
  EXPECT_THROW(drawSvg("digraph {"), UsageError);
}

} // namespace
} // namespace pinproof::cli
