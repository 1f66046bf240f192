#include "solver/relevance.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

namespace {

struct Cone {
  std::vector<bool> variables;
  bool hasGrown = false;

  void include(const Linear &e) {
    for (const auto &term : e.terms)
      if (term.first < variables.size() && !variables[term.first]) variables[term.first] = hasGrown = true;
  }
  void include(const std::vector<Constraint> &constraints) {
    for (const Constraint &c : constraints) include(c.expression);
  }
  void include(const Path &path) {
    include(path.guard);
    for (const auto &[v, e] : path.update)
      if (variables[v]) include(e);
  }
};

} // namespace

bool changes(const Path &path, const std::vector<bool> &variables) {
  return std::any_of(path.update.begin(), path.update.end(), [&](const auto &update) {
    return variables.at(update.first) && !(update.second == Linear::variable(update.first));
  });
}

std::vector<bool> relevantVariables(const TransitionSystem &system, uint32_t property) {
  Cone cone{std::vector<bool>(system.variables.size(), false)};
  for (const auto &conjunction : system.properties.at(property).bad) cone.include(conjunction);
  auto isReporting = [&](const Path &path) {
    return std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end();
  };
  do {
    cone.hasGrown = false;
    for (const Transition &t : system.transitions)
      for (const Path &path : t.paths)
        if (isReporting(path) || changes(path, cone.variables)) cone.include(path);
  } while (cone.hasGrown);
  return cone.variables;
}

} // namespace pinproof::solver
