#include "model/symbolic_state.h"

#include <algorithm>

namespace pinproof::model {

namespace {

bool isLike(Scalar a, Scalar b) { return a.bytes() == b.bytes() && (a.width == 1) == (b.width == 1); }

/// The first scalar of this size that is declared there.
std::optional<Scalar> declaredAt(const Layout &layout, int64_t offset, Scalar type) {
  if (offset < 0 || static_cast<uint64_t>(offset) >= layout.size) return std::nullopt;
  switch (layout.kind) {
  case Layout::Kind::Scalar:
    return offset == 0 && isLike(layout.scalar, type) ? std::optional(layout.scalar) : std::nullopt;
  case Layout::Kind::Array:
    if (layout.element->size == 0) return std::nullopt;
    return declaredAt(*layout.element, offset % static_cast<int64_t>(layout.element->size), type);
  case Layout::Kind::Record:
    for (const Layout::Field &field : layout.fields)
      if (auto found = declaredAt(*field.layout, offset - static_cast<int64_t>(field.offset), type))
        return found;
    return std::nullopt;
  case Layout::Kind::Opaque: return std::nullopt;
  }
  return std::nullopt;
}

} // namespace

std::optional<VariableIndex> Cells::at(ObjectId object, int64_t offset, Scalar type) {
  auto [at, isNew] = index_.try_emplace({object, offset}, static_cast<VariableIndex>(cells_.size()));
  if (!isNew) {
    if (!isLike(cells_[at->second].type, type)) return std::nullopt;
  } else {
    auto isApart = [&](const auto &first, unsigned bytes, const auto &second) {
      return first.first != second.first || first.second + static_cast<int64_t>(bytes) <= second.second;
    };
    const bool isCounter = object == wrapsObject; // its offset is a number, not a place
    const auto next = std::next(at);
    const bool isFree =
        isCounter ||
        ((at == index_.begin() ||
          isApart(std::prev(at)->first, cells_[std::prev(at)->second].type.bytes(), at->first)) &&
         (next == index_.end() || isApart(at->first, type.bytes(), next->first)));
    if (!isFree) {
      index_.erase(at);
      return std::nullopt;
    }
    const bool isGlobal = object < program_.globals.size();
    const auto declared =
        isGlobal ? declaredAt(*program_.globals[object].layout, offset, type) : std::nullopt;
    StateCell cell{object, offset, declared.value_or(type), {}, false, false, 0, {}, {}, 0};
    cell.numeric = object == wrapsObject;
    cell.written = cell.numeric;
    cells_.push_back(std::move(cell));
    change(at->second);
  }
  note(at->second);
  return at->second;
}

std::optional<VariableIndex> Cells::find(ObjectId object, int64_t offset) const {
  auto at = index_.find({object, offset});
  return at == index_.end() ? std::nullopt : std::optional(at->second);
}

Range Cells::range(VariableIndex v) const {
  const StateCell &cell = (*this)[v];
  if (!cell.numeric) {
    if (cell.domain.empty()) return {0, 0};
    bool isIndex =
        std::any_of(cell.domain.begin(), cell.domain.end(), [](const Constant &c) { return c.isAddress; });
    if (isIndex) return {0, static_cast<Integer>(cell.domain.size()) - 1};
    return {cell.domain.begin()->number, cell.domain.rbegin()->number};
  }
  if (!cell.written) return {cell.initialLow, cell.initialHigh};
  if (cell.type.isUnbounded()) return {};
  const unsigned width = cell.atomicBits ? cell.atomicBits : cell.type.width;
  const Integer one = 1;
  if (cell.type.isSigned) return {-(one << (width - 1)), (one << (width - 1)) - 1};
  return {0, (one << width) - 1};
}

std::string Cells::name(VariableIndex v) const {
  const StateCell &cell = cells_[v];
  if (cell.object == wrapsObject) return name(static_cast<VariableIndex>(cell.offset)) + ".wraps";
  return cellName(program_.globals[cell.object], static_cast<uint64_t>(cell.offset));
}

void Cells::learn(VariableIndex v, const Constant &value) {
  if (!cells_[v].numeric && cells_[v].domain.insert(value).second) change(v);
}

void Cells::learnInitialBounds(VariableIndex v, Range range) {
  StateCell &cell = cells_[v];
  if (cell.initialLow == range.low && cell.initialHigh == range.high) return;
  cell.initialLow = range.low;
  cell.initialHigh = range.high;
  change(v);
}

void Cells::makeNumeric(VariableIndex v) {
  if (!std::exchange(cells_[v].numeric, true)) change(v);
}

void Cells::makeWritten(VariableIndex v) {
  if (!std::exchange(cells_[v].written, true)) change(v);
}

void Cells::useAtomicBits(VariableIndex v, unsigned bits) {
  if (cells_[v].atomicBits < bits) {
    cells_[v].atomicBits = bits;
    change(v);
  }
}

const ObjectMemory::Cell *ObjectMemory::find(int64_t offset) const {
  auto at = std::lower_bound(cells.begin(), cells.end(), offset,
                             [](const Cell &c, int64_t o) { return c.offset < o; });
  return at != cells.end() && at->offset == offset ? &*at : nullptr;
}

void ObjectMemory::set(int64_t offset, Scalar type, Value value) {
  auto at = std::lower_bound(cells.begin(), cells.end(), offset,
                             [](const Cell &c, int64_t o) { return c.offset < o; });
  if (at != cells.end() && at->offset == offset)
    *at = {offset, type, std::move(value)};
  else
    cells.insert(at, {offset, type, std::move(value)});
}

VariableIndex State::addInput(std::string name, Range range, std::optional<uint32_t> choice) {
  const VariableIndex v = firstInput + static_cast<VariableIndex>(inputs->size());
  inputs.own().push_back({std::move(name), range, choice});
  condition.declare(v, range);
  return v;
}

ObjectMemory &State::writable(ObjectId object) {
  std::shared_ptr<ObjectMemory> *slot = &wraps;
  if (object != wrapsObject) {
    if (memory.size() <= object) memory.resize(object + 1);
    slot = &memory[object];
  }
  if (!*slot)
    *slot = std::make_shared<ObjectMemory>();
  else if (slot->use_count() > 1)
    *slot = std::make_shared<ObjectMemory>(**slot);
  return **slot;
}

const ObjectMemory *State::readable(ObjectId object) const {
  if (object == wrapsObject) return wraps.get();
  return object < memory.size() ? memory[object].get() : nullptr;
}

void State::refuse(std::string construct, Source where) {
  end = End::Refused;
  refusal = std::move(construct);
  refusedAt = std::move(where);
}

void State::decide(uint64_t event) {
  signature ^= event + 0x9e3779b97f4a7c15ULL + (signature << 12) + (signature >> 4);
  signature *= 0xff51afd7ed558ccdULL;
}

} // namespace pinproof::model
