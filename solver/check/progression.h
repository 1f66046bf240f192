// Many repetitions of a transition at a time: a value is an arithmetic progression over them.
#pragma once

#include "solver/check/concrete.h"

namespace pinproof::solver::check {

/// Value in repetition j is first + j * step.
struct Progression {
  model::Integer first = 0, step = 0;
};

class Progressing {
public:
  using Value = Progression;
  using I = FlatInstruction;

  /// `memory` works on the bytes of repetition 0's state; `cells` are the globals that differ between
  /// repetitions at their start.
  struct Cell {
    StoredCell type;
    Progression value;
  };
  using Cells = std::map<uint64_t, Cell>;        // by address
  using Wraps = std::map<uint64_t, Progression>; // by address

  Progressing(Memory &memory, State &state, Cells cells, Wraps wraps, model::Integer lanes);

  /// The run stands for repetitions [0, lanes()): it shrinks whenever a later one would go another way.
  model::Integer lanes() const { return count; }
  const Cells &ending() const { return cells; }
  const Wraps &endingWraps() const { return wraps; }

  static Value constant(model::Integer v) { return {v, 0}; }
  static bool isNothing(Value v) { return v.first == nothing; }
  bool truth(Value v) { return !equal(v, {}); }
  bool equal(Value a, Value b);
  bool less(Value a, Value b);
  Value add(const I &i, Value a, Value b);
  Value subtract(const I &i, Value a, Value b);
  Value multiply(const I &i, Value a, Value b);
  Value divide(const I &i, Value a, Value b);
  Value remainder(const I &i, Value a, Value b);
  Value shiftLeft(const I &i, Value a, Value b);
  Value shiftRight(const I &i, Value a, Value b);
  Value bitAnd(const I &i, Value a, Value b);
  Value bitOr(const I &i, Value a, Value b);
  Value bitXor(const I &i, Value a, Value b);
  Value insert(const I &i, Value a, Value b);
  Value convert(const I &i, Value a);
  Value offset(const I &i, Value a, Value b);
  Value distance(const I &i, Value a, Value b);
  Value load(const I &i, Value a);
  void store(const I &i, Value a, Value b);
  void copy(const I &i, const std::vector<bool> &isMember, Value a, Value b);
  void zero(const I &i, Value a);
  Value atomicAdd(const I &i, Value a, Value b);
  void fill(const I &i, Value a, Value b, Value c);
  void begin(uint32_t from, uint32_t to) { memory.begin(from, to); }
  void end(uint32_t from, uint32_t to);
  void remember();
  void restore();

private:
  Memory &memory;
  Concrete concrete; // for whatever is the same in all repetitions
  Cells cells, rememberedCells;
  Wraps wraps, rememberedWraps;
  model::Integer count;

  void narrow(model::Integer lanes);
  void keepAtLeast(Value v, model::Integer low);
  void keepAtMost(Value v, model::Integer high);
  model::Integer only(Value v);
  Value wrapped(Value v, unsigned width, bool isSigned);
  Value split(const I &i, Value a, model::Integer by, bool wantsQuotient);
  bool overlapsPartly(uint64_t address, uint64_t size);
  void drop(uint64_t address, uint64_t size);
  void put(const Spot &spot, StoredCell type, Value v);
  Value get(const Spot &spot, const I &i);
};

} // namespace pinproof::solver::check
