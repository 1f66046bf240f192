// Sequences of moves as one formula.
//
// State i+1 is constants of its own; every move m of step i has a selector s, and s implies its guard, its
// effect and that all else stays. At least one selector holds; if two do, both are right about the same two
// states. Inputs are shared by all moves of a step by position, so that paths with the same guard or update
// share Z3's atoms: a transition's paths differ in little. Moves that cannot come yet are left out
// (layers.h).
//
// A repeated move says the same of k operations at once, as repetition.h explains.
#include "solver/unrolling.h"

#include "solver/kinds.h"
#include "solver/relevance.h"

#include <algorithm>
#include <set>

namespace pinproof::solver {

using namespace model;

namespace {

bool mentions(const std::vector<std::pair<VariableIndex, Linear>> &changes, VariableIndex v) {
  return std::any_of(changes.begin(), changes.end(),
                     [&](const auto &change) { return change.second.coefficient(v) != 0; });
}

bool mentions(const std::vector<Constraint> &constraints, VariableIndex v) {
  return std::any_of(constraints.begin(), constraints.end(),
                     [&](const Constraint &c) { return c.expression.coefficient(v) != 0; });
}

bool matters(const Repetition &r, uint32_t input) {
  VariableIndex v = r.inputsFrom + input;
  return mentions(r.atFirst, v) || mentions(r.atLast, v) || mentions(r.delta, v);
}

std::vector<Constraint> sorted(std::vector<Constraint> constraints) {
  std::sort(constraints.begin(), constraints.end());
  constraints.erase(std::unique(constraints.begin(), constraints.end()), constraints.end());
  return constraints;
}

} // namespace

/// What a move does, apart from its name: equal for moves that can stand for each other.
struct Unrolling::Signature {
  uint64_t once; // for moves that are not repeated, all different
  bool isExact, stops, reports;
  std::vector<Constraint> atFirst, atLast;
  std::vector<std::pair<VariableIndex, Linear>> delta, settled;
  std::vector<std::pair<std::optional<Integer>, std::optional<Integer>>> ranges; // of inputs that matter
  auto operator<=>(const Signature &) const = default;
};

Unrolling::Unrolling(Encoder &encoder, const Facts &facts, Pace pace, std::optional<uint32_t> property)
    : encoder(encoder), pace(pace),
      isRelevant(property ? relevantVariables(encoder.transitionSystem(), *property)
                          : std::vector<bool>(encoder.transitionSystem().variables.size(), true)),
      layers(encoder.transitionSystem(), isRelevant), sequences(encoder.solver()) {
  addMoves(facts, property);
  start();
}

void Unrolling::addMoves(const Facts &facts, std::optional<uint32_t> property) {
  const TransitionSystem &system = encoder.transitionSystem();
  std::set<Signature> known;
  for (uint32_t t = 0; t < system.transitions.size(); ++t)
    for (uint32_t p = 0; p < system.transitions[t].paths.size(); ++p) {
      const Path &path = system.transitions[t].paths[p];
      bool isReporting = property && reports(path, *property);
      if (property && !isReporting && !changes(path, isRelevant)) continue;
      if (!facts.regions.empty() && !isPossible(system, path, facts.regions)) continue;
      for (Move &move : movesOf(t, p)) {
        if (property && !known.insert(signatureOf(move, isReporting)).second) continue;
        inputCount = std::max(inputCount, path.inputs.size());
        moves.push_back(std::move(move));
      }
    }
}

Unrolling::Signature Unrolling::signatureOf(const Move &move, bool isReporting) {
  uint64_t name = uint64_t(move.transition) << 32 | (move.path + 1);
  Signature result{move.repetition ? 0 : name, false, move.what->stops, isReporting, {}, {}, {}, {}, {}};
  if (!move.repetition) return result;
  const Repetition &r = *move.repetition;
  result.isExact = r.isExact;
  result.atFirst = sorted(r.atFirst), result.atLast = sorted(r.atLast);
  result.delta = r.delta, result.settled = r.settled;
  for (uint32_t i = 0; i < r.box.size(); ++i)
    if (matters(r, i))
      result.ranges.emplace_back(r.box[i].low, r.box[i].high);
    else
      result.ranges.emplace_back();
  return result;
}

/// The ways to take one path, together all of them, with changes of irrelevant variables left out.
std::vector<Unrolling::Move> Unrolling::movesOf(uint32_t t, uint32_t p) {
  const Path &path = encoder.transitionSystem().transitions[t].paths[p];
  std::vector<Move> result;
  bool isCovered = false;
  for (Repetition &r : repetitions(encoder.transitionSystem(), t, p, isRelevant)) {
    // Of inputs that make no difference, any value will do.
    for (uint32_t i = 0; i < r.box.size(); ++i)
      if (!r.isEliminated(i) && !matters(r, i)) {
        Integer value = r.box[i].low.value_or(r.box[i].high.value_or(0));
        r.box[i] = {value, value};
      }
    isCovered = isCovered || r.isExact;
    if (r.isExact || (pace == Pace::Repeated && !r.delta.empty()))
      result.push_back({t, p, &path, std::move(r)});
  }
  if (!isCovered) result.push_back({t, p, &path, std::nullopt});
  return result;
}

void Unrolling::start() {
  const TransitionSystem &system = encoder.transitionSystem();
  states.push_back(encoder.state(0));
  for (size_t p = 0; p < system.init.size(); ++p) {
    const Path &path = system.init[p];
    std::string tag = "init" + std::to_string(p);
    initInputs.push_back(encoder.inputs(path, tag));
    initChosen.push_back(encoder.context().bool_const(("choose@" + tag).c_str()));
    Terms initial = encoder.update(path, states[0], initInputs.back());
    sequences.add(z3::implies(
        initChosen.back(),
        encoder.all({encoder.guard(path, states[0], initInputs.back()), equal(states[0], initial)})));
  }
  sequences.add(encoder.any(initChosen));
}

void Unrolling::extend() {
  z3::context &context = encoder.context();
  const TransitionSystem &system = encoder.transitionSystem();
  // Nothing follows a path that stops.
  if (steps.empty())
    for (size_t p = 0; p < system.init.size(); ++p)
      if (system.init[p].stops) sequences.add(!initChosen[p]);
  for (size_t m = 0; m < moves.size() && !steps.empty(); ++m)
    if (moves[m].what->stops) sequences.add(!steps.back().chosen[m]);

  std::string tag = "@" + std::to_string(length());
  auto inputs = [&](const char *name) {
    Terms result;
    for (size_t i = 0; i < inputCount; ++i)
      result.push_back(context.int_const((name + std::to_string(i) + tag).c_str()));
    return result;
  };
  Step step{context.int_const(("count" + tag).c_str()), inputs("first"), inputs("last"), inputs("total"), {}};
  if (pace == Pace::Single) {
    step.count = encoder.numeral(1);
    step.last = step.total = step.first;
  } else {
    sequences.add(step.count >= 1);
  }
  Terms before = states.back(), after = encoder.state(length() + 1);
  std::vector<const Path *> possible;
  for (size_t m = 0; m < moves.size(); ++m) {
    if (!layers.isPossible(*moves[m].what)) {
      step.chosen.push_back(context.bool_val(false));
      continue;
    }
    possible.push_back(moves[m].what);
    step.chosen.push_back(context.bool_const(("choose" + std::to_string(m) + tag).c_str()));
    sequences.add(z3::implies(step.chosen[m], moves[m].repetition
                                                  ? repeated(*moves[m].repetition, step, before, after)
                                                  : once(moves[m], step, before, after)));
  }
  layers.advance(possible);
  sequences.add(encoder.any(step.chosen));
  steps.push_back(std::move(step));
  states.push_back(std::move(after));
}

z3::expr Unrolling::equal(const Terms &after, const Terms &expected) {
  Terms parts;
  for (size_t v = 0; v < after.size(); ++v)
    if (isRelevant[v] && !z3::eq(after[v], expected[v])) parts.push_back(after[v] == expected[v]);
  return encoder.all(parts);
}

z3::expr Unrolling::once(const Move &move, const Step &step, const Terms &before, const Terms &after) {
  Terms parts = {encoder.guard(*move.what, before, step.first),
                 equal(after, encoder.update(*move.what, before, step.first))};
  if (pace == Pace::Repeated) parts.push_back(step.count == 1);
  return encoder.all(parts);
}

z3::expr Unrolling::repeated(const Repetition &r, const Step &step, const Terms &before, const Terms &after) {
  Terms parts, first, last, total;
  for (uint32_t i = 0; i < r.box.size(); ++i) {
    bool isPoint = r.box[i].isPoint();
    z3::expr point = encoder.numeral(isPoint ? *r.box[i].low : 0);
    first.push_back(isPoint ? point : step.first[i]);
    last.push_back(isPoint ? point : step.last[i]);
    total.push_back(isPoint ? point * step.count : step.total[i]);
    if (!isPoint && !r.isEliminated(i)) parts.push_back(sums(r, i, step));
  }
  if (r.delta.empty()) parts.push_back(step.count == 1); // more would do nothing

  Terms expected = before, beforeLast = before;
  for (const auto &[v, delta] : r.delta) {
    Linear variable = delta;
    variable.constant = 0;
    expected[v] = before[v] + encoder.encode(variable, before, total);
    if (delta.constant != 0) expected[v] = expected[v] + encoder.numeral(delta.constant) * step.count;
    beforeLast[v] = after[v] - encoder.encode(delta, before, last);
  }
  for (const auto &[v, e] : r.settled) {
    expected[v] = encoder.encode(e, before);
    parts.push_back(step.count == 1 || before[v] == expected[v]);
  }
  parts.push_back(equal(after, expected));
  parts.push_back(encoder.encode(r.atFirst, before, first));
  parts.push_back(encoder.encode(r.atLast, beforeLast, last));
  return encoder.all(parts);
}

z3::expr Unrolling::sums(const Repetition &r, uint32_t i, const Step &step) {
  z3::expr one = encoder.numeral(1);
  const z3::expr &first = step.first[i], &last = step.last[i], &total = step.total[i], &k = step.count;
  if (pace == Pace::Single) return within(r.box[i], first, one);
  if (r.bindsFirst(i) && r.bindsLast(i)) {
    z3::expr single = k == 1 && first == last && total == first;
    z3::expr several = k >= 2 && within(r.box[i], total - first - last, k - 2);
    return encoder.all({within(r.box[i], first, one), within(r.box[i], last, one), single || several});
  }
  if (!r.bindsFirst(i) && !r.bindsLast(i)) return within(r.box[i], total, k);
  const z3::expr &end = r.bindsFirst(i) ? first : last;
  return encoder.all({within(r.box[i], end, one), within(r.box[i], total - end, k - 1)});
}

/// `sum` is a sum of `count` values from `box`.
z3::expr Unrolling::within(const Box &box, const z3::expr &sum, const z3::expr &count) {
  Terms parts;
  if (box.low) parts.push_back(sum >= encoder.numeral(*box.low) * count);
  if (box.high) parts.push_back(sum <= encoder.numeral(*box.high) * count);
  if (!box.low || !box.high) parts.push_back(count >= 1 || sum == 0);
  return encoder.all(parts);
}

z3::expr Unrolling::violation(uint32_t index) {
  const TransitionSystem &system = encoder.transitionSystem();
  const Property &property = system.properties.at(index);
  Terms breaking;
  if (property.kind == Property::Kind::Invariant) {
    // A path that stops leaves no state in which the invariant is asked.
    Terms parts = {encoder.bad(property, states.back())};
    if (steps.empty())
      for (size_t p = 0; p < system.init.size(); ++p)
        if (system.init[p].stops) parts.push_back(!initChosen[p]);
    for (size_t m = 0; m < moves.size() && !steps.empty(); ++m)
      if (moves[m].what->stops) parts.push_back(!steps.back().chosen[m]);
    return encoder.all(parts);
  }
  if (steps.empty()) {
    for (size_t p = 0; p < system.init.size(); ++p)
      if (reports(system.init[p], index)) breaking.push_back(initChosen[p]);
  } else {
    for (size_t m = 0; m < moves.size(); ++m)
      if (reports(*moves[m].what, index)) breaking.push_back(steps.back().chosen[m]);
  }
  return encoder.any(breaking);
}

z3::expr Unrolling::endsWith(uint32_t transition) {
  Terms choices;
  for (size_t m = 0; m < moves.size() && !steps.empty(); ++m)
    if (moves[m].transition == transition) choices.push_back(steps.back().chosen[m]);
  return encoder.any(choices);
}

z3::expr Unrolling::endsAt(uint32_t property) {
  Terms choices;
  auto reaches = [&](const Path &path) {
    return std::find(path.reached.begin(), path.reached.end(), property) != path.reached.end();
  };
  for (size_t p = 0; p < initChosen.size() && steps.empty(); ++p)
    if (reaches(encoder.transitionSystem().init[p])) choices.push_back(initChosen[p]);
  for (size_t m = 0; m < moves.size() && !steps.empty(); ++m)
    if (reaches(*moves[m].what)) choices.push_back(steps.back().chosen[m]);
  return encoder.any(choices);
}

z3::expr Unrolling::operations() {
  z3::expr sum = encoder.numeral(0);
  for (const Step &step : steps) sum = sum + step.count;
  return sum;
}

size_t Unrolling::chosen(const Terms &choices, const z3::model &model) {
  for (size_t i = 0; i < choices.size(); ++i)
    if (model.eval(choices[i], true).is_true()) return i;
  throw std::logic_error("a model in which no move is chosen");
}

z3::expr Unrolling::choice(const z3::model &model) {
  Terms parts = {initChosen[chosen(initChosen, model)]};
  for (const Step &step : steps) parts.push_back(step.chosen[chosen(step.chosen, model)]);
  return encoder.all(parts);
}

std::vector<Terms> Unrolling::preferences(const z3::model &model) {
  std::vector<Terms> result;
  for (const Step &step : steps) {
    const Move &move = moves[chosen(step.chosen, model)];
    if (!move.repetition) continue;
    for (uint32_t i = 0; i < move.repetition->box.size(); ++i) {
      const Box &box = move.repetition->box[i];
      if (move.repetition->isEliminated(i) || box.isPoint()) continue;
      result.emplace_back();
      for (const std::optional<Integer> &bound : {box.high, box.low})
        if (bound) result.back().push_back(step.total[i] == encoder.numeral(*bound) * step.count);
    }
  }
  return result;
}

Trace Unrolling::trace(const z3::model &model) {
  Trace result;
  result.initPath = static_cast<uint32_t>(chosen(initChosen, model));
  result.initInputs = encoder.values(model, initInputs[result.initPath]);
  for (const Step &step : steps) {
    const Move &move = moves[chosen(step.chosen, model)];
    auto inputs = [&](const Terms &terms) {
      return encoder.values(
          model, Terms(terms.begin(), terms.begin() + static_cast<long>(move.what->inputs.size())));
    };
    if (!move.repetition) {
      result.steps.push_back({move.transition, move.path, inputs(step.first), 1});
      continue;
    }
    const Repetition &r = *move.repetition;
    Integer k = encoder.value(model, step.count);
    std::vector<Integer> first = inputs(step.first), last = inputs(step.last), total = inputs(step.total);
    for (size_t i = 0; i < r.box.size(); ++i)
      if (r.box[i].isPoint()) {
        first[i] = last[i] = *r.box[i].low;
        total[i] = multiply(k, first[i]);
      }
    for (model::Step &group : unfold(r, k, first, last, total)) {
      if (!result.steps.empty()) {
        model::Step &previous = result.steps.back();
        if (previous.transition == group.transition && previous.path == group.path &&
            previous.inputs == group.inputs) {
          previous.count = add(previous.count, group.count);
          continue;
        }
      }
      result.steps.push_back(std::move(group));
    }
  }
  return result;
}

} // namespace pinproof::solver
