#include "model/transition_system.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace pinproof::model {

namespace {

[[noreturn]] void breach(const TransitionSystem &system, const std::string &what) {
  throw std::logic_error("transition system " + system.name + ": " + what);
}

void validateLinear(const TransitionSystem &system, const Linear &e, size_t limit, const std::string &what) {
  for (size_t i = 0; i < e.terms.size(); ++i) {
    if (e.terms[i].first >= limit)
      breach(system, what + " names variable " + std::to_string(e.terms[i].first));
    if (e.terms[i].second == 0) breach(system, what + " has a zero coefficient");
    if (i > 0 && e.terms[i - 1].first >= e.terms[i].first) breach(system, what + " has unsorted terms");
  }
}

void validatePath(const TransitionSystem &system, const Path &path, const std::string &what) {
  const size_t limit = system.variables.size() + path.inputs.size();
  for (const Constraint &c : path.guard) validateLinear(system, c.expression, limit, what + " guard");
  for (size_t i = 0; i < path.update.size(); ++i) {
    if (path.update[i].first >= system.variables.size()) breach(system, what + " updates no variable");
    if (i > 0 && path.update[i - 1].first >= path.update[i].first)
      breach(system, what + " has unsorted updates");
    validateLinear(system, path.update[i].second, limit, what + " update");
  }
  for (uint32_t report : path.reports)
    if (report >= system.properties.size()) breach(system, what + " reports no property");
}

bool isStateless(const TransitionSystem &system, const Linear &e) {
  return e.terms.empty() || e.terms.front().first >= system.variables.size();
}

void validateInitialGuard(const TransitionSystem &system, const Path &path) {
  for (const Constraint &c : path.guard)
    if (!isStateless(system, c.expression)) breach(system, "init tests a state variable");
}

void validateInit(const TransitionSystem &system, const Path &path) {
  validatePath(system, path, "init");
  if (path.update.size() != system.variables.size()) breach(system, "init leaves a variable without a value");
  for (const auto &[variable, value] : path.update)
    if (!isStateless(system, value)) breach(system, "init reads a state variable");
  validateInitialGuard(system, path);
}

void validateWay(const TransitionSystem &system, const Refusal &refusal, const Path &way) {
  validatePath(system, way, "the way to " + refusal.construct);
  if (!way.update.empty() || !way.reports.empty() || !way.stops)
    breach(system, "the way to " + refusal.construct + " leads on");
  if (refusal.isInitial()) validateInitialGuard(system, way);
}

std::string pathText(const TransitionSystem &system, const Path &path) {
  Namer name = [&](VariableIndex v) { return variableName(system, path, v); };
  std::string text;
  for (const PathInput &input : path.inputs) {
    text += "      any " + input.name;
    if (input.low || input.high)
      text += " in [" + (input.low ? toString(*input.low) : "-oo") + ", " +
              (input.high ? toString(*input.high) : "oo") + "]";
    text += input.choice ? "\n" : " (auxiliary)\n";
  }
  for (const Constraint &c : path.guard) text += "      when " + toString(c, name) + "\n";
  for (const auto &[variable, value] : path.update)
    text += "      " + system.variables[variable].name + " := " + toString(value, name) + "\n";
  for (uint32_t report : path.reports) text += "      breaks " + system.properties[report].name + "\n";
  if (path.stops) text += "      stops\n";
  return text;
}

std::string variableText(const Variable &v) {
  std::string text = "  " + v.name;
  if (v.isFinite()) {
    text += " in {";
    for (size_t i = 0; i < v.domain.size(); ++i) {
      bool named = i < v.domainNames.size() && !v.domainNames[i].empty();
      text += (i ? ", " : "") + (named ? v.domainNames[i] : toString(v.domain[i]));
    }
    text += "}";
  } else if (v.low || v.high) {
    text += " in [" + (v.low ? toString(*v.low) : "-oo") + ", " + (v.high ? toString(*v.high) : "oo") + "]";
  }
  return text + (v.isGhost ? "  ghost\n" : "\n");
}

std::string badText(const TransitionSystem &system, const Property &property) {
  Namer name = [&](VariableIndex v) { return system.variables[v].name; };
  std::string text;
  for (const auto &conjunction : property.bad) {
    text += "    bad when ";
    for (size_t i = 0; i < conjunction.size(); ++i)
      text += (i ? " and " : "") + toString(conjunction[i], name);
    text += conjunction.empty() ? "always\n" : "\n";
  }
  return text;
}

} // namespace

void validate(const TransitionSystem &system) {
  std::set<std::string> names;
  for (const Variable &v : system.variables) {
    if (!names.insert(v.name).second) breach(system, "two variables are called " + v.name);
    if (!std::is_sorted(v.domain.begin(), v.domain.end())) breach(system, v.name + " has an unsorted domain");
    if (v.wrapsOf && *v.wrapsOf >= system.variables.size())
      breach(system, v.name + " counts wraps of nothing");
  }
  for (const Path &path : system.init) validateInit(system, path);
  for (const Transition &transition : system.transitions)
    for (const Path &path : transition.paths) validatePath(system, path, transition.name);
  for (const Property &property : system.properties)
    for (const auto &conjunction : property.bad)
      for (const Constraint &c : conjunction)
        validateLinear(system, c.expression, system.variables.size(), property.name);
  for (const Refusal &refusal : system.refusals)
    for (const Path &way : refusal.ways) validateWay(system, refusal, way);
}

std::string variableName(const TransitionSystem &system, const Path &path, VariableIndex v) {
  if (v < system.variables.size()) return system.variables[v].name;
  const size_t input = v - system.variables.size();
  return input < path.inputs.size() ? path.inputs[input].name : "?" + std::to_string(v);
}

std::string toText(const TransitionSystem &system) {
  std::string text = "system " + system.name + "\nvariables\n";
  for (const Variable &v : system.variables) text += variableText(v);
  text += "init\n";
  for (size_t i = 0; i < system.init.size(); ++i)
    text += "    path " + std::to_string(i) + "\n" + pathText(system, system.init[i]);
  for (const Transition &transition : system.transitions) {
    text += "transition " + transition.name + "\n";
    for (size_t i = 0; i < transition.paths.size(); ++i)
      text += "    path " + std::to_string(i) + "\n" + pathText(system, transition.paths[i]);
  }
  for (const Property &property : system.properties)
    text += "property " + property.name + "\n" + badText(system, property);
  for (const Refusal &refusal : system.refusals) {
    text += "refused " + toString(refusal.where) + ": " + refusal.construct + "\n";
    for (size_t i = 0; i < refusal.ways.size(); ++i)
      text += "    way " + std::to_string(i) + "\n" + pathText(system, refusal.ways[i]);
  }
  return text;
}

} // namespace pinproof::model
