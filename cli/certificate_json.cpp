// A projection of the transition system onto one property, in names and SMT-LIB terms.
//
// An input is named by its label and its number in the path: labels repeat, and names of variables of C have
// no '#'.
#include "cli/certificate_json.h"

#include "cli/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;
using model::VariableIndex;

std::string inputName(const model::Path &path, size_t index) {
  std::string name = path.inputs.at(index).name;
  for (char &c : name)
    if (c < ' ' || c > '~' || c == '|' || c == '\\' || c == '\'') c = '/';
  return name + "#" + std::to_string(index);
}

template <class Ranged> void addRange(Json &object, const Ranged &v) {
  if (v.low) object["low"] = toJson(*v.low);
  if (v.high) object["high"] = toJson(*v.high);
}

Json variable(const model::Variable &v) {
  Json object{{"name", v.name}};
  addRange(object, v);
  for (model::Integer value : v.domain) object["domain"].push_back(toJson(value));
  return object;
}

Json conjunction(const std::vector<model::Constraint> &constraints, const model::Namer &name) {
  Json array = Json::array();
  for (const model::Constraint &c : constraints) array.push_back(toSmtLib(model::Formula::of(c), name));
  return array;
}

class Projection {
public:
  Projection(const model::TransitionSystem &system, uint32_t property) : system(system), property(property) {}

  Json path(const model::Path &path) const {
    const size_t variables = system.variables.size();
    auto name = [&](VariableIndex v) {
      return v < variables ? system.variables[v].name : inputName(path, v - variables);
    };
    Json inputs = Json::array(), update = Json::array();
    for (size_t i = 0; i < path.inputs.size(); ++i) {
      inputs.push_back({{"name", inputName(path, i)}});
      addRange(inputs.back(), path.inputs[i]);
    }
    for (const auto &[v, value] : path.update) update.push_back({name(v), toSmtLib(value, name)});
    Json object{{"inputs", inputs}, {"guard", conjunction(path.guard, name)}, {"update", update}};
    if (std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end())
      object["breaks"] = true;
    if (path.stops) object["stops"] = true;
    return object;
  }

  Json paths(const std::vector<model::Path> &list) const {
    Json array = Json::array();
    for (const model::Path &p : list) array.push_back(path(p));
    return array;
  }

  model::Namer stateName() const {
    return [this](VariableIndex v) { return system.variables.at(v).name; };
  }

  Json refusal(const model::Refusal &r) const {
    Json object{{"construct", toString(r.where) + ": " + r.construct}};
    if (r.isInitial()) object["initial"] = true;
    object["ways"] = paths(r.ways);
    return object;
  }

  Json claim() const {
    const model::Property &p = system.properties.at(property);
    Json bad = Json::array();
    for (const auto &constraints : p.bad) bad.push_back(conjunction(constraints, stateName()));
    return {{"name", p.name}, {"text", p.text}, {"where", toJson(p.where)}, {"bad", bad}};
  }

private:
  const model::TransitionSystem &system;
  uint32_t property;
};

} // namespace

std::string certificateJson(const model::TransitionSystem &system, uint32_t property,
                            const model::Formula &invariant, const std::string &kernel) {
  Projection projection(system, property);
  Json object{{"format", certificateFormat}, {"pinproof", PINPROOF_VERSION},   {"kernel", kernel},
              {"spec", system.name},         {"property", projection.claim()}, {"assumptions", Json::array()},
              {"refusals", Json::array()},   {"variables", Json::array()}};
  for (const model::Assumption &a : system.assumptions) object["assumptions"].push_back(toJson(a));
  for (const model::Refusal &r : system.refusals) object["refusals"].push_back(projection.refusal(r));
  for (const model::Variable &v : system.variables) object["variables"].push_back(variable(v));
  object["init"] = projection.paths(system.init);
  object["transitions"] = Json::array();
  for (const model::Transition &t : system.transitions)
    object["transitions"].push_back({{"name", t.name}, {"paths", projection.paths(t.paths)}});
  object["invariant"] = toSmtLib(invariant, projection.stateName());
  return object.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pinproof::cli
