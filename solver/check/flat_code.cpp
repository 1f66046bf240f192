// Inlining for the interpreter.
//
// A replay runs one transition millions of times, so everything that is the same each time is done here
// once: calls become moves and jumps (the program has no recursion), every register gets a fixed number,
// constants and addresses are in their registers before the run starts, locals have fixed addresses,
// parameters that are never assigned are the caller's registers, and so is a result that is returned from
// one place.
// Which registers may be read before they are written is found by a definite-assignment analysis (as in
// Java, "The Java Language Specification", chapter 16); only those are watched at run time.
//
// Not done: copy propagation, dead code, jumps to jumps. They would win less than they cost in trust.

#include "solver/check/flat_code.h"

#include <algorithm>

namespace pinproof::solver::check {
namespace {

using model::Function;
using model::Instruction;
using model::Layout;
using model::noRegister;
using model::Op;
using model::Program;
using model::Register;

constexpr size_t mostInstructions = 1'000'000;
constexpr uint32_t sink = 0, zero = 1;

void findEach(const Layout &layout, uint64_t base, std::vector<std::pair<uint64_t, uint64_t>> &found) {
  if (layout.kind != Layout::Kind::Record) return;
  for (const Layout::Field &field : layout.fields) {
    if (!field.layout) continue;
    if (field.each)
      found.emplace_back(base + field.offset, field.layout->size);
    else
      findEach(*field.layout, base + field.offset, found);
  }
}

void markMembers(const Layout &layout, uint64_t base, std::vector<bool> &isMember) {
  if (layout.kind == Layout::Kind::Record) {
    for (const Layout::Field &field : layout.fields)
      if (field.layout) markMembers(*field.layout, base + field.offset, isMember);
  } else if (layout.kind == Layout::Kind::Array && layout.element) {
    for (uint64_t e = 0; e < layout.count; ++e)
      markMembers(*layout.element, base + e * layout.element->size, isMember);
  } else {
    for (uint64_t byte = base; byte < std::min<uint64_t>(base + layout.size, isMember.size()); ++byte)
      isMember[byte] = true;
  }
}

Place placeFor(const model::Object &object, bool isGlobal) {
  Place place;
  place.object = &object;
  place.size = object.layout ? object.layout->size : 0;
  place.isGlobal = isGlobal;
  std::vector<std::pair<uint64_t, uint64_t>> each;
  if (object.layout) findEach(*object.layout, 0, each);
  if (each.size() == 1 && each[0].second > 0) {
    std::tie(place.eachOffset, place.eachSize) = each[0];
    if (place.eachOffset + place.eachSize != place.size)
      throw model::Unsupported("a PINPROOF_EACH member that does not end its object '" + object.name + "'",
                               object.where);
  }
  return place;
}

/// The registers that an instruction reads, in the order of its operands.
std::vector<Register> reads(const Instruction &i) {
  std::vector<Register> registers = i.arguments;
  for (Register r : {i.a, i.b, i.c})
    if (r != noRegister) registers.push_back(r);
  return registers;
}

struct Analysis {
  std::vector<bool> unsure;   // by register: some read may come before every write
  std::vector<bool> constant; // by register: one write only, and that a constant or an address
  std::vector<bool> assigned; // by register: written by an instruction
  /// The register that the only Return returns, unless it is a parameter or a constant.
  Register onlyResult = noRegister;
};

using Bits = std::vector<bool>;

std::vector<uint32_t> successors(const Function &f, uint32_t at) {
  const Instruction &i = f.code[at];
  switch (i.op) {
  case Op::Jump: return {i.target};
  case Op::Branch: return {i.target, i.otherwise};
  case Op::Return:
  case Op::Refuse: return {};
  default: return {at + 1};
  }
}

size_t registerCount(const Function &f) {
  size_t count = f.registerNames.size();
  auto see = [&](Register r) {
    if (r != noRegister) count = std::max<size_t>(count, r + size_t{1});
  };
  for (Register r : f.parameters) see(r);
  for (const Instruction &i : f.code) {
    see(i.dst);
    for (Register r : reads(i)) see(r);
  }
  return count;
}

/// Definite assignment, forwards, by intersection; `assigned[i]` is what is certain before instruction i.
Bits unsureRegisters(const Function &f, size_t count) {
  std::vector<Bits> assigned(f.code.size());
  std::vector<uint32_t> work;
  if (!f.code.empty()) {
    assigned[0].assign(count, false);
    for (Register r : f.parameters) assigned[0][r] = true;
    work.push_back(0);
  }
  while (!work.empty()) {
    uint32_t at = work.back();
    work.pop_back();
    Bits after = assigned[at];
    if (f.code[at].dst != noRegister) after[f.code[at].dst] = f.code[at].op != Op::Forget;
    for (uint32_t next : successors(f, at)) {
      if (next >= f.code.size()) continue;
      Bits &known = assigned[next];
      bool changed = known.empty();
      if (changed)
        known = after;
      else
        for (size_t r = 0; r < count; ++r)
          if (known[r] && !after[r]) known[r] = false, changed = true;
      if (changed) work.push_back(next);
    }
  }
  Bits unsure(count, false);
  for (size_t at = 0; at < f.code.size(); ++at)
    if (!assigned[at].empty())
      for (Register r : reads(f.code[at]))
        if (!assigned[at][r]) unsure[r] = true;
  return unsure;
}

Analysis analyse(const Function &f) {
  size_t count = registerCount(f);
  Analysis result{unsureRegisters(f, count), Bits(count, false), Bits(count, false), noRegister};
  std::vector<unsigned> writes(count, 0);
  for (Register r : f.parameters) ++writes[r];
  for (const Instruction &i : f.code)
    if (i.dst != noRegister) {
      ++writes[i.dst];
      result.assigned[i.dst] = true;
    }
  for (const Instruction &i : f.code)
    if (i.op == Op::Constant || i.op == Op::GlobalAddress || i.op == Op::LocalAddress)
      if (i.dst != noRegister && writes[i.dst] == 1 && !result.unsure[i.dst]) result.constant[i.dst] = true;
  auto isReturn = [](const Instruction &i) { return i.op == Op::Return; };
  if (std::count_if(f.code.begin(), f.code.end(), isReturn) == 1) {
    Register r = std::find_if(f.code.begin(), f.code.end(), isReturn)->a;
    bool isParameter = std::find(f.parameters.begin(), f.parameters.end(), r) != f.parameters.end();
    if (r != noRegister && !isParameter && !result.constant[r]) result.onlyResult = r;
  }
  return result;
}

class Flattener {
public:
  Flattener(const Program &program, const std::vector<Place> &globals) : program(program) {
    flat.places = globals;
    flat.registers = {0, 0}; // sink: results that nobody wants; zero: operands that are not there
  }

  FlatCode run(uint32_t entry, const uint32_t *watched) {
    uint32_t result = fresh(1);
    inlineCall(entry, {}, result);
    if (watched) {
      uint32_t answer = fresh(1);
      emit(FlatOp::Quiet);
      size_t from = flat.code.size();
      inlineCall(*watched, {}, answer);
      flat.undoes = storesAnything(from);
      emit(FlatOp::Broken).a = answer;
    }
    emit(FlatOp::End).a = result;
    return std::move(flat);
  }

private:
  const Program &program;
  FlatCode flat;
  std::vector<uint32_t> stack;                                          // functions being inlined
  std::map<uint32_t, Analysis> analyses;                                // by function
  std::map<model::Integer, uint32_t> constantPool;                      // registers that hold a constant
  std::map<std::pair<const Layout *, uint64_t>, uint32_t> memberTables; // in FlatCode::members

  uint32_t fresh(size_t count) {
    auto base = static_cast<uint32_t>(flat.registers.size());
    flat.registers.resize(flat.registers.size() + count, 0);
    return base;
  }

  uint32_t pooled(model::Integer value) {
    auto [at, isNew] = constantPool.try_emplace(value, 0);
    if (isNew) {
      at->second = fresh(1);
      flat.registers[at->second] = value;
    }
    return at->second;
  }

  FlatInstruction &emit(uint8_t op, const Instruction *origin = nullptr) {
    if (flat.code.size() >= mostInstructions)
      throw model::Unsupported("more than a million instructions after inlining",
                               origin ? origin->where : model::Source{});
    flat.origin.push_back(origin);
    FlatInstruction &made = flat.code.emplace_back();
    made.op = op;
    return made;
  }
  FlatInstruction &emit(FlatOp op, const Instruction *origin = nullptr) {
    return emit(static_cast<uint8_t>(op), origin);
  }

  bool storesAnything(size_t from) const {
    return std::any_of(flat.code.begin() + static_cast<ptrdiff_t>(from), flat.code.end(), [](auto &i) {
      auto op = static_cast<Op>(i.op);
      return op == Op::Store || op == Op::Copy || op == Op::Zero || op == Op::AtomicAdd || op == Op::Fill;
    });
  }

  /// Without a layout, all `size` bytes belong to one.
  uint32_t membersOf(const Layout *layout, uint64_t size) {
    auto [at, isNew] = memberTables.try_emplace({layout, size}, static_cast<uint32_t>(flat.members.size()));
    if (isNew) {
      flat.members.emplace_back(size, layout == nullptr);
      if (layout) markMembers(*layout, 0, flat.members.back());
    }
    return at->second;
  }

  void unreadable(std::string message, const Instruction *origin) {
    emit(FlatOp::Unreadable, origin).target = static_cast<uint32_t>(flat.messages.size());
    flat.messages.push_back(std::move(message));
  }

  void inlineCall(uint32_t index, const std::vector<uint32_t> &arguments, uint32_t result,
                  const Instruction *call = nullptr) {
    const Function &f = program.functions.at(index);
    if (!f.hasBody && f.code.empty()) return unreadable("'" + f.name + "' has no body", call);
    if (std::find(stack.begin(), stack.end(), index) != stack.end())
      return unreadable("'" + f.name + "' calls itself", call);
    if (arguments.size() != f.parameters.size())
      return unreadable("'" + f.name + "' is called with another number of arguments", call);
    stack.push_back(index);
    Inlined inlined(*this, f, index, arguments, result, call);
    inlined.body();
    stack.pop_back();
  }

  /// One call: the function's registers and locals at fixed places, its code appended.
  struct Inlined {
    Inlined(Flattener &to, const Function &f, uint32_t index, const std::vector<uint32_t> &arguments,
            uint32_t result, const Instruction *call)
        : to(to), f(f), result(result), caller(call), first(to.flat.code.size()) {
      auto known = to.analyses.find(index);
      if (known == to.analyses.end()) known = to.analyses.emplace(index, analyse(f)).first;
      facts = &known->second;
      base = to.fresh(facts->unsure.size());
      firstLocal = static_cast<uint32_t>(to.flat.places.size());
      for (const model::Object &local : f.locals) to.flat.places.push_back(placeFor(local, false));
      pastLocals = static_cast<uint32_t>(to.flat.places.size());
      if (call) to.flat.calls.emplace(static_cast<uint32_t>(to.flat.code.size()), call);
      place.resize(facts->unsure.size());
      for (size_t r = 0; r < place.size(); ++r) place[r] = base + static_cast<uint32_t>(r);
      // While the callee runs, nobody writes the caller's registers; the result's old value is dead, unless
      // it is an argument.
      bool isArgument = std::find(arguments.begin(), arguments.end(), result) != arguments.end();
      if (facts->onlyResult != noRegister && result != sink && !isArgument) place[facts->onlyResult] = result;
      for (size_t p = 0; p < arguments.size(); ++p)
        if (!facts->assigned[f.parameters[p]]) place[f.parameters[p]] = arguments[p];
      for (size_t p = 0; p < arguments.size(); ++p)
        if (facts->assigned[f.parameters[p]]) {
          FlatInstruction &move = to.emit(static_cast<uint8_t>(Op::Move), call);
          move.dst = place[f.parameters[p]];
          move.a = arguments[p];
        }
    }

    Flattener &to;
    const Function &f;
    uint32_t result;
    const Instruction *caller;
    size_t first; // of its flat instructions
    const Analysis *facts = nullptr;
    uint32_t base = 0, firstLocal = 0, pastLocals = 0;
    std::vector<uint32_t> place;                // of each register, in the flat code's
    std::vector<uint32_t> start;                // of each instruction, in the flat code
    std::vector<std::pair<size_t, bool>> jumps; // flat instructions whose targets are still f's
    std::vector<size_t> returns;                // jumps to the end of the call

    uint32_t into(Register r) const { return r == noRegister ? sink : place[r]; }
    uint32_t from(Register r) const { return r == noRegister ? zero : place[r]; }

    void lifetime(FlatOp op, const Instruction *origin) {
      if (firstLocal == pastLocals) return;
      FlatInstruction &i = to.emit(op, origin);
      i.a = firstLocal;
      i.b = pastLocals;
    }

    void body() {
      lifetime(FlatOp::Enter, nullptr);
      for (size_t r = 0; r < facts->unsure.size(); ++r)
        if (facts->unsure[r]) to.emit(FlatOp::Forget).dst = into(static_cast<Register>(r));
      for (const Instruction &i : f.code) {
        start.push_back(static_cast<uint32_t>(to.flat.code.size()));
        for (Register r : reads(i))
          if (facts->unsure[r]) to.emit(FlatOp::Demand, &i).a = from(r);
        instruction(i);
      }
      dropLastJump();
      if (caller && to.flat.code.size() == first)
        to.emit(static_cast<uint8_t>(Op::Move), caller); // for its line
      auto end = static_cast<uint32_t>(to.flat.code.size());
      start.push_back(end);
      for (auto [jump, isBranch] : jumps) {
        FlatInstruction &i = to.flat.code[jump];
        i.target = start.at(i.target);
        if (isBranch) i.otherwise = start.at(i.otherwise);
      }
      for (size_t jump : returns) to.flat.code[jump].target = end;
    }

    /// A jump to the next instruction, unless it is all that there is of its line.
    void dropLastJump() {
      const auto &origin = to.flat.origin;
      size_t size = origin.size();
      if (returns.empty() || returns.back() + 1 != size || size < first + 2) return;
      const Instruction *before = origin[size - 2], *jump = origin[size - 1];
      if (!before || before->where.file != jump->where.file || before->where.line != jump->where.line) return;
      returns.pop_back();
      to.flat.code.pop_back();
      to.flat.origin.pop_back();
    }

    void instruction(const Instruction &i) {
      switch (i.op) {
      case Op::Constant: return constant(i, i.immediate);
      case Op::GlobalAddress: return constant(i, static_cast<model::Integer>(addressOf(i.index + 1, 0)));
      case Op::LocalAddress:
        return constant(i, static_cast<model::Integer>(addressOf(firstLocal + i.index, 0)));
      case Op::Claim: return;
      case Op::Forget: return forget(i);
      case Op::End: return begin(i, i.index, static_cast<uint32_t>(i.immediate)); // and hold nothing
      case Op::Call: return call(i);
      case Op::Return: return leave(i);
      case Op::Jump: jumps.emplace_back(to.flat.code.size(), false); break;
      case Op::Branch: jumps.emplace_back(to.flat.code.size(), true); break;
      default: break;
      }
      plain(i);
    }

    void constant(const Instruction &i, model::Integer value) {
      if (i.dst == noRegister) return;
      if (facts->constant[i.dst]) {
        to.flat.registers[into(i.dst)] = value;
        return;
      }
      uint32_t held = to.pooled(value);
      FlatInstruction &move = to.emit(static_cast<uint8_t>(Op::Move), &i);
      move.dst = into(i.dst);
      move.a = held;
    }

    void forget(const Instruction &i) {
      if (i.dst != noRegister) {
        if (facts->unsure[i.dst]) to.emit(FlatOp::Forget, &i).dst = into(i.dst);
        return;
      }
      begin(i, i.index, i.index + 1);
    }

    void begin(const Instruction &i, uint32_t local, uint32_t past) {
      FlatInstruction &again = to.emit(FlatOp::Enter, &i);
      again.a = firstLocal + local;
      again.b = firstLocal + past;
    }

    void call(const Instruction &i) {
      std::vector<uint32_t> arguments;
      for (Register r : i.arguments) arguments.push_back(from(r));
      to.inlineCall(i.index, arguments, into(i.dst), &i);
    }

    void leave(const Instruction &i) {
      if (i.a != noRegister && from(i.a) != result) {
        FlatInstruction &move = to.emit(static_cast<uint8_t>(Op::Move), &i);
        move.dst = result;
        move.a = from(i.a);
      }
      lifetime(FlatOp::Leave, &i);
      returns.push_back(to.flat.code.size());
      to.emit(static_cast<uint8_t>(Op::Jump), &i);
    }

    void plain(const Instruction &i) {
      if (i.immediate > INT64_MAX || i.immediate < INT64_MIN)
        throw model::Unsupported("a size beyond 64 bits", i.where);
      FlatInstruction &made = to.emit(static_cast<uint8_t>(i.op), &i);
      made.width = i.type.width;
      made.shift = i.type.width < 64 ? static_cast<uint8_t>(64 - i.type.width) : 0;
      made.bytes = static_cast<uint8_t>(i.type.bytes());
      made.isSigned = i.type.isSigned;
      made.isPointer = i.type.isPointer;
      made.dst = into(i.dst);
      made.a = from(i.a);
      made.b = from(i.b);
      made.c = from(i.c);
      made.target = i.op == Op::Jump || i.op == Op::Branch ? i.target : i.index;
      made.otherwise = i.otherwise;
      made.immediate = static_cast<int64_t>(i.immediate);
      if (i.op == Op::Copy) made.target = to.membersOf(i.layout.get(), static_cast<uint64_t>(i.immediate));
    }
  };
};

} // namespace

std::vector<Place> globalPlaces(const Program &program) {
  std::vector<Place> places(1);
  for (const model::Object &global : program.globals) places.push_back(placeFor(global, true));
  return places;
}

FlatCode flatten(const Program &program, const std::vector<Place> &globals, uint32_t entry,
                 const uint32_t *watched) {
  return Flattener(program, globals).run(entry, watched);
}

} // namespace pinproof::solver::check
