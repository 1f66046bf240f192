// Repetition: one by one where that is quick, as progressions where not, and never anything in between.
//
// A group of two thousand million gets cannot be run in a second, and need not be: after one repetition
// has shown by how much each cell changes (delta), the rest is run once with values first + j * delta
// (progression.h) and the end is compared with what was assumed for the start of the next repetition.
// By induction over j that is the same as running them all. If the comparison fails, nothing of it counts.

#include "solver/check/interpreter.h"

#include "solver/check/progression.h"

#include <algorithm>

namespace pinproof::solver::check {

using model::Integer;

namespace {

/// No transition needs more than this many instructions: what does is a loop without end.
constexpr uint64_t mostPerRepetition = 1ULL << 32;

/// Setting up a progression and comparing its end takes about as long as so many instructions.
constexpr uint64_t costOfAttempt = 2000;

std::string located(const std::string &text, const model::Instruction *at) {
  return at && !at->where.file.empty() ? model::toString(at->where) + ": " + text : text;
}

using Deltas = Progressing::Cells;

/// What changed from `before` to `after`, as cells; nothing when changed bytes were not stored as scalars
/// that keep apart from each other.
std::optional<Deltas> difference(const State &before, const State &after, const StoreLog &stored) {
  Deltas deltas;
  State patched = before;
  uint64_t end = 0;
  for (const auto &[address, type] : stored) {
    if (address < end) return std::nullopt;
    end = address + type.bytes;
    auto at = static_cast<size_t>(offsetOf(address));
    const uint8_t *is = after.globals[placeOf(address)].data() + at;
    uint8_t *was = patched.globals[placeOf(address)].data() + at;
    Integer first = readCell(is, type.bytes, type.isSigned);
    Integer step = first - readCell(was, type.bytes, type.isSigned);
    writeCell(was, type.bytes, first);
    if (step != 0) deltas[address] = {type, {first, step}};
  }
  if (patched.globals != after.globals) return std::nullopt;
  return deltas;
}

Progressing::Wraps wrapDifference(const State &before, const State &after) {
  Progressing::Wraps wraps;
  for (const auto &[address, value] : after.wraps) {
    auto was = before.wraps.find(address);
    wraps[address] = {value, value - (was == before.wraps.end() ? 0 : was->second)};
  }
  return wraps;
}

void collect(const model::Layout &layout, const model::Object &object, uint64_t address, uint64_t offset,
             std::vector<NamedCell> &cells) {
  switch (layout.kind) {
  case model::Layout::Kind::Scalar:
    cells.push_back({model::cellName(object, offset), address + offset, layout.scalar, 0});
    break;
  case model::Layout::Kind::Record:
    for (const auto &field : layout.fields)
      if (field.layout) collect(*field.layout, object, address, offset + field.offset, cells);
    break;
  case model::Layout::Kind::Array:
    for (uint64_t e = 0; layout.element && e < layout.count; ++e)
      collect(*layout.element, object, address, offset + e * layout.element->size, cells);
    break;
  case model::Layout::Kind::Opaque: break;
  }
}

} // namespace

namespace {

std::string labelOf(const model::InputChoice &asked) {
  std::string label = asked.label;
  if (label.empty())
    for (const std::string &name : asked.alternatives) label += (label.empty() ? "" : "|") + name;
  return label;
}

} // namespace

Integer takeInput(Exchange &exchange, uint32_t choice) {
  const model::InputChoice &asked = exchange.program->inputs.at(choice);
  exchange.asked.push_back(choice); // even if there is no answer: the caller sees what it lacks
  if (exchange.nextInput >= exchange.inputs->size())
    throw Failure{"asks for '" + labelOf(asked) + "', which the trace does not choose", true};
  Integer value = (*exchange.inputs)[exchange.nextInput++];
  Integer low = asked.alternatives.empty() ? asked.low : 0;
  Integer high =
      asked.alternatives.empty() ? asked.high : static_cast<Integer>(asked.alternatives.size()) - 1;
  if (value < low || value > high)
    throw Failure{"the trace chooses " + model::toString(value) + " for '" + labelOf(asked) +
                  "', which goes from " + model::toString(low) + " to " + model::toString(high)};
  return value;
}

void noteReport(Exchange &exchange, uint32_t report) {
  auto &fired = exchange.reports;
  if (std::find(fired.begin(), fired.end(), report) == fired.end()) fired.push_back(report);
}

/// Code with its memory and registers, kept between runs.
struct Interpreter::Ready {
  FlatCode flat;
  Memory memory;
  std::vector<Integer> registers;
  uint64_t instructions = 0; // run in the group at hand
};

Interpreter::Interpreter(const model::Program &program) : program(program), places(globalPlaces(program)) {
  for (const Place &place : places) state.globals.emplace_back(std::max<uint64_t>(place.size, 1), 0);
}

Interpreter::~Interpreter() = default;

Interpreter::Ready &Interpreter::prepare(uint32_t function, std::optional<uint32_t> watched) {
  auto &slot = ready[{function, watched}];
  if (!slot) {
    auto made = std::make_unique<Ready>();
    made->flat = flatten(program, places, function, watched ? &*watched : nullptr);
    made->memory = Memory(made->flat.places, state.globals);
    made->registers = made->flat.registers;
    slot = std::move(made);
  }
  return *slot;
}

/// One repetition. The first of a group also fills in what was asked and which lines were run through.
Ending Interpreter::once(Ready &code, const std::vector<Integer> &inputs, Outcome &outcome, StoreLog *log) {
  bool isFirst = outcome.repetitions == 0;
  Exchange exchange;
  exchange.program = &program;
  exchange.inputs = &inputs;
  exchange.limit = mostPerRepetition;
  Concrete domain(code.memory, state);
  domain.log = log;
  Ending ending;
  std::vector<bool> visited(isFirst ? code.flat.code.size() : 0);
  std::vector<uint32_t> order;
  exchange.visited = &visited;
  exchange.order = &order;
  try {
    ending = isFirst ? execute<Concrete, true>(code.flat, domain, code.registers.data(), exchange)
                     : execute<Concrete, false>(code.flat, domain, code.registers.data(), exchange);
  } catch (const Failure &failure) {
    outcome.ending = Outcome::Ending::Failed;
    outcome.failure = located(failure.text, exchange.failedAt);
    outcome.isAboutInputs = failure.isAboutInputs;
    if (isFirst) outcome.inputsAsked = exchange.asked;
    throw;
  }
  if (isFirst) {
    outcome.inputsAsked = exchange.asked;
    auto passed = [&](const model::Instruction *origin) {
      if (!origin || origin->where.file.empty()) return;
      model::Source line{origin->where.file, origin->where.line, 0};
      if (std::find(outcome.lines.begin(), outcome.lines.end(), line) == outcome.lines.end())
        outcome.lines.push_back(line);
    };
    for (uint32_t at : order) {
      auto [from, to] = code.flat.calls.equal_range(at);
      for (auto call = from; call != to; ++call) passed(call->second);
      passed(code.flat.origin[at]);
    }
  }
  for (uint32_t report : exchange.reports) {
    auto same = [&](const Outcome::Fired &f) { return f.report == report; };
    if (std::none_of(outcome.reports.begin(), outcome.reports.end(), same))
      outcome.reports.push_back({report, outcome.repetitions});
  }
  code.instructions += exchange.instructions;
  return ending;
}

/// Tries to run up to `count` repetitions at once, given that the last one led from `before` to now; returns
/// how many took place (0: the state is as it was).
Integer Interpreter::manyAtOnce(Ready &code, const std::vector<Integer> &inputs, const State &before,
                                const StoreLog &stored, Integer count, Outcome &outcome) {
  auto deltas = difference(before, state, stored);
  if (!deltas) return 0;
  const State start = state;
  auto putBack = [&](const State &to) {
    for (size_t g = 0; g < to.globals.size(); ++g)
      std::copy(to.globals[g].begin(), to.globals[g].end(), state.globals[g].begin());
    state.wraps = to.wraps;
  };
  Progressing::Wraps wraps = wrapDifference(before, state);
  Progressing domain(code.memory, state, *deltas, wraps, count);
  Exchange exchange;
  exchange.program = &program;
  exchange.inputs = &inputs;
  exchange.limit = mostPerRepetition;
  std::vector<Progression> registers;
  for (Integer value : code.flat.registers) registers.push_back({value, 0});
  bool counts = false;
  try {
    counts = execute<Progressing, false>(code.flat, domain, registers.data(), exchange) == Ending::Done;
  } catch (const Failure &) {
    // Run one by one it will fail again, and then say so.
  }
  code.instructions += exchange.instructions + costOfAttempt;
  auto isKnown = [&](uint32_t report) {
    return std::any_of(outcome.reports.begin(), outcome.reports.end(),
                       [&](auto &f) { return f.report == report; });
  };
  counts = counts && std::all_of(exchange.reports.begin(), exchange.reports.end(), isKnown);
  counts = counts && domain.lanes() > 1;

  // Repetition j must have ended where repetition j + 1 was assumed to start.
  auto next = [](Progression v) { return Progression{v.first + v.step, v.step}; };
  auto same = [](Progression a, Progression b) { return a.first == b.first && a.step == b.step; };
  counts = counts && domain.ending().size() == deltas->size();
  if (counts)
    for (const auto &[address, cell] : *deltas) {
      auto end = domain.ending().find(address);
      counts = counts && end != domain.ending().end() && end->second.type.bytes == cell.type.bytes &&
               end->second.type.isSigned == cell.type.isSigned && same(end->second.value, next(cell.value));
    }
  for (const auto &[address, value] : domain.endingWraps())
    counts = counts && wraps.count(address) && same(value, next(wraps[address]));
  // All other bytes must be as they were; a changing cell's bytes are not looked at.
  State settled = start;
  for (const auto &[address, cell] : *deltas)
    std::copy_n(state.globals[placeOf(address)].begin() + offsetOf(address), cell.type.bytes,
                settled.globals[placeOf(address)].begin() + offsetOf(address));
  counts = counts && settled.globals == state.globals;

  putBack(start);
  if (!counts) return 0;
  for (const auto &[address, cell] : *deltas)
    writeCell(state.globals[placeOf(address)].data() + offsetOf(address), cell.type.bytes,
              cell.value.first + domain.lanes() * cell.value.step);
  for (auto &[address, value] : state.wraps) value += domain.lanes() * wraps[address].step;
  return domain.lanes();
}

Outcome Interpreter::repeat(Ready &code, const std::vector<Integer> &inputs, Integer count) {
  Outcome outcome;
  code.instructions = 0;
  State before;
  StoreLog stored;
  bool isLong = false;
  while (outcome.repetitions < count) {
    bool isTried = isLong && count - outcome.repetitions > 1;
    if (isTried) before = state;
    stored.clear();
    Ending ending;
    try {
      ending = once(code, inputs, outcome, isTried ? &stored : nullptr);
    } catch (const Failure &) {
      return outcome;
    }
    outcome.ending = static_cast<Outcome::Ending>(ending);
    if (ending == Ending::AssumeFalse) return outcome;
    outcome.repetitions += 1;
    outcome.oneByOne += 1;
    if (ending != Ending::Done) return outcome;
    if (outcome.repetitions == 1) isLong = count * static_cast<Integer>(code.instructions) > oneByOneBudget;
    if (!isTried) continue;
    Integer done = manyAtOnce(code, inputs, before, stored, count - outcome.repetitions, outcome);
    outcome.repetitions += done;
    outcome.asProgression += done;
    if (code.instructions > patience) {
      outcome.ending = Outcome::Ending::Failed;
      outcome.failure = "too long to repeat: " + model::toString(outcome.repetitions) + " of " +
                        model::toString(count) + " repetitions run";
      return outcome;
    }
  }
  return outcome;
}

Outcome Interpreter::runInit(const std::vector<Integer> &inputs) {
  for (auto &bytes : state.globals) std::fill(bytes.begin(), bytes.end(), 0);
  state.wraps.clear();
  return repeat(prepare(program.init, {}), inputs, 1);
}

Outcome Interpreter::run(uint32_t function, const std::vector<Integer> &inputs, const Integer &count,
                         std::optional<uint32_t> watched) {
  return repeat(prepare(function, watched), inputs, count);
}

bool Interpreter::holds(uint32_t function) {
  State before = state;
  Ready &code = prepare(function, {});
  Exchange exchange;
  exchange.program = &program;
  std::vector<Integer> none;
  exchange.inputs = &none;
  exchange.limit = mostPerRepetition;
  Concrete domain(code.memory, state);
  Ending ending;
  try {
    ending = execute<Concrete, false>(code.flat, domain, code.registers.data(), exchange);
  } catch (const Failure &failure) {
    throw Failure{located(failure.text, exchange.failedAt), failure.isAboutInputs};
  }
  if (ending != Ending::Done && ending != Ending::Bug)
    throw Failure{"an invariant that does not come to its end"};
  const bool answer = ending == Ending::Done && code.registers[code.flat.code.back().a] != 0;
  for (size_t g = 0; g < state.globals.size(); ++g)
    std::copy(before.globals[g].begin(), before.globals[g].end(), state.globals[g].begin());
  state.wraps = before.wraps;
  return answer;
}

std::vector<NamedCell> Interpreter::cells() const {
  std::vector<NamedCell> found;
  for (size_t g = 0; g < program.globals.size(); ++g)
    if (program.globals[g].layout)
      collect(*program.globals[g].layout, program.globals[g], addressOf(g + 1, 0), 0, found);
  for (NamedCell &cell : found) cell.value = read(cell.address, cell.type);
  for (const auto &[address, count] : state.wraps)
    if (count != 0 && placeOf(address) <= program.globals.size())
      found.push_back(
          {model::cellName(program.globals[placeOf(address) - 1], static_cast<uint64_t>(offsetOf(address))) +
               ".wraps",
           address,
           {128, true, false},
           count});
  return found;
}

Integer Interpreter::read(uint64_t address, model::Scalar type) const {
  uint64_t place = placeOf(address);
  auto offset = static_cast<uint64_t>(offsetOf(address));
  if (place == 0 || place >= places.size() || offset >= places[place].size ||
      places[place].size - offset < type.bytes())
    throw Failure{"no cell of the state is there"};
  return readCell(state.globals[place].data() + offset, type.bytes(), type.isSigned);
}

Integer Interpreter::wraps(uint64_t address) const {
  auto at = state.wraps.find(address);
  return at == state.wraps.end() ? 0 : at->second;
}

std::string Interpreter::pointerName(uint64_t address) const {
  uint64_t place = placeOf(address);
  if (address == 0) return "NULL";
  if (place == 0) return "error " + model::toString(static_cast<int64_t>(address));
  if (place >= places.size()) return "no address";
  const model::Object &object = *places[place].object;
  int64_t offset = offsetOf(address);
  if (offset == 0) return object.name;
  std::string name = offset < 0 ? "" : model::addressName(object, static_cast<uint64_t>(offset));
  return name.empty() ? object.name + " + " + model::toString(offset) + " bytes" : name;
}

} // namespace pinproof::solver::check
