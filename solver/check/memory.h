// Memory of the interpreter: objects of bytes, every access checked.
#pragma once

#include "solver/check/flat_code.h"

#include <cstring>

namespace pinproof::solver::check {

/// The run did something that C does not define or that the interpreter does not do; never approximated.
struct Failure {
  std::string text;
  bool isAboutInputs = false; // the caller's inputs do not fit what the program asks for
};

/// Bytes of one object. Globals start as zero; locals are born unwritten with each call.
struct Block {
  uint8_t *bytes = nullptr;
  uint8_t *written = nullptr; // one per byte; null: all written (globals)
  uint64_t size = 0;
  uint64_t eachOffset = 0, eachSize = 0;
  bool alive = false;
};

/// Where an address leads: the bytes, and the address of the same bytes without any folding.
struct Spot {
  Block *block;
  uint64_t offset;
  uint64_t address;
  uint8_t *bytes() const { return block->bytes + offset; }
};

class Memory {
public:
  Memory() = default;
  /// Globals live in `globals` (owned by the caller, at least as long); locals are owned here.
  Memory(const std::vector<Place> &places, std::vector<std::vector<uint8_t>> &globals);

  /// The `size` bytes at `address`; throws Failure unless they lie in one living object.
  Spot find(uint64_t address, uint64_t size) {
    uint64_t place = placeOf(address);
    auto offset = static_cast<uint64_t>(offsetOf(address));
    if (place < blocks.size()) {
      Block &block = blocks[place];
      if (block.alive && offset < block.size && size <= block.size - offset) return {&block, offset, address};
    }
    return findFolded(address, size);
  }

  void begin(uint32_t from, uint32_t to); // locals, unwritten
  void end(uint32_t from, uint32_t to);

  /// Throws Failure if one of the bytes was never written.
  static void demandWritten(const Spot &spot, uint64_t size) {
    if (spot.block->written && std::memchr(spot.block->written + spot.offset, 0, size))
      throw Failure{"reads memory that was never written"};
  }
  static bool isWritten(const Spot &byte) {
    return !byte.block->written || byte.block->written[byte.offset] != 0;
  }
  static void markWritten(const Spot &spot, uint64_t size) {
    if (spot.block->written) std::memset(spot.block->written + spot.offset, 1, size);
  }

private:
  std::vector<Block> blocks; // by place
  std::vector<const model::Object *> objects;
  std::vector<std::vector<uint8_t>> locals;

  Spot findFolded(uint64_t address, uint64_t size);
};

} // namespace pinproof::solver::check
