#include "model/execution.h"

#include "model/execution_events.h"
#include "model/paths.h"

#include <algorithm>

namespace pinproof::model {

namespace {

/// Enough for every function that touches counters; beyond it an answer would not come in time.
constexpr unsigned mostPaths = 20000;

std::string inputName(const InputChoice &choice) {
  if (!choice.label.empty()) return choice.label;
  std::string name;
  for (const std::string &alternative : choice.alternatives) name += (name.empty() ? "" : "|") + alternative;
  return name;
}

/// The states in which `c` holds and those in which it does not; inequality of integers is two of them.
void split(State &state, const Constraint &c, std::vector<State> &others) {
  auto alternative = [&](Constraint other) {
    State copy = state;
    if (copy.condition.assume(std::move(other))) others.push_back(std::move(copy));
  };
  alternative(atLeast(Linear(-1), c.expression));
  if (c.relation == Constraint::Relation::Zero) alternative(atLeast(c.expression, Linear(1)));
  if (!state.condition.assume(c)) state.end = State::End::Infeasible;
}

} // namespace

Execution::Execution(const Program &program, const FunctionShapes &shapes, Cells &cells, LineTree &lines,
                     Mode mode, const std::atomic<bool> *stop)
    : program_(program), cells_(cells), lines_(lines), mode_(mode), stop_(stop), shapes_(shapes) {}

std::vector<State> Execution::explore(uint32_t function) {
  State state;
  state.nextLocal = static_cast<ObjectId>(program_.globals.size());
  Frame frame;
  frame.function = function;
  frame.registers.own().resize(program_.functions[function].registerNames.size());
  frame.firstLocal = state.nextLocal;
  state.frames.push_back(std::move(frame));
  if (!program_.functions[function].locals.empty()) {
    for (const Object &local : program_.functions[function].locals)
      state.localLayouts.push_back(local.layout);
    state.nextLocal += static_cast<ObjectId>(program_.functions[function].locals.size());
  }
  States ended;
  runToEnd(std::move(state), ended);
  return ended;
}

void Execution::runToEnd(State state, States &ended) {
  States work;
  work.push_back(std::move(state));
  while (!work.empty()) {
    State current = std::move(work.back());
    work.pop_back();
    bool isAway = false;
    while (current.end == State::End::Running) {
      unlessStopped();
      if (atLoopHead(current)) {
        passLoop(std::move(current), work);
        isAway = true;
        break;
      }
      step(current, work);
    }
    if (isAway || current.end == State::End::Infeasible) continue;
    if (ended.size() >= mostPaths) {
      current.refuse("more than 20000 paths", at(current).where);
      current.standsForOthers = true;
    }
    ended.push_back(std::move(current));
    if (ended.size() > mostPaths) return;
  }
}

/// Before each step: none takes long.
void Execution::unlessStopped() const {
  if (stop_ && *stop_) throw Stopped{};
}

const Instruction &Execution::at(const State &state) const {
  static const Instruction none{};
  if (state.frames.empty()) return none;
  return program_.functions[state.frame().function].code[state.frame().pc];
}

/// Notes where `i` stands, unless that is where the instruction before it stood.
void Execution::passLine(State &state, const Instruction &i) {
  if (i.where.line == 0) return;
  const Frame &frame = state.frame();
  const LineTree::Place last = lines_.placeOf(state.line);
  const std::vector<uint32_t> &runs = shapes_[frame.function].runs;
  if (state.line != LineTree::none && last.function == frame.function &&
      runs[last.instruction] == runs[frame.pc])
    return;
  state.line = lines_.after(state.line, {frame.function, frame.pc});
}

void Execution::step(State &state, States &others) {
  const Frame &frame = state.frame();
  const Instruction &i = program_.functions[frame.function].code[frame.pc];
  passLine(state, i);
  const size_t inputs = state.inputs->size();
  const uint64_t signature = state.signature;
  try {
    execute(state, i);
    state.atLoopStart = false;
  } catch (const Undecided &undecided) {
    state.signature = signature;
    // Trying again would name the auxiliaries anew, and the question with them.
    if (state.inputs->size() > inputs)
      state.refuse("an operation that is not linear", i.where);
    else
      split(state, undecided.constraint, others);
  } catch (const Refused &refused) {
    state.refuse(refused.construct, i.where);
  } catch (const Infeasible &) {
    state.end = State::End::Infeasible;
  } catch (const std::overflow_error &error) {
    state.refuse(error.what(), i.where);
  }
}

const Value &Execution::read(const State &state, Register r) const {
  const Value &value = (*state.frame().registers)[r];
  if (value.kind == Value::Kind::Undefined) {
    const std::string &name = program_.functions[state.frame().function].registerNames[r];
    throw Refused{"use of " + (name.empty() ? "a value" : "'" + name + "'") +
                  (value.isGone() ? ", a pointer to a variable whose life is over" : " that was never set")};
  }
  return value;
}

Linear Execution::number(const State &state, Register r) const {
  const Value &value = read(state, r);
  if (!value.isNumber()) throw Refused{"arithmetic on an address"};
  return value.offset;
}

void Execution::execute(State &state, const Instruction &i) {
  auto result = [&](Value value) {
    Frame &frame = state.frame();
    frame.registers.own()[i.dst] = std::move(value);
    ++frame.pc;
  };
  switch (i.op) {
  case Op::Constant: return result(Value::number(i.immediate));
  case Op::Move: return result(read(state, i.a));
  case Op::GlobalAddress: return result(Value::address(i.index, 0));
  case Op::LocalAddress: return result(Value::address(state.frame().firstLocal + i.index, 0));
  case Op::Load: return result(load(state, read(state, i.a), i.type));
  case Op::AtomicAdd: return result(atomicAdd(state, i));
  case Op::Add:
  case Op::Subtract:
  case Op::Multiply:
  case Op::Divide:
  case Op::Remainder:
  case Op::ShiftLeft:
  case Op::ShiftRight:
  case Op::And:
  case Op::Or:
  case Op::Xor:
  case Op::Offset: return result(arithmetic(state, i));
  case Op::Equal:
  case Op::NotEqual:
  case Op::Less:
  case Op::LessEqual: return result(Value::number(compare(state, i) ? 1 : 0));
  case Op::Insert: return result(insert(state, i));
  case Op::Convert: return result(convert(state, i));
  case Op::Distance: return result(distance(state, i));
  case Op::Input: {
    const InputChoice &choice = program_.inputs[i.index];
    return result(Value::number(
        Linear::variable(state.addInput(inputName(choice), {choice.low, choice.high}, i.index))));
  }
  case Op::Store: store(state, read(state, i.a), i.type, read(state, i.b)); break;
  case Op::Copy: copy(state, i); break;
  case Op::Zero: zero(state, i); break;
  case Op::Forget:
    if (i.dst != noRegister) return result({});
    state.writable(state.frame().firstLocal + i.index) = {};
    break;
  case Op::End: {
    const ObjectId first = state.frame().firstLocal + i.index;
    const ObjectId past = state.frame().firstLocal + static_cast<ObjectId>(i.immediate);
    forgetAddresses(state, first, past);
    for (ObjectId object = first; object < std::min<size_t>(past, state.memory.size()); ++object)
      state.memory[object] = nullptr;
    break;
  }
  case Op::Fill: fill(state, i); break;
  case Op::Claim:
    if (mode_ == Mode::Observe) throw Refused{"CHECK in an invariant, which nobody would look at"};
    state.reach(i.index);
    break;
  default: return transfer(state, i);
  }
  ++state.frame().pc;
}

void Execution::transfer(State &state, const Instruction &i) {
  Frame &frame = state.frame();
  switch (i.op) {
  case Op::Jump: frame.pc = i.target; return;
  case Op::Branch: {
    const Value &condition = read(state, i.a);
    const bool taken = condition.isAddress() || !holds(state, equals(condition.offset, 0));
    for (uint32_t report : shapes_[frame.function].guarded[frame.pc]) state.reach(report);
    state.decide(frame.pc * 2 + (taken ? 1 : 0));
    frame.pc = taken ? i.target : i.otherwise;
    return;
  }
  case Op::Assume: {
    const Value &condition = read(state, i.a);
    if (condition.isNumber() && holds(state, equals(condition.offset, 0))) {
      // A state without an answer would count as one in which the invariant holds.
      if (mode_ == Mode::Observe) throw Refused{"assume() in an invariant"};
      abandoned_.insert(state.reached->begin(), state.reached->end());
      if (state.reports->empty()) throw Infeasible{};
      state.end = State::End::Stopped; // what was reported before stands
      return;
    }
    ++frame.pc;
    return;
  }
  case Op::Call: return call(state, i);
  case Op::Return: return leave(state, i.a == noRegister ? Value{} : read(state, i.a));
  case Op::Report: return report(state, i);
  default: throw Refused{program_.refusals[i.index]};
  }
}

void Execution::call(State &state, const Instruction &i) {
  const Function &callee = program_.functions[i.index];
  if (!callee.hasBody) throw Refused{"call of " + callee.name + "(), which has no definition here"};
  for (const Frame &frame : state.frames)
    if (frame.function == i.index) throw Refused{"recursion into " + callee.name + "()"};
  Frame frame;
  frame.function = i.index;
  frame.registers.own().resize(callee.registerNames.size());
  for (size_t n = 0; n < callee.parameters.size() && n < i.arguments.size(); ++n)
    frame.registers.own()[callee.parameters[n]] = read(state, i.arguments[n]);
  frame.result = i.dst;
  frame.firstLocal = state.nextLocal;
  for (const Object &local : callee.locals) state.localLayouts.push_back(local.layout);
  state.nextLocal += static_cast<ObjectId>(callee.locals.size());
  ++state.frame().pc;
  state.frames.push_back(std::move(frame));
}

/// A pointer to what is gone, objects [first, past), is no value any more, as in C: the next call's locals
/// get these numbers again, and so do a block's when it is entered again.
void Execution::forgetAddresses(State &state, ObjectId first, ObjectId past) {
  auto isGone = [&](const Value &value) {
    return value.isAddress() && value.object >= first && value.object < past;
  };
  for (Frame &frame : state.frames)
    if (std::any_of(frame.registers->begin(), frame.registers->end(), isGone))
      for (Value &value : frame.registers.own())
        if (isGone(value)) value = Value::gone();
  for (ObjectId object = 0; object < state.memory.size(); ++object) {
    const ObjectMemory *memory = state.readable(object);
    if (!memory || (object >= first && object < past)) continue;
    auto holdsGone = [&](const ObjectMemory::Cell &cell) { return isGone(cell.value); };
    const bool isFilling = memory->filling && isGone(memory->filling->value);
    if (!isFilling && std::none_of(memory->cells.begin(), memory->cells.end(), holdsGone)) continue;
    ObjectMemory &own = state.writable(object);
    if (isFilling) own.filling->value = Value::gone();
    for (ObjectMemory::Cell &cell : own.cells)
      if (holdsGone(cell)) cell.value = Value::gone();
  }
}

void Execution::leave(State &state, Value result) {
  const Frame left = std::move(state.frames.back());
  state.frames.pop_back();
  if (!state.frames.empty() && state.nextLocal != left.firstLocal) {
    forgetAddresses(state, left.firstLocal, state.nextLocal);
    if (result.isAddress() && result.object >= left.firstLocal) result = Value::gone();
  }
  state.nextLocal = left.firstLocal;
  state.localLayouts.resize(left.firstLocal - program_.globals.size());
  if (state.memory.size() > left.firstLocal) state.memory.resize(left.firstLocal);
  if (state.frames.empty()) {
    state.end = State::End::Returned;
    state.result = std::move(result);
  } else if (left.result != noRegister) {
    state.frame().registers.own()[left.result] = std::move(result);
  }
}

void Execution::report(State &state, const Instruction &i) {
  state.reach(i.index);
  ++state.frame().pc;
  const ReportPoint::Kind kind = program_.reports[i.index].kind;
  if (mode_ == Mode::Observe) {
    if (kind != ReportPoint::Kind::Bug) return;
    state.end = State::End::Returned; // it does not hold where it cannot be asked
    state.result = Value::number(0);
    return;
  }
  state.reports.own().insert(i.index);
  if (kind == ReportPoint::Kind::Bug) state.end = State::End::Stopped;
}

} // namespace pinproof::model
