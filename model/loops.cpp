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
  if (place.isRegister) return &state.frames[depth - 1].registers[place.reg];
  const ObjectMemory *memory = state.readable(place.object);
  const ObjectMemory::Cell *cell = memory ? memory->find(place.offset) : nullptr;
  return cell ? &cell->value : nullptr;
}

void setValue(State &state, const Place &place, Value value) {
  if (place.isRegister)
    state.frame().registers[place.reg] = std::move(value);
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

std::vector<Line> linesSince(const std::shared_ptr<const Line> &last,
                             const std::shared_ptr<const Line> &first) {
  std::vector<Line> lines;
  for (auto at = last; at && at != first; at = at->before) lines.push_back(*at);
  std::reverse(lines.begin(), lines.end());
  return lines;
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
  std::vector<Line> lines;
  std::set<uint32_t> reached;
};

Execution::Where Execution::whereIs(const State &state, const Boundary &b) const {
  if (state.frames.size() > b.depth) return Where::Inside;
  if (state.frames.size() < b.depth) return Where::Left;
  const uint32_t pc = state.frame().pc;
  if (pc == b.head && !state.atLoopStart) return Where::AtHead;
  return pc >= b.head && pc <= b.last ? Where::Inside : Where::Left;
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
    while (!isAway && current.end == State::End::Running && whereIs(current, b) == Where::Inside) {
      if (atLoopHead(current)) {
        passLoop(std::move(current), work);
        isAway = true;
      } else {
        step(current, work);
      }
    }
    if (isAway || current.end == State::End::Infeasible) continue;
    if (++paths_ > 200000) current.refuse("a loop with too many ways through it", at(current).where);
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
  auto isHead = [&](const State &s) {
    return s.end == State::End::Running && whereIs(s, b) == Where::AtHead;
  };
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
  const FunctionShape &shape = shapes_[state.frame().function];
  const FunctionShape::Loop &loop = *shape.loopAt(b.head);
  auto isState = [&](ObjectId object) { return object == wrapsObject || object < program_.globals.size(); };
  // What the loop was entered with: the generic state holds a generic value once a place is known to change.
  auto previousValue = [&](ObjectId object, const ObjectMemory::Cell &cell) {
    const ObjectMemory *memory = state.readable(object);
    const ObjectMemory::Cell *was = memory ? memory->find(cell.offset) : nullptr;
    return was ? was->value : cell.value;
  };
  std::vector<Repetition::Change> changes;
  State generic;
  States outcomes;
  for (bool isComplete = false; !isComplete;) {
    if (changes.size() > 16) return {};
    isComplete = true;
    generic = state;
    for (Repetition::Change &change : changes) {
      // That the range holds before the first iteration is checked here, that repeated ones keep it below.
      if (!within(generic.condition.rangeOf(change.before.offset), change.place.range)) return {};
      change.generic = generic.addInput("generic", change.place.range);
      Value value = change.before;
      value.offset = change.genericValue();
      setValue(generic, change.place, value);
    }
    outcomes = iterate(generic, b);
    auto learn = [&](const Place &place, Value before, const Value &after) {
      for (const auto &change : changes)
        if (change.place == place) return;
      Repetition::Change change{place, std::move(before)};
      const Linear moved = after.offset - change.before.offset;
      if (change.before.isAddress() && moved.isConstant() && moved.constant != 0)
        change.stride = moved.constant;
      changes.push_back(std::move(change));
      isComplete = false;
    };
    for (const State &outcome : outcomes) {
      if (outcome.end != State::End::Running || whereIs(outcome, b) != Where::AtHead) continue;
      for (Register r : loop.live) {
        const Value &before = generic.frame().registers[r];
        if (outcome.frame().registers[r].sameAs(before)) continue;
        if (before.kind == Value::Kind::Undefined) return {};
        const Scalar type = shape.registerTypes[r];
        learn({true, r, 0, 0, type, before.isNumber() ? rangeOfType(type) : Range{}},
              state.frame().registers[r], outcome.frame().registers[r]);
      }
      auto compareMemory = [&](ObjectId object, const ObjectMemory *memory) {
        if (!memory) return true;
        const ObjectMemory *old = generic.readable(object);
        if (old == memory) return true;
        const bool sameFilling = old && old->filling.has_value() == memory->filling.has_value();
        if (memory->filling && !sameFilling) return false;
        for (const ObjectMemory::Cell &cell : memory->cells) {
          const ObjectMemory::Cell *was = old ? old->find(cell.offset) : nullptr;
          Value before;
          if (was)
            before = was->value;
          else if (isState(object))
            before = loadState(state, {object, cell.offset}, cell.type);
          else
            return false; // a local that only the loop sets
          if (cell.value.sameAs(before)) continue;
          const bool isCell = isState(object) && before.isNumber();
          const Range range = isCell              ? cells_.range(cells_.at(object, cell.offset, cell.type))
                              : before.isNumber() ? rangeOfType(cell.type)
                                                  : Range{};
          learn({false, noRegister, object, cell.offset, cell.type, range},
                was ? previousValue(object, *was) : before, cell.value);
        }
        return true;
      };
      try {
        for (ObjectId object = 0; object < outcome.memory.size() && object < state.nextLocal; ++object)
          if (!compareMemory(object, outcome.memory[object].get())) return {};
        if (!compareMemory(wrapsObject, outcome.wraps.get())) return {};
      } catch (const Undecided &) {
        return {};
      } catch (const Refused &) {
        return {};
      }
    }
    if (changes.empty()) return {};
  }

  std::vector<Repetition> repetitions;
  for (const State &outcome : outcomes) {
    if (outcome.end != State::End::Running || whereIs(outcome, b) != Where::AtHead) continue;
    if (outcome.inputs.size() != generic.inputs.size() || outcome.reports != generic.reports) continue;
    Repetition repetition{
        outcome.signature, changes, {}, linesSince(outcome.lines, generic.lines), outcome.reached};
    bool isTranslation = true, moves = false;
    for (Repetition::Change &change : repetition.changes) {
      const Value *after = valueAt(outcome, change.place, b.depth);
      isTranslation = after && after->kind == change.before.kind && after->object == change.before.object;
      if (!isTranslation) break;
      const Linear delta = after->offset - change.genericValue();
      isTranslation = delta.isConstant() && delta.constant % change.stride == 0 &&
                      within(outcome.condition.rangeOf(after->offset), change.place.range);
      if (!isTranslation) break;
      change.delta = delta.constant;
      moves = moves || change.delta != 0;
    }
    if (!isTranslation || !moves) continue;
    const auto &before = generic.condition.constraints(), &now = outcome.condition.constraints();
    for (size_t n = 0; n < now.size(); ++n)
      if (n >= before.size() || before[n] != now[n]) repetition.guard.push_back(now[n]);
    repetitions.push_back(std::move(repetition));
  }
  return repetitions;
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
    Value value = change.before;
    value.offset = after.condition.simplify(change.before.offset + k * change.delta);
    value.computed = true;
    setValue(after, change.place, std::move(value));
  }
  for (const Line &line : r.lines)
    after.lines = std::make_shared<Line>(Line{line.function, line.instruction, after.lines});
  after.reached.insert(r.reached.begin(), r.reached.end());
  after.signature = r.signature;
  after.atLoopStart = false;
  return after;
}

} // namespace pinproof::model
