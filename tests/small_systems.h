// Transition systems small enough to write down, and the plainest way to run them.
#pragma once

#include "model/trace.h"
#include "solver/facts.h"

#include <algorithm>
#include <random>

namespace pinproof::test {

using namespace model;

/// A system under construction; variables are named by index as they are added.
struct SystemBuilder {
  TransitionSystem system;

  VariableIndex integer(const std::string &name, std::optional<Integer> low = {},
                        std::optional<Integer> high = {}) {
    Variable v;
    v.name = name;
    v.low = low, v.high = high;
    v.width = 128;
    system.variables.push_back(v);
    return static_cast<VariableIndex>(system.variables.size() - 1);
  }
  VariableIndex finite(const std::string &name, std::vector<Integer> domain) {
    VariableIndex v = integer(name);
    system.variables[v].domain = std::move(domain);
    return v;
  }
  /// A signed machine counter; its wraps are the variable after it.
  VariableIndex counter(const std::string &name, unsigned width) {
    Integer half = Integer(1) << (width - 1);
    VariableIndex v = integer(name, -half, half - 1);
    system.variables[v].width = width;
    VariableIndex w = integer(name + ".wraps");
    system.variables[w].wrapsOf = v;
    system.variables[w].isGhost = true;
    return v;
  }
  void init(std::vector<std::pair<VariableIndex, Linear>> update, std::vector<PathInput> inputs = {},
            std::vector<Constraint> guard = {}) {
    Path path;
    path.inputs = std::move(inputs), path.guard = std::move(guard), path.update = std::move(update);
    system.init.push_back(path);
  }
  /// Appends to transition `name`, which is made if it is not there.
  Path &path(const std::string &name, std::vector<PathInput> inputs, std::vector<Constraint> guard,
             std::vector<std::pair<VariableIndex, Linear>> update) {
    if (system.transitions.empty() || system.transitions.back().name != name) {
      system.transitions.emplace_back();
      system.transitions.back().name = name;
    }
    Path p;
    p.inputs = std::move(inputs), p.guard = std::move(guard), p.update = std::move(update);
    system.transitions.back().paths.push_back(std::move(p));
    return system.transitions.back().paths.back();
  }
  uint32_t property(const std::string &name, std::vector<std::vector<Constraint>> bad) {
    Property p;
    p.name = name, p.bad = std::move(bad);
    system.properties.push_back(p);
    return static_cast<uint32_t>(system.properties.size() - 1);
  }
  uint32_t check(const std::string &name) {
    Property p;
    p.kind = Property::Kind::Check, p.name = name;
    system.properties.push_back(p);
    return static_cast<uint32_t>(system.properties.size() - 1);
  }
};

inline PathInput input(const std::string &name, std::optional<Integer> low = {},
                       std::optional<Integer> high = {}, std::optional<uint32_t> choice = {}) {
  return {name, low, high, choice};
}
inline Linear var(VariableIndex v, Integer coefficient = 1) { return Linear::variable(v, coefficient); }

/// Both ways an addition to a `width`-bit counter can go: the sum fits, or it wraps upwards.
inline void addUpwards(SystemBuilder &b, const std::string &name, VariableIndex counter, unsigned width,
                       const std::vector<PathInput> &inputs, std::vector<Constraint> guard,
                       const Linear &amount, std::vector<std::pair<VariableIndex, Linear>> also) {
  Integer largest = (Integer(1) << (width - 1)) - 1, modulus = Integer(1) << width;
  Linear sum = var(counter) + amount;
  auto with = [&](const Constraint &c) {
    auto result = guard;
    result.push_back(c);
    return result;
  };
  auto updates = [&](std::vector<std::pair<VariableIndex, Linear>> u) {
    u.insert(u.end(), also.begin(), also.end());
    std::sort(u.begin(), u.end(), [](const auto &x, const auto &y) { return x.first < y.first; });
    return u;
  };
  b.path(name, inputs, with(atLeast(largest, sum)), updates({{counter, sum}}));
  b.path(name, inputs, with(atLeast(sum, largest + 1)),
         updates({{counter, sum - Linear(modulus)}, {counter + 1, var(counter + 1) + Linear(1)}}));
}

/// Direct writes that pin 1..64 pages of one folio in a loop which stops at a count below 1; the loop's
/// number of rounds is an auxiliary that equals the number of pages. Property 0: the count is positive.
inline TransitionSystem directWrites(unsigned width, unsigned biasBits = 10, Integer pages = 64) {
  SystemBuilder b;
  VariableIndex count = b.counter("refcount", width), pins = b.integer("pins", 0);
  VariableIndex nr = pins + 1, rounds = pins + 2;
  Integer bias = Integer(1) << biasBits;
  b.init({{count, 1}, {count + 1, 0}, {pins, 0}});
  addUpwards(b, "dio_write", count, width, {input("pages", 1, pages, 0), input("iterations", 1, {})},
             {equals(var(nr), var(rounds)), atLeast(var(count) + var(rounds, bias), 1 + bias)},
             var(rounds, bias), {{pins, var(pins) + var(rounds)}});
  b.path("dio_complete", {}, {atLeast(var(pins), 1), atLeast(var(count), bias)},
         {{count, var(count) - Linear(bias)}, {pins, var(pins) - Linear(1)}});
  b.property("refcount_stays_below_overflow", {{atLeast(0, var(count))}});
  return b.system;
}

/// The same count, one reference at a time.
inline TransitionSystem gets(unsigned width) {
  SystemBuilder b;
  VariableIndex count = b.counter("refcount", width), gets = b.integer("gets", 0);
  b.init({{count, 1}, {count + 1, 0}, {gets, 0}});
  addUpwards(b, "get", count, width, {}, {atLeast(var(count), 1)}, 1, {{gets, var(gets) + Linear(1)}});
  b.path("put", {}, {atLeast(var(gets), 1), atLeast(var(count), 1)},
         {{count, var(count) - Linear(1)}, {gets, var(gets) - Linear(1)}});
  b.property("refcount_stays_below_overflow", {{atLeast(0, var(count))}});
  return b.system;
}

// --- at random ---

struct Random {
  std::mt19937 engine;
  Integer operator()(int low, int high) {
    return low + static_cast<int>(engine() % static_cast<unsigned>(high - low + 1));
  }
};

/// Two integers and a flag, two to four paths, a few inputs with small ranges.
inline TransitionSystem randomSystem(Random &random) {
  SystemBuilder b;
  VariableIndex x = b.integer("x"), y = b.integer("y"), flag = b.finite("flag", {0, 1});
  b.init({{x, random(-2, 2)}, {y, random(-2, 2)}, {flag, random(0, 1)}});
  for (Integer paths = random(2, 4); paths > 0; --paths) {
    std::vector<PathInput> inputs;
    for (Integer n = random(0, 2); n > 0; --n) {
      Integer low = random(-2, 2);
      inputs.push_back(input("i", low, low + random(0, 2)));
    }
    auto linear = [&](bool onlyInputs) {
      Linear e(random(-3, 3));
      if (!onlyInputs) e = e + var(x, random(-1, 1)) + var(y, random(-1, 1));
      for (uint32_t i = 0; i < inputs.size(); ++i) e = e + var(flag + 1 + i, random(-1, 1));
      return e;
    };
    std::vector<Constraint> guard;
    for (Integer n = random(0, 2); n > 0; --n)
      guard.push_back({linear(random(0, 3) == 0),
                       random(0, 5) == 0 ? Constraint::Relation::Zero : Constraint::Relation::AtLeastZero});
    if (random(0, 2) == 0) guard.push_back(equals(var(flag), random(0, 1)));
    std::vector<std::pair<VariableIndex, Linear>> update;
    if (random(0, 3)) update.emplace_back(x, random(0, 6) ? var(x) + linear(true) : linear(false));
    if (random(0, 3)) update.emplace_back(y, random(0, 6) ? var(y) + linear(true) : linear(false));
    if (random(0, 2) == 0) update.emplace_back(flag, random(0, 1));
    b.path("p" + std::to_string(b.system.transitions.size()), inputs, guard, update);
  }
  b.property("p", {{atLeast(var(x) + var(y, random(-1, 1)), random(5, 40))},
                   {equals(var(x) + var(y), random(-30, -10)), equals(var(flag), random(0, 1))}});
  return b.system;
}

// --- running ---

using State = std::vector<Integer>;

inline Integer evaluate(const Linear &e, const State &state, const std::vector<Integer> &inputs) {
  Integer sum = e.constant;
  for (const auto &[v, c] : e.terms)
    sum = add(sum, multiply(c, v < state.size() ? state[v] : inputs.at(v - state.size())));
  return sum;
}
inline bool holds(const std::vector<Constraint> &constraints, const State &state,
                  const std::vector<Integer> &inputs = {}) {
  for (const Constraint &c : constraints) {
    Integer value = evaluate(c.expression, state, inputs);
    if (c.relation == Constraint::Relation::Zero ? value != 0 : value < 0) return false;
  }
  return true;
}
/// The state after `path`, if it can be taken.
inline std::optional<State> take(const Path &path, const State &state, const std::vector<Integer> &inputs) {
  if (inputs.size() != path.inputs.size()) return std::nullopt;
  for (size_t i = 0; i < inputs.size(); ++i)
    if ((path.inputs[i].low && inputs[i] < *path.inputs[i].low) ||
        (path.inputs[i].high && inputs[i] > *path.inputs[i].high))
      return std::nullopt;
  if (!holds(path.guard, state, inputs)) return std::nullopt;
  State after = state;
  for (const auto &[v, e] : path.update) after[v] = evaluate(e, state, inputs);
  return after;
}
inline bool isBad(const Property &property, const State &state) {
  for (const auto &bad : property.bad)
    if (holds(bad, state)) return true;
  return false;
}

/// Runs `trace`, long groups of it only at both ends: "" if it is one and its last operation, and no
/// earlier one, breaks `property`; else what is wrong.
inline std::string replay(const TransitionSystem &system, uint32_t property, const Trace &trace) {
  const Property &claim = system.properties.at(property);
  std::optional<State> state =
      take(system.init.at(trace.initPath), State(system.variables.size(), 0), trace.initInputs);
  if (!state) return "the initial path cannot be taken";
  auto reported = [&](const Path &path) {
    return std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end();
  };
  bool isBroken = isBad(claim, *state) || reported(system.init.at(trace.initPath));
  for (const Step &step : trace.steps) {
    const Path &path = system.transitions.at(step.transition).paths.at(step.path);
    for (Integer i = 0; i < step.count; ++i) {
      if (isBroken) return "broken before the end";
      if (i == 1000 && step.count > 3000000) {
        Integer skip = step.count - 2000;
        State next = *take(path, *state, step.inputs);
        for (size_t v = 0; v < next.size(); ++v) (*state)[v] += (next[v] - (*state)[v]) * skip;
        i += skip;
      }
      std::optional<State> next = take(path, *state, step.inputs);
      if (!next) return system.transitions[step.transition].name + " cannot be taken";
      state = next;
      isBroken = isBad(claim, *state) || reported(path);
    }
  }
  return isBroken ? "" : "not broken at the end";
}

} // namespace pinproof::test
