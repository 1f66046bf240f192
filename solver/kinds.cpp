#include "solver/kinds.h"

#include "solver/facts.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

std::map<Kind, std::vector<Region>> kinds(const TransitionSystem &system, const Facts &facts) {
  std::vector<bool> changes(system.variables.size(), false);
  for (const Transition &t : system.transitions)
    for (const Path &path : t.paths)
      for (const auto &[v, e] : path.update)
        if (!(e == Linear::variable(v))) changes[v] = true;
  std::map<Kind, std::vector<Region>> result;
  for (const Region &region : facts.regions) {
    Kind kind;
    for (const auto &value : region.where)
      if (!changes[value.first]) kind.push_back(value);
    result[kind].push_back(region);
  }
  return result;
}

bool isPossible(const TransitionSystem &system, const Path &path, const std::vector<Region> &regions) {
  return std::any_of(regions.begin(), regions.end(),
                     [&](const Region &region) { return mayMeet(system, region, path.guard, path.inputs); });
}

std::string toString(const TransitionSystem &system, const Kind &kind) {
  std::string text;
  for (const auto &[index, value] : kind) {
    const Variable &v = system.variables.at(index);
    auto at = std::find(v.domain.begin(), v.domain.end(), value);
    auto position = static_cast<size_t>(at - v.domain.begin());
    if (!text.empty()) text += ", ";
    text +=
        position < v.domainNames.size() ? v.domainNames[position] : v.name + " = " + model::toString(value);
  }
  return text.empty() ? "any" : text;
}

} // namespace pinproof::solver
