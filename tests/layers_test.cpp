// What is possible after so many moves: neither too little nor, where it matters, too much.
#include "solver/layers.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>

using namespace pinproof;
using namespace pinproof::test;

namespace {

/// A door that is opened, passed and shut, and a counter that says nothing.
struct Door {
  SystemBuilder b;
  VariableIndex state = b.finite("state", {0, 1, 2}), count = b.integer("count");

  Door() {
    const VariableIndex i = count + 1;
    b.init({{state, 0}, {count, 0}});
    b.path("open", {input("i", 0, 9)}, {equals(var(state), 0), equals(var(i), 1)}, {{state, var(i)}});
    b.path("pass", {}, {equals(var(state), 1)}, {{state, 2}, {count, var(count) + Linear(1)}});
    b.path("shut", {}, {atLeast(var(state), 1)}, {{state, 0}});
    b.path("turn", {input("i", 1, 2)}, {atLeast(var(count), 3)}, {{state, var(i)}});
  }
  std::string possible(const solver::Layers &layers) const {
    std::string names;
    for (const Transition &t : b.system.transitions)
      if (layers.isPossible(t.paths[0])) names += t.name + " ";
    return names;
  }
  std::vector<const Path *> paths(const std::string &names) const {
    std::vector<const Path *> all;
    for (const Transition &t : b.system.transitions)
      if (names.find(t.name) != names.npos) all.push_back(&t.paths[0]);
    return all;
  }
};

} // namespace

TEST(Layers, FollowFiniteVariables) {
  const Door door;
  solver::Layers layers(door.b.system, {true, true});
  EXPECT_EQ(door.possible(layers), "open turn ") << "a counter may be anything";
  layers.advance(door.paths("open"));
  EXPECT_EQ(door.possible(layers), "pass shut turn ");
  layers.advance(door.paths("pass"));
  EXPECT_EQ(door.possible(layers), "shut turn ");
  layers.advance(door.paths("shut"));
  EXPECT_EQ(door.possible(layers), "open turn ");
  layers.advance(door.paths("turn"));
  EXPECT_EQ(door.possible(layers), "open pass shut turn ") << "an input may be anything";
}

TEST(Layers, KnowNothingOfWhatDoesNotMatter) {
  const Door door;
  const solver::Layers layers(door.b.system, {false, true});
  EXPECT_EQ(door.possible(layers), "open pass shut turn ");
}

TEST(Layers, TakeAPathAnyNumberOfTimes) {
  SystemBuilder b;
  const VariableIndex x = b.finite("x", {0, 1, 2, 3});
  b.init({{x, 0}});
  b.path("one", {}, {atLeast(2, var(x))}, {{x, var(x) + Linear(1)}});
  b.path("same", {}, {equals(var(x), 0)}, {{x, 1}});
  b.path("end", {}, {equals(var(x), 3)}, {});
  const std::vector<Transition> &t = b.system.transitions;
  solver::Layers layers(b.system, {true});
  EXPECT_FALSE(layers.isPossible(t[2].paths[0]));
  // "same" comes first and leads to where "one" passes through.
  layers.advance({&t[1].paths[0], &t[0].paths[0]});
  EXPECT_TRUE(layers.isPossible(t[2].paths[0]));
}
