// One machine state at a time: two's complement, little-endian, values kept extended to 128 bits.
#pragma once

#include "solver/check/machine.h"

namespace pinproof::solver::check {

/// What outlives a repetition: the bytes of the globals ([0] unused) and how often each atomic wrapped.
struct State {
  std::vector<std::vector<uint8_t>> globals;
  std::map<uint64_t, model::Integer> wraps; // by address
  bool operator==(const State &) const = default;
};

/// A store into a global, as the progression domain wants to know it.
struct StoredCell {
  uint8_t bytes = 0, width = 0;
  bool isSigned = false;
};
using StoreLog = std::map<uint64_t, StoredCell>; // by address

inline model::Integer readCell(const uint8_t *at, unsigned bytes, bool isSigned) {
  auto get = [at]<class T>(T value) {
    std::memcpy(&value, at, sizeof value);
    return static_cast<model::Integer>(value);
  };
  switch (bytes) {
  case 1: return isSigned ? get(int8_t{}) : get(uint8_t{});
  case 2: return isSigned ? get(int16_t{}) : get(uint16_t{});
  case 4: return isSigned ? get(int32_t{}) : get(uint32_t{});
  case 8: return isSigned ? get(int64_t{}) : get(uint64_t{});
  case 16: return get(model::Integer{});
  default: throw Failure{"a scalar of " + std::to_string(bytes) + " bytes"};
  }
}

inline void writeCell(uint8_t *at, unsigned bytes, model::Integer value) {
  switch (bytes) {
  case 1: std::memcpy(at, &value, 1); break;
  case 2: std::memcpy(at, &value, 2); break;
  case 4: std::memcpy(at, &value, 4); break;
  case 8: std::memcpy(at, &value, 8); break;
  case 16: std::memcpy(at, &value, 16); break;
  default: throw Failure{"a scalar of " + std::to_string(bytes) + " bytes"};
  }
}

class Concrete {
public:
  using Value = model::Integer;
  using I = FlatInstruction;

  Concrete(Memory &memory, State &state) : memory(memory), state(state) {}
  StoreLog *log = nullptr;

  static Value constant(Value v) { return v; }
  static bool isNothing(Value v) { return v == nothing; }
  static bool truth(Value v) { return v != 0; }
  static bool equal(Value a, Value b) { return a == b; }
  static bool less(Value a, Value b) { return a < b; }

  static Value add(const I &i, Value a, Value b) {
    return i.width == 128 ? model::add(a, b) : reduce(i, low(a) + low(b));
  }
  static Value subtract(const I &i, Value a, Value b) {
    return i.width == 128 ? model::subtract(a, b) : reduce(i, low(a) - low(b));
  }
  static Value multiply(const I &i, Value a, Value b) {
    return i.width == 128 ? model::multiply(a, b) : reduce(i, low(a) * low(b));
  }
  static Value divide(const I &i, Value a, Value b) { return quotient(i, a / divisor(b), a, b); }
  static Value remainder(const I &i, Value a, Value b) { return quotient(i, a % divisor(b), a, b); }
  static Value shiftLeft(const I &i, Value a, Value b) {
    unsigned by = shiftBy(i, b);
    return i.width == 128 ? model::multiply(a, static_cast<Value>(1) << by) : reduce(i, low(a) << by);
  }
  static Value shiftRight(const I &i, Value a, Value b) { return convert(i, a >> shiftBy(i, b)); }
  static Value bitAnd(const I &i, Value a, Value b) { return convert(i, a & b); }
  static Value bitOr(const I &i, Value a, Value b) { return convert(i, a | b); }
  static Value bitXor(const I &i, Value a, Value b) { return convert(i, a ^ b); }
  static Value insert(const I &i, Value a, Value b) {
    const uint64_t ones = i.immediate >= 64 ? ~0ULL : (1ULL << i.immediate) - 1;
    return reduce(i, (low(a) & ~(ones << i.target)) | (low(b) & ones) << i.target);
  }
  static Value convert(const I &i, Value a) { return i.width == 128 ? a : reduce(i, low(a)); }
  static Value offset(const I &i, Value a, Value b) {
    return static_cast<Value>(low(a) + low(b) * static_cast<uint64_t>(i.immediate));
  }
  static Value distance(const I &i, Value a, Value b) {
    if (placeOf(low(a)) != placeOf(low(b))) throw Failure{"the distance between two objects"};
    return convert(i, static_cast<int64_t>(low(a) - low(b)) / divisor(i.immediate));
  }

  Value load(const I &i, Value a) {
    Spot spot = memory.find(low(a), i.bytes);
    Memory::demandWritten(spot, i.bytes);
    return readCell(spot.bytes(), i.bytes, i.isSigned);
  }
  void store(const I &i, Value a, Value b) {
    Spot spot = memory.find(low(a), i.bytes);
    Memory::markWritten(spot, i.bytes);
    writeCell(spot.bytes(), i.bytes, b);
    note(spot, i);
  }
  /// Bytes that no member has need not hold anything, and are copied if they do.
  void copy(const I &i, const std::vector<bool> &isMember, Value a, Value b) {
    auto size = static_cast<uint64_t>(i.immediate);
    Spot to = memory.find(low(a), size), from = memory.find(low(b), size);
    if (to.block->written || !from.block->written) {
      if (to.block->written && from.block->written)
        std::memmove(to.block->written + to.offset, from.block->written + from.offset, size);
      else
        Memory::markWritten(to, size);
      std::memmove(to.bytes(), from.bytes(), size);
      return;
    }
    for (uint64_t byte = 0; byte < size; ++byte) {
      Spot one{from.block, from.offset + byte, from.address + byte};
      if (isMember[byte]) Memory::demandWritten(one, 1);
      if (Memory::isWritten(one)) to.bytes()[byte] = *one.bytes();
    }
  }
  void zero(const I &i, Value a) {
    auto size = static_cast<uint64_t>(i.immediate);
    Spot spot = memory.find(low(a), size);
    Memory::markWritten(spot, size);
    std::memset(spot.bytes(), 0, size);
  }
  Value atomicAdd(const I &i, Value a, Value b) {
    Spot spot = memory.find(low(a), i.bytes);
    Memory::demandWritten(spot, i.bytes);
    Value sum = model::add(readCell(spot.bytes(), i.bytes, i.isSigned), b);
    auto bits = static_cast<unsigned>(i.immediate);
    Value kept = bits <= 64 ? cut(static_cast<uint64_t>(sum), 64 - bits, i.isSigned)
                            : model::wrap(sum, bits, i.isSigned);
    if (kept != sum) state.wraps[spot.address] += (sum - kept) >> i.immediate;
    writeCell(spot.bytes(), i.bytes, kept);
    note(spot, i);
    return kept;
  }
  void fill(const I &, Value a, Value b, Value c) {
    if (b < 0 || b > UINT32_MAX) throw Failure{"fills " + model::toString(b) + " elements"};
    if (b == 0) return;
    Spot spot = memory.find(low(a), 8 * low(b));
    Memory::markWritten(spot, 8 * low(b));
    for (uint64_t e = 0; e < low(b); ++e) writeCell(spot.bytes() + 8 * e, 8, c);
  }

  void begin(uint32_t from, uint32_t to) { memory.begin(from, to); }
  void end(uint32_t from, uint32_t to) { memory.end(from, to); }
  void remember() { remembered = state; }
  /// Byte by byte: the blocks of `memory` point into `state`.
  void restore() {
    for (size_t g = 0; g < state.globals.size(); ++g)
      std::copy(remembered.globals[g].begin(), remembered.globals[g].end(), state.globals[g].begin());
    state.wraps = remembered.wraps;
  }

private:
  Memory &memory;
  State &state;
  State remembered;

  static uint64_t low(Value v) { return static_cast<uint64_t>(v); }
  static Value cut(uint64_t bits, unsigned shift, bool isSigned) {
    bits <<= shift;
    return isSigned ? static_cast<Value>(static_cast<int64_t>(bits) >> shift)
                    : static_cast<Value>(bits >> shift);
  }
  static Value reduce(const I &i, uint64_t bits) { return cut(bits, i.shift, i.isSigned); }
  static Value divisor(Value b) {
    if (b == 0) throw Failure{"divides by zero"};
    return b;
  }
  /// `result`, unless the division overflows, where processors trap.
  static Value quotient(const I &i, Value result, Value a, Value b) {
    if (b == -1 && i.width < 128 && convert(i, -a) != -a) throw Failure{"divides the smallest number by -1"};
    return convert(i, result);
  }
  static unsigned shiftBy(const I &i, Value b) {
    if (b < 0 || b >= (i.width == 128 ? 127 : i.width)) throw Failure{"shifts by " + model::toString(b)};
    return static_cast<unsigned>(b);
  }
  void note(const Spot &spot, const I &i) {
    if (log && !spot.block->written) (*log)[spot.address] = {i.bytes, i.width, i.isSigned};
  }
};

} // namespace pinproof::solver::check
