// Memory as symbolic execution sees it: scalars at exact byte offsets inside objects.
//
// Pointers name their object, so two pointers alias exactly when object and offset agree. A union needs no
// rule: its members are the same bytes. Reading bytes that were written at another size is refused, not
// guessed; writing over them leaves the rest as if it had never been written, in locals, which have no other
// value to fall back to. Offsets that are not constant are tried one by one, except in the two shapes that
// kernel page arrays have: elements that are all alike (PINPROOF_EACH), and an array filled with one value.

#include "model/execution.h"
#include "model/execution_events.h"

namespace pinproof::model {

namespace {

/// The `each` member of an object of this layout: its offset and element size.
std::optional<std::pair<int64_t, int64_t>> findEachMember(const Layout &layout, int64_t base = 0) {
  if (layout.kind != Layout::Kind::Record) return std::nullopt;
  for (const Layout::Field &field : layout.fields) {
    const int64_t offset = base + static_cast<int64_t>(field.offset);
    if (field.each) return std::pair(offset, static_cast<int64_t>(field.layout->size));
    if (auto inner = findEachMember(*field.layout, offset)) return inner;
  }
  return std::nullopt;
}

/// Calls visit(offset, scalar) for every scalar of the layout, unions' members included.
template <class Visit> void forEachScalar(const Layout &layout, int64_t base, const Visit &visit) {
  switch (layout.kind) {
  case Layout::Kind::Scalar: visit(base, layout.scalar); break;
  case Layout::Kind::Record:
    for (const Layout::Field &field : layout.fields)
      forEachScalar(*field.layout, base + static_cast<int64_t>(field.offset), visit);
    break;
  case Layout::Kind::Array:
    for (uint64_t n = 0; n < layout.count; ++n)
      forEachScalar(*layout.element, base + static_cast<int64_t>(n * layout.element->size), visit);
    break;
  case Layout::Kind::Opaque: throw Refused{"a whole object of type " + layout.typeName + " in one operation"};
  }
}

void markMembers(const Layout &layout, uint64_t base, std::vector<bool> &isMember) {
  if (layout.kind == Layout::Kind::Record) {
    for (const Layout::Field &field : layout.fields)
      markMembers(*field.layout, base + field.offset, isMember);
  } else if (layout.kind == Layout::Kind::Array) {
    for (uint64_t n = 0; n < layout.count; ++n)
      markMembers(*layout.element, base + n * layout.element->size, isMember);
  } else {
    for (uint64_t byte = base; byte < std::min<uint64_t>(base + layout.size, isMember.size()); ++byte)
      isMember[byte] = true;
  }
}

/// The cell that overlaps [offset, offset + bytes) without being exactly that.
const ObjectMemory::Cell *overlapping(const ObjectMemory &memory, int64_t offset, unsigned bytes) {
  for (const ObjectMemory::Cell &cell : memory.cells) {
    const int64_t size = cell.type.bytes();
    if (cell.offset < offset + static_cast<int64_t>(bytes) && offset < cell.offset + size &&
        !(cell.offset == offset && size == static_cast<int64_t>(bytes)))
      return &cell;
  }
  return nullptr;
}

} // namespace

const Layout &Execution::layoutOf(const State &state, ObjectId object) const {
  if (object < program_.globals.size()) return *program_.globals[object].layout;
  return *state.localLayouts[object - program_.globals.size()];
}

std::string Execution::nameOf(const State &state, ObjectId object, int64_t offset) const {
  if (object < program_.globals.size())
    return cellName(program_.globals[object], static_cast<uint64_t>(offset));
  return "a local of type " + layoutOf(state, object).typeName;
}

void Execution::checkBounds(const State &state, ObjectId object, int64_t offset, unsigned bytes) const {
  const Layout &layout = layoutOf(state, object);
  if (offset < 0 || static_cast<uint64_t>(offset) + bytes > layout.size)
    throw Refused{"access outside " + nameOf(state, object, 0)};
}

/// A copy goes from member to member: what is between them, and bit-fields, would stay behind.
void Execution::checkMember(const State &state, Address at, unsigned bytes) {
  const Layout &layout = layoutOf(state, at.first);
  auto [known, isNew] = membersAt_.try_emplace(&layout);
  std::vector<bool> &isMember = known->second;
  if (isNew) {
    isMember.resize(layout.size);
    markMembers(layout, 0, isMember);
  }
  const auto begin = isMember.begin() + at.second;
  if (std::find(begin, begin + bytes, false) != begin + bytes)
    throw Refused{"use of bytes of " + nameOf(state, at.first, at.second) + " that no member has"};
}

Execution::Address Execution::resolve(State &state, const Value &address, unsigned bytes) {
  if (address.kind == Value::Kind::Undefined) throw Refused{"use of a pointer that was never set"};
  if (address.isNumber()) {
    const bool isNull = address.isConstant() && address.offset.constant == 0;
    throw Refused{isNull ? "dereference of NULL" : "dereference of a number"};
  }
  Linear offset = state.condition.simplify(address.offset);
  if (auto each = eachMember(layoutOf(state, address.object))) {
    const auto [first, size] = *each;
    const Range range = state.condition.rangeOf(offset);
    if (range.low && *range.low >= first) {
      Integer within = (offset.constant - first) % size;
      bool wholeElements = within >= 0;
      for (auto [variable, coefficient] : offset.terms)
        wholeElements = wholeElements && coefficient % size == 0;
      if (!wholeElements) throw Refused{"an offset into the middle of an element"};
      offset = Linear(first + within);
    }
  }
  const auto constant =
      static_cast<int64_t>(offset.isConstant() ? offset.constant : concretise(state, offset));
  checkBounds(state, address.object, constant, bytes);
  return {address.object, constant};
}

/// Remembered by layout: every access asks, and a structure may have hundreds of members.
const Execution::EachMember &Execution::eachMember(const Layout &layout) {
  auto [at, isNew] = eachMembers_.try_emplace(&layout);
  if (isNew) at->second = findEachMember(layout);
  return at->second;
}

std::optional<Value> Execution::loadFilling(State &state, Address at, Scalar type) {
  const ObjectMemory *memory = state.readable(at.first);
  if (!memory || !memory->filling) return std::nullopt;
  const ObjectMemory::Filling &filling = *memory->filling;
  const int64_t distance = at.second - filling.offset;
  if (distance < 0 || distance % 8 != 0 || type.bytes() != 8) return std::nullopt;
  if (!holds(state, atLeast(filling.count, Linear(distance / 8 + 1))))
    throw Refused{"read of an element beyond those that were filled"};
  return filling.value;
}

Value Execution::load(State &state, const Value &address, Scalar type) {
  // An array filled with one value may be read at an unknown index below its count.
  if (address.isAddress() && !address.offset.isConstant()) {
    const ObjectMemory *memory = state.readable(address.object);
    const Linear offset = state.condition.simplify(address.offset);
    if (memory && memory->filling && memory->cells.empty() && type.bytes() == 8 && !offset.isConstant()) {
      const Linear distance = offset - Linear(memory->filling->offset);
      bool isElement = distance.constant % 8 == 0;
      Linear index(distance.constant / 8);
      for (auto [variable, coefficient] : distance.terms) {
        isElement = isElement && coefficient % 8 == 0;
        index.terms.emplace_back(variable, coefficient / 8);
      }
      if (isElement) {
        if (!holds(state, atLeast(index, 0)) || !holds(state, atLeast(memory->filling->count, index + 1)))
          throw Refused{"read of an element beyond those that were filled"};
        return memory->filling->value;
      }
    }
  }
  const Address at = resolve(state, address, type.bytes());
  checkMember(state, at, type.bytes());
  const ObjectMemory *memory = state.readable(at.first);
  if (memory) {
    if (overlapping(*memory, at.second, type.bytes()))
      throw Refused{"read of " + nameOf(state, at.first, at.second) + " at another size than it was written"};
    if (const ObjectMemory::Cell *cell = memory->find(at.second)) {
      Value value = cell->value;
      const bool isNoTruth = type.width == 1 && cell->type.width != 1; // may be neither true nor false
      if (value.kind == Value::Kind::Undefined || isNoTruth)
        throw Refused{"read of " + nameOf(state, at.first, at.second) +
                      (isNoTruth        ? " as bool, which it was not written as"
                       : value.isGone() ? ", a pointer to a variable whose life is over"
                                        : " that was never set")};
      if (value.isNumber() && cell->type != type) value.offset = reduced(state, value.offset, type);
      return value;
    }
    if (auto filled = loadFilling(state, at, type)) return *filled;
    if (memory->zeroed) return Value::number(0);
  }
  if (at.first < program_.globals.size()) return loadState(state, at, type);
  throw Refused{"read of " + nameOf(state, at.first, at.second) + " that was never set"};
}

VariableIndex Execution::cellAt(Address at, Scalar type) {
  if (auto cell = cells_.at(at.first, at.second, type)) return *cell;
  throw Refused{"use of " + cellName(program_.globals[at.first], static_cast<uint64_t>(at.second)) +
                " at another size than elsewhere"};
}

/// A byte of the state that this path has not written yet.
Value Execution::loadState(State &state, Address at, Scalar type) {
  const VariableIndex v = cellAt(at, type);
  if (mode_ == Mode::Init) return Value::number(0);
  const StateCell &cell = cells_[v];
  if (cell.domain.empty() && !cell.numeric) cells_.learn(v, Constant{}); // static storage starts at zero
  Value value;
  if (cell.isConstant()) {
    const Constant &only = *cell.domain.begin();
    value = only.isAddress ? Value::address(only.object, only.number) : Value::number(only.number);
  } else {
    if (!state.condition.isDeclared(v)) state.condition.declare(v, cells_.range(v));
    value = Value::number(Linear::variable(v));
    const bool isIndex = !cell.numeric && cell.domain.rbegin()->isAddress;
    if (isIndex) {
      Integer index = 0;
      for (const Constant &c : cell.domain) {
        if (!holds(state, equals(Linear::variable(v), index))) {
          ++index;
          continue;
        }
        state.decide(static_cast<uint64_t>(index) + 0x100);
        value = c.isAddress ? Value::address(c.object, c.number) : Value::number(c.number);
        break;
      }
    }
    if (value.isNumber() && cell.type != type && !isIndex) value.offset = reduced(state, value.offset, type);
  }
  value.fromState = true;
  return value;
}

void Execution::storeAt(State &state, Address at, Scalar type, Value value) {
  checkMember(state, at, type.bytes());
  const ObjectMemory *memory = state.readable(at.first);
  while (const ObjectMemory::Cell *other = memory ? overlapping(*memory, at.second, type.bytes()) : nullptr) {
    const bool hasOtherValue = at.first < program_.globals.size() || memory->zeroed || memory->filling;
    if (hasOtherValue)
      throw Refused{"write of " + nameOf(state, at.first, at.second) + " at another size than before"};
    const int64_t offset = other->offset;
    ObjectMemory &own = state.writable(at.first);
    std::erase_if(own.cells, [&](const auto &cell) { return cell.offset == offset; });
    memory = &own;
  }
  if (at.first < program_.globals.size()) {
    // What other paths read there is of the cell's type.
    const Scalar is = cells_[cellAt(at, type)].type;
    if (is != type && value.isNumber()) value.offset = reduced(state, value.offset, is);
    type = is;
  }
  state.writable(at.first).set(at.second, type, std::move(value));
}

void Execution::store(State &state, const Value &address, Scalar type, Value value) {
  const Address at = resolve(state, address, type.bytes());
  if (at.first < program_.globals.size() && mode_ != Mode::Init)
    if (auto each = eachMember(layoutOf(state, at.first));
        each && at.second >= each->first &&
        (!address.isConstant() || address.offset.constant >= each->first + each->second))
      throw Refused{"write to one of many elements that are modelled as alike"};
  if (value.isNumber() && !type.isPointer) value.offset = reduced(state, value.offset, type);
  storeAt(state, at, type, std::move(value));
}

void Execution::copy(State &state, const Instruction &i) {
  const Value to = read(state, i.a), from = read(state, i.b);
  const auto size = static_cast<unsigned>(i.immediate);
  const Address source = resolve(state, from, size), target = resolve(state, to, size);
  const int64_t apart = std::abs(source.second - target.second);
  if (source.first == target.first && apart != 0 && apart < static_cast<int64_t>(size))
    throw Refused{"copy of " + nameOf(state, source.first, source.second) + " over a part of itself"};
  std::vector<std::tuple<int64_t, Scalar, Value>> cells;
  std::vector<std::pair<int64_t, Scalar>> unset;
  auto isTouched = [&](int64_t offset, unsigned bytes) {
    return std::any_of(cells.begin(), cells.end(), [&](const auto &cell) {
      const auto &[begin, type, value] = cell;
      return begin < offset + static_cast<int64_t>(bytes) &&
             offset < begin + static_cast<int64_t>(type.bytes());
    });
  };
  // The same bytes, through another member of a union.
  auto isCopied = [&](int64_t offset, unsigned bytes) {
    return std::any_of(cells.begin(), cells.end(), [&](const auto &cell) {
      const auto &[begin, type, value] = cell;
      return begin <= offset &&
             offset + static_cast<int64_t>(bytes) <= begin + static_cast<int64_t>(type.bytes());
    });
  };
  forEachScalar(*i.layout, 0, [&](int64_t offset, Scalar type) {
    if (isCopied(offset, type.bytes())) return;
    Value member = from;
    member.offset = member.offset + Linear(offset);
    try {
      cells.emplace_back(offset, type, load(state, member, type));
    } catch (const Refused &) {
      unset.emplace_back(offset, type); // a member never set, or of a union set through another member
    }
  });
  if (target.first >= program_.globals.size()) {
    ObjectMemory &memory = state.writable(target.first);
    std::erase_if(memory.cells, [&](const auto &cell) {
      return cell.offset >= target.second && Integer(cell.offset) < target.second + i.immediate;
    });
    // Where no cell is, zero may be.
    for (auto [offset, type] : unset)
      if (!isTouched(offset, type.bytes())) memory.set(target.second + offset, type, Value{});
  } else if (!unset.empty()) {
    throw Refused{"copy of an object of which a part was never set"};
  }
  for (auto &[offset, type, value] : cells) {
    Value target = to;
    target.offset = target.offset + Linear(offset);
    store(state, target, type, std::move(value));
  }
}

void Execution::zero(State &state, const Instruction &i) {
  const Value to = read(state, i.a);
  const Address at = resolve(state, to, 0);
  const bool isWhole = at.second == 0 && static_cast<Integer>(layoutOf(state, at.first).size) == i.immediate;
  if (isWhole && at.first >= program_.globals.size()) {
    ObjectMemory &memory = state.writable(at.first);
    memory = {};
    memory.zeroed = true;
    return;
  }
  forEachScalar(*i.layout, 0, [&](int64_t offset, Scalar type) {
    storeAt(state, {at.first, at.second + offset}, type, Value::number(0));
  });
}

void Execution::fill(State &state, const Instruction &i) {
  const Value array = read(state, i.a), value = read(state, i.c);
  const Linear count = number(state, i.b);
  const Address at = resolve(state, array, 0);
  const auto room = (static_cast<int64_t>(layoutOf(state, at.first).size) - at.second) / 8;
  if (!holds(state, atLeast(count, 0)) || !holds(state, atLeast(room, count)))
    throw Refused{"filling beyond the end of an array"};
  if (at.first < program_.globals.size() && mode_ != Mode::Init)
    throw Refused{"filling of an array that outlives its transition"};
  ObjectMemory &memory = state.writable(at.first);
  std::erase_if(memory.cells, [&](const auto &cell) { return cell.offset >= at.second; });
  memory.filling = ObjectMemory::Filling{at.second, count, value};
}

Value Execution::atomicAdd(State &state, const Instruction &i) {
  const Address at = resolve(state, read(state, i.a), i.type.bytes());
  const Value old = load(state, Value::address(at.first, at.second), i.type);
  if (!old.isNumber()) throw Refused{"an atomic addition to an address"};
  const auto bits = static_cast<unsigned>(i.immediate);
  auto [result, wraps] = reduce(state, old.offset + number(state, i.b), bits, i.type.isSigned);
  Value value = Value::number(result);
  value.fromState = value.computed = true;
  storeAt(state, at, i.type, value);
  if (at.first < program_.globals.size() && mode_ != Mode::Init) {
    const VariableIndex counter = cellAt(at, i.type);
    cells_.makeNumeric(counter);
    cells_.useAtomicBits(counter, bits);
    const Scalar unbounded{128, true, false};
    const Value total = loadState(state, {wrapsObject, counter}, unbounded);
    if (!(wraps == Linear(0))) {
      const ObjectMemory *memory = state.readable(wrapsObject);
      const ObjectMemory::Cell *cell = memory ? memory->find(counter) : nullptr;
      Value sum = Value::number((cell ? cell->value.offset : total.offset) + wraps);
      sum.computed = true;
      state.writable(wrapsObject).set(counter, unbounded, std::move(sum));
    }
  }
  return value;
}

} // namespace pinproof::model
