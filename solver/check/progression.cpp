// Two thousand million repetitions at a time.
//
// A transition that runs the same way k times changes counters by the same amounts each time, so what its
// instructions compute in repetition j is first + j * step, with numbers that one run finds: abstract
// interpretation (Cousot and Cousot 1977) with a domain that loses nothing. Linear functions take their
// extremes at the ends, so whether a comparison has one outcome or an addition one number of wraps over
// all repetitions is decided exactly; where it changes at repetition m, the run goes on for the first m
// alone and the caller does the rest later. The values at the start of repetition j are an assumption
// (start + j * delta) that the caller discharges: the run must end with start + (j + 1) * delta.
//
// What is not linear (products of two changing values, bit operations on them, addresses that move) is
// computed for repetition 0 only: correct, and no faster than without this file.

#include "solver/check/progression.h"

namespace pinproof::solver::check {

using model::Integer;
using Value = Progressing::Value;

Progressing::Progressing(Memory &memory, State &state, Cells start, Wraps startWraps, Integer lanes)
    : memory(memory), concrete(memory, state), cells(start), wraps(std::move(startWraps)), count(lanes) {
  // Every cell keeps within its type; `start` and not `cells`, which narrowing may empty.
  for (const auto &[address, cell] : start) wrapped(cell.value, cell.type.width, cell.type.isSigned);
}

/// Of repetition 0 alone everything is constant, and bytes are as good as cells.
void Progressing::narrow(Integer lanes) {
  if (lanes > count) return;
  count = lanes;
  if (count > 1) return;
  for (const auto &[address, cell] : cells)
    writeCell(memory.find(address, cell.type.bytes).bytes(), cell.type.bytes, cell.value.first);
  cells.clear();
}

void Progressing::keepAtLeast(Value v, Integer low) {
  if (v.step < 0 && count > 1) narrow(model::floorDivide(model::subtract(v.first, low), -v.step) + 1);
}

void Progressing::keepAtMost(Value v, Integer high) {
  if (v.step > 0 && count > 1) narrow(model::floorDivide(model::subtract(high, v.first), v.step) + 1);
}

/// The value where only a constant will do.
Integer Progressing::only(Value v) {
  if (v.step != 0) narrow(1);
  return v.first;
}

Value Progressing::wrapped(Value v, unsigned width, bool isSigned) {
  if (count == 1) v.step = 0;
  if (width == 128) return v;
  Integer modulus = static_cast<Integer>(1) << width;
  v.first = model::wrap(v.first, width, isSigned);
  keepAtLeast(v, isSigned ? -(modulus / 2) : 0);
  keepAtMost(v, isSigned ? modulus / 2 - 1 : modulus - 1);
  if (count == 1) v.step = 0;
  return v;
}

bool Progressing::equal(Value a, Value b) {
  Value d{model::subtract(a.first, b.first), model::subtract(a.step, b.step)};
  if (d.step == 0 || count == 1) return d.first == 0;
  if (d.first == 0) {
    narrow(1);
    return true;
  }
  if (d.first % d.step == 0 && -d.first / d.step > 0) narrow(-d.first / d.step);
  return false;
}

bool Progressing::less(Value a, Value b) {
  Value d{model::subtract(a.first, b.first), model::subtract(a.step, b.step)};
  if (d.first < 0) {
    keepAtMost(d, -1);
    return true;
  }
  keepAtLeast(d, 0);
  return false;
}

Value Progressing::convert(const I &i, Value a) { return wrapped(a, i.width, i.isSigned); }

Value Progressing::add(const I &i, Value a, Value b) {
  return convert(i, {model::add(a.first, b.first), model::add(a.step, b.step)});
}

Value Progressing::subtract(const I &i, Value a, Value b) {
  return convert(i, {model::subtract(a.first, b.first), model::subtract(a.step, b.step)});
}

Value Progressing::multiply(const I &i, Value a, Value b) {
  if (a.step != 0 && b.step != 0) narrow(1);
  if (count == 1) return constant(concrete.multiply(i, a.first, b.first));
  if (a.step != 0) std::swap(a, b);
  return convert(i, {model::multiply(a.first, b.first), model::multiply(a.first, b.step)});
}

/// Quotient or remainder, rounded towards minus infinity, of a changing value by a positive constant.
Value Progressing::split(const I &i, Value a, Integer by, bool wantsQuotient) {
  Integer quotient = model::floorDivide(a.first, by), rest = a.first - quotient * by;
  if (a.step % by == 0) return wantsQuotient ? convert(i, {quotient, a.step / by}) : constant(rest);
  keepAtLeast(a, quotient * by);
  keepAtMost(a, quotient * by + by - 1);
  return wantsQuotient ? convert(i, constant(quotient)) : convert(i, {rest, a.step});
}

Value Progressing::divide(const I &i, Value a, Value b) {
  Integer by = only(b);
  if (a.step == 0 || count == 1 || by <= 0 || a.first < 0) {
    Integer dividend = only(a);
    return constant(concrete.divide(i, dividend, by));
  }
  keepAtLeast(a, 0); // where C's rounding is the floor
  return split(i, a, by, true);
}

Value Progressing::remainder(const I &i, Value a, Value b) {
  Integer by = only(b);
  if (a.step == 0 || count == 1 || by <= 0 || a.first < 0) {
    Integer dividend = only(a);
    return constant(concrete.remainder(i, dividend, by));
  }
  keepAtLeast(a, 0);
  return split(i, a, by, false);
}

Value Progressing::shiftLeft(const I &i, Value a, Value b) {
  Integer by = only(b);
  Integer first = concrete.shiftLeft(i, a.first, by); // also refuses bad distances
  if (a.step == 0 || count == 1) return constant(first);
  return convert(i, {first, model::multiply(a.step, static_cast<Integer>(1) << static_cast<unsigned>(by))});
}

Value Progressing::shiftRight(const I &i, Value a, Value b) {
  Integer by = only(b);
  Integer first = concrete.shiftRight(i, a.first, by);
  if (a.step == 0 || count == 1) return constant(first);
  return split(i, a, static_cast<Integer>(1) << static_cast<unsigned>(by), true);
}

Value Progressing::bitAnd(const I &i, Value a, Value b) {
  if (b.step != 0) std::swap(a, b);
  bool isLowMask = b.first >= 0 && (b.first & (b.first + 1)) == 0;
  if (count > 1 && a.step != 0 && b.step == 0 && isLowMask) return split(i, a, b.first + 1, false);
  Integer x = only(a), y = only(b);
  return constant(concrete.bitAnd(i, x, y));
}

Value Progressing::bitOr(const I &i, Value a, Value b) {
  Integer x = only(a), y = only(b);
  return constant(concrete.bitOr(i, x, y));
}

Value Progressing::bitXor(const I &i, Value a, Value b) {
  Integer x = only(a), y = only(b);
  return constant(concrete.bitXor(i, x, y));
}

Value Progressing::insert(const I &i, Value a, Value b) {
  Integer x = only(a), y = only(b);
  return constant(concrete.insert(i, x, y));
}

Value Progressing::offset(const I &i, Value a, Value b) {
  return wrapped({model::add(a.first, model::multiply(b.first, i.immediate)),
                  model::add(a.step, model::multiply(b.step, i.immediate))},
                 64, false);
}

Value Progressing::distance(const I &i, Value a, Value b) {
  Integer x = only(a), y = only(b);
  return constant(concrete.distance(i, x, y));
}

/// Whether some changing cell lies partly, or as something else, in these bytes.
bool Progressing::overlapsPartly(uint64_t address, uint64_t size) {
  auto at = cells.lower_bound(address - 15);
  for (; at != cells.end() && at->first < address + size; ++at) {
    bool apart = at->first + at->second.type.bytes <= address;
    bool inside = at->first >= address && at->first + at->second.type.bytes <= address + size;
    if (!apart && !inside) return true;
  }
  return false;
}

/// The bytes are about to be overwritten as a whole.
void Progressing::drop(uint64_t address, uint64_t size) {
  if (overlapsPartly(address, size)) narrow(1);
  cells.erase(cells.lower_bound(address), cells.lower_bound(address + size));
}

void Progressing::put(const Spot &spot, StoredCell type, Value v) {
  v = wrapped(v, type.width, type.isSigned);
  drop(spot.address, type.bytes);
  Memory::markWritten(spot, type.bytes);
  if (v.step == 0 || count == 1)
    writeCell(spot.bytes(), type.bytes, v.first);
  else
    cells[spot.address] = {type, v};
}

Value Progressing::get(const Spot &spot, const I &i) {
  Memory::demandWritten(spot, i.bytes);
  auto at = cells.find(spot.address);
  bool whole = at != cells.end() && at->second.type.bytes == i.bytes;
  if (whole) return wrapped(at->second.value, i.width, i.isSigned);
  if (cells.lower_bound(spot.address - 15) != cells.lower_bound(spot.address + i.bytes)) {
    drop(spot.address, 0); // settles a cell that begins before
    if (cells.lower_bound(spot.address) != cells.lower_bound(spot.address + i.bytes)) narrow(1);
  }
  return constant(readCell(spot.bytes(), i.bytes, i.isSigned));
}

Value Progressing::load(const I &i, Value a) {
  return get(memory.find(static_cast<uint64_t>(only(a)), i.bytes), i);
}

void Progressing::store(const I &i, Value a, Value b) {
  put(memory.find(static_cast<uint64_t>(only(a)), i.bytes), {i.bytes, i.width, i.isSigned}, b);
}

void Progressing::copy(const I &i, const std::vector<bool> &isMember, Value a, Value b) {
  auto size = static_cast<uint64_t>(i.immediate);
  Integer into = only(a), from = only(b);
  Spot to = memory.find(static_cast<uint64_t>(into), size);
  Spot source = memory.find(static_cast<uint64_t>(from), size);
  if (overlapsPartly(source.address, size)) narrow(1);
  Cells moved(cells.lower_bound(source.address), cells.lower_bound(source.address + size));
  drop(to.address, size);
  concrete.copy(i, isMember, into, from);
  if (count == 1) {
    // Narrowed by drop(): what `moved` remembers has been written to the source and copied from there.
    return;
  }
  for (const auto &[address, cell] : moved) cells[address - source.address + to.address] = cell;
}

void Progressing::zero(const I &i, Value a) {
  Integer into = only(a);
  drop(memory.find(static_cast<uint64_t>(into), static_cast<uint64_t>(i.immediate)).address,
       static_cast<uint64_t>(i.immediate));
  concrete.zero(i, into);
}

Value Progressing::atomicAdd(const I &i, Value a, Value b) {
  Spot spot = memory.find(static_cast<uint64_t>(only(a)), i.bytes);
  Value old = get(spot, i);
  Value sum{model::add(old.first, b.first), model::add(old.step, b.step)};
  Value kept = wrapped(sum, static_cast<unsigned>(i.immediate), i.isSigned);
  put(spot, {i.bytes, i.width, i.isSigned}, kept);
  if (kept.first != sum.first) wraps[spot.address].first += (sum.first - kept.first) >> i.immediate;
  if (count == 1) kept.step = 0;
  return kept;
}

void Progressing::fill(const I &i, Value a, Value b, Value c) {
  Integer into = only(a), elements = only(b), value = only(c);
  if (elements > 0 && elements <= UINT32_MAX) {
    uint64_t size = 8 * static_cast<uint64_t>(elements);
    drop(memory.find(static_cast<uint64_t>(into), size).address, size);
  }
  concrete.fill(i, into, elements, value);
}

void Progressing::end(uint32_t from, uint32_t to) {
  cells.erase(cells.lower_bound(addressOf(from, 0)), cells.lower_bound(addressOf(to, 0)));
  memory.end(from, to);
}

void Progressing::remember() {
  concrete.remember();
  rememberedCells = cells;
  rememberedWraps = wraps;
}

void Progressing::restore() {
  concrete.restore();
  wraps = rememberedWraps;
  cells = rememberedCells;
  if (count == 1) narrow(1); // cells remembered from wider times
}

} // namespace pinproof::solver::check
