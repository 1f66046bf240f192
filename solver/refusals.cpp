// A construct that is not modelled ends the paths that meet it. What such a path would do is in no
// transition, so what is proved of the others is true of the C only if nobody ever gets there. That is a
// property like any other: a transition of its own reports it, whose paths are the ways there. It changes no
// state, so the reachable states are the same with it.
//
// By induction over steps nothing is missing then: the first states are those of INIT's modelled paths, and
// from a reachable state C takes one of the modelled paths or one of these ways, which together are all.
#include "solver/refusals.h"

#include "solver/z3.h"

namespace pinproof::solver {

using namespace model;

TransitionSystem withRefusalsAsProperty(const TransitionSystem &system) {
  TransitionSystem result = system;
  const auto number = static_cast<uint32_t>(result.properties.size());
  Property never;
  never.kind = Property::Kind::Check;
  never.name = "what is not modelled is not reached";
  result.properties.push_back(std::move(never));
  Transition ways{"what is not modelled", {}, {}};
  for (const Refusal &refusal : system.refusals)
    for (const Path &way : refusal.ways) {
      if (refusal.isInitial()) continue;
      ways.paths.push_back(way);
      ways.paths.back().reports = ways.paths.back().reached = {number};
    }
  result.transitions.push_back(std::move(ways));
  result.refusals.clear();
  return result;
}

const Refusal &refusalOf(const TransitionSystem &system, uint32_t path) {
  for (const Refusal &refusal : system.refusals) {
    if (refusal.isInitial()) continue;
    if (path < refusal.ways.size()) return refusal;
    path -= static_cast<uint32_t>(refusal.ways.size());
  }
  throw std::logic_error("no refusal has so many ways");
}

const Refusal *certainRefusal(const TransitionSystem &system) {
  for (const Refusal &refusal : system.refusals)
    if (refusal.ways.empty()) return &refusal;
  for (const Refusal &refusal : system.refusals) {
    if (!refusal.isInitial()) continue;
    Encoder encoder(system);
    const Terms nothing = encoder.state(0);
    z3::solver z3 = encoder.solver();
    Terms ways;
    for (size_t w = 0; w < refusal.ways.size(); ++w)
      ways.push_back(encoder.guard(refusal.ways[w], nothing,
                                   encoder.inputs(refusal.ways[w], "way" + std::to_string(w))));
    z3.add(encoder.any(ways));
    if (encoder.check(z3) != z3::unsat) return &refusal;
  }
  return nullptr;
}

} // namespace pinproof::solver
