// Machine arithmetic in linear integers, exactly.
//
// A result that may leave its C type's range is e - 2^bits * w, where w counts how often it went round; each
// w that is possible becomes a path of its own (few) or an auxiliary input with the range as constraint
// (many). Signed overflow wraps as well: the kernel is built with -fno-strict-overflow. Division, shifts to
// the right and masks by constants introduce quotient and remainder, which determine each other exactly.

#include "model/execution.h"
#include "model/execution_events.h"

#include <algorithm>
#include <stdexcept>

namespace pinproof::model {

namespace {

constexpr Integer one = 1;
/// A value with at most this many possibilities may be tried one by one.
constexpr Integer mostCases = 128;
/// Beyond so many different wraps they become one symbolic number.
constexpr Integer mostWraps = 3;

std::optional<unsigned> powerOfTwo(Integer value) {
  if (value <= 0 || (value & (value - 1)) != 0) return std::nullopt;
  unsigned exponent = 0;
  while ((one << exponent) != value) ++exponent;
  return exponent;
}

bool isAddition(Op op) { return op == Op::Add || op == Op::Offset; }

} // namespace

/// Whether `c` holds in `state`; both are possible: Undecided.
bool Execution::holds(State &state, const Constraint &c) const {
  switch (state.condition.decide(c)) {
  case Condition::Truth::True: return true;
  case Condition::Truth::False: return false;
  case Condition::Truth::Unknown: break;
  }
  throw Undecided{c};
}

/// Adds a constraint that defines an auxiliary input.
void Execution::require(State &state, const Constraint &c) const {
  if (!state.condition.assume(c)) throw Infeasible{};
}

std::pair<Linear, Linear> Execution::reduce(State &state, const Linear &unsimplified, unsigned bits,
                                            bool isSigned) {
  const Linear e = state.condition.simplify(unsimplified);
  const Integer modulus = one << bits;
  const Integer low = isSigned ? -(modulus / 2) : 0;
  const Range range = state.condition.rangeOf(e);
  if (!range.low || !range.high)
    throw Refused{"a mathematical integer of unknown size used as a machine integer of " +
                  std::to_string(bits) + " bits"};
  Integer wraps = floorDivide(*range.low - low, modulus);
  const Integer most = floorDivide(*range.high - low, modulus);
  if (most - wraps > mostWraps) {
    const Linear w = Linear::variable(state.addInput("wraps", {wraps, most}));
    const Linear result = e - w * modulus;
    require(state, atLeast(result, low));
    require(state, atLeast(low + modulus - 1, result));
    return {result, w};
  }
  while (wraps < most && holds(state, atLeast(e, low + modulus * (wraps + 1)))) ++wraps;
  state.decide(static_cast<uint64_t>(wraps) * 31 + bits);
  return {e - Linear(modulus * wraps), wraps};
}

Linear Execution::reduced(State &state, const Linear &e, Scalar type) {
  if (type.isUnbounded()) return e;
  return reduce(state, e, type.width, type.isSigned).first;
}

/// The one value of `e` on this path, or Undecided until there is one.
Integer Execution::concretise(State &state, const Linear &unsimplified) {
  const Linear e = state.condition.simplify(unsimplified);
  auto chosen = [&](Integer value) {
    state.decide(static_cast<uint64_t>(value) ^ 0xc0);
    return value;
  };
  if (e.isConstant()) return chosen(e.constant);
  if (e.terms.size() == 1 && e.terms[0].first < firstInput) {
    const auto [variable, coefficient] = e.terms[0];
    const StateCell &cell = cells_[variable];
    if (!cell.numeric && !cell.domain.empty() && !cell.domain.rbegin()->isAddress) {
      for (const Constant &value : cell.domain)
        if (holds(state, equals(Linear::variable(variable), value.number)))
          return chosen(add(multiply(coefficient, value.number), e.constant));
      throw Infeasible{};
    }
  }
  const Range range = state.condition.rangeOf(e);
  if (!range.low || !range.high || *range.high - *range.low >= mostCases)
    throw Refused{"an operation that is not linear on a value with more than 128 possibilities"};
  for (Integer value = *range.low; value < *range.high; ++value)
    if (holds(state, equals(e, value))) return chosen(value);
  return chosen(*range.high);
}

/// Quotient and remainder of e by a positive constant, rounded towards minus infinity.
std::pair<Linear, Linear> Execution::divide(State &state, const Linear &e, Integer divisor) {
  auto isMultiple = [&](const auto &term) { return term.second % divisor == 0; };
  if (std::all_of(e.terms.begin(), e.terms.end(), isMultiple)) {
    Linear quotient(floorDivide(e.constant, divisor));
    for (const auto &[variable, coefficient] : e.terms)
      quotient.terms.emplace_back(variable, coefficient / divisor);
    return {quotient, e.constant - quotient.constant * divisor};
  }
  // An invariant says what it is in every state, without auxiliaries.
  if (const Linear simple = state.condition.simplify(e); mode_ == Mode::Observe && isListed(simple)) {
    const Integer value = concretise(state, simple), quotient = floorDivide(value, divisor);
    return {quotient, value - quotient * divisor};
  }
  const Range range = state.condition.rangeOf(e);
  if (!range.low || !range.high) throw Refused{"division of a mathematical integer of unknown size"};
  const Integer low = floorDivide(*range.low, divisor), high = floorDivide(*range.high, divisor);
  const Linear quotient =
      low == high ? Linear(low) : Linear::variable(state.addInput("quotient", {low, high}));
  const Linear remainder = e - quotient * divisor;
  if (low != high) {
    require(state, atLeast(remainder, 0));
    require(state, atLeast(divisor - 1, remainder));
  }
  return {quotient, remainder};
}

/// Is it a state variable whose values are listed?
bool Execution::isListed(const Linear &e) const {
  if (e.terms.size() != 1 || e.terms[0].first >= firstInput) return false;
  const StateCell &cell = cells_[e.terms[0].first];
  return !cell.numeric && !cell.domain.empty() && !cell.domain.rbegin()->isAddress;
}

/// Has it so few values that each may become a path of its own?
bool Execution::isFewValued(State &state, const Linear &unsimplified) const {
  const Linear e = state.condition.simplify(unsimplified);
  if (e.isConstant() || isListed(e)) return true;
  const Range range = state.condition.rangeOf(e);
  return range.low && range.high && *range.high - *range.low < mostCases;
}

/// `e`, which is known by construction to lie in [low, high], as the condition can see it too.
Linear Execution::confined(State &state, const Linear &e, Integer low, Integer high) const {
  const Range range = state.condition.rangeOf(e);
  if (range.low && *range.low >= low && range.high && *range.high <= high) return e;
  const Linear bits = Linear::variable(state.addInput("bits", {low, high}));
  require(state, equals(bits, e));
  return bits;
}

/// e & bits, for a constant mask of a machine word. What a run of ones selects is a difference of remainders:
///     e & (ones from bit `low` to below `high`) = (e mod 2^high) - (e mod 2^low)
Linear Execution::mask(State &state, const Linear &e, Integer bits, Scalar type) {
  if (type.isUnbounded()) return concretise(state, e) & bits;
  const Integer word = (one << type.width) - 1, top = (word >> 1) + 1;
  bits = bits & word;
  if (bits == 0) return 0;
  if (bits == word) return e;
  const Range range = state.condition.rangeOf(e);
  // A negative number's bits are those of e + 2^width.
  const Linear natural = range.low && *range.low >= 0 ? e : reduce(state, e, type.width, false).first;
  if (bits == top) {
    const bool isSet = holds(state, atLeast(natural, bits));
    state.decide(isSet ? 0xf1 : 0xf0);
    return isSet ? wrap(bits, type.width, type.isSigned) : 0;
  }
  // Low bits, and one bit, are mostly asked for and not kept; what else is left of a flags word is one again.
  const bool isAsked = powerOfTwo(bits + 1) || powerOfTwo(bits);
  const bool isAligned = powerOfTwo((word ^ bits) + 1).has_value();
  if (isAligned ? isListed(state.condition.simplify(natural)) : !isAsked && isFewValued(state, natural))
    return wrap(concretise(state, natural) & bits, type.width, type.isSigned);
  bool isNegative = false; // decided before there are auxiliaries
  if (type.isSigned && (bits & top) != 0) {
    isNegative = holds(state, atLeast(natural, top));
    state.decide(isNegative ? 0xf3 : 0xf2);
  }
  Linear result;
  unsigned runs = 0;
  for (unsigned low = 0; low < type.width; ++runs) {
    while (low < type.width && ((bits >> low) & 1) == 0) ++low;
    unsigned high = low;
    while (high < type.width && ((bits >> high) & 1) != 0) ++high;
    if (low == high) break;
    const Linear rest = high == type.width ? natural : divide(state, natural, one << high).second;
    result = result + (low == 0 ? rest : divide(state, rest, one << low).first * (one << low));
    low = high;
  }
  if (runs > 1) result = confined(state, result, 0, bits);
  return isNegative ? result - Linear(word + 1) : result;
}

/// x | y and x ^ y: by value if those are few, else with a constant on one side, as sums:
///     x | c = x + c - (x & c)        x ^ c = x + c - 2 (x & c)
Linear Execution::orOrXor(State &state, Linear x, Linear y, const Instruction &i) {
  const bool isOr = i.op == Op::Or;
  if (i.type.isUnbounded() || (isFewValued(state, x) && isFewValued(state, y))) {
    const Integer a = concretise(state, x), b = concretise(state, y);
    return wrap(isOr ? a | b : a ^ b, i.type.width, i.type.isSigned);
  }
  if (!isFewValued(state, y)) std::swap(x, y);
  const Integer c = concretise(state, y), half = one << (i.type.width - 1);
  const Linear result = x + Linear(c) - mask(state, x, c, i.type) * (isOr ? 1 : 2);
  return i.type.isSigned ? confined(state, result, -half, half - 1)
                         : confined(state, result, 0, 2 * half - 1);
}

/// Addresses are numbers of 64 bits: unsigned -4 bytes on are 4 bytes back. (Only where a loop is made
/// generic has an offset no bounds, and whoever uses it then has some.)
Value Execution::addressAt(State &state, ObjectId object, const Linear &offset) {
  const Linear simple = state.condition.simplify(offset);
  const Range range = state.condition.rangeOf(simple);
  const bool isBounded = range.low && range.high;
  return Value::address(object, isBounded ? reduced(state, simple, Scalar{64, true, false}) : simple);
}

/// Is this address in its object, or no more than so many bytes before or behind it?
bool Execution::isWithin(const State &state, const Value &address, Integer before, Integer behind) {
  const Range range = state.condition.rangeOf(address.offset);
  const Layout &layout = layoutOf(state, address.object);
  if (eachMember(layout)) behind = one << 40; // any number of elements follow
  return (!range.low || *range.low >= -before) &&
         (!range.high || *range.high <= Integer(layout.size) + behind);
}

Value Execution::addressArithmetic(State &state, const Instruction &i, const Value &a, const Value &b) {
  if (isAddition(i.op) || (i.op == Op::Subtract && b.isNumber())) {
    if (a.isAddress() && b.isAddress()) throw Refused{"sum of two addresses"};
    const Value &address = a.isAddress() ? a : b;
    const Linear moved = (a.isAddress() ? b : a).offset;
    if (i.op == Op::Subtract && !a.isAddress()) throw Refused{"a number minus an address"};
    return addressAt(state, address.object,
                     i.op == Op::Subtract ? address.offset - moved : address.offset + moved);
  }
  if (i.op == Op::Subtract && a.isAddress() && i.type.width == 64 && a.object == b.object)
    return Value::number(reduced(state, state.condition.simplify(a.offset - b.offset), i.type));
  if (i.op == Op::Subtract && a.isAddress()) throw Refused{"difference of addresses of different objects"};
  if (i.op == Op::And || i.op == Op::Or || i.op == Op::Xor) return addressBits(state, i, a, b);
  throw Refused{"arithmetic on an address"};
}

/// Low bits of an address, which tags are kept in: where objects start is known as far as their type says it.
Value Execution::addressBits(State &state, const Instruction &i, const Value &a, const Value &b) {
  const Value &address = a.isAddress() ? a : b, &other = a.isAddress() ? b : a;
  if (other.isAddress()) throw Refused{"bits of two addresses at once"};
  const Integer bits = concretise(state, other.offset) & ((one << 64) - 1);
  const Integer alignment = layoutOf(state, address.object).alignment;
  const Integer cleared = ((one << 64) - 1) ^ bits; // by And
  const Integer low = i.op == Op::And && bits >= alignment ? cleared : bits;
  if (low >= alignment)
    throw Refused{"bits of an address beyond the alignment of " + nameOf(state, address.object, 0)};
  const Integer set = concretise(state, address.offset) & low;
  if (i.op == Op::And && low == bits) return Value::number(set);
  const Integer added = i.op == Op::And ? -set : i.op == Op::Or ? low - set : low - 2 * set;
  return addressAt(state, address.object, address.offset + Linear(added));
}

/// Pointers to members that are not there, or behind the end, are; sums that may go round the address space
/// are not.
bool Execution::isNear(const State &state, const Value &address) {
  return isWithin(state, address, 1 << 20, 1 << 20);
}

/// C leaves it open what more bits than there are come to, and processors differ.
unsigned Execution::shiftedBy(State &state, const Instruction &i, const Linear &distance) {
  const Integer by = concretise(state, distance);
  const int most = i.type.width == 128 ? 126 : i.type.width - 1; // 2^127 is no Integer
  if (by < 0 || by > most) throw Refused{"shift by " + toString(by) + " bits"};
  return static_cast<unsigned>(by);
}

Value Execution::arithmetic(State &state, const Instruction &i) {
  const Value &a = read(state, i.a);
  if (i.op == Op::Offset) {
    const Linear index = i.b == noRegister ? Linear(1) : number(state, i.b);
    const Linear offset = a.offset + index * i.immediate;
    if (a.isAddress()) return addressAt(state, a.object, offset);
    Value moved = a;
    moved.offset = reduced(state, offset, pointerType);
    return moved;
  }
  const Value &b = read(state, i.b);
  if (a.isAddress() || b.isAddress()) return addressArithmetic(state, i, a, b);
  const Linear x = state.condition.simplify(a.offset), y = state.condition.simplify(b.offset);
  Linear result;
  bool counts = true; // what bit operations give is one of few values, not a count
  switch (i.op) {
  case Op::Add: result = reduced(state, x + y, i.type); break;
  case Op::Subtract: result = reduced(state, x - y, i.type); break;
  case Op::Multiply: {
    if (x.isConstant() || y.isConstant())
      result = x.isConstant() ? y * x.constant : x * y.constant;
    else
      result = x * concretise(state, y);
    result = reduced(state, result, i.type);
    break;
  }
  case Op::Divide:
  case Op::Remainder: {
    const Integer divisor = concretise(state, y);
    if (divisor == 0) throw Refused{"division by zero"};
    if (divisor == -1 && !i.type.isUnbounded() && holds(state, equals(x, -(one << (i.type.width - 1)))))
      throw Refused{"division of the smallest number by -1"}; // processors trap
    // C truncates towards zero: divide magnitudes and restore the sign.
    const bool negative = holds(state, atLeast(-1, x));
    state.decide(negative ? 0xe1 : 0xe0);
    auto [quotient, remainder] = divide(state, negative ? x * -1 : x, divisor < 0 ? -divisor : divisor);
    if (i.op == Op::Remainder)
      result = negative ? remainder * -1 : remainder;
    else
      result = reduced(state, negative != (divisor < 0) ? quotient * -1 : quotient, i.type);
    break;
  }
  case Op::ShiftLeft: result = reduced(state, x * (one << shiftedBy(state, i, y)), i.type); break;
  case Op::ShiftRight:
    counts = false;
    result = divide(state, x, one << shiftedBy(state, i, y)).first;
    break;
  case Op::And:
    counts = false;
    if (y.isConstant())
      result = x.isConstant() ? Linear(x.constant & y.constant) : mask(state, x, y.constant, i.type);
    else
      result = mask(state, y, concretise(state, x), i.type);
    break;
  case Op::Or:
  case Op::Xor:
    counts = false;
    result = orOrXor(state, x, y, i);
    break;
  default: throw std::logic_error("not an operation of arithmetic");
  }
  Value value = Value::number(std::move(result));
  value.fromState = a.fromState || b.fromState;
  value.computed = a.computed || b.computed || (counts && value.fromState);
  return value;
}

/// A bit-field's new value in its unit: by value where the unit is a constant or has its values listed, as
/// flags have, else by what changes, which is linear.
Value Execution::insert(State &state, const Instruction &i) {
  const Value &a = read(state, i.a), &b = read(state, i.b);
  const Linear x = state.condition.simplify(number(state, i.a)),
               y = state.condition.simplify(number(state, i.b));
  const Integer ones = (one << static_cast<unsigned>(i.immediate)) - 1, place = one << i.index;
  const bool isFlag = y.isConstant() || isListed(y) || i.immediate <= 4;
  const bool isByValue = (x.isConstant() || isListed(x)) && isFlag && isFewValued(state, y);
  Value value;
  if (isByValue) {
    const Integer whole = concretise(state, x), part = concretise(state, y);
    value = Value::number((whole & ~(ones * place)) | (part & ones) * place);
  } else {
    const Linear before = mask(state, x, ones * place, i.type), now = divide(state, y, ones + 1).second;
    value = Value::number(confined(state, x - before + now * place, 0, (one << i.type.width) - 1));
  }
  value.fromState = a.fromState || b.fromState;
  value.computed = a.computed || b.computed || (!isByValue && value.fromState);
  return value;
}

Value Execution::convert(State &state, const Instruction &i) {
  const Value &a = read(state, i.a);
  if (i.type.width == 1) {
    const bool isTrue = a.isAddress() || !holds(state, equals(a.offset, 0));
    state.decide(isTrue ? 0xb1 : 0xb0);
    return Value::number(isTrue ? 1 : 0);
  }
  Value value = a;
  if (a.isAddress()) {
    if (i.type.width < 64) throw Refused{"an address cut to " + std::to_string(i.type.width) + " bits"};
    return value;
  }
  value.offset = reduced(state, a.offset, i.type);
  return value;
}

Value Execution::distance(State &state, const Instruction &i) {
  const Value &a = read(state, i.a), &b = read(state, i.b);
  if (a.kind != b.kind || (a.isAddress() && a.object != b.object))
    throw Refused{"difference of pointers into different objects"};
  const Linear bytes = state.condition.simplify(a.offset - b.offset);
  Linear elements;
  bool isExact = bytes.constant % i.immediate == 0;
  elements.constant = bytes.constant / i.immediate;
  for (auto [variable, coefficient] : bytes.terms) {
    isExact = isExact && coefficient % i.immediate == 0;
    elements.terms.emplace_back(variable, coefficient / i.immediate);
  }
  if (!isExact) throw Refused{"difference of pointers that are not whole elements apart"};
  return Value::number(elements);
}

/// What else may be at an object's address.
Object::Address Execution::addressOf(ObjectId object) const {
  return object < program_.globals.size() ? program_.globals[object].address : Object::Address::Own;
}

/// Refuses an address that an address in another object may be equal to.
void Execution::checkOwnAddress(const State &state, const Value &address) {
  const Layout &layout = layoutOf(state, address.object);
  const bool isBegin = address.sameAs(Value::address(address.object, 0));
  if (!isWithin(state, address, 0, -1) && !isBegin)
    throw Refused{"comparison of an address outside " + nameOf(state, address.object, 0)};
  if (layout.size == 0 && layout.kind != Layout::Kind::Opaque)
    throw Refused{"comparison of the address of " + nameOf(state, address.object, 0) +
                  ", which has no bytes"};
  if (addressOf(address.object) == Object::Address::Elsewhere)
    throw Refused{"comparison of the address of " + nameOf(state, address.object, 0) +
                  ", which another file defines"};
}

/// Objects lie far from the first and the last 4096 bytes of the address space (NULL, ERR_PTR), so an address
/// in or near one compares with numbers in those ranges whatever it is. Which objects are neighbours nobody
/// knows.
bool Execution::compareAddresses(State &state, const Instruction &i, const Value &a, const Value &b) {
  if (a.isAddress() && b.isAddress()) {
    for (const Value *address : {&a, &b}) checkOwnAddress(state, *address);
    if (addressOf(a.object) == Object::Address::Text && addressOf(b.object) == Object::Address::Text)
      throw Refused{"comparison of the addresses of two texts"};
    if (i.op == Op::Equal) return false;
    if (i.op == Op::NotEqual) return true;
    throw Refused{"order of pointers into different objects"};
  }
  if (!isNear(state, a.isAddress() ? a : b)) throw Refused{"comparison of an address far outside its object"};
  const Range range = state.condition.rangeOf((a.isAddress() ? b : a).offset);
  const Integer top = (one << 64) - 4096;
  const bool isLow = range.low && range.high && *range.low >= 0 && *range.high <= 4096;
  const bool isHigh = range.low && range.high && *range.low >= top;
  if (!isLow && !isHigh) throw Refused{"comparison of an address with a number"};
  if (i.op == Op::Equal) return false;
  if (i.op == Op::NotEqual) return true;
  if (i.type.isSigned) throw Refused{"signed comparison of an address"};
  return a.isAddress() ? isHigh : isLow; // a < b
}

bool Execution::compare(State &state, const Instruction &i) {
  const Value &a = read(state, i.a), &b = read(state, i.b);
  if (a.kind != b.kind || (a.isAddress() && a.object != b.object)) return compareAddresses(state, i, a, b);
  const Linear x = state.condition.simplify(a.offset), y = state.condition.simplify(b.offset);
  const bool isEquality = i.op == Op::Equal || i.op == Op::NotEqual;
  if (a.isAddress() && !isEquality && !(isNear(state, a) && isNear(state, b)))
    throw Refused{"order of addresses far outside their object"}; // it may go round
  const bool truth = holds(state, isEquality         ? equals(x, y)
                                  : i.op == Op::Less ? atLeast(y, x + 1)
                                                     : atLeast(y, x));
  state.decide(truth ? 0xd1 : 0xd0);
  return truth != (i.op == Op::NotEqual);
}

} // namespace pinproof::model
