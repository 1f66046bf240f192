// Bounds, lifetimes and `each` members (the rule is in model/program.h, at Layout::Field).
//
// Places of locals are reused by the next call of the same call site, so a pointer kept across two calls
// would reach the newer one; between the calls it is caught.

#include "solver/check/memory.h"

#include <algorithm>

namespace pinproof::solver::check {

Memory::Memory(const std::vector<Place> &places, std::vector<std::vector<uint8_t>> &globals) {
  blocks.resize(places.size());
  objects.resize(places.size(), nullptr);
  locals.reserve(2 * places.size());
  for (size_t p = 1; p < places.size(); ++p) {
    Block &block = blocks[p];
    objects[p] = places[p].object;
    block.size = places[p].size;
    block.eachOffset = places[p].eachOffset;
    block.eachSize = places[p].eachSize;
    block.alive = places[p].isGlobal;
    if (places[p].isGlobal)
      block.bytes = globals.at(p).data();
    else {
      block.bytes = locals.emplace_back(std::max<uint64_t>(block.size, 1)).data();
      block.written = locals.emplace_back(std::max<uint64_t>(block.size, 1)).data();
    }
  }
}

void Memory::begin(uint32_t from, uint32_t to) {
  for (uint32_t p = from; p < to; ++p) {
    blocks[p].alive = true;
    std::memset(blocks[p].written, 0, blocks[p].size);
  }
}

void Memory::end(uint32_t from, uint32_t to) {
  for (uint32_t p = from; p < to; ++p) blocks[p].alive = false;
}

Spot Memory::findFolded(uint64_t address, uint64_t size) {
  uint64_t place = placeOf(address);
  int64_t offset = offsetOf(address);
  if (place == 0 || place >= blocks.size())
    throw Failure{"uses the address " + model::toString(static_cast<int64_t>(address)) +
                  ", which is NULL, an error pointer or no pointer"};
  Block &block = blocks[place];
  const std::string &name = objects[place]->name;
  if (!block.alive) throw Failure{"uses '" + name + "' outside the call it belongs to"};
  bool outside = offset < 0 || static_cast<uint64_t>(offset) >= block.size;
  if (outside && block.eachSize != 0) {
    auto s = static_cast<int64_t>(block.eachSize);
    int64_t index = (offset - static_cast<int64_t>(block.eachOffset)) % s;
    uint64_t folded = block.eachOffset + static_cast<uint64_t>(index < 0 ? index + s : index);
    if (size <= block.size - folded) return {&block, folded, addressOf(place, static_cast<int64_t>(folded))};
  }
  throw Failure{"uses bytes " + model::toString(offset) + " to " +
                model::toString(offset + static_cast<model::Integer>(size) - 1) + " of '" + name +
                "', which has " + std::to_string(block.size)};
}

} // namespace pinproof::solver::check
