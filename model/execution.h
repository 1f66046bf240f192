// Symbolic execution of a Program: every path through one function, from one kind of start.
//
// King 1976, with three choices of our own. *Integers are linear expressions and pointers concrete*, so a
// path's guard and effect are linear. *Wrap-around is a branch*: an addition that may leave its type's range
// splits the path, so each path is a plain translation. *An instruction that cannot be decided splits the
// state on the constraint that would decide it and is tried again*: no operation knows about forking.
// Loops that only count are summarised (loops.cpp); the others are unrolled, up to a limit that refuses.
//
// Limits: products and bit operations of two unknowns, comparison of addresses in different objects, memory
// read at another size than it was written: refused, with the source line.
#pragma once

#include "model/function_shape.h"
#include "model/symbolic_state.h"

#include <atomic>
#include <map>
#include <unordered_map>

namespace pinproof::model {

using FunctionShapes = std::vector<FunctionShape>; // by Program::functions

class Execution {
public:
  /// Init: globals start at zero. Run: they start as state variables. Observe: Run, but reports are the
  /// business of whoever runs the code for real, and are ignored.
  enum class Mode { Init, Run, Observe };

  /// All of them outlive it; `stop` may be null. `lines` gets those of the states that explore() returns.
  Execution(const Program &program, const FunctionShapes &shapes, Cells &cells, LineTree &lines, Mode mode,
            const std::atomic<bool> *stop);

  /// All feasible paths from the function's entry; each ended Returned, Stopped or Refused. Throws Stopped
  /// (paths.h) soon after `stop` has become true.
  std::vector<State> explore(uint32_t function);
  /// What was decided on runs that an assume() ended later; after explore().
  const std::set<uint32_t> &abandoned() const { return abandoned_; }

private:
  using States = std::vector<State>;
  using Address = std::pair<ObjectId, int64_t>;

  // Control (execution.cpp)
  void runToEnd(State state, States &ended);
  void unlessStopped() const;
  void step(State &state, States &others);
  void execute(State &state, const Instruction &i);
  void transfer(State &state, const Instruction &i);
  void call(State &state, const Instruction &i);
  void leave(State &state, Value result);
  static void forgetAddresses(State &state, ObjectId first, ObjectId past);
  void report(State &state, const Instruction &i);
  const Value &read(const State &state, Register r) const;
  Linear number(const State &state, Register r) const;
  const Instruction &at(const State &state) const;
  void passLine(State &state, const Instruction &i);

  // Arithmetic (arithmetic.cpp)
  bool holds(State &state, const Constraint &c) const;
  void require(State &state, const Constraint &c) const;
  unsigned shiftedBy(State &state, const Instruction &i, const Linear &distance);
  Value arithmetic(State &state, const Instruction &i);
  Value addressAt(State &state, ObjectId object, const Linear &offset);
  bool isWithin(const State &state, const Value &address, Integer before, Integer behind);
  bool isNear(const State &state, const Value &address);
  Value addressArithmetic(State &state, const Instruction &i, const Value &a, const Value &b);
  Value addressBits(State &state, const Instruction &i, const Value &a, const Value &b);
  bool compare(State &state, const Instruction &i);
  Object::Address addressOf(ObjectId object) const;
  void checkOwnAddress(const State &state, const Value &address);
  bool compareAddresses(State &state, const Instruction &i, const Value &a, const Value &b);
  Value insert(State &state, const Instruction &i);
  Value convert(State &state, const Instruction &i);
  Value distance(State &state, const Instruction &i);
  /// `e` reduced to `bits` bits, and how often it went round.
  std::pair<Linear, Linear> reduce(State &state, const Linear &e, unsigned bits, bool isSigned);
  Linear reduced(State &state, const Linear &e, Scalar type);
  Integer concretise(State &state, const Linear &e);
  std::pair<Linear, Linear> divide(State &state, const Linear &e, Integer divisor);
  bool isListed(const Linear &e) const;
  bool isFewValued(State &state, const Linear &e) const;
  Linear confined(State &state, const Linear &e, Integer low, Integer high) const;
  Linear mask(State &state, const Linear &e, Integer bits, Scalar type);
  Linear orOrXor(State &state, Linear x, Linear y, const Instruction &i);

  // Memory (memory.cpp)
  Address resolve(State &state, const Value &address, unsigned bytes);
  using EachMember = std::optional<std::pair<int64_t, int64_t>>; // offset and element size
  const EachMember &eachMember(const Layout &layout);
  void checkMember(const State &state, Address at, unsigned bytes);
  void checkBounds(const State &state, ObjectId object, int64_t offset, unsigned bytes) const;
  const Layout &layoutOf(const State &state, ObjectId object) const;
  std::string nameOf(const State &state, ObjectId object, int64_t offset) const;
  Value load(State &state, const Value &address, Scalar type);
  std::optional<Value> loadFilling(State &state, Address at, Scalar type);
  VariableIndex cellAt(Address at, Scalar type);
  Value loadState(State &state, Address at, Scalar type);
  void store(State &state, const Value &address, Scalar type, Value value);
  void storeAt(State &state, Address at, Scalar type, Value value);
  void copy(State &state, const Instruction &i);
  void zero(State &state, const Instruction &i);
  void fill(State &state, const Instruction &i);
  Value atomicAdd(State &state, const Instruction &i);

  // Loops (loops.cpp)
  struct Boundary {
    size_t depth; // number of frames
    uint32_t head, last;
  };
  enum class Where { Inside, AtHead, Left };
  Where whereIs(const State &state, const Boundary &b) const;
  bool isAtHead(const State &state, const Boundary &b) const;
  bool atLoopHead(const State &state) const;
  void passLoop(State state, States &next);
  States iterate(State state, const Boundary &b);
  struct Repetition;
  struct Generic;
  std::vector<Repetition> summarise(State &state, const Boundary &b);
  std::optional<Generic> generalise(State &state, const Boundary &b);
  bool learnChanges(State &state, const State &outcome, const Boundary &b, Generic &generic);
  bool learnMemory(State &state, ObjectId object, const State &outcome, Generic &generic);
  std::optional<Repetition> asRepetition(const Generic &generic, const State &outcome,
                                         const Boundary &b) const;
  std::optional<State> repeated(const State &state, const Repetition &r) const;

  const Program &program_;
  Cells &cells_;
  LineTree &lines_;
  Mode mode_;
  const std::atomic<bool> *stop_; // may be null
  const FunctionShapes &shapes_;
  unsigned paths_ = 0;
  std::set<uint32_t> abandoned_;
  std::unordered_map<const Layout *, EachMember> eachMembers_;
  std::unordered_map<const Layout *, std::vector<bool>> membersAt_; // whether any has this byte
  std::map<std::pair<uint32_t, uint32_t>, unsigned> failures_; // to summarise a loop, by function and head
};

} // namespace pinproof::model
