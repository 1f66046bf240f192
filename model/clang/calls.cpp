// Calls: of pinproof's own vocabulary, of the compiler's built-ins, of functions with a body.
//
// A function without a body is refused where it is called, not where it is declared: a kernel file calls
// many things on paths that no specification takes.
//
// A call through a pointer is a call of a function of our own, which compares the pointer with every function
// of that type whose address the program takes (unit.cpp makes it, once all of them are known).
#include "model/clang/lowering.h"

#include "clang/Basic/Builtins.h"

namespace pinproof::model {

namespace {

std::string written(const clang::FunctionDecl &f) { return f.getNameAsString() + "()"; }

} // namespace

Register Lowering::call(const clang::CallExpr &e) {
  const clang::FunctionDecl *callee = e.getDirectCallee();
  if (!callee) return callThroughPointer(e);
  std::string name = callee->getNameAsString();
  if (name.rfind("__pinproof_", 0) == 0) unit.places.checkSpeaker(e.getCallee()->getExprLoc(), name);
  if (name.rfind("__pinproof_", 0) == 0)
    if (auto result = vocabulary(e, name)) return *result;
  if (const clang::FunctionDecl *body = unit.body(*callee)) return callBody(e, *body);
  if (callee->getBuiltinID() != 0)
    if (auto result = builtin(e, name)) return *result;
  if (callee->isImplicit()) unit.noteUndeclared(name, e.getExprLoc());
  return refuse("call of " + written(*callee) + ", which has no definition here");
}

Register Lowering::callBody(const clang::CallExpr &e, const clang::FunctionDecl &body) {
  std::vector<clang::QualType> parameters;
  for (const clang::ParmVarDecl *parameter : body.parameters()) parameters.push_back(parameter->getType());
  std::vector<Register> arguments;
  clang::QualType returned = body.getReturnType();
  if (returned->isRecordType())
    arguments.push_back(local("result of " + written(body), returned, e.getExprLoc()));
  return callWith(e, unit.function(body), written(body), returned, parameters, std::move(arguments));
}

Register Lowering::callThroughPointer(const clang::CallExpr &e) {
  const auto *type = e.getCallee()->getType()->getPointeeType()->getAs<clang::FunctionProtoType>();
  if (!type || type->isVariadic() || type->getReturnType()->isRecordType())
    return refuse("call through a pointer to " + e.getCallee()->getType()->getPointeeType().getAsString());
  auto parameters = type->getParamTypes();
  for (clang::QualType parameter : parameters)
    if (!scalar(parameter)) return refuse("call through a pointer with a " + parameter.getAsString());
  Register pointer = value(e.getCallee());
  for (const clang::Expr *argument : e.arguments()) pointer = kept(pointer, pointerType, argument);
  return callWith(e, unit.dispatcher(*type, here), "a pointer", type->getReturnType(),
                  {parameters.begin(), parameters.end()}, {pointer});
}

/// Calls function `number`; `arguments` are those that C does not write.
Register Lowering::callWith(const clang::CallExpr &e, uint32_t number, const std::string &name,
                            clang::QualType returned, const std::vector<clang::QualType> &parameters,
                            std::vector<Register> arguments) {
  if (e.getNumArgs() < parameters.size()) return refuse("call of " + name + " with too few arguments");
  Register result = returned->isRecordType() ? arguments.front() : noRegister;
  if (!returned->isRecordType() && !returned->isVoidType() && !scalar(returned))
    return refuse("call of " + name + ", which returns " + returned.getAsString());
  for (unsigned i = 0; i < e.getNumArgs(); ++i) {
    const clang::Expr *argument = e.getArg(i);
    if (i >= parameters.size()) { // variable arguments: nobody can read them
      effects(argument);
      continue;
    }
    if (scalar(argument->getType()) != scalar(parameters[i]))
      return refuse("call of " + name + " with an argument of another type");
    Scalar passed = scalar(argument->getType()).value_or(pointerType);
    Register from = value(argument);
    for (unsigned later = i + 1; later < e.getNumArgs(); ++later) from = kept(from, passed, e.getArg(later));
    arguments.push_back(from);
  }
  bool isScalar = !returned->isVoidType() && !returned->isRecordType();
  if (isScalar) result = newRegister();
  Instruction &i = add(Op::Call, isScalar ? *scalar(returned) : Scalar{});
  if (isScalar) i.dst = result;
  i.index = number;
  i.arguments = std::move(arguments);
  return result;
}

std::string Lowering::text(const clang::Expr *e) {
  if (const auto *literal = llvm::dyn_cast<clang::StringLiteral>(e->IgnoreParenImpCasts()))
    return literal->getString().str();
  throw unit.places.error("a text in quotes is expected here", e->getExprLoc(), "write the text itself");
}

std::optional<Register> Lowering::vocabulary(const clang::CallExpr &e, const std::string &name) {
  auto argument = [&](unsigned i) { return value(e.getArg(i)); };
  if (name == "__pinproof_any") return anyInteger(e);
  if (name == "__pinproof_any_of") return anyOf(e);
  if (name == "__pinproof_assume") {
    Label holds = newLabel(), fails = newLabel();
    condition(e.getArg(0), holds, fails);
    place(fails);
    Register never = constant(0, Scalar{});
    add(Op::Assume).a = never;
    place(holds);
    return noRegister;
  }
  if (name == "__pinproof_claim") {
    const ReportPoint point{ReportPoint::Kind::Check, text(e.getArg(0)), text(e.getArg(1)), function.name,
                            source()};
    const uint32_t number = unit.report(point);
    add(Op::Claim).index = number;
    return noRegister;
  }
  if (name == "__pinproof_report") {
    reportCall(e);
    return noRegister;
  }
  if (name == "__pinproof_atomic_add") {
    auto bits = fold(e.getArg(2));
    if (!bits || *bits < 2 || *bits > 32)
      throw unit.places.error("the width of a counter is a constant from 2 to 32", e.getExprLoc(),
                              "correct it");
    Register counter = argument(0), delta = argument(1);
    Register dst = emit(Op::AtomicAdd, Scalar{}, counter, delta);
    function.code.back().immediate = *bits;
    return dst;
  }
  if (name == "__pinproof_fill") {
    Register array = argument(0), count = argument(1), filling = argument(2);
    Instruction &i = add(Op::Fill, pointerType);
    i.a = array;
    i.b = count;
    i.c = filling;
    return noRegister;
  }
  if (name == "__pinproof_refuse") {
    refuse(text(e.getArg(0)));
    return noRegister;
  }
  return std::nullopt;
}

Register Lowering::anyInteger(const clang::CallExpr &e) {
  auto low = fold(e.getArg(1)), high = fold(e.getArg(2));
  if (!low || !high)
    throw unit.places.error("the bounds of a choice are constants", e.getExprLoc(), "correct them");
  if (*low > *high) throw unit.places.error("a choice from nothing", e.getExprLoc(), "correct the bounds");
  uint32_t number = unit.input({text(e.getArg(0)), *low, *high, {}, source()});
  Register dst = emit(Op::Input, Scalar{64, true, false});
  function.code.back().index = number;
  return dst;
}

Register Lowering::anyOf(const clang::CallExpr &e) {
  std::vector<std::string> alternatives(1);
  for (char c : text(e.getArg(0))) {
    if (c == '|')
      alternatives.emplace_back();
    else
      alternatives.back() += c;
  }
  Integer high = alternatives.size() - 1;
  uint32_t number = unit.input({"", 0, high, std::move(alternatives), source()});
  Register dst = emit(Op::Input, Scalar{64, true, false});
  function.code.back().index = number;
  return dst;
}

void Lowering::reportCall(const clang::CallExpr &e) {
  std::string kind = text(e.getArg(0));
  ReportPoint point{ReportPoint::Kind::Check, text(e.getArg(1)), text(e.getArg(2)), function.name, source()};
  if (kind == "warn")
    point.kind = ReportPoint::Kind::Warn;
  else if (kind == "bug")
    point.kind = ReportPoint::Kind::Bug;
  else if (kind != "check")
    throw unit.places.error("no such kind of report: " + kind, e.getExprLoc(), "use warn, bug or check");
  uint32_t number = unit.report(std::move(point));
  add(Op::Report).index = number;
}

std::optional<Register> Lowering::builtin(const clang::CallExpr &e, const std::string &name) {
  auto type = scalar(e.getType());
  switch (e.getBuiltinCallee()) {
  case clang::Builtin::BI__builtin_expect:
  case clang::Builtin::BI__builtin_expect_with_probability:
  case clang::Builtin::BI__builtin_assume_aligned: {
    for (unsigned i = 1; i < e.getNumArgs(); ++i) // which compilers may evaluate, or not
      if (e.getArg(i)->HasSideEffects(context)) return refuse("side effects of an argument of " + name);
    return value(e.getArg(0));
  }
  case clang::Builtin::BI__builtin_constant_p: return constant(fold(&e).value_or(0), *type);
  case clang::Builtin::BI__builtin_unreachable: return refuse("__builtin_unreachable() that is reached");
  case clang::Builtin::BI__builtin_prefetch:
    if (e.getArg(0)->HasSideEffects(context)) effects(e.getArg(0));
    return noRegister;
  case clang::Builtin::BI__builtin_object_size: { // unknown: no limit, or for kinds 2 and 3 nothing
    bool isMinimum = (fold(e.getArg(1)).value_or(0) & 2) != 0;
    return constant(fold(&e).value_or(isMinimum ? 0 : wrap(-1, 64, false)), *type);
  }
  case clang::Builtin::BI__builtin_add_overflow: return overflowArithmetic(e, Op::Add);
  case clang::Builtin::BI__builtin_sub_overflow: return overflowArithmetic(e, Op::Subtract);
  case clang::Builtin::BI__builtin_mul_overflow: return overflowArithmetic(e, Op::Multiply);
  case clang::Builtin::BI__builtin_clz:
  case clang::Builtin::BI__builtin_clzl:
  case clang::Builtin::BI__builtin_clzll: return countBits(e, BitCount::LeadingZeros);
  case clang::Builtin::BI__builtin_ctz:
  case clang::Builtin::BI__builtin_ctzl:
  case clang::Builtin::BI__builtin_ctzll: return countBits(e, BitCount::TrailingZeros);
  case clang::Builtin::BI__builtin_ffs:
  case clang::Builtin::BI__builtin_ffsl:
  case clang::Builtin::BI__builtin_ffsll: return countBits(e, BitCount::FirstSet);
  case clang::Builtin::BI__builtin_popcount:
  case clang::Builtin::BI__builtin_popcountl:
  case clang::Builtin::BI__builtin_popcountll: return countBits(e, BitCount::Ones);
  case clang::Builtin::BImemset:
  case clang::Builtin::BI__builtin_memset: return setOrCopy(e, false);
  case clang::Builtin::BImemcpy:
  case clang::Builtin::BI__builtin_memcpy: return setOrCopy(e, true);
  default: return refuse("built-in " + name);
  }
}

/// *result = a op b as its type holds it; the value is whether that lost something.
Register Lowering::overflowArithmetic(const clang::CallExpr &e, Op op) {
  clang::QualType resultType = e.getArg(2)->getType()->getPointeeType();
  auto to = scalar(resultType);
  auto left = scalar(e.getArg(0)->getType()), right = scalar(e.getArg(1)->getType());
  if (!to || !left || !right || to->isUnbounded()) return refuse("overflow check on these types");
  Scalar exact{128, true, false};
  Register a = convert(kept(value(e.getArg(0)), *left, e.getArg(1)), *left, exact);
  Register b = convert(value(e.getArg(1)), *right, exact);
  Register address = value(e.getArg(2));
  Register sum = emit(op, exact, a, b);
  Register held = convert(sum, exact, *to);
  store(address, held, *to);
  Register lost = emit(Op::NotEqual, exact, convert(held, *to, exact), sum);
  return lost;
}

/// Comparisons with powers of two and remainders by them, which are linear where the bits are not known. Of 0
/// only popcount and ffs are defined.
Register Lowering::countBits(const clang::CallExpr &e, BitCount what) {
  auto given = scalar(e.getArg(0)->getType());
  if (!given || given->isUnbounded()) return refuse("bits of a " + e.getArg(0)->getType().getAsString());
  const Scalar type{given->width, false, false}, result = *scalar(e.getType());
  Register x = convert(value(e.getArg(0)), *given, type), count = newRegister();
  move(count, constant(0, result), result);
  if (what == BitCount::Ones) {
    for (unsigned bit = 0; bit < type.width; ++bit) {
      Register shifted = emit(Op::ShiftRight, type, x, constant(bit, type));
      Register isSet = convert(emit(Op::And, type, shifted, constant(1, type)), type, result);
      move(count, emit(Op::Add, result, count, isSet), result);
    }
    return count;
  }
  Label isZero = newLabel(), isSome = newLabel(), end = newLabel();
  branch(x, type, isSome, isZero);
  place(isZero);
  if (what == BitCount::FirstSet)
    jump(end);
  else
    refuse("a count of the zeros of 0");
  place(isSome);
  firstBit(x, type, what, count);
  place(end);
  return count;
}

/// The number of the highest or lowest bit that is set in `x`, which is not 0, counted as `what` counts.
void Lowering::firstBit(Register x, Scalar type, BitCount what, Register result) {
  const Scalar counted{};
  const unsigned width = type.width;
  Label end = newLabel();
  for (unsigned n = 0; n < width; ++n) {
    Register isIt;
    if (what == BitCount::LeadingZeros)
      isIt = emit(Op::LessEqual, type, constant(Integer(1) << (width - 1 - n), type), x);
    else
      isIt = emit(Op::And, type, x, constant((Integer(1) << (n + 1)) - 1, type));
    Label found = newLabel(), next = newLabel();
    branch(isIt, type, found, next);
    place(found);
    move(result, constant(what == BitCount::FirstSet ? n + 1 : n, counted), counted);
    jump(end);
    place(next);
  }
  place(end);
}

namespace {

/// The first `size` bytes of a record, if they are whole members.
std::shared_ptr<Layout> beginning(const Layout &whole, Integer size) {
  if (whole.kind != Layout::Kind::Record || size > Integer(whole.size)) return nullptr;
  auto part = std::make_shared<Layout>(whole);
  part->size = static_cast<uint64_t>(size);
  std::erase_if(part->fields, [&](const Layout::Field &f) { return f.offset >= part->size; });
  for (const Layout::Field &f : part->fields)
    if (f.offset + f.layout->size > part->size) return nullptr;
  return part;
}

/// Is it made of so few scalars, none of which shares bytes with another, that each can be set to bytes of
/// this value? A _Bool is not.
bool isMadeOfScalars(const Layout &layout, Integer byte, uint64_t copies = 1) {
  constexpr uint64_t most = 256;
  switch (layout.kind) {
  case Layout::Kind::Scalar:
    return copies <= most && !layout.scalar.isUnbounded() && (layout.scalar.width != 1 || byte == 1);
  case Layout::Kind::Array: return isMadeOfScalars(*layout.element, byte, copies * layout.count);
  case Layout::Kind::Record: {
    uint64_t end = 0;
    for (const Layout::Field &field : layout.fields) {
      if (field.offset < end || !isMadeOfScalars(*field.layout, byte, copies)) return false;
      end = field.offset + field.layout->size;
    }
    return true;
  }
  case Layout::Kind::Opaque: return false;
  }
  return false;
}

} // namespace

/// Stores to each scalar of what lies `at` so many bytes from `to` what it is when all its bytes are `byte`.
void Lowering::setBytes(Register to, const Layout &layout, uint64_t at, Integer byte) {
  if (layout.kind == Layout::Kind::Record)
    for (const Layout::Field &field : layout.fields) setBytes(to, *field.layout, at + field.offset, byte);
  for (uint64_t n = 0; n < layout.count; ++n)
    setBytes(to, *layout.element, at + n * layout.element->size, byte);
  if (layout.kind != Layout::Kind::Scalar) return;
  Integer value = 0;
  for (unsigned n = 0; n < layout.scalar.bytes(); ++n) value = value << 8 | byte;
  const Scalar type = layout.scalar;
  store(offset(to, Integer(at)), constant(wrap(value, type.width, type.isSigned), type), type);
}

/// memset(p, c, n) and memcpy(p, q, n) of a whole object; memset(p, 0, n) of its first members.
Register Lowering::setOrCopy(const clang::CallExpr &e, bool isCopy) {
  clang::QualType type = e.getArg(0)->IgnoreParenImpCasts()->getType();
  type = type->isPointerType() ? type->getPointeeType() : type;
  auto size = fold(e.getArg(2));
  if (!isCopy && size && type->isRecordType() && fold(e.getArg(1)) == Integer(0))
    if (auto part = beginning(*unit.layout(type, here), *size)) {
      Register to = value(e.getArg(0));
      Instruction &i = add(Op::Zero);
      i.a = to;
      i.immediate = *size;
      i.layout = part;
      return to;
    }
  if (type->isVoidType() || type->isFunctionType() || type->isIncompleteType() || !size ||
      *size != Integer(unit.layout(type, here)->size))
    return refuse(isCopy ? "memcpy() of a part" : "memset() of a part");
  Register to = value(e.getArg(0));
  if (isCopy) {
    copy(to, value(e.getArg(1)), type);
  } else {
    auto byte = fold(e.getArg(1));
    if (!byte) return refuse("memset() to a value that is not constant");
    const auto layout = unit.layout(type, here);
    if ((*byte & 0xff) == 0)
      zero(to, type);
    else if (!isMadeOfScalars(*layout, *byte & 0xff))
      return refuse("memset() of " + layout->typeName + " to another value than zero");
    else
      setBytes(to, *layout, 0, *byte & 0xff);
  }
  return to;
}

} // namespace pinproof::model
