// One entry point of a Program, ready to run: calls inlined, constants in their registers, objects placed.
//
// Not responsible for meaning: what an instruction does is machine.h's business.
#pragma once

#include "model/program.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pinproof::solver::check {

/// Operations beyond model::Op's, which keep their numbers.
enum class FlatOp : uint8_t {
  Enter = 64, // objects [a, b) begin to live, uninitialised
  Leave,      // objects [a, b) end
  Forget,     // register dst holds nothing yet
  Demand,     // register a must hold something
  Broken,     // the watched invariant returned a: the run ends if that is 0
  Quiet,      // what follows is the watched invariant: its reports do not count, its stores are undone
  End,        // the repetition is over; a: the entry's result
  Unreadable, // functions[index] has no body, or recursion: text in messages[index]
};

/// 40 bytes; `shift` is 64 - width for the widths below 128, where values are kept extended to 128 bits.
struct FlatInstruction {
  uint8_t op = 0; // model::Op or FlatOp
  uint8_t width = 32, shift = 32, bytes = 4;
  bool isSigned = true, isPointer = false;
  uint32_t dst = 0, a = 0, b = 0, c = 0;
  uint32_t target = 0, otherwise = 0; // Branch; `target` doubles as index
  int64_t immediate = 0;
};

/// An object that code can address: globals first, then one instance of each local per inlined call.
struct Place {
  const model::Object *object = nullptr;
  uint64_t size = 0;
  uint64_t eachOffset = 0, eachSize = 0; // eachSize 0: no such member
  bool isGlobal = false;
};

/// Addresses are place << placeShift + offset, places from 1: NULL, small integers and error pointers
/// (negative ones) all fall to place 0, which holds no object.
inline constexpr unsigned placeShift = 44;
inline uint64_t addressOf(uint64_t place, int64_t offset) {
  return (place << placeShift) + static_cast<uint64_t>(offset);
}
inline uint64_t placeOf(uint64_t address) {
  return (address + (uint64_t{1} << (placeShift - 1))) >> placeShift;
}
inline int64_t offsetOf(uint64_t address) {
  return static_cast<int64_t>(address << (64 - placeShift)) >> (64 - placeShift);
}

/// What stands for "nothing yet" in a register: outside every C type, inside `Integer`.
inline constexpr model::Integer nothing = static_cast<model::Integer>(1) << 126;

struct FlatCode {
  std::vector<FlatInstruction> code;
  std::vector<const model::Instruction *> origin; // parallel; null where made up here
  std::vector<model::Integer> registers;          // what they start with
  std::vector<Place> places;                      // [0] is no object
  std::vector<std::string> messages;
  std::vector<std::vector<bool>> members; // by Copy's target: which of the bytes belong to a member
  /// The calls whose bodies begin here, outermost first: they have no instruction of their own.
  std::multimap<uint32_t, const model::Instruction *> calls;
  bool undoes = false; // the watched invariant may store: its effects are undone
};

/// The places of `program`'s globals, [0] unused; throws model::Unsupported for an `each` member that
/// does not end its object.
std::vector<Place> globalPlaces(const model::Program &program);

/// Makes one straight body of `entry`, followed by `watched` (if any) as a question about the state.
/// Throws model::Unsupported where inlining exceeds a million instructions.
FlatCode flatten(const model::Program &program, const std::vector<Place> &globals, uint32_t entry,
                 const uint32_t *watched);

} // namespace pinproof::solver::check
