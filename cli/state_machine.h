// A transition system's reachable states in a few groups, and which operation may lead from which to which.
#pragma once

#include "model/transition_system.h"
#include "solver/engine.h"

#include <set>
#include <string>
#include <vector>

namespace pinproof::cli {

struct StateMachine {
  struct State {
    std::vector<std::string> features; // what tells it from the others: "folio.freed", "pins > 0"
    bool isInitial = false;
  };
  struct Edge {
    size_t from, to; // `to` is states.size() for the end of a run: a BUG
    std::set<std::string> operations;
  };
  std::string name, title;
  std::vector<State> states;
  std::vector<Edge> edges;
};

/// Groups the states by as many of the finite variables, and of the signs of the specification's own
/// counters, as make at most `most` groups, in the order of their declaration. Every state that can be
/// reached is in a group and every step that can be taken is an edge; an edge need not be a step.
StateMachine makeStateMachine(const model::TransitionSystem &system, const solver::Facts &facts, size_t most);

} // namespace pinproof::cli
