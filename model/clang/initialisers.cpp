// Initial values, for locals and globals alike: zero first where C says so, then what is written.
#include "model/clang/lowering.h"

namespace pinproof::model {

namespace {

const clang::Expr *unwrapped(const clang::Expr *e) {
  for (;;) {
    e = e->IgnoreParens();
    if (const auto *full = llvm::dyn_cast<clang::FullExpr>(e))
      e = full->getSubExpr();
    else
      return e;
  }
}

} // namespace

void Lowering::initialise(Register address, clang::QualType type, const clang::Expr *init, bool isZeroed) {
  init = unwrapped(init);
  At at(*this, init->getExprLoc());
  if (auto scalarType = scalar(type)) {
    bool isImplicitZero = llvm::isa<clang::ImplicitValueInitExpr>(init);
    if (!(isZeroed && isImplicitZero)) store(address, value(init), *scalarType);
    return;
  }
  // A compound literal as a record's or array's initial value is its list.
  const clang::Expr *source = init;
  if (const auto *read = llvm::dyn_cast<clang::ImplicitCastExpr>(source);
      read && read->getCastKind() == clang::CK_LValueToRValue)
    source = unwrapped(read->getSubExpr());
  if (const auto *literal = llvm::dyn_cast<clang::CompoundLiteralExpr>(source))
    return initialise(address, type, literal->getInitializer(), isZeroed);
  if (const auto *list = llvm::dyn_cast<clang::InitListExpr>(init))
    return initialiseList(address, type, *list, isZeroed);
  if (llvm::isa<clang::ImplicitValueInitExpr>(init)) {
    if (!isZeroed) zero(address, type);
    return;
  }
  if (const auto *text = llvm::dyn_cast<clang::StringLiteral>(init); text && type->isArrayType())
    return initialiseString(address, type, *text);
  if (type->isRecordType())
    copy(address, value(init), type);
  else
    refuse("initial value of type " + type.getAsString());
}

void Lowering::initialiseList(Register address, clang::QualType type, const clang::InitListExpr &given,
                              bool isZeroed) {
  const clang::InitListExpr &list = given.isSemanticForm() ? given : *given.getSemanticForm();
  if (list.isStringLiteralInit() || list.isTransparent())
    return initialise(address, type, list.getInit(0), isZeroed);
  if (!isZeroed) zero(address, type);
  if (const clang::ArrayType *array = context.getAsArrayType(type)) {
    clang::QualType elementType = array->getElementType();
    uint64_t size = unit.layout(elementType, here)->size;
    if (list.hasArrayFiller() && !llvm::isa<clang::ImplicitValueInitExpr>(list.getArrayFiller()))
      refuse("initial value for the rest of an array");
    for (unsigned i = 1; i < list.getNumInits(); ++i) // [first ... last] = once
      if (list.getInit(i) == list.getInit(i - 1) && list.getInit(i)->HasSideEffects(context))
        refuse("one initial value with side effects for several elements");
    for (unsigned i = 0; i < list.getNumInits(); ++i)
      if (!llvm::isa<clang::ImplicitValueInitExpr>(unwrapped(list.getInit(i))))
        initialise(offset(address, Integer(i) * size), elementType, list.getInit(i), true);
    return;
  }
  const auto *record = type->getAs<clang::RecordType>();
  if (!record) {
    refuse("initial value of type " + type.getAsString());
    return;
  }
  unsigned next = 0;
  auto member = [&](const clang::FieldDecl *field) {
    const clang::Expr *init = list.getInit(next++);
    if (llvm::isa<clang::ImplicitValueInitExpr>(unwrapped(init))) return;
    if (field->isBitField()) {
      const Register bits = value(init);
      return assign(fieldPlace(address, *field, field->getType()), bits);
    }
    initialise(offset(address, context.getFieldOffset(field) / 8), field->getType(), init, true);
  };
  if (record->getDecl()->isUnion()) {
    if (const clang::FieldDecl *field = list.getInitializedFieldInUnion(); field && list.getNumInits())
      member(field);
    return;
  }
  for (const clang::FieldDecl *field : record->getDecl()->getDefinition()->fields()) {
    if ((field->isBitField() && !field->getDeclName())) continue;
    if (next < list.getNumInits()) member(field);
  }
}

void Lowering::initialiseString(Register address, clang::QualType type, const clang::StringLiteral &text) {
  const auto *array = context.getAsConstantArrayType(type);
  auto charType = array ? scalar(array->getElementType()) : std::nullopt;
  if (!charType) {
    refuse("text as initial value of type " + type.getAsString());
    return;
  }
  // Characters beyond the text are zero; C lets the text fill the array without its final zero.
  for (uint64_t i = 0; i < array->getSize().getZExtValue(); ++i) {
    Integer code = i < text.getLength() ? Integer(text.getCodeUnit(i)) : 0;
    Register at = offset(address, Integer(i) * charType->bytes());
    store(at, constant(wrap(code, charType->width, charType->isSigned), *charType), *charType);
  }
}

} // namespace pinproof::model
