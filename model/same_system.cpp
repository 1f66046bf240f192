// Member by member. Every member of a system must be here unless it is a place or a sentence for people: one
// that is forgotten would let answers carry over that do not hold.
#include "model/same_system.h"

#include "model/canonical_text.h"

namespace pinproof::model {

namespace {

class Text : public CanonicalText<Text> {
public:
  using CanonicalText::add;
  void add(const Linear &e) {
    add(e.constant);
    add(e.terms);
  }
  void add(const Constraint &c) {
    add(c.expression);
    add(static_cast<uint32_t>(c.relation));
  }
  void add(const Variable &v) {
    add(v.name);
    add(v.low);
    add(v.high);
    add(v.domain);
    add(v.domainNames);
    add(v.isPointer);
    add(v.wrapsOf);
    add(v.width);
    add(v.isGhost);
  }
  void add(const PathInput &input) {
    add(input.name);
    add(input.low);
    add(input.high);
    add(input.choice);
  }
  void add(const Path &path) {
    add(path.inputs);
    add(path.guard);
    add(path.update);
    add(path.reports);
    add(path.reached);
    add(path.stops);
  }
  void add(const Transition &transition) {
    add(transition.name);
    add(transition.paths);
  }
  void add(const Property &property) {
    add(static_cast<uint32_t>(property.kind));
    add(property.name);
    add(property.text);
    add(static_cast<uint32_t>(property.expect));
    add(property.reason);
    add(property.bad);
    add(property.report);
  }
  void add(const Refusal &refusal) {
    add(refusal.construct);
    add(refusal.transition);
    add(refusal.ways);
  }
};

} // namespace

std::string canonicalText(const TransitionSystem &system) {
  Text text;
  text.add(system.name);
  text.add(system.variables);
  text.add(system.init);
  text.add(system.transitions);
  text.add(system.properties);
  text.add(system.refusals);
  return std::move(text.written);
}

bool isSameSystem(const TransitionSystem &a, const TransitionSystem &b) {
  return canonicalText(a) == canonicalText(b);
}

} // namespace pinproof::model
