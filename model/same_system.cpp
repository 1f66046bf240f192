// Member by member. Every member of a system must be here unless it is a place or a sentence for people: one
// that is forgotten would let answers carry over that do not hold.
#include "model/same_system.h"

#include <algorithm>

namespace pinproof::model {

namespace {

template <class T>
bool areSame(const std::vector<T> &a, const std::vector<T> &b, bool (*same)(const T &, const T &)) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool isSame(const Variable &a, const Variable &b) {
  return a.name == b.name && a.low == b.low && a.high == b.high && a.domain == b.domain &&
         a.domainNames == b.domainNames && a.isPointer == b.isPointer && a.wrapsOf == b.wrapsOf &&
         a.width == b.width && a.isGhost == b.isGhost;
}

bool isSame(const PathInput &a, const PathInput &b) {
  return a.name == b.name && a.low == b.low && a.high == b.high && a.choice == b.choice;
}

bool isSame(const Path &a, const Path &b) {
  return areSame<PathInput>(a.inputs, b.inputs, isSame) && a.guard == b.guard && a.update == b.update &&
         a.reports == b.reports && a.reached == b.reached && a.stops == b.stops;
}

bool isSame(const Transition &a, const Transition &b) {
  return a.name == b.name && areSame<Path>(a.paths, b.paths, isSame);
}

bool isSame(const Property &a, const Property &b) {
  return a.kind == b.kind && a.name == b.name && a.text == b.text && a.expect == b.expect &&
         a.reason == b.reason && a.bad == b.bad && a.report == b.report;
}

bool isSame(const Refusal &a, const Refusal &b) {
  return a.construct == b.construct && a.transition == b.transition;
}

} // namespace

bool isSameSystem(const TransitionSystem &a, const TransitionSystem &b) {
  return a.name == b.name && areSame<Variable>(a.variables, b.variables, isSame) &&
         areSame<Path>(a.init, b.init, isSame) && areSame<Transition>(a.transitions, b.transitions, isSame) &&
         areSame<Property>(a.properties, b.properties, isSame) &&
         areSame<Refusal>(a.refusals, b.refusals, isSame);
}

} // namespace pinproof::model
