// Expressions: values in registers, conditions as jumps.
//
// Clang has made every conversion explicit (ImplicitCastExpr), so an operator's operands have the type in
// which C computes, and nothing is promoted here. What Clang can compute without side effects is a
// constant. A struct's value is the address where it lies.
#include "model/clang/lowering.h"

#include "clang/AST/Attr.h"
#include "clang/Basic/Builtins.h"

namespace pinproof::model {

namespace {

Integer toInteger(const llvm::APSInt &value) {
  llvm::APInt wide = value.isSigned() ? value.sext(128) : value.zext(128);
  unsigned __int128 bits = wide.extractBitsAsZExtValue(64, 64);
  return static_cast<Integer>(bits << 64 | wide.extractBitsAsZExtValue(64, 0));
}

/// Without parentheses and conversions that leave a condition's truth alone.
const clang::Expr *bare(const clang::Expr *e, const clang::ASTContext &context) {
  for (;;) {
    e = e->IgnoreParens();
    const auto *cast = llvm::dyn_cast<clang::CastExpr>(e);
    if (!cast) return e;
    const clang::Expr *inner = cast->getSubExpr();
    auto from = scalarOf(inner->getType(), context), to = scalarOf(cast->getType(), context);
    switch (cast->getCastKind()) {
    case clang::CK_IntegralCast:
      if (!from || !to || (to->width < from->width && to->width != 1)) return e;
      break;
    case clang::CK_IntegralToBoolean:
    case clang::CK_PointerToBoolean:
    case clang::CK_NoOp: break;
    default: return e;
    }
    e = inner;
  }
}

/// Has it a value for Clang's constants alone? They shift by 32 and -1 bits as if C said how, divide INT_MIN
/// by -1 without a trap, do not look at what a built-in expects, and take different names for different
/// objects.
bool isFoldedAtWill(const clang::Stmt *s, const clang::ASTContext &context) {
  if (!s || llvm::isa<clang::UnaryExprOrTypeTraitExpr>(s)) return false;
  auto valueOf = [&](const clang::Expr *e) -> std::optional<llvm::APSInt> {
    clang::Expr::EvalResult result;
    if (!e->EvaluateAsInt(result, context)) return std::nullopt;
    return result.Val.getInt();
  };
  if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(s);
      binary && binary->getType()->isIntegerType()) {
    if (binary->isShiftOp()) {
      auto by = valueOf(binary->getRHS());
      if (!by || by->isNegative() || by->uge(context.getTypeSize(binary->getType()))) return true;
    }
    if (binary->getOpcode() == clang::BO_Div || binary->getOpcode() == clang::BO_Rem) {
      auto left = valueOf(binary->getLHS()), right = valueOf(binary->getRHS());
      if (left && right && left->isSigned() && left->isMinSignedValue() && right->isAllOnes()) return true;
    }
  }
  // Two names may be one object: what lies where is known when all files are linked.
  if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(s);
      binary && binary->isComparisonOp() && binary->getLHS()->getType()->isPointerType()) {
    auto isNull = [&](const clang::Expr *e) {
      return e->isNullPointerConstant(const_cast<clang::ASTContext &>(context),
                                      clang::Expr::NPC_ValueDependentIsNotNull) != clang::Expr::NPCK_NotNull;
    };
    if (!isNull(binary->getLHS()) && !isNull(binary->getRHS())) return true;
  }
  if (const auto *call = llvm::dyn_cast<clang::CallExpr>(s)) {
    if (call->getBuiltinCallee() == clang::Builtin::BI__builtin_constant_p) return false;
    if (call->getBuiltinCallee() == clang::Builtin::BI__builtin_expect &&
        call->getArg(1)->HasSideEffects(context))
      return true;
  }
  return std::any_of(s->child_begin(), s->child_end(),
                     [&](const clang::Stmt *child) { return isFoldedAtWill(child, context); });
}

/// Is it an array, of which C takes the address of the first element?
bool isDecayed(const clang::Expr *e) {
  const auto *cast = llvm::dyn_cast<clang::CastExpr>(e->IgnoreParens());
  return cast && cast->getCastKind() == clang::CK_ArrayToPointerDecay;
}

/// Does it lie in a value that is no variable's (a call's result), and that is gone after its expression?
bool isOfTemporary(const clang::Expr *e) {
  e = e->IgnoreParenImpCasts();
  if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(e))
    return !member->isArrow() && (member->getBase()->isPRValue() || isOfTemporary(member->getBase()));
  const auto *element = llvm::dyn_cast<clang::ArraySubscriptExpr>(e);
  return element && isDecayed(element->getBase()) && isOfTemporary(element->getBase());
}

/// The operands of `e` as a | b | c: itself, where it is none.
void addAlternatives(const clang::Expr *e, std::vector<const clang::Expr *> &to) {
  e = e->IgnoreParens();
  const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(e);
  if (!binary || binary->getOpcode() != clang::BO_Or) return to.push_back(e);
  addAlternatives(binary->getLHS(), to);
  addAlternatives(binary->getRHS(), to);
}

/// Is its value always 0 or 1?
bool isTruth(const clang::Expr *e) {
  e = e->IgnoreParens();
  if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(e))
    return unary->getOpcode() == clang::UO_LNot;
  const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(e);
  return binary && (binary->isComparisonOp() || binary->isLogicalOp());
}

} // namespace

std::optional<Integer> Lowering::fold(const clang::Expr *e) {
  if (e->isValueDependent() || !e->getType()->isIntegralOrEnumerationType()) return std::nullopt;
  const clang::Expr *inner = bare(e, context);
  if (const auto *call = llvm::dyn_cast<clang::CallExpr>(inner)) {
    // Not constant means 0 here: nothing is optimised first.
    if (call->getBuiltinCallee() == clang::Builtin::BI__builtin_constant_p)
      if (clang::Expr::EvalResult is; !call->EvaluateAsInt(is, context)) return 0;
  }
  clang::Expr::EvalResult result;
  if (e->isPRValue() && e->EvaluateAsInt(result, context, clang::Expr::SE_NoSideEffects) &&
      !isFoldedAtWill(e, context))
    return toInteger(result.Val.getInt());
  return std::nullopt;
}

void Lowering::effects(const clang::Expr *e) {
  At at(*this, e->getExprLoc());
  e = e->IgnoreParens();
  if (const auto *cast = llvm::dyn_cast<clang::CastExpr>(e))
    if (cast->getCastKind() == clang::CK_ToVoid) return effects(cast->getSubExpr());
  if (e->isGLValue() && !e->HasSideEffects(context)) return; // (void)x
  if (e->isGLValue()) {
    lvalue(e);
    return;
  }
  value(e);
}

Register Lowering::kept(Register r, Scalar type, const clang::Expr *later) {
  bool isVariable = r != noRegister && !function.registerNames[r].empty();
  if (!isVariable || !later->HasSideEffects(context)) return r;
  Register copyOf = newRegister();
  move(copyOf, r, type);
  return copyOf;
}

void Lowering::condition(const clang::Expr *e, Label whenTrue, Label whenFalse) {
  At at(*this, e->getExprLoc());
  if (auto known = fold(e)) return jump(*known != 0 ? whenTrue : whenFalse);
  const clang::Expr *inner = bare(e, context);
  if (const auto *negation = llvm::dyn_cast<clang::UnaryOperator>(inner);
      negation && negation->getOpcode() == clang::UO_LNot)
    return condition(negation->getSubExpr(), whenFalse, whenTrue);
  if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(inner)) {
    if (binary->isLogicalOp()) {
      Label second = newLabel();
      bool isAnd = binary->getOpcode() == clang::BO_LAnd;
      condition(binary->getLHS(), isAnd ? second : whenTrue, isAnd ? whenFalse : second);
      place(second);
      return condition(binary->getRHS(), whenTrue, whenFalse);
    }
    if (binary->getOpcode() == clang::BO_Comma) {
      effects(binary->getLHS());
      return condition(binary->getRHS(), whenTrue, whenFalse);
    }
    if (const std::vector<Register> parts = alternatives(*binary); !parts.empty()) {
      for (Register part : parts) {
        Label next = newLabel();
        branch(part, *scalar(inner->getType()), whenTrue, next);
        place(next);
      }
      return jump(whenFalse);
    }
  }
  if (const auto *call = llvm::dyn_cast<clang::CallExpr>(inner);
      call && call->getBuiltinCallee() == clang::Builtin::BI__builtin_expect &&
      !call->getArg(1)->HasSideEffects(context))
    return condition(call->getArg(0), whenTrue, whenFalse);
  auto type = scalar(inner->getType());
  if (!type) {
    refuse("condition of type " + inner->getType().getAsString());
    return jump(whenFalse);
  }
  branch(value(inner), *type, whenTrue, whenFalse);
}

/// The values whose sum of bits `e` is, with (a | b) & c as (a & c) | (b & c): what is asked of a few bits of
/// an unknown number needs no other bits of it, and none at all where c is 0. Empty: `e` is no such thing.
std::vector<Register> Lowering::alternatives(const clang::BinaryOperator &e) {
  const bool isMasked = e.getOpcode() == clang::BO_And;
  auto type = scalar(e.getType());
  if ((!isMasked && e.getOpcode() != clang::BO_Or) || !type || e.HasSideEffects(context)) return {};
  std::vector<const clang::Expr *> parts;
  const clang::Expr *mask = nullptr;
  if (!isMasked) {
    addAlternatives(&e, parts);
  } else {
    addAlternatives(e.getLHS(), parts);
    mask = e.getRHS();
    if (parts.size() < 2) {
      parts.clear();
      addAlternatives(e.getRHS(), parts);
      mask = e.getLHS();
    }
    if (parts.size() < 2) return {};
  }
  std::vector<Register> values;
  for (const clang::Expr *part : parts) values.push_back(value(part));
  if (!mask) return values;
  const Register selected = value(mask);
  for (Register &r : values) r = emit(Op::And, *type, r, selected);
  return values;
}

Register Lowering::value(const clang::Expr *e) {
  e = e->IgnoreParens();
  At at(*this, e->getExprLoc());
  if (e->containsErrors()) failAt(e->getSourceRange(), "this expression does not parse");
  clang::QualType type = e->getType();
  auto scalarType = scalar(type);
  if (scalarType)
    if (auto known = fold(e)) return constant(*known, *scalarType);
  if (!scalarType && !type->isVoidType() && !type->isRecordType() && !llvm::isa<clang::StmtExpr>(e))
    return refuse("value of type " + type.getAsString());

  if (const auto *x = llvm::dyn_cast<clang::FullExpr>(e)) return value(x->getSubExpr());
  if (const auto *x = llvm::dyn_cast<clang::CastExpr>(e)) return cast(*x);
  if (const auto *x = llvm::dyn_cast<clang::CompoundAssignOperator>(e)) return compoundAssignment(*x);
  if (const auto *x = llvm::dyn_cast<clang::BinaryOperator>(e)) return binary(*x);
  if (const auto *x = llvm::dyn_cast<clang::UnaryOperator>(e)) return unary(*x);
  if (const auto *x = llvm::dyn_cast<clang::CallExpr>(e)) return call(*x);
  if (const auto *x = llvm::dyn_cast<clang::StmtExpr>(e)) return statementExpression(*x);
  if (const auto *x = llvm::dyn_cast<clang::ConditionalOperator>(e))
    return choice(x->getCond(), x->getTrueExpr(), x->getFalseExpr(), type);
  if (const auto *x = llvm::dyn_cast<clang::BinaryConditionalOperator>(e)) return elvis(*x);
  if (const auto *x = llvm::dyn_cast<clang::OpaqueValueExpr>(e))
    if (auto known = opaque.find(x); known != opaque.end()) return known->second;
  if (const auto *x = llvm::dyn_cast<clang::MemberExpr>(e))
    return load(memberPlace(*x)); // of a call's result
  if (llvm::isa<clang::ImplicitValueInitExpr>(e) && scalarType) return constant(0, *scalarType);
  if (const auto *x = llvm::dyn_cast<clang::InitListExpr>(e); x && scalarType)
    return x->getNumInits() ? value(x->getInit(0)) : constant(0, *scalarType);
  if (const auto *x = llvm::dyn_cast<clang::GenericSelectionExpr>(e)) return value(x->getResultExpr());
  if (const auto *x = llvm::dyn_cast<clang::ChooseExpr>(e)) return value(x->getChosenSubExpr());
  return refuse(std::string("expression of kind ") + e->getStmtClassName());
}

Lowering::Place Lowering::variablePlace(const clang::VarDecl &v, clang::QualType type) {
  if (auto known = registers.find(v.getCanonicalDecl()); known != registers.end())
    return {type, known->second, noRegister};
  if (auto known = memory.find(v.getCanonicalDecl()); known != memory.end())
    return {type, noRegister, localAddress(known->second)};
  if (v.hasLocalStorage()) return {type, noRegister, refuse("use of " + v.getNameAsString())};
  if (v.getStorageClass() == clang::SC_Register) // a global
    return {type, noRegister,
            refuse("use of " + v.getNameAsString() + ", which is a register of the machine")};
  if (v.isInvalidDecl()) failAt(v.getSourceRange(), v.getNameAsString() + " does not parse");
  if (isAlias(v)) return {type, noRegister, refuse("use of " + v.getNameAsString() + ", which is an alias")};
  if (v.isWeak() || (v.hasExternalStorage() && !definitionOf(v)))
    return {type, noRegister, refuse("use of " + v.getNameAsString() + ", which has no definition here")};
  Register dst = emit(Op::GlobalAddress, pointerType);
  uint32_t number = unit.global(v);
  function.code.back().index = number;
  return {type, noRegister, dst};
}

Lowering::Place Lowering::compoundLiteral(const clang::CompoundLiteralExpr &e) {
  Register address = local("(" + e.getType().getAsString() + ")", e.getType(), e.getExprLoc());
  initialise(address, e.getType(), e.getInitializer(), false);
  return {e.getType(), noRegister, address};
}

Lowering::Place Lowering::memberPlace(const clang::MemberExpr &e) {
  const auto *field = llvm::dyn_cast<clang::FieldDecl>(e.getMemberDecl());
  if (!field) return {e.getType(), noRegister, refuse("member access")};
  Register base = e.isArrow() || e.getBase()->isPRValue() ? value(e.getBase()) : address(lvalue(e.getBase()));
  unit.layout(context.getRecordType(field->getParent()), here); // complains if it does not parse
  return fieldPlace(base, *field, e.getType());
}

/// Member `field` of the record at `base`.
Lowering::Place Lowering::fieldPlace(Register base, const clang::FieldDecl &field, clang::QualType type) {
  if (!field.isBitField()) return {type, noRegister, offset(base, context.getFieldOffset(&field) / 8), {}};
  const std::optional<BitField> bits = bitFieldOf(field, context);
  if (!bits) return {type, noRegister, refuse("bit-field " + field.getNameAsString()), {}};
  return {type, noRegister, offset(base, bits->offset), bits};
}

Lowering::Place Lowering::lvalue(const clang::Expr *e) {
  e = e->IgnoreParens();
  At at(*this, e->getExprLoc());
  clang::QualType type = e->getType();
  if (e->containsErrors()) failAt(e->getSourceRange(), "this expression does not parse");
  if (const auto *x = llvm::dyn_cast<clang::DeclRefExpr>(e)) {
    if (const auto *v = llvm::dyn_cast<clang::VarDecl>(x->getDecl())) return variablePlace(*v, type);
    if (const auto *f = llvm::dyn_cast<clang::FunctionDecl>(x->getDecl()))
      return {type, noRegister, functionAddress(*f)};
  }
  if (const auto *x = llvm::dyn_cast<clang::UnaryOperator>(e)) {
    if (x->getOpcode() == clang::UO_Deref) return {type, noRegister, value(x->getSubExpr())};
    if (x->getOpcode() == clang::UO_Extension) return lvalue(x->getSubExpr());
  }
  if (const auto *x = llvm::dyn_cast<clang::MemberExpr>(e)) return memberPlace(*x);
  if (const auto *x = llvm::dyn_cast<clang::ArraySubscriptExpr>(e)) {
    const clang::Expr *array = x->getBase()->IgnoreParens();
    Register base =
        isDecayed(array) ? address(lvalue(llvm::cast<clang::CastExpr>(array)->getSubExpr())) : value(array);
    base = kept(base, pointerType, x->getIdx());
    Register index = value(x->getIdx());
    clang::QualType indexType = x->getIdx()->getType();
    return {type, noRegister, element(base, index, *scalar(indexType), type)};
  }
  if (const auto *x = llvm::dyn_cast<clang::StringLiteral>(e)) { // __func__'s, too
    Register dst = emit(Op::GlobalAddress, pointerType);
    uint32_t number = unit.literal(*x);
    function.code.back().index = number;
    return {type, noRegister, dst};
  }
  if (const auto *x = llvm::dyn_cast<clang::PredefinedExpr>(e); x && x->getFunctionName())
    return lvalue(x->getFunctionName());
  if (const auto *x = llvm::dyn_cast<clang::CompoundLiteralExpr>(e)) return compoundLiteral(*x);
  if (const auto *x = llvm::dyn_cast<clang::GenericSelectionExpr>(e)) return lvalue(x->getResultExpr());
  if (const auto *x = llvm::dyn_cast<clang::ChooseExpr>(e)) return lvalue(x->getChosenSubExpr());
  if (const auto *x = llvm::dyn_cast<clang::ImplicitCastExpr>(e); x && x->getCastKind() == clang::CK_NoOp)
    return lvalue(x->getSubExpr());
  if (const auto *x = llvm::dyn_cast<clang::OpaqueValueExpr>(e))
    if (auto known = opaque.find(x); known != opaque.end()) return {type, noRegister, known->second};
  if (e->isPRValue() && type->isRecordType()) return {type, noRegister, value(e)};
  return {type, noRegister, refuse(std::string("object of kind ") + e->getStmtClassName())};
}

Register Lowering::address(const Place &place) {
  if (place.variable != noRegister) return refuse("address of a variable that is in a register");
  return place.address;
}

Register Lowering::load(const Place &place) {
  if (place.variable != noRegister) return place.variable;
  if (place.type->isRecordType()) return place.address;
  auto type = scalar(place.type);
  if (!type) return refuse("value of type " + place.type.getAsString());
  if (place.bits) return loadBits(place, *type);
  return emit(Op::Load, *type, place.address);
}

/// The bits of a bit-field out of their unit; its highest counts as negative where it has a sign.
Register Lowering::loadBits(const Place &place, Scalar type) {
  const BitField &bits = *place.bits;
  const Integer ones = (Integer(1) << bits.width) - 1;
  Register field = emit(Op::Load, bits.unit, place.address);
  if (bits.width < bits.unit.width)
    field = emit(Op::And, bits.unit, field, constant(ones << bits.low, bits.unit));
  if (bits.low > 0) field = emit(Op::ShiftRight, bits.unit, field, constant(bits.low, bits.unit));
  if (type.width == 1 || !type.isSigned) return convert(field, bits.unit, type);
  const Scalar wide{64, true, false};
  const Integer sign = Integer(1) << (bits.width - 1);
  Register isNegative = emit(Op::And, bits.unit, field, constant(sign, bits.unit));
  field = convert(field, bits.unit, wide);
  isNegative = convert(isNegative, bits.unit, wide);
  field = emit(Op::Subtract, wide, field, isNegative);
  return convert(emit(Op::Subtract, wide, field, isNegative), wide, type);
}

void Lowering::storeBits(const Place &place, Register from) {
  const BitField &bits = *place.bits;
  Register whole = emit(Op::Load, bits.unit, place.address);
  whole = emit(Op::Insert, bits.unit, whole, from);
  function.code.back().index = bits.low;
  function.code.back().immediate = bits.width;
  store(place.address, whole, bits.unit);
}

void Lowering::assign(const Place &place, Register from) {
  if (place.variable != noRegister) return move(place.variable, from, *scalar(place.type));
  if (place.type->isRecordType()) return copy(place.address, from, place.type);
  auto type = scalar(place.type);
  if (type && place.bits)
    storeBits(place, from);
  else if (type)
    store(place.address, from, *type);
  else
    refuse("assignment to type " + place.type.getAsString());
}

Register Lowering::functionAddress(const clang::FunctionDecl &f) {
  if (isAlias(f)) return refuse("address of " + f.getNameAsString() + "(), which is an alias");
  if (f.isWeak()) // NULL without a definition, and with one perhaps another's
    return refuse("address of " + f.getNameAsString() + "(), which is weak");
  Register dst = emit(Op::GlobalAddress, pointerType);
  uint32_t number = unit.functionObject(f);
  function.code.back().index = number;
  return dst;
}

Register Lowering::unary(const clang::UnaryOperator &e) {
  const clang::Expr *operand = e.getSubExpr();
  auto type = scalar(e.getType());
  switch (e.getOpcode()) {
  case clang::UO_AddrOf:
    if (isOfTemporary(operand)) return refuse("address of a part of a call's result");
    return address(lvalue(operand));
  case clang::UO_Plus:
  case clang::UO_Extension: return value(operand);
  case clang::UO_Minus: return emit(Op::Subtract, *type, constant(0, *type), value(operand));
  case clang::UO_Not:
    return emit(Op::Xor, *type, value(operand),
                constant(type->isSigned ? -1 : wrap(-1, type->width, false), *type));
  case clang::UO_LNot: return truth(e);
  case clang::UO_PreInc:
  case clang::UO_PostInc:
  case clang::UO_PreDec:
  case clang::UO_PostDec: return increment(e);
  default: return refuse("operator " + clang::UnaryOperator::getOpcodeStr(e.getOpcode()).str());
  }
}

Register Lowering::increment(const clang::UnaryOperator &e) {
  Place place = lvalue(e.getSubExpr());
  auto type = scalar(place.type);
  if (!type) return refuse("++ or -- on type " + place.type.getAsString());
  Register before = load(place);
  if (e.isPostfix() && before == place.variable) {
    before = newRegister();
    move(before, place.variable, *type);
  }
  Register after;
  if (type->isPointer) {
    Scalar step{64, true, false};
    Register by = constant(e.isIncrementOp() ? 1 : -1, step);
    after = element(before, by, step, place.type->getPointeeType());
  } else {
    Scalar computed = type->width == 1 ? Scalar{} : *type; // _Bool counts as int and back
    after = emit(e.isIncrementOp() ? Op::Add : Op::Subtract, computed, before, constant(1, computed));
    after = convert(after, computed, *type);
  }
  assign(place, after);
  if (place.bits && !e.isPostfix()) return load(place); // as the field holds it
  return e.isPostfix() ? before : after;
}

Register Lowering::binary(const clang::BinaryOperator &e) {
  if (e.getOpcode() == clang::BO_Assign) return assignment(e);
  if (e.getOpcode() == clang::BO_Comma) {
    effects(e.getLHS());
    return value(e.getRHS());
  }
  if (e.isLogicalOp()) return truth(e);
  auto left = scalar(e.getLHS()->getType()), right = scalar(e.getRHS()->getType());
  if (!left || !right) return refuse("operator on type " + e.getLHS()->getType().getAsString());
  if (e.isAdditiveOp() && (left->isPointer || right->isPointer)) return pointerArithmetic(e);
  if (e.getOpcode() == clang::BO_And)
    if (const std::vector<Register> parts = alternatives(e); !parts.empty()) {
      Register all = parts.front();
      for (size_t n = 1; n < parts.size(); ++n) all = emit(Op::Or, *left, all, parts[n]);
      return all;
    }
  Register a = kept(value(e.getLHS()), *left, e.getRHS());
  Register b = value(e.getRHS());
  return arithmetic(e.getOpcode(), a, b, *left);
}

Register Lowering::arithmetic(clang::BinaryOperatorKind op, Register a, Register b, Scalar type) {
  switch (op) {
  case clang::BO_Add: return emit(Op::Add, type, a, b);
  case clang::BO_Sub: return emit(Op::Subtract, type, a, b);
  case clang::BO_Mul: return emit(Op::Multiply, type, a, b);
  case clang::BO_Div: return emit(Op::Divide, type, a, b);
  case clang::BO_Rem: return emit(Op::Remainder, type, a, b);
  case clang::BO_Shl: return emit(Op::ShiftLeft, type, a, b);
  case clang::BO_Shr: return emit(Op::ShiftRight, type, a, b);
  case clang::BO_And: return emit(Op::And, type, a, b);
  case clang::BO_Or: return emit(Op::Or, type, a, b);
  case clang::BO_Xor: return emit(Op::Xor, type, a, b);
  case clang::BO_EQ: return emit(Op::Equal, type, a, b);
  case clang::BO_NE: return emit(Op::NotEqual, type, a, b);
  case clang::BO_LT: return emit(Op::Less, type, a, b);
  case clang::BO_LE: return emit(Op::LessEqual, type, a, b);
  case clang::BO_GT: return emit(Op::Less, type, b, a);
  case clang::BO_GE: return emit(Op::LessEqual, type, b, a);
  default: return refuse("operator " + clang::BinaryOperator::getOpcodeStr(op).str());
  }
}

Register Lowering::moved(Register base, Register index, clang::QualType indexType, clang::QualType pointee,
                         bool isBackwards) {
  Scalar type = *scalar(indexType);
  if (isBackwards) {
    // Negated in 64 bits, as C computes addresses: for unsigned operands too.
    Scalar wide{64, true, false};
    index = emit(Op::Subtract, wide, constant(0, wide), convert(index, type, wide));
    type = wide;
  }
  // GNU C: void and functions count as bytes.
  if (pointee->isVoidType() || pointee->isFunctionType()) pointee = context.CharTy;
  return element(base, index, type, pointee);
}

Register Lowering::pointerArithmetic(const clang::BinaryOperator &e) {
  const clang::Expr *left = e.getLHS(), *right = e.getRHS();
  Register a = kept(value(left), *scalar(left->getType()), right);
  Register b = value(right);
  bool isLeft = left->getType()->isPointerType(), isRight = right->getType()->isPointerType();
  if (isLeft && isRight) {
    clang::QualType pointee = left->getType()->getPointeeType();
    uint64_t size = pointee->isVoidType() ? 1 : unit.layout(pointee, here)->size;
    if (size == 0) return refuse("difference of pointers to " + pointee.getAsString());
    Register dst = emit(Op::Distance, Scalar{64, true, false}, a, b);
    function.code.back().immediate = size;
    return dst;
  }
  if (isLeft)
    return moved(a, b, right->getType(), left->getType()->getPointeeType(), e.getOpcode() == clang::BO_Sub);
  return moved(b, a, left->getType(), right->getType()->getPointeeType(), false);
}

Register Lowering::assignment(const clang::BinaryOperator &e) {
  const clang::Expr *target = e.getLHS();
  // The value first, as Clang's own code does: it may be a call that changes what the place depends on.
  Register from = kept(value(e.getRHS()), scalar(target->getType()).value_or(pointerType), target);
  Place place = lvalue(target);
  assign(place, from);
  if (place.bits) return load(place); // as the field holds it
  return place.type->isRecordType() ? place.address : from;
}

Register Lowering::compoundAssignment(const clang::CompoundAssignOperator &e) {
  auto right = scalar(e.getRHS()->getType());
  if (!right) return refuse("operator on type " + e.getRHS()->getType().getAsString());
  Register b = kept(value(e.getRHS()), *right, e.getLHS());
  Place place = lvalue(e.getLHS());
  auto type = scalar(place.type), computed = scalar(e.getComputationLHSType());
  auto resultType = scalar(e.getComputationResultType());
  if (!type || !computed || !resultType) return refuse("operator on type " + place.type.getAsString());
  Register a = load(place);
  Register result;
  if (type->isPointer) {
    result = moved(a, b, e.getRHS()->getType(), place.type->getPointeeType(),
                   e.getOpcode() == clang::BO_SubAssign);
  } else {
    a = convert(a, *type, *computed);
    result = arithmetic(clang::BinaryOperator::getOpForCompoundAssignment(e.getOpcode()), a, b, *computed);
    result = convert(result, *resultType, *type);
  }
  assign(place, result);
  return place.bits ? load(place) : result; // as the field holds it
}

Register Lowering::convert(Register from, Scalar fromType, Scalar toType) {
  if (fromType == toType) return from;
  if (toType.width == 1) return emit(Op::NotEqual, fromType, from, constant(0, fromType));
  return emit(Op::Convert, toType, from);
}

Register Lowering::cast(const clang::CastExpr &e) {
  const clang::Expr *inner = e.getSubExpr();
  auto from = scalar(inner->getType()), to = scalar(e.getType());
  if (llvm::isa<clang::ExplicitCastExpr>(e) && e.getType()->isVariablyModifiedType())
    return refuse("cast to " + e.getType().getAsString());
  switch (e.getCastKind()) {
  case clang::CK_LValueToRValue: return load(lvalue(inner));
  case clang::CK_NoOp: return inner->isGLValue() ? load(lvalue(inner)) : value(inner);
  case clang::CK_BitCast:
    if (!from || !to || *from != *to) return refuse("cast to " + e.getType().getAsString());
    return value(inner);
  case clang::CK_ToVoid: effects(inner); return noRegister;
  case clang::CK_ArrayToPointerDecay:
    if (isOfTemporary(inner)) return refuse("address of an array in a call's result");
    return address(lvalue(inner));
  case clang::CK_FunctionToPointerDecay: return address(lvalue(inner));
  case clang::CK_NullToPointer:
    if (inner->HasSideEffects(context)) effects(inner);
    return constant(0, pointerType);
  case clang::CK_IntegralCast:
  case clang::CK_IntegralToBoolean:
  case clang::CK_PointerToBoolean:
  case clang::CK_BooleanToSignedIntegral:
  case clang::CK_IntegralToPointer:
  case clang::CK_PointerToIntegral:
    if (!from || !to) return refuse("cast to " + e.getType().getAsString());
    if (to->width == 1 && isTruth(inner)) return value(inner); // 0 or 1 already
    return convert(value(inner), *from, *to);
  default: return refuse(std::string("conversion ") + e.getCastKindName());
  }
}

Register Lowering::truth(const clang::Expr &e) {
  Scalar type = *scalar(e.getType());
  Register dst = newRegister();
  Label whenTrue = newLabel(), whenFalse = newLabel(), end = newLabel();
  condition(&e, whenTrue, whenFalse);
  place(whenTrue);
  move(dst, constant(1, type), type);
  jump(end);
  place(whenFalse);
  move(dst, constant(0, type), type);
  place(end);
  return dst;
}

Register Lowering::choice(const clang::Expr *test, const clang::Expr *a, const clang::Expr *b,
                          clang::QualType type) {
  if (auto known = fold(test)) return value(*known != 0 ? a : b);
  Scalar valueType = scalar(type).value_or(pointerType);
  bool isVoid = type->isVoidType();
  Register dst = isVoid ? noRegister : newRegister();
  Label whenTrue = newLabel(), whenFalse = newLabel(), end = newLabel();
  condition(test, whenTrue, whenFalse);
  auto side = [&](Label label, const clang::Expr *e) {
    place(label);
    if (isVoid)
      effects(e);
    else
      move(dst, value(e), valueType);
  };
  side(whenTrue, a);
  jump(end);
  side(whenFalse, b);
  place(end);
  return dst;
}

Register Lowering::elvis(const clang::BinaryConditionalOperator &e) {
  const clang::OpaqueValueExpr *common = e.getOpaqueValue();
  auto type = scalar(e.getCommon()->getType());
  if (!type || !scalar(e.getType())) return refuse("?: on type " + e.getCommon()->getType().getAsString());
  // Evaluated once; a copy, because the alternative may change a variable.
  Register once = newRegister();
  move(once, value(e.getCommon()), *type);
  opaque[common] = once;
  return choice(e.getCond(), e.getTrueExpr(), e.getFalseExpr(), e.getType());
}

Register Lowering::statementExpression(const clang::StmtExpr &e) {
  const clang::CompoundStmt *body = e.getSubStmt();
  const clang::Stmt *last = body->body_empty() ? nullptr : body->body_back();
  // A struct's value must outlive the block, which its variable does not.
  const bool isRecord = e.getType()->isRecordType();
  const Register record = isRecord ? local("value of ({ })", e.getType(), e.getExprLoc()) : noRegister;
  open(body);
  for (const clang::Stmt *s : body->body())
    if (s != last) statement(s);
  while (const auto *label = llvm::dyn_cast_or_null<clang::LabelStmt>(last)) {
    place(labelOf(label->getDecl()));
    mayComeAgain = true;
    last = label->getSubStmt();
  }
  const auto *result = llvm::dyn_cast_or_null<clang::Expr>(last);
  Register held = noRegister;
  if (!result || e.getType()->isVoidType())
    statement(last);
  else
    held = value(result);
  if (isRecord && held != noRegister) {
    copy(record, held, e.getType());
    held = record;
  }
  close();
  return held;
}

} // namespace pinproof::model
