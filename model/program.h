// The control-flow automata of one specification together with the kernel C that it reaches.
//
// A Program is what is left of C after Clang: per function a list of instructions whose indices are the
// automaton's locations, and whose jumps are its edges; memory is objects of bytes, addressed by
// (object, offset), with Clang's record layout, so that unions and members of members need no rules of
// their own. Every instruction knows its C type (width, sign) and its source line. Everything that
// touches shared state is one instruction (Load, Store, AtomicAdd), so an automaton can be read edge by
// edge (several CPUs) as well as whole (one atomic step).
//
// Two readers share this text and nothing else: the symbolic execution that makes the transition system
// (paths.h) and the interpreter that replays traces (solver/check/interpreter.h).
//
// A call through a pointer is a Call of a function that compares the pointer with every function it may be.
//
// Limits: no recursion, no variable-length arrays, no floating point; what the front end cannot express
// becomes a Refuse instruction, which stops whoever reaches it.
#pragma once

#include "model/assumption.h"
#include "model/integer.h"
#include "model/source.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pinproof::model {

/// A scalar C type: width in bits, sign; pointers are 64-bit unsigned. Width 128 is the mathematical
/// integer of ghost state (`integer` in pinproof.h): it never wraps.
struct Scalar {
  uint8_t width = 32;
  bool isSigned = true;
  bool isPointer = false;
  unsigned bytes() const { return width == 1 ? 1 : width / 8; }
  bool isUnbounded() const { return width == 128; }
  bool operator==(const Scalar &) const = default;
};
inline constexpr Scalar pointerType{64, false, true};

/// Layout of an object, for names and for initial values. Offsets and sizes in bytes, as Clang lays out.
struct Layout {
  enum class Kind { Scalar, Record, Array, Opaque };
  struct Field;
  Kind kind = Kind::Opaque;
  uint64_t size = 0;
  uint64_t alignment = 1;                                   // of every object of this type, at least
  Scalar scalar;                                            // Scalar
  std::string typeName;                                     // as written in C, e.g. "struct folio"
  std::vector<std::pair<Integer, std::string>> enumerators; // Scalar of an enum type
  std::vector<Field> fields;                                // Record (a union's fields overlap)
  std::shared_ptr<Layout> element;                          // Array
  uint64_t count = 0;                                       // Array
};

/// How a pointer into an `each` member finds its bytes. Pointer arithmetic (Offset, Distance, comparisons)
/// is plain 64-bit arithmetic and keeps the index. When such an address is used (Load, Store, AtomicAdd,
/// Copy, Zero), an offset inside the object [0, size) means what it says; one outside is folded if the
/// object has exactly one `each` member (looking through records, not arrays) of offset f and size s:
///     offset := f + (offset - f) mod s        (mod rounds towards minus infinity)
/// and is an error otherwise. So that element 1 does not land on another member, an object's `each`
/// member must be its last bytes: f + s = size; other objects with such a member are refused.
struct Layout::Field {
  std::string name; // empty for an anonymous struct or union
  uint64_t offset = 0;
  /// PINPROOF_EACH: one stands for all alike. Must be the last member of the whole object. An address at
  /// or beyond this member's offset means element (address - offset) / size, and every element reads and
  /// writes the same bytes: offset + (address - offset) % size. Addresses keep their index, so that
  /// differences and comparisons of pointers count elements.
  bool each = false;
  std::shared_ptr<Layout> layout;
};

/// An object in memory: a global, or a local whose address is taken (one instance per call).
struct Object {
  /// What else may be at its address. Text: C lets compilers keep equal texts, and ends of texts, once.
  /// Elsewhere: another file defines it, perhaps as an alias of something that is known here by another name.
  enum class Address : uint8_t { Own, Text, Elsewhere };
  std::string name;
  std::shared_ptr<Layout> layout;
  bool isGhost = false; // belongs to the specification, not to the kernel
  Source where;
  Address address = Address::Own;
};

/// The name a person reads for the bytes at `offset`: "folio._refcount", "pages[3]". A field called
/// `counter` of an atomic type adds nothing to the name of the atomic.
std::string cellName(const Object &object, uint64_t offset);

/// The name for a pointer to there, without its "&": the largest thing that begins there, "folio.page" and
/// not its first member.
std::string addressName(const Object &object, uint64_t offset);

using Register = uint32_t;
inline constexpr Register noRegister = ~0u;

enum class Op : uint8_t {
  Constant,      // dst = immediate
  Move,          // dst = a
  GlobalAddress, // dst = &globals[index]
  LocalAddress,  // dst = &locals[index] of this call
  Load,          // dst = *(type *)a
  Store,         // *(type *)a = b
  Copy,          // copy `immediate` bytes from *b to *a; `layout` tells the cells
  Zero,          // set `immediate` bytes at *a to zero; `layout` tells the cells
  Add,
  Subtract,
  Multiply, // dst = a op b, reduced to `type`
  Divide,
  Remainder, // C's: truncating; a zero divisor is refused where it can occur
  ShiftLeft,
  ShiftRight,
  And,
  Or,
  Xor,
  Insert, // dst = a with `immediate` of its bits, from number `index` on, replaced by the lowest of b;
          // unsigned
  Equal,
  NotEqual,
  Less,
  LessEqual, // dst = 0 or 1; `type` is the operands' type
  Convert,   // dst = a reduced to `type`
  Offset,    // dst = a + b * immediate     (pointer a, index b of type `type`)
  Distance,  // dst = (a - b) / immediate   (pointers into one object)
  Jump,      // to target
  Branch,    // to target if a != 0, else to otherwise
  Call,      // dst = functions[index](arguments)
  Return,    // a, or noRegister
  Input,     // dst = a value of inputs[index], chosen by the environment
  Assume,    // a != 0, or this run ends here: only what it has reported stands
  Claim,     // whether reports[index] happens is decided next
  Report,    // reports[index] happened
  AtomicAdd, // dst = *(type *)a += b, reduced to `immediate` bits, indivisibly; counts wraps
  Forget,    // dst, or locals[index] of this call if there is none, holds nothing any more
  End,       // locals [index, immediate) of this call are gone: they hold nothing, nothing points to them
  Fill,      // elements [0, b) of the array of pointers at a become c
  Refuse,    // not modelled: inputs to Unsupported; text in refusals[index]
};

struct Instruction {
  Op op;
  Scalar type;
  Register dst = noRegister, a = noRegister, b = noRegister, c = noRegister;
  Integer immediate = 0;
  uint32_t index = 0; // global, local, function, input, report or refusal
  uint32_t target = 0, otherwise = 0;
  std::vector<Register> arguments; // Call
  std::shared_ptr<Layout> layout;  // Copy, Zero
  Source where;
};

struct Function {
  std::string name;
  std::string type; // as Clang prints it
  Source where;
  bool fromKernel = false; // its body stands in the kernel tree
  bool hasBody = false;
  std::vector<Register> parameters;
  std::vector<std::string> registerNames; // "" for temporaries
  std::vector<Object> locals;
  std::vector<Instruction> code; // entry is 0; every path ends in Return or Refuse
};

/// A choice of the environment: any integer in [low, high], shown as "64 pages" (label "pages"), or, when
/// alternatives are named, one of 0..n-1 shown by name ("fast").
struct InputChoice {
  std::string label;
  Integer low = 0, high = 0;
  std::vector<std::string> alternatives;
  Source where;
};

/// What a specification expects of a claim.
enum class Expectation {
  Holds,
  Violated, // a self-test: it shows that a mistake is noticed
  Finding,  // a defect that a kernel may have, or not
};

/// A claim that a line of C makes by itself: a kernel WARN or BUG, or a CHECK of the specification.
struct ReportPoint {
  enum class Kind { Warn, Bug, Check };
  Kind kind;
  std::string name;      // CHECK's name, or "WARN_ON_ONCE" as written
  std::string condition; // what fired, as written
  std::string function;  // in which C function it stands
  Source where;          // where the macro is used
};

/// A function of the specification, by role.
struct TransitionEntry {
  std::string name;
  uint32_t function;
  Source where;
};
struct InvariantEntry {
  std::string name;
  uint32_t function; // returns bool: true where the invariant holds; where it runs into BUG, it does not
  Expectation expect = Expectation::Holds;
  std::string reason; // why it need not hold
  Source where;
};
/// What the specification expects of a WARN, BUG or CHECK: by C function and, unless empty, by a part
/// of its condition or name.
struct ReportExpectation {
  std::string function, part;
  Expectation expect;
  std::string reason;
  Source where;
};

struct Program {
  std::string name;  // of the specification: "zero_page"
  std::string title; // its one-line description
  std::vector<Object> globals;
  std::vector<Function> functions; // reached ones only
  std::vector<InputChoice> inputs;
  std::vector<ReportPoint> reports;
  std::vector<std::string> refusals;
  uint32_t init = 0;
  std::vector<TransitionEntry> transitions;
  std::vector<InvariantEntry> invariants;
  std::vector<ReportExpectation> reportExpectations;
  std::vector<Assumption> assumptions; // the front end's, stand-in headers', the spec's own
  std::vector<Drift> drifts;
  std::vector<std::string> absent; // functions the spec requires and this kernel does not have
};

/// The automata as text, one instruction a line: for `show -v` and for golden tests.
std::string toText(const Program &program);

} // namespace pinproof::model
