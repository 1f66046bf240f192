// Small transition systems written by hand, for tests of engines.
#pragma once

#include "model/transition_system.h"

#include <algorithm>

namespace pinproof::tests {

using model::atLeast;
using model::Constraint;
using model::equals;
using model::Integer;
using model::Linear;
using model::VariableIndex;

inline constexpr Integer intMax = 2147483647, intMin = -intMax - 1, modulus = Integer(1) << 32;

inline Constraint atMost(const Linear &a, const Linear &b) { return atLeast(b, a); }

/// Builds a system step by step; variables first, then what refers to them.
struct SystemBuilder {
  model::TransitionSystem system;

  explicit SystemBuilder(const std::string &name) { system.name = name; }

  VariableIndex add(model::Variable v) {
    system.variables.push_back(std::move(v));
    return static_cast<VariableIndex>(system.variables.size() - 1);
  }
  /// A 32-bit kernel counter.
  VariableIndex counter(const std::string &name) {
    model::Variable v;
    v.name = name, v.low = intMin, v.high = intMax;
    return add(v);
  }
  VariableIndex wraps(VariableIndex counter) {
    model::Variable v;
    v.name = "wraps(" + system.variables[counter].name + ")", v.wrapsOf = counter, v.width = 128;
    return add(v);
  }
  /// An unbounded integer of the specification.
  VariableIndex ghost(const std::string &name) {
    model::Variable v;
    v.name = name, v.isGhost = true, v.width = 128;
    return add(v);
  }
  VariableIndex finite(const std::string &name, std::vector<Integer> domain) {
    model::Variable v;
    v.name = name, v.low = domain.front(), v.high = domain.back(), v.domain = std::move(domain),
    v.isGhost = true;
    return add(v);
  }
  VariableIndex flag(const std::string &name) { return finite(name, {0, 1}); }

  static model::Path path(std::vector<Constraint> guard,
                          std::vector<std::pair<VariableIndex, Linear>> update) {
    model::Path p;
    p.guard = std::move(guard), p.update = std::move(update);
    std::sort(p.update.begin(), p.update.end());
    return p;
  }
  /// The number of the input that paths of this system call first, second...
  VariableIndex input(unsigned i) const { return static_cast<VariableIndex>(system.variables.size() + i); }

  void init(std::vector<std::pair<VariableIndex, Linear>> values) { system.init.push_back(path({}, values)); }
  model::Transition &transition(const std::string &name, std::vector<model::Path> paths) {
    system.transitions.push_back({name, {}, std::move(paths)});
    return system.transitions.back();
  }
  /// counter += amount, as a path without and one with wrapping; `amount` is of the sign that is given.
  std::vector<model::Path> addition(VariableIndex counter, VariableIndex wraps, const Linear &amount,
                                    bool isPositive, std::vector<Constraint> guard,
                                    std::vector<std::pair<VariableIndex, Linear>> update) {
    const Linear sum = Linear::variable(counter) + amount;
    auto straight = guard, around = guard;
    straight.push_back(isPositive ? atMost(sum, intMax) : atLeast(sum, intMin));
    around.push_back(isPositive ? atLeast(sum, intMax + 1) : atMost(sum, intMin - 1));
    auto updateStraight = update, updateAround = update;
    updateStraight.emplace_back(counter, sum);
    updateAround.emplace_back(counter, sum - Linear(isPositive ? modulus : -modulus));
    updateAround.emplace_back(wraps, Linear::variable(wraps) + Linear(isPositive ? 1 : -1));
    return {path(straight, updateStraight), path(around, updateAround)};
  }
  /// The states that break an invariant, as a disjunction of conjunctions.
  uint32_t invariant(const std::string &name, std::vector<std::vector<Constraint>> bad) {
    model::Property p;
    p.name = name, p.bad = std::move(bad);
    system.properties.push_back(std::move(p));
    return static_cast<uint32_t>(system.properties.size() - 1);
  }
};

inline Linear var(VariableIndex v, Integer coefficient = 1) { return Linear::variable(v, coefficient); }

/// A page whose refcount takes pins of 1024 and gets of 1, with refusal of counts that are not positive.
/// Properties: freed while held (holds), negative (violated at pin 2,097,152), gone wrong (holds).
inline model::TransitionSystem refcounted(bool isZeroPage = false) {
  SystemBuilder b("refcounted");
  auto c = b.counter("refcount"), w = b.wraps(c), pins = b.ghost("pins"), gets = b.ghost("gets");
  b.init({{c, 1}, {w, 0}, {pins, 0}, {gets, 0}});
  auto pin = std::pair(pins, var(pins) + Linear(1)), unpin = std::pair(pins, var(pins) - Linear(1));
  auto held = atLeast(var(pins), 1);
  if (isZeroPage) {
    b.transition("pin", {b.path({}, {pin})});
    b.transition("unpin", {b.path({held}, {unpin})});
  } else {
    b.transition("pin", b.addition(c, w, 1024, true, {atLeast(var(c), 1)}, {pin}));
    b.transition("unpin", b.addition(c, w, -1024, false, {held}, {unpin}));
  }
  b.transition("get", b.addition(c, w, 1, true, {atLeast(var(c), 1)}, {{gets, var(gets) + Linear(1)}}));
  b.transition("put", b.addition(c, w, -1, false, {atLeast(var(gets), 1)}, {{gets, var(gets) - Linear(1)}}));
  b.invariant("not_freed_while_held", {{equals(var(c), 0), held}});
  b.invariant("positive", {{atMost(var(c), 0)}});
  const Linear pinned = isZeroPage ? Linear(0) : var(pins, 1024);
  const Linear difference = var(c) + var(w, modulus) - var(gets) - pinned - Linear(1);
  b.invariant("balanced", {{atLeast(difference, 1)}, {atMost(difference, -1)}});
  return b.system;
}

/// Fork and copy-on-write of one page, with early copy of pinned pages.
/// Property: while pinned, the parent maps the page writably.
inline model::TransitionSystem forked(bool copiesEarly) {
  SystemBuilder b("forked");
  auto c = b.counter("refcount"), w = b.wraps(c), pins = b.ghost("pins"), gets = b.ghost("gets");
  auto child = b.flag("child"), mappedParent = b.flag("mapped_parent"), mappedChild = b.flag("mapped_child"),
       writable = b.flag("writable_parent");
  b.init(
      {{c, 1}, {w, 0}, {pins, 0}, {gets, 0}, {child, 0}, {mappedParent, 1}, {mappedChild, 0}, {writable, 1}});
  auto is = [](VariableIndex v, Integer value) { return equals(var(v), value); };
  auto plus = [](VariableIndex v, Integer n) { return std::pair(v, var(v) + Linear(n)); };
  auto positive = atLeast(var(c), 1);
  b.transition(
      "pin", b.addition(c, w, 1024, true, {is(mappedParent, 1), is(writable, 1), positive}, {plus(pins, 1)}));
  b.transition("unpin", b.addition(c, w, -1024, false, {atLeast(var(pins), 1)}, {plus(pins, -1)}));
  b.transition("get", b.addition(c, w, 1, true, {is(mappedParent, 1), positive}, {plus(gets, 1)}));
  b.transition("put", b.addition(c, w, -1, false, {atLeast(var(gets), 1)}, {plus(gets, -1)}));
  auto fork = b.addition(c, w, 1, true, {is(child, 0), is(mappedParent, 1), positive},
                         {{child, 1}, {mappedChild, 1}, {writable, 0}});
  if (copiesEarly) {
    for (model::Path &path : fork) path.guard.push_back(atMost(var(c), 1023)); // seems not pinned
    fork.push_back(b.path({is(child, 0), is(mappedParent, 1), atLeast(var(c), 1024)}, {{child, 1}}));
  }
  b.transition("fork", fork);
  // The parent writes: alone it keeps the page, else it gets a copy.
  auto write = b.addition(c, w, -1, false, {is(mappedParent, 1), is(writable, 0), atLeast(var(c), 2)},
                          {{mappedParent, 0}});
  write.push_back(b.path({is(mappedParent, 1), is(writable, 0), is(c, 1)}, {{writable, 1}}));
  b.transition("parent_writes", write);
  b.transition("child_exits",
               b.addition(c, w, -1, false, {is(mappedChild, 1)}, {{mappedChild, 0}, {child, 0}}));
  b.invariant("parent_keeps_pinned_page", {{atLeast(var(pins), 1), is(mappedParent, 0)}});
  b.invariant("balanced", {{atLeast(var(c) + var(w, modulus) - var(mappedParent) - var(mappedChild) -
                                        var(gets) - var(pins, 1024),
                                    1)}});
  return b.system;
}

} // namespace pinproof::tests
