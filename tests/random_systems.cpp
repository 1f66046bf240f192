// Written from what symbolic execution makes of C: every addition to a machine counter is split into a path
// that does not wrap and paths that do, guards are conjunctions of comparisons, ghosts count without end.
//
// Random numbers come from a generator of our own (splitmix64, Steele et al. 2014), so that a seed means the
// same system with every standard library.

#include "tests/random_systems.h"

#include <algorithm>

namespace pinproof::test {
namespace {

using namespace model;

class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}
  /// Any of low..high.
  Integer in(Integer low, Integer high) {
    return low + static_cast<Integer>(next() % static_cast<uint64_t>(high - low + 1));
  }
  bool oneIn(unsigned n) { return next() % n == 0; }
  VariableIndex any(const std::vector<VariableIndex> &list) { return list[next() % list.size()]; }

private:
  uint64_t state;
  uint64_t next() {
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
};

struct Counter {
  VariableIndex variable;
  std::optional<VariableIndex> wraps;
  Integer low, high;
  Integer modulus() const { return high - low + 1; }
};

Linear var(VariableIndex v, Integer coefficient = 1) { return Linear::variable(v, coefficient); }
Constraint atMost(const Linear &a, const Linear &b) { return atLeast(b, a); }

void set(Path &path, VariableIndex v, const Linear &value) {
  auto at = std::lower_bound(path.update.begin(), path.update.end(), v,
                             [](const auto &u, VariableIndex w) { return u.first < w; });
  if (at != path.update.end() && at->first == v)
    at->second = value;
  else
    path.update.insert(at, {v, value});
}

/// The paths of `paths` after counter += delta, split where it wraps (|delta| below the modulus).
std::vector<Path> addTo(const std::vector<Path> &paths, const Counter &counter, const Linear &delta) {
  std::vector<Path> result;
  Linear sum = var(counter.variable) + delta;
  for (const Path &path : paths)
    for (int round : {0, 1, -1}) {
      Linear kept = sum - Linear(counter.modulus() * round);
      Path split = path;
      split.guard.push_back(atLeast(kept, counter.low));
      split.guard.push_back(atMost(kept, counter.high));
      set(split, counter.variable, kept);
      if (counter.wraps && round != 0) set(split, *counter.wraps, var(*counter.wraps) + Linear(round));
      result.push_back(std::move(split));
    }
  return result;
}

class Generator {
public:
  explicit Generator(unsigned seed) : random(seed) {
    system.name = "random" + std::to_string(seed);
    system.title = "random system " + std::to_string(seed);
  }

  Random random;
  TransitionSystem system;
  std::vector<Counter> counters;
  std::vector<VariableIndex> numbers, flags;
  std::optional<VariableIndex> ghost;

  VariableIndex add(Variable v) {
    system.variables.push_back(std::move(v));
    return static_cast<VariableIndex>(system.variables.size() - 1);
  }

  void addCounter(const std::string &name, unsigned width, bool isSigned, bool countsWraps) {
    Variable v;
    v.name = name;
    v.width = width;
    Counter counter;
    counter.low = isSigned ? -(Integer(1) << (width - 1)) : 0;
    counter.high = counter.low + (Integer(1) << width) - 1;
    v.low = counter.low;
    v.high = counter.high;
    counter.variable = add(v);
    numbers.push_back(counter.variable);
    if (countsWraps) {
      Variable w;
      w.name = name + ".wraps";
      w.width = 128;
      w.wrapsOf = counter.variable;
      w.isGhost = true;
      counter.wraps = add(w);
    }
    counters.push_back(counter);
  }

  VariableIndex addGhost(const std::string &name) {
    Variable v;
    v.name = name;
    v.width = 128;
    v.isGhost = true;
    return add(v);
  }

  void addFlag(const std::string &name, Integer values) {
    Variable v;
    v.name = name;
    v.width = 8;
    v.low = 0;
    v.high = values - 1;
    for (Integer i = 0; i < values; ++i) v.domain.push_back(i);
    flags.push_back(add(v));
  }

  /// A comparison as C has them in conditions.
  Constraint atom() {
    if (!flags.empty() && random.oneIn(3)) {
      VariableIndex flag = random.any(flags);
      return equals(var(flag), random.in(0, *system.variables[flag].high));
    }
    if (ghost && random.oneIn(3)) return atLeast(var(*ghost), random.in(0, 2));
    const Counter &counter =
        counters[static_cast<size_t>(random.in(0, static_cast<Integer>(counters.size()) - 1))];
    Integer bound = random.in(counter.low, counter.high);
    switch (static_cast<int>(random.in(0, 4))) {
    case 0: return atLeast(var(counter.variable), random.in(0, 2));
    case 1: return atMost(var(counter.variable), bound);
    case 2: return atLeast(var(counter.variable), bound);
    case 3: return atLeast(var(counter.variable) - var(random.any(numbers)), random.in(-2, 2));
    default: return equals(var(counter.variable), bound);
    }
  }

  void addInit() {
    Path path;
    for (VariableIndex v = 0; v < system.variables.size(); ++v) set(path, v, Linear(0));
    for (const Counter &counter : counters) {
      if (random.oneIn(4)) {
        auto input = static_cast<VariableIndex>(system.variables.size() + path.inputs.size());
        path.inputs.push_back({"base" + std::to_string(path.inputs.size()), 0, 2, {}});
        set(path, counter.variable, var(input));
      } else
        set(path, counter.variable, random.in(0, 2));
    }
    for (VariableIndex flag : flags) set(path, flag, random.in(0, *system.variables[flag].high));
    system.init.push_back(path);
  }

  void addTransition(const std::string &name) {
    Transition transition{name, {}, {}};
    Path start;
    std::optional<VariableIndex> input;
    auto addInput = [&](const std::string &label, std::optional<Integer> low, std::optional<Integer> high) {
      start.inputs.push_back({label, low, high, {}});
      return static_cast<VariableIndex>(system.variables.size() + start.inputs.size() - 1);
    };
    if (random.oneIn(3)) input = addInput("n", 1, random.in(2, 3));
    if (random.oneIn(6)) { // half = counter / 2, as a shift to the right gives it
      VariableIndex whole = random.any(numbers);
      VariableIndex half = addInput("half", {}, {});
      start.guard.push_back(atLeast(var(whole), var(half, 2)));
      start.guard.push_back(atMost(var(whole), var(half, 2) + Linear(1)));
      start.guard.push_back(atMost(var(half), random.in(0, 4)));
    }
    for (Integer guards = random.in(0, 2); guards > 0; --guards) start.guard.push_back(atom());
    if (!flags.empty() && random.oneIn(2)) {
      VariableIndex flag = random.any(flags);
      set(start, flag, random.in(0, *system.variables[flag].high));
    }
    if (ghost && random.oneIn(2)) {
      bool goesUp = random.oneIn(2);
      if (!goesUp)
        start.guard.push_back(atLeast(var(*ghost), 1));
      else if (!random.oneIn(3))
        start.guard.push_back(atMost(var(*ghost), random.in(1, 12)));
      set(start, *ghost, var(*ghost) + Linear(goesUp ? 1 : -1));
    }
    transition.paths = {start};
    for (const Counter &counter : counters) {
      if (random.oneIn(3)) continue;
      if (random.oneIn(6)) {
        Integer value = random.in(0, 3);
        for (Path &path : transition.paths) set(path, counter.variable, value);
        continue;
      }
      Integer amount = random.in(1, 3) * (random.oneIn(2) ? 1 : -1);
      Linear delta = input && random.oneIn(2) ? var(*input, amount > 0 ? 1 : -1) : Linear(amount);
      transition.paths = addTo(transition.paths, counter, delta);
    }
    system.transitions.push_back(std::move(transition));
  }

  void addInvariant() {
    Property property;
    property.name = "property" + std::to_string(system.properties.size());
    for (Integer conjunctions = random.in(1, 2); conjunctions > 0; --conjunctions) {
      std::vector<Constraint> bad{atom()};
      if (random.oneIn(2)) bad.push_back(atom());
      property.bad.push_back(bad);
    }
    system.properties.push_back(property);
  }

  /// A CHECK in the middle of some transition: a path of its own, which goes on.
  void addCheck() {
    Property property;
    property.kind = random.oneIn(2) ? Property::Kind::Check : Property::Kind::Bug;
    property.name = "check" + std::to_string(system.properties.size());
    auto index = static_cast<uint32_t>(system.properties.size());
    auto &paths = system
                      .transitions[static_cast<size_t>(
                          random.in(0, static_cast<Integer>(system.transitions.size()) - 1))]
                      .paths;
    Path path = paths[static_cast<size_t>(random.in(0, static_cast<Integer>(paths.size()) - 1))];
    path.guard.push_back(atom());
    path.guard.push_back(atom());
    path.reports.push_back(index);
    path.stops = property.kind == Property::Kind::Bug;
    if (path.stops) path.update.clear();
    paths.push_back(path);
    system.properties.push_back(property);
  }
};

} // namespace

TransitionSystem randomSystem(unsigned seed) {
  Generator g(seed);
  for (Integer counters = g.random.in(1, 3); counters > 0; --counters)
    g.addCounter("c" + toString(counters), static_cast<unsigned>(g.random.in(3, 5)), g.random.oneIn(2),
                 g.random.oneIn(4));
  if (g.random.oneIn(2)) g.addFlag("flag", g.random.in(2, 3));
  if (g.random.oneIn(3)) g.ghost = g.addGhost("held");
  g.addInit();
  for (Integer transitions = g.random.in(2, 4); transitions > 0; --transitions)
    g.addTransition("t" + toString(transitions));
  g.addInvariant();
  if (g.random.oneIn(2)) g.addCheck();
  validate(g.system);
  return g.system;
}

TransitionSystem withRefusals(TransitionSystem system, unsigned seed) {
  Random random(seed ^ 0x2545f491u);
  auto refuse = [&](Path way, const std::string &where) {
    way.update.clear(), way.reports.clear(), way.reached.clear();
    way.stops = true;
    system.refusals.push_back({"construct " + std::to_string(system.refusals.size()), {}, where, {way}});
  };
  for (Transition &t : system.transitions)
    for (size_t p = t.paths.size(); p-- > 0 && t.paths.size() > 1;) {
      if (!random.oneIn(4)) continue;
      refuse(t.paths[p], t.name);
      if (random.oneIn(2)) system.refusals.back().ways.push_back(system.refusals.back().ways.front());
      t.paths.erase(t.paths.begin() + static_cast<std::ptrdiff_t>(p));
    }
  for (Property &property : system.properties)
    if (property.bad.size() > 1 && random.oneIn(2)) {
      Path way;
      way.guard = property.bad.back();
      refuse(way, property.name);
      property.bad.pop_back();
    }
  if (random.oneIn(6)) {
    Path way;
    way.inputs = {{"n", 0, 3, {}}};
    way.guard = {equals(var(static_cast<VariableIndex>(system.variables.size())), random.in(2, 6))};
    refuse(way, "");
  }
  validate(system);
  return system;
}

TransitionSystem randomReferenceCounter(unsigned seed) {
  Generator g(seed ^ 0x5bd1e995u);
  g.system.name = "counter" + std::to_string(seed);
  auto width = static_cast<unsigned>(g.random.in(4, 7));
  Integer bias = Integer(1) << static_cast<unsigned>(g.random.in(0, 3));
  g.addCounter("refcount", width, true, true);
  g.addFlag("freed", 2);
  VariableIndex pins = g.addGhost("pins"), gets = g.addGhost("gets");
  const Counter ref = g.counters[0];
  VariableIndex freed = g.flags[0];
  g.addInit();
  set(g.system.init[0], freed, 0);
  set(g.system.init[0], ref.variable, 1);
  g.system.init[0].inputs.clear();

  bool refuses = !g.random.oneIn(3), bounded = g.random.oneIn(2), confuses = g.random.oneIn(4);
  auto take = [&](const char *name, VariableIndex held, Integer amount) {
    Path path;
    if (refuses) path.guard.push_back(atLeast(var(ref.variable), 1));
    path.guard.push_back(equals(var(freed), 0));
    if (bounded) path.guard.push_back(atMost(var(held), g.random.in(1, 6)));
    set(path, held, var(held) + Linear(1));
    g.system.transitions.push_back({name, {}, addTo({path}, ref, amount)});
  };
  auto release = [&](const char *name, VariableIndex held, Integer amount) {
    Path path;
    path.guard.push_back(atLeast(var(held), 1));
    set(path, held, var(held) - Linear(1));
    Transition transition{name, {}, {}};
    for (Path &split : addTo({path}, ref, -amount)) {
      Linear left = split.update.front().second; // refcount is the first variable
      Path frees = split, above = split, below = split;
      frees.guard.push_back(equals(left, 0));
      set(frees, freed, 1);
      above.guard.push_back(atLeast(left, 1));
      below.guard.push_back(atMost(left, -1));
      transition.paths.insert(transition.paths.end(), {frees, above, below});
    }
    g.system.transitions.push_back(transition);
  };
  take("pin", pins, bias);
  release("unpin", pins, confuses ? bias + 1 : bias);
  take("get", gets, 1);
  release("put", gets, 1);

  Property positive, balanced, freedWhileHeld;
  positive.name = "positive";
  positive.bad = {{atMost(var(ref.variable), 0)}};
  balanced.name = "balanced";
  Linear error = var(ref.variable) - var(pins, bias) - var(gets) - Linear(1) + var(*ref.wraps, ref.modulus());
  balanced.bad = {{atLeast(error, 1)}, {atMost(error, -1)}};
  freedWhileHeld.name = "not_freed_while_held";
  freedWhileHeld.bad = {{equals(var(freed), 1), atLeast(var(pins) + var(gets), 1)}};
  g.system.properties = {positive, balanced, freedWhileHeld};
  validate(g.system);
  return g.system;
}

} // namespace pinproof::test
