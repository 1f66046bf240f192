// What symbolic execution knows at one point of one path: values, memory, condition, history.
//
// Values are linear expressions over state variables and path inputs, or addresses (object, linear offset).
// Memory holds scalars by (object, byte offset). A global's byte that the path has not written is a state
// variable: which ones there are, and which of them have only a few values, is learnt in Cells while
// transitions are explored again and again until nothing new is learnt (paths.cpp).
#pragma once

#include "model/condition.h"
#include "model/line_tree.h"
#include "model/program.h"

#include <memory>
#include <set>

namespace pinproof::model {

using ObjectId = uint32_t;
/// Objects from here on are the wrap counters of cells; the byte offset is the counter's cell.
inline constexpr ObjectId wrapsObject = ~0u;

struct Value {
  enum class Kind : uint8_t { Undefined, Number, Address };
  Kind kind = Kind::Undefined;
  ObjectId object = 0; // Address
  Linear offset;       // Address: bytes from the object's start; Number: the value
  /// Came from a state variable; computed from one. A computed value written back to state makes its cell
  /// numeric: such a cell counts, and gets an unbounded treatment instead of a list of values.
  bool fromState = false, computed = false;

  static Value number(Linear e) { return {Kind::Number, 0, std::move(e), false, false}; }
  static Value address(ObjectId object, Linear offset) {
    return {Kind::Address, object, std::move(offset), false, false};
  }
  /// What is left of the address of a variable whose life is over.
  static Value gone() { return {Kind::Undefined, 1, {}, false, false}; }
  bool isGone() const { return kind == Kind::Undefined && object != 0; }
  bool isNumber() const { return kind == Kind::Number; }
  bool isAddress() const { return kind == Kind::Address; }
  bool isConstant() const { return kind != Kind::Undefined && offset.isConstant(); }
  /// The same value, wherever it came from.
  bool sameAs(const Value &other) const {
    return kind == other.kind && (kind != Kind::Address || object == other.object) && offset == other.offset;
  }
};

/// A constant as a state cell can hold it: a number, or the address of something.
struct Constant {
  bool isAddress = false;
  ObjectId object = 0;
  Integer number = 0; // or byte offset
  auto operator<=>(const Constant &) const = default;
};

/// One scalar of the state.
struct StateCell {
  ObjectId object;
  int64_t offset;
  Scalar type;
  std::set<Constant> domain; // values seen, unless numeric
  bool numeric = false;
  bool written = false;                           // by some transition
  unsigned atomicBits = 0;                        // width to which its atomic additions wrap; 0: none seen
  std::optional<Integer> initialLow, initialHigh; // over INIT's paths
  uint64_t changedAt = 0;                         // revision of the latest thing learnt about it
  bool isConstant() const { return !numeric && domain.size() == 1; }
};

/// Every scalar of the state that some exploration has touched; its index is its variable.
class Cells {
public:
  explicit Cells(const Program &program) : program_(program) {}
  /// The cell there, of the type that is declared for it rather than of `type`; none if it would overlap one
  /// of another size: bytes are state in one way only.
  std::optional<VariableIndex> at(ObjectId object, int64_t offset, Scalar type);
  std::optional<VariableIndex> find(ObjectId object, int64_t offset) const;
  const StateCell &operator[](VariableIndex v) const { return note(v), cells_[v]; }
  size_t size() const { return cells_.size(); }
  /// Bounds of the cell's variable: index into the domain for addresses, value otherwise.
  Range range(VariableIndex v) const;
  std::string name(VariableIndex v) const;
  /// Grows with everything learnt: a fixpoint is reached when it stands still.
  uint64_t revision() const { return revision_; }
  /// Calls `body`; which cells did it ask about?
  template <typename Body> std::vector<VariableIndex> askedBy(const Body &body) {
    asked_.clear();
    body();
    std::vector<VariableIndex> result;
    for (VariableIndex v = 0; v < asked_.size(); ++v)
      if (asked_[v]) result.push_back(v);
    return result;
  }
  void learn(VariableIndex v, const Constant &value);
  void learnInitialBounds(VariableIndex v, Range range);
  void makeNumeric(VariableIndex v);
  void makeWritten(VariableIndex v);
  void useAtomicBits(VariableIndex v, unsigned bits);

private:
  void note(VariableIndex v) const {
    if (v >= asked_.size()) asked_.resize(v + 1);
    asked_[v] = true;
  }
  void change(VariableIndex v) { cells_[v].changedAt = ++revision_; }

  const Program &program_;
  std::vector<StateCell> cells_;
  mutable std::vector<bool> asked_;
  std::map<std::pair<ObjectId, int64_t>, VariableIndex> index_;
  uint64_t revision_ = 0;
};

/// Path inputs are numbered from here during exploration.
inline constexpr VariableIndex firstInput = 1u << 24;

struct PathInputInfo {
  std::string name;
  Range range;
  std::optional<uint32_t> choice;
};

/// The scalars of one object that this path has written or read.
struct ObjectMemory {
  struct Cell {
    int64_t offset;
    Scalar type;
    Value value;
  };
  std::vector<Cell> cells; // sorted by offset
  /// Elements [0, count) hold `value`, unless a cell says otherwise.
  struct Filling {
    int64_t offset;
    Linear count;
    Value value;
  };
  std::optional<Filling> filling;
  bool zeroed = false; // what no cell says is zero (a local that was set to zero as a whole)
  const Cell *find(int64_t offset) const;
  void set(int64_t offset, Scalar type, Value value);
};

/// Where an automaton stands in one call.
struct Frame {
  uint32_t function;
  uint32_t pc = 0;
  Shared<std::vector<Value>> registers;
  Register result = noRegister; // of the caller
  ObjectId firstLocal = 0;
  struct Loop {
    uint32_t head;
    unsigned iterations = 0, forks = 0; // rounds explored, and those that went several ways
    uint64_t accelerated = 0;           // signature of the path just repeated as often as it goes
  };
  std::vector<Loop> loops;
};

struct State {
  std::vector<Frame> frames;
  std::vector<std::shared_ptr<ObjectMemory>> memory; // by object; copied when written
  std::shared_ptr<ObjectMemory> wraps;
  ObjectId nextLocal = 0;
  std::vector<std::shared_ptr<Layout>> localLayouts; // of objects from globals.size() on
  Condition condition;
  Shared<std::vector<PathInputInfo>> inputs;
  Shared<std::set<uint32_t>> reports, reached; // indices into Program::reports
  LineTree::Last line = LineTree::none;        // run through last
  uint64_t signature = 0;                      // of the decisions since the loop head
  bool atLoopStart = false;                    // the loop at pc has been dealt with

  enum class End { Running, Returned, Stopped, Refused, Infeasible };
  End end = End::Running;
  Value result;        // Returned
  std::string refusal; // Refused
  Source refusedAt;
  bool standsForOthers = false; // Refused, as are paths that nobody explored: their conditions are not known

  Frame &frame() { return frames.back(); }
  const Frame &frame() const { return frames.back(); }
  VariableIndex addInput(std::string name, Range range, std::optional<uint32_t> choice = {});
  ObjectMemory &writable(ObjectId object);
  const ObjectMemory *readable(ObjectId object) const;
  void refuse(std::string construct, Source where);
  void reach(uint32_t report) {
    if (!reached->count(report)) reached.own().insert(report);
  }
  void decide(uint64_t event); // mixes a decision into the signature
};

} // namespace pinproof::model
