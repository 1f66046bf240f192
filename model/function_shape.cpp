#include "model/function_shape.h"

#include <algorithm>

namespace pinproof::model {

namespace {

using Registers = std::vector<bool>;

std::vector<Register> readsOf(const Instruction &i) {
  std::vector<Register> reads = i.arguments;
  for (Register r : {i.a, i.b, i.c})
    if (r != noRegister) reads.push_back(r);
  return reads;
}

std::vector<uint32_t> successorsOf(const Function &function, uint32_t location) {
  const Instruction &i = function.code[location];
  switch (i.op) {
  case Op::Jump: return {i.target};
  case Op::Branch: return {i.target, i.otherwise};
  case Op::Return:
  case Op::Refuse: return {};
  default: return {location + 1};
  }
}

/// Backward liveness (any compiler text): which registers are read before they are written, by location.
std::vector<Registers> livenessOf(const Function &function) {
  const size_t size = function.code.size();
  std::vector<Registers> live(size, Registers(function.registerNames.size()));
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t location = size; location-- > 0;) {
      Registers before(function.registerNames.size());
      for (uint32_t next : successorsOf(function, static_cast<uint32_t>(location)))
        if (next < size)
          for (size_t r = 0; r < before.size(); ++r) before[r] = before[r] || live[next][r];
      const Instruction &i = function.code[location];
      if (i.dst != noRegister) before[i.dst] = false;
      for (Register r : readsOf(i)) before[r] = true;
      if (before != live[location]) live[location] = std::move(before), changed = true;
    }
  }
  return live;
}

std::vector<FunctionShape::Loop> loopsOf(const Function &function) {
  std::vector<FunctionShape::Loop> loops;
  auto backwards = [&](uint32_t from, uint32_t to) {
    if (to > from) return;
    auto at = std::find_if(loops.begin(), loops.end(), [&](const auto &l) { return l.head == to; });
    if (at == loops.end())
      loops.push_back({to, from, {}});
    else
      at->last = std::max(at->last, from);
  };
  for (uint32_t location = 0; location < function.code.size(); ++location)
    for (uint32_t next : successorsOf(function, location)) backwards(location, next);
  std::sort(loops.begin(), loops.end(), [](const auto &a, const auto &b) { return a.head < b.head; });
  return loops;
}

/// Reports met on the straight way on from `location`.
void collectReports(const Function &function, uint32_t location, std::vector<uint32_t> &reports) {
  for (unsigned steps = 0; steps < 16 && location < function.code.size(); ++steps) {
    const Instruction &i = function.code[location];
    if (i.op == Op::Report) reports.push_back(i.index);
    if (i.op == Op::Branch || i.op == Op::Return || i.op == Op::Refuse || i.op == Op::Call) return;
    location = i.op == Op::Jump ? i.target : location + 1;
  }
}

} // namespace

const FunctionShape::Loop *FunctionShape::loopAt(uint32_t location) const {
  auto at = std::lower_bound(loops.begin(), loops.end(), location,
                             [](const Loop &l, uint32_t h) { return l.head < h; });
  return at != loops.end() && at->head == location ? &*at : nullptr;
}

FunctionShape shapeOf(const Function &function) {
  FunctionShape shape;
  shape.loops = loopsOf(function);
  shape.guarded.resize(function.code.size());
  shape.registerTypes.resize(function.registerNames.size());
  for (uint32_t location = 0; location < function.code.size(); ++location) {
    const Instruction &i = function.code[location];
    if (i.dst != noRegister) shape.registerTypes[i.dst] = i.type;
    if (i.op != Op::Branch) continue;
    collectReports(function, i.target, shape.guarded[location]);
    collectReports(function, i.otherwise, shape.guarded[location]);
  }
  auto isOnLineBefore = [&](size_t location) {
    const Source &a = function.code[location - 1].where, &b = function.code[location].where;
    return a.line == b.line && a.file == b.file;
  };
  for (size_t location = 0; location < function.code.size(); ++location)
    shape.runs.push_back(location > 0 && isOnLineBefore(location) ? shape.runs.back()
                                                                  : static_cast<uint32_t>(location));
  if (shape.loops.empty()) return shape;
  const std::vector<Registers> live = livenessOf(function);
  for (FunctionShape::Loop &loop : shape.loops)
    for (Register r = 0; r < live[loop.head].size(); ++r)
      if (live[loop.head][r]) loop.live.push_back(r);
  return shape;
}

} // namespace pinproof::model
