// Loops: summarised where an iteration is a translation, unrolled otherwise.
//
// At a loop head one iteration is explored. If it can go only one way, it is taken: a loop over known numbers
// runs as it would. Otherwise the loop is explored once more from a *generic* state, in which everything
// that an iteration changes is a fresh variable. A path from head to head that adds constants to those
// variables, under linear guards, is a translation under a convex condition: the states before the first and
// before the last of k iterations satisfy the guard exactly when all k do, because the ones between lie on
// the segment joining them. So k iterations are one step with k symbolic (Finkel and Leroux 2002; Bardin et
// al. 2008), and nothing is approximated. A repeated path is repeated as often as it goes: what follows it is
// another path or the way out, which keeps each run explored once.
//
// Limits: a loop whose iterations choose inputs, write different array elements, or move pointers to other
// objects is unrolled, and refused when it goes round too often.

#include "model/execution.h"
#include "model/execution_events.h"

#include <algorithm>

namespace pinproof::model {

namespace {

constexpr unsigned mostIterations = 5000; // that go one way only
constexpr unsigned mostForks = 80;        // that go several ways: enough for an array of 64
constexpr size_t mostChanges = 16;        // places that an iteration changes
constexpr unsigned mostFailures = 4;      // to summarise a loop, before it is only unrolled

/// Something that an iteration changes: a register of the looping call, or a scalar in memory.
struct Place {
  bool isRegister;
  Register reg;
  ObjectId object;
  int64_t offset;
  Scalar type;
  Range range; // of its values, at every loop head
  bool operator==(const Place &o) const {
    return isRegister == o.isRegister && reg == o.reg && object == o.object && offset == o.offset;
  }
};

const Value *valueAt(const State &state, const Place &place, size_t depth) {
  if (place.isRegister) return &(*state.frames[depth - 1].registers)[place.reg];
  const ObjectMemory *memory = state.readable(place.object);
  const ObjectMemory::Cell *cell = memory ? memory->find(place.offset) : nullptr;
  return cell ? &cell->value : nullptr;
}

void setValue(State &state, const Place &place, Value value) {
  if (place.isRegister)
    state.frame().registers.own()[place.reg] = std::move(value);
  else
    state.writable(place.object).set(place.offset, place.type, std::move(value));
}

bool within(const Range &inner, const Range &outer) {
  return (!outer.low || (inner.low && *inner.low >= *outer.low)) &&
         (!outer.high || (inner.high && *inner.high <= *outer.high));
}

Range rangeOfType(Scalar type) {
  if (type.isUnbounded()) return {};
  const Integer one = 1;
  if (type.isSigned) return {-(one << (type.width - 1)), (one << (type.width - 1)) - 1};
  return {0, (one << type.width) - 1};
}

/// Same filling, same zeroing, and every cell of the one is a cell of the other.
bool haveSameShape(const ObjectMemory &before, const ObjectMemory &after) {
  if (before.zeroed != after.zeroed || before.filling.has_value() != after.filling.has_value()) return false;
  if (after.filling &&
      (before.filling->offset != after.filling->offset || before.filling->count != after.filling->count ||
       !before.filling->value.sameAs(after.filling->value)))
    return false;
  return std::all_of(before.cells.begin(), before.cells.end(),
                     [&](const ObjectMemory::Cell &cell) { return after.find(cell.offset) != nullptr; });
}

} // namespace

/// A path from head to head that adds `delta` to each place, and so can be taken any number of times running.
struct Execution::Repetition {
  struct Change {
    Place place;
    Value before;              // at the loop head, in the state that is to be repeated from
    Integer stride = 1;        // of an address: bytes that it moves by
    VariableIndex generic = 0; // a number is the generic variable, an address before + stride * generic
    Integer delta = 0;

    Linear genericValue() const {
      const Linear g = Linear::variable(generic);
      return before.isAddress() ? before.offset + g * stride : g;
    }
    /// What `generic` is in the iteration that follows `done` others.
    Linear instance(const Linear &done) const {
      return before.isAddress() ? done * (delta / stride) : before.offset + done * delta;
    }
  };
  uint64_t signature;
  std::vector<Change> changes;
  std::vector<Constraint> guard;
  std::vector<LineTree::Place> lines;
  std::set<uint32_t> reached;
};

struct Execution::Generic {
  std::vector<Repetition::Change> changes;
  State state;     // at the loop head
  States outcomes; // of one iteration from it

  void learn(const Place &place, Value before, const Value &after) {
    for (const Repetition::Change &change : changes)
      if (change.place == place) return;
    Repetition::Change change{place, std::move(before)};
    const Linear moved = after.offset - change.before.offset;
    if (change.before.isAddress() && moved.isConstant() && moved.constant != 0)
      change.stride = moved.constant;
    changes.push_back(std::move(change));
  }
};

Execution::Where Execution::whereIs(const State &state, const Boundary &b) const {
  if (state.frames.size() > b.depth) return Where::Inside;
  if (state.frames.size() < b.depth) return Where::Left;
  const uint32_t pc = state.frame().pc;
  if (pc == b.head && !state.atLoopStart) return Where::AtHead;
  return pc >= b.head && pc <= b.last ? Where::Inside : Where::Left;
}

bool Execution::isAtHead(const State &state, const Boundary &b) const {
  return state.end == State::End::Running && whereIs(state, b) == Where::AtHead;
}

bool Execution::atLoopHead(const State &state) const {
  return !state.atLoopStart && shapes_[state.frame().function].loopAt(state.frame().pc);
}

/// Every way through one iteration: to the head again, out of the loop, or to the end of the run.
Execution::States Execution::iterate(State state, const Boundary &b) {
  States work, outcomes;
  state.atLoopStart = true;
  work.push_back(std::move(state));
  while (!work.empty()) {
    State current = std::move(work.back());
    work.pop_back();
    bool isAway = false;
    while (current.end == State::End::Running && whereIs(current, b) == Where::Inside) {
      unlessStopped();
      if (atLoopHead(current)) {
        passLoop(std::move(current), work);
        isAway = true;
        break;
      }
      step(current, work);
    }
    if (isAway || current.end == State::End::Infeasible) continue;
    if (++paths_ > 200000) {
      current.refuse("a loop with too many ways through it", at(current).where);
      current.standsForOthers = true;
    }
    outcomes.push_back(std::move(current));
  }
  return outcomes;
}

/// Goes on from a loop head: pushes every state after one iteration, or after as many as a path repeats.
void Execution::passLoop(State state, States &next) {
  const FunctionShape::Loop &loop = *shapes_[state.frame().function].loopAt(state.frame().pc);
  const Boundary b{state.frames.size(), loop.head, loop.last};
  auto recordOf = [&](State &s) -> Frame::Loop & {
    auto &loops = s.frames[b.depth - 1].loops;
    auto at = std::find_if(loops.begin(), loops.end(), [&](const auto &l) { return l.head == b.head; });
    return at != loops.end() ? *at : loops.emplace_back(Frame::Loop{b.head});
  };
  Frame::Loop &record = recordOf(state);
  if (++record.iterations > mostIterations || record.forks > mostForks) {
    state.refuse("a loop that goes round too often to be unrolled, and does more than count",
                 at(state).where);
    next.push_back(std::move(state));
    return;
  }
  const uint64_t repeatedBefore = record.accelerated, signature = state.signature;
  state.signature = b.head + 1;

  States outcomes = iterate(state, b);
  auto isHead = [&](const State &s) { return isAtHead(s, b); };
  std::erase_if(outcomes,
                [&](const State &s) { return isHead(s) && repeatedBefore && s.signature == repeatedBefore; });

  auto pass = [&](State s, uint64_t accelerated, bool forked) {
    const uint64_t inner = s.signature;
    s.signature = signature;
    s.decide(inner);
    if (isHead(s)) {
      recordOf(s).accelerated = accelerated;
      recordOf(s).forks += forked ? 1 : 0;
    } else if (s.frames.size() >= b.depth) {
      std::erase_if(s.frames[b.depth - 1].loops, [&](const auto &l) { return l.head == b.head; });
    }
    next.push_back(std::move(s));
  };
  if (outcomes.size() > 1 && std::any_of(outcomes.begin(), outcomes.end(), isHead)) {
    for (const Repetition &repetition : summarise(state, b)) {
      unlessStopped();
      std::erase_if(outcomes,
                    [&](const State &s) { return isHead(s) && s.signature == repetition.signature; });
      if (repetition.signature == repeatedBefore) continue;
      if (auto after = repeated(state, repetition)) pass(std::move(*after), repetition.signature, true);
    }
  }
  const bool forked = outcomes.size() > 1;
  for (State &outcome : outcomes) pass(std::move(outcome), 0, forked);
}

std::vector<Execution::Repetition> Execution::summarise(State &state, const Boundary &b) {
  std::vector<Repetition> repetitions;
  unsigned &failures = failures_[{state.frame().function, b.head}];
  if (failures >= mostFailures) return repetitions;
  ++failures;
  std::optional<Generic> generic = generalise(state, b);
  if (!generic) return repetitions;
  for (const State &outcome : generic->outcomes) {
    unlessStopped();
    if (isAtHead(outcome, b))
      if (auto repetition = asRepetition(*generic, outcome, b)) repetitions.push_back(std::move(*repetition));
  }
  if (!repetitions.empty()) failures = 0;
  return repetitions;
}

/// Makes generic what an iteration changes, until iterations from the generic state change nothing else.
/// None: something changes that has no generic value.
std::optional<Execution::Generic> Execution::generalise(State &state, const Boundary &b) {
  Generic generic;
  for (size_t known = ~size_t{0}; known != generic.changes.size();) {
    known = generic.changes.size();
    if (known > mostChanges) return std::nullopt;
    generic.state = state;
    for (Repetition::Change &change : generic.changes) {
      // That the range holds before the first iteration is checked here, that repeated ones keep it below.
      if (!within(state.condition.rangeOf(change.before.offset), change.place.range)) return std::nullopt;
      change.generic = generic.state.addInput("generic", change.place.range);
      Value value = change.before;
      value.offset = change.genericValue();
      setValue(generic.state, change.place, value);
    }
    generic.outcomes = iterate(generic.state, b);
    for (const State &outcome : generic.outcomes) {
      unlessStopped();
      if (isAtHead(outcome, b) && !learnChanges(state, outcome, b, generic)) return std::nullopt;
    }
  }
  if (generic.changes.empty()) return std::nullopt;
  return generic;
}

/// Adds to `generic` the places in which `outcome` differs from it. False if one has no generic value.
bool Execution::learnChanges(State &state, const State &outcome, const Boundary &b, Generic &generic) {
  const FunctionShape &shape = shapes_[state.frame().function];
  for (Register r : shape.loopAt(b.head)->live) {
    const Value &before = (*generic.state.frame().registers)[r], &after = (*outcome.frame().registers)[r];
    if (after.sameAs(before)) continue;
    if (before.kind == Value::Kind::Undefined) return false;
    const Scalar type = shape.registerTypes[r];
    const Range range = before.isNumber() ? rangeOfType(type) : Range{};
    generic.learn({true, r, 0, 0, type, range}, (*state.frame().registers)[r], after);
  }
  try {
    for (ObjectId object = 0; object < outcome.memory.size() && object < state.nextLocal; ++object)
      if (!learnMemory(state, object, outcome, generic)) return false;
    return learnMemory(state, wrapsObject, outcome, generic);
  } catch (const Undecided &) {
    return false;
  } catch (const Refused &) {
    return false;
  }
}

bool Execution::learnMemory(State &state, ObjectId object, const State &outcome, Generic &generic) {
  const ObjectMemory *now = outcome.readable(object), *old = generic.state.readable(object);
  if (!now || now == old) return true;
  static const ObjectMemory nothing;
  if (!haveSameShape(old ? *old : nothing, *now)) return false;
  const bool isState = object == wrapsObject || object < program_.globals.size();
  for (const ObjectMemory::Cell &cell : now->cells) {
    const ObjectMemory::Cell *was = old ? old->find(cell.offset) : nullptr;
    if (!was && !isState) return false; // a local that only the loop sets
    const Value before = was ? was->value : loadState(state, {object, cell.offset}, cell.type);
    if (cell.value.sameAs(before)) continue;
    if (before.kind == Value::Kind::Undefined) return false;
    Range range;
    if (before.isNumber())
      range = isState ? cells_.range(cellAt({object, cell.offset}, cell.type)) : rangeOfType(cell.type);
    // What the loop was entered with: `before` is generic once the place is known to change.
    const ObjectMemory *entered = state.readable(object);
    const ObjectMemory::Cell *first = entered ? entered->find(cell.offset) : nullptr;
    generic.learn({false, noRegister, object, cell.offset, cell.type, range}, first ? first->value : before,
                  cell.value);
  }
  return true;
}

/// The path that led to `outcome` as a repetition, if it is a translation that asks for no inputs.
std::optional<Execution::Repetition> Execution::asRepetition(const Generic &generic, const State &outcome,
                                                             const Boundary &b) const {
  if (outcome.inputs->size() != generic.state.inputs->size() || *outcome.reports != *generic.state.reports)
    return std::nullopt;
  Repetition repetition{outcome.signature,
                        generic.changes,
                        {},
                        lines_.since(generic.state.line, outcome.line),
                        *outcome.reached};
  bool moves = false;
  for (Repetition::Change &change : repetition.changes) {
    const Value *after = valueAt(outcome, change.place, b.depth);
    if (!after || after->kind != change.before.kind || after->object != change.before.object)
      return std::nullopt;
    const Linear delta = after->offset - change.genericValue();
    if (!delta.isConstant() || delta.constant % change.stride != 0) return std::nullopt;
    if (!within(outcome.condition.rangeOf(after->offset), change.place.range)) return std::nullopt;
    change.delta = delta.constant;
    moves = moves || change.delta != 0;
  }
  if (!moves) return std::nullopt;
  const auto &before = generic.state.condition.constraints(), &now = outcome.condition.constraints();
  for (size_t n = 0; n < now.size(); ++n)
    if (n >= before.size() || before[n] != now[n]) repetition.guard.push_back(now[n]);
  return repetition;
}

/// `state` after k >= 1 iterations along the repeated path, k a new auxiliary input; none if impossible.
std::optional<State> Execution::repeated(const State &state, const Repetition &r) const {
  State after = state;
  const Linear k = Linear::variable(after.addInput("iterations", {1, std::nullopt}));
  auto iteration = [&](const Linear &e,
                       const Linear &done) { // e before the iteration that follows `done` others
    return substitute(e, [&](VariableIndex v) {
      for (const Repetition::Change &change : r.changes)
        if (change.generic == v) return change.instance(done);
      return Linear::variable(v);
    });
  };
  for (const Constraint &c : r.guard)
    for (auto [variable, coefficient] : c.expression.terms)
      if (variable < firstInput && !after.condition.isDeclared(variable))
        after.condition.declare(variable, cells_.range(variable));
  for (const Constraint &c : r.guard) {
    if (!after.condition.assume({iteration(c.expression, 0), c.relation})) return std::nullopt;
    if (!after.condition.assume({iteration(c.expression, k - 1), c.relation})) return std::nullopt;
  }
  for (const Repetition::Change &change : r.changes) {
    if (change.delta == 0) continue; // other paths change it: what has not moved is not computed
    Value value = change.before;
    value.offset = after.condition.simplify(change.before.offset + k * change.delta);
    value.computed = true;
    setValue(after, change.place, std::move(value));
  }
  for (const LineTree::Place &line : r.lines) after.line = lines_.after(after.line, line);
  for (uint32_t report : r.reached) after.reach(report);
  after.signature = r.signature;
  after.atLoopStart = false;
  return after;
}

} // namespace pinproof::model
