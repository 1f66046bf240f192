// Names of cells and the text of a Program.
//
// The names are what a person reads in a trace, so they are C's member names as far as C has them: an
// anonymous struct or union adds nothing, of a union's overlapping members the first that has a cell at
// the offset gives the name, and `atomic_t`'s only member is left out.
//
// The text is for eyes and golden tests; nothing parses it.
#include "model/program.h"

#include <algorithm>
#include <sstream>

namespace pinproof::model {

namespace {

bool isAtomicCounter(const Layout &record, const Layout::Field &field) {
  return field.name == "counter" && record.typeName.find("atomic") != std::string::npos;
}

enum class Ends { AtCell, AtOutermost };

/// The suffix that names the cell at `offset` of `layout`, or the outermost member that begins there, or
/// nothing where no cell begins there.
std::optional<std::string> suffix(const Layout &layout, uint64_t offset, Ends ends) {
  switch (layout.kind) {
  case Layout::Kind::Scalar:
    if (offset == 0) return "";
    return std::nullopt;
  case Layout::Kind::Opaque: return std::nullopt;
  case Layout::Kind::Array: {
    if (!layout.element || layout.element->size == 0) return std::nullopt;
    uint64_t index = offset / layout.element->size;
    if (layout.count != 0 && index >= layout.count) return std::nullopt;
    uint64_t inside = offset % layout.element->size;
    auto rest = suffix(*layout.element, inside, ends);
    if (!rest) return std::nullopt;
    if (inside == 0 && ends == Ends::AtOutermost) rest = "";
    return "[" + std::to_string(index) + "]" + *rest;
  }
  case Layout::Kind::Record:
    for (const Layout::Field &field : layout.fields) {
      if (!field.layout || offset < field.offset) continue;
      bool openEnded = field.layout->kind == Layout::Kind::Array && field.layout->count == 0;
      if (!openEnded && offset - field.offset >= field.layout->size) continue;
      auto rest = suffix(*field.layout, offset - field.offset, ends);
      if (!rest) continue;
      if (offset == field.offset && ends == Ends::AtOutermost && !field.name.empty()) return "." + field.name;
      if (field.name.empty() || isAtomicCounter(layout, field)) return rest;
      return "." + field.name + *rest;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

const char *opName(Op op) {
  switch (op) {
  case Op::Constant: return "constant";
  case Op::Move: return "move";
  case Op::GlobalAddress: return "global";
  case Op::LocalAddress: return "local";
  case Op::Load: return "load";
  case Op::Store: return "store";
  case Op::Copy: return "copy";
  case Op::Zero: return "zero";
  case Op::Add: return "add";
  case Op::Subtract: return "subtract";
  case Op::Multiply: return "multiply";
  case Op::Divide: return "divide";
  case Op::Remainder: return "remainder";
  case Op::ShiftLeft: return "shift-left";
  case Op::ShiftRight: return "shift-right";
  case Op::And: return "and";
  case Op::Or: return "or";
  case Op::Xor: return "xor";
  case Op::Insert: return "insert";
  case Op::Equal: return "equal";
  case Op::NotEqual: return "not-equal";
  case Op::Less: return "less";
  case Op::LessEqual: return "less-equal";
  case Op::Convert: return "convert";
  case Op::Offset: return "offset";
  case Op::Distance: return "distance";
  case Op::Jump: return "jump";
  case Op::Branch: return "branch";
  case Op::Call: return "call";
  case Op::Return: return "return";
  case Op::Input: return "input";
  case Op::Assume: return "assume";
  case Op::Claim: return "claim";
  case Op::Report: return "report";
  case Op::AtomicAdd: return "atomic-add";
  case Op::Forget: return "forget";
  case Op::End: return "end";
  case Op::Fill: return "fill";
  case Op::Refuse: return "refuse";
  }
  return "?";
}

std::string typeName(const Scalar &type) {
  if (type.isPointer) return "ptr";
  if (type.width == 1) return "bool";
  return (type.isSigned ? "i" : "u") + std::to_string(type.width);
}

class Printer {
public:
  explicit Printer(const Program &program) : program(program) {}

  std::string print() {
    for (const Object &object : program.globals)
      out << "global " << object.name << (object.isGhost ? " ghost" : "") << "\n";
    for (const Function &function : program.functions) print(function);
    return out.str();
  }

private:
  std::string name(const Function &function, Register r) const {
    if (r < function.registerNames.size() && !function.registerNames[r].empty())
      return function.registerNames[r] + "." + std::to_string(r);
    return "%" + std::to_string(r);
  }

  /// What an instruction is about besides its registers.
  std::string subject(const Function &function, const Instruction &i) const {
    switch (i.op) {
    case Op::Constant: return " " + toString(i.immediate);
    case Op::GlobalAddress: return " " + program.globals.at(i.index).name;
    case Op::LocalAddress: return " " + function.locals.at(i.index).name;
    case Op::Forget: return i.dst != noRegister ? "" : " " + function.locals.at(i.index).name;
    case Op::End: return " " + std::to_string(i.index) + " to " + toString(i.immediate - 1);
    case Op::Call: return " " + program.functions.at(i.index).name;
    case Op::Input: return " \"" + program.inputs.at(i.index).label + "\"";
    case Op::Claim:
    case Op::Report: return " " + program.reports.at(i.index).name;
    case Op::Insert: return " at bit " + std::to_string(i.index);
    case Op::Refuse: return " \"" + program.refusals.at(i.index) + "\"";
    default: return "";
    }
  }

  static bool usesImmediate(Op op) {
    return op == Op::Copy || op == Op::Zero || op == Op::Offset || op == Op::Distance ||
           op == Op::AtomicAdd || op == Op::Insert;
  }

  void print(const Function &function, const Instruction &i) {
    out << "  ";
    if (i.dst != noRegister) out << name(function, i.dst) << " = ";
    out << opName(i.op);
    bool untyped = i.op == Op::Jump || i.op == Op::Claim || i.op == Op::Report || i.op == Op::End ||
                   i.op == Op::Refuse || i.op == Op::Copy || i.op == Op::Zero || i.op == Op::Fill ||
                   i.op == Op::Assume || i.op == Op::Return || i.op == Op::Branch;
    if (!untyped) out << "." << typeName(i.type);
    out << subject(function, i);
    for (Register r : {i.a, i.b, i.c})
      if (r != noRegister) out << " " << name(function, r);
    for (Register r : i.arguments) out << " " << name(function, r);
    if (usesImmediate(i.op)) out << " #" << toString(i.immediate);
    if (i.op == Op::Jump) out << " -> " << i.target;
    if (i.op == Op::Branch) out << " -> " << i.target << " else " << i.otherwise;
    out << "  ; " << toString(i.where) << "\n";
  }

  void print(const Function &function) {
    out << "function " << function.name << "(";
    for (size_t i = 0; i < function.parameters.size(); ++i)
      out << (i ? ", " : "") << name(function, function.parameters[i]);
    out << ")\n";
    for (size_t i = 0; i < function.code.size(); ++i) {
      out << " " << i << ":";
      print(function, function.code[i]);
    }
  }

  const Program &program;
  std::ostringstream out;
};

} // namespace

std::string cellName(const Object &object, uint64_t offset) {
  if (object.layout)
    if (auto rest = suffix(*object.layout, offset, Ends::AtCell)) return object.name + *rest;
  if (offset == 0) return object.name;
  return object.name + "+" + std::to_string(offset);
}

std::string addressName(const Object &object, uint64_t offset) {
  if (offset == 0) return object.name;
  if (object.layout)
    if (auto rest = suffix(*object.layout, offset, Ends::AtOutermost)) return object.name + *rest;
  return object.name + "+" + std::to_string(offset);
}

std::string toText(const Program &program) { return Printer(program).print(); }

} // namespace pinproof::model
