// Dead code matters here for what it names: a call behind `if (IS_ENABLED(CONFIG_X))` must not make its
// callee part of the model, nor an assertion there a property.
#include "model/clang/prune.h"

#include <algorithm>

namespace pinproof::model {

namespace {

bool fallsThrough(Op op) {
  return op != Op::Jump && op != Op::Branch && op != Op::Return && op != Op::Refuse;
}

/// Whether nobody would miss this jump: those that stand in the C have a line that paths run through.
bool isSilent(const Instruction &i) { return i.op == Op::Jump && i.index != writtenJump; }

/// Where a jump to `target` ends up, following jumps; a loop of jumps keeps its first target.
uint32_t finalTarget(const std::vector<Instruction> &code, uint32_t target) {
  uint32_t at = target;
  for (size_t hops = 0; isSilent(code[at]); ++hops) {
    if (hops > code.size()) return target;
    at = code[at].target;
  }
  return at;
}

std::vector<bool> reachable(const std::vector<Instruction> &code) {
  std::vector<bool> seen(code.size());
  std::vector<uint32_t> open{0};
  while (!open.empty()) {
    uint32_t at = open.back();
    open.pop_back();
    if (at >= code.size() || seen[at]) continue;
    seen[at] = true;
    const Instruction &i = code[at];
    if (fallsThrough(i.op)) open.push_back(at + 1);
    if (i.op == Op::Jump || i.op == Op::Branch) open.push_back(i.target);
    if (i.op == Op::Branch) open.push_back(i.otherwise);
  }
  return seen;
}

/// Keeps the marked instructions. A jump to a dropped one goes to the next that is kept.
void keep(std::vector<Instruction> &code, const std::vector<bool> &kept) {
  std::vector<uint32_t> moved(code.size());
  uint32_t count = 0;
  for (size_t i = 0; i < code.size(); ++i) {
    moved[i] = count;
    count += kept[i];
  }
  std::vector<Instruction> result;
  result.reserve(count);
  for (size_t i = 0; i < code.size(); ++i) {
    if (!kept[i]) continue;
    result.push_back(std::move(code[i]));
    if (result.back().op == Op::Jump || result.back().op == Op::Branch) {
      result.back().target = moved[result.back().target];
      if (result.back().op == Op::Branch) result.back().otherwise = moved[result.back().otherwise];
    }
  }
  code = std::move(result);
}

/// Numbers what is used, in order of first use.
class Numbering {
public:
  uint32_t operator()(uint32_t old) {
    auto [at, isNew] = numbers.try_emplace(old, static_cast<uint32_t>(order.size()));
    if (isNew) order.push_back(old);
    return at->second;
  }
  template <typename T> void apply(std::vector<T> &list) const {
    std::vector<T> result;
    for (uint32_t old : order) result.push_back(std::move(list.at(old)));
    list = std::move(result);
  }
  size_t size() const { return order.size(); }
  uint32_t old(size_t i) const { return order[i]; }

private:
  std::map<uint32_t, uint32_t> numbers;
  std::vector<uint32_t> order;
};

class CycleFinder {
public:
  explicit CycleFinder(Program &program) : program(program), state(program.functions.size()) {}

  void visit(uint32_t index) {
    state[index] = State::Open;
    path.push_back(index);
    for (Instruction &i : program.functions[index].code) {
      if (i.op != Op::Call) continue;
      if (state[i.index] == State::New) visit(i.index);
      if (state[i.index] == State::Open) refuse(i);
    }
    path.pop_back();
    state[index] = State::Done;
  }
  bool isNew(uint32_t index) const { return state[index] == State::New; }

private:
  enum class State { New, Open, Done };

  void refuse(Instruction &call) {
    std::string text = "recursion: ";
    for (auto at = std::find(path.begin(), path.end(), call.index); at != path.end(); ++at)
      text += program.functions[*at].name + " -> ";
    text += program.functions[call.index].name;
    Instruction refusal{};
    refusal.op = Op::Refuse;
    refusal.where = call.where;
    refusal.index = program.refusals.size();
    program.refusals.push_back(text);
    call = refusal;
  }

  Program &program;
  std::vector<State> state;
  std::vector<uint32_t> path;
};

} // namespace

void dropDeadCode(Function &function) {
  std::vector<Instruction> &code = function.code;
  for (Instruction &i : code)
    if (i.op == Op::Jump || i.op == Op::Branch) {
      i.target = finalTarget(code, i.target);
      if (i.op == Op::Branch) i.otherwise = finalTarget(code, i.otherwise);
    }
  keep(code, reachable(code));
  std::vector<bool> kept(code.size(), true);
  for (size_t i = 0; i < code.size(); ++i)
    if ((isSilent(code[i]) && code[i].target == i + 1) ||
        (code[i].op == Op::End && code[i].immediate <= code[i].index)) // of no locals
      kept[i] = false;
  keep(code, kept);
}

void refuseRecursion(Program &program) {
  CycleFinder finder(program);
  for (uint32_t i = 0; i < program.functions.size(); ++i)
    if (finder.isNew(i)) finder.visit(i);
  for (Function &function : program.functions) dropDeadCode(function);
}

void dropUnused(Program &program) {
  Numbering functions, globals, inputs, reports, refusals;
  program.init = functions(program.init);
  for (TransitionEntry &entry : program.transitions) entry.function = functions(entry.function);
  for (InvariantEntry &entry : program.invariants) entry.function = functions(entry.function);
  for (size_t f = 0; f < functions.size(); ++f)
    for (Instruction &i : program.functions[functions.old(f)].code) {
      if (i.op == Op::Call) i.index = functions(i.index);
      if (i.op == Op::GlobalAddress) i.index = globals(i.index);
      if (i.op == Op::Input) i.index = inputs(i.index);
      if (i.op == Op::Report || i.op == Op::Claim) i.index = reports(i.index);
      if (i.op == Op::Refuse) i.index = refusals(i.index);
    }
  functions.apply(program.functions);
  globals.apply(program.globals);
  inputs.apply(program.inputs);
  reports.apply(program.reports);
  refusals.apply(program.refusals);
}

} // namespace pinproof::model
