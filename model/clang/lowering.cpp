// From C's tree to instructions: the function as a whole, and the instructions themselves.
//
// The tree is walked directly; clang::CFG is not used. A CFG cuts expressions with control flow inside
// (&&, ?:, statement expressions) into blocks and leaves their values to be found again across blocks;
// walked as a tree they are simply kept in registers, and every macro of the kernel is such an
// expression. What C leaves to the implementation is what Clang's tree says: types, conversions,
// layout, constant values.
//
// Scalar locals whose address is not taken live in registers; all others are objects. A construct that
// has no exact meaning here becomes a Refuse instruction at its place: only who runs into it is refused.
#include "model/clang/lowering.h"

#include "model/clang/prune.h"

namespace pinproof::model {

Source Lowering::source() {
  if (here != lastPlace) {
    lastPlace = here;
    lastSource = unit.places.source(here);
  }
  return lastSource;
}

Lowering::Label Lowering::newLabel() {
  labels.push_back(~0u);
  return labels.size() - 1;
}

void Lowering::place(Label label) { labels[label] = function.code.size(); }

Instruction &Lowering::add(Op op, Scalar type) {
  Instruction i{};
  i.op = op;
  i.type = type;
  i.where = source();
  function.code.push_back(std::move(i));
  return function.code.back();
}

Register Lowering::newRegister(const std::string &name) {
  function.registerNames.push_back(name);
  return function.registerNames.size() - 1;
}

Register Lowering::emit(Op op, Scalar type, Register a, Register b) {
  Register dst = newRegister();
  Instruction &i = add(op, type);
  i.dst = dst;
  i.a = a;
  i.b = b;
  return dst;
}

Register Lowering::constant(Integer value, Scalar type) {
  Register dst = emit(Op::Constant, type);
  function.code.back().immediate = value;
  return dst;
}

void Lowering::jump(Label target) { add(Op::Jump).target = target; }

/// A goto, break or continue: whether its line is run is asked of paths, so it stays an instruction.
void Lowering::writtenJumpTo(Label target) {
  jump(target);
  function.code.back().index = writtenJump;
}

void Lowering::branch(Register condition, Scalar type, Label target, Label otherwise) {
  Instruction &i = add(Op::Branch, type);
  i.a = condition;
  i.target = target;
  i.otherwise = otherwise;
}

void Lowering::move(Register to, Register from, Scalar type) {
  Instruction &i = add(Op::Move, type);
  i.dst = to;
  i.a = from;
}

void Lowering::store(Register address, Register value, Scalar type) {
  Instruction &i = add(Op::Store, type);
  i.a = address;
  i.b = value;
}

void Lowering::copy(Register to, Register from, clang::QualType type) {
  auto layout = unit.layout(type, here);
  Instruction &i = add(Op::Copy);
  i.a = to;
  i.b = from;
  i.immediate = layout->size;
  i.layout = layout;
}

void Lowering::zero(Register address, clang::QualType type) {
  auto layout = unit.layout(type, here);
  Instruction &i = add(Op::Zero);
  i.a = address;
  i.immediate = layout->size;
  i.layout = layout;
}

Register Lowering::offset(Register base, Integer bytes) {
  if (bytes == 0) return base;
  Scalar type{64, true, false};
  Register count = constant(bytes, type);
  Register dst = emit(Op::Offset, type, base, count);
  function.code.back().immediate = 1;
  return dst;
}

Register Lowering::element(Register base, Register index, Scalar indexType, clang::QualType elementType) {
  auto layout = unit.layout(elementType, here);
  if (layout->size == 0) return refuse("arithmetic on a pointer to " + layout->typeName);
  Register dst = emit(Op::Offset, indexType, base, index);
  function.code.back().immediate = layout->size;
  return dst;
}

Register Lowering::refuse(const std::string &construct) {
  add(Op::Refuse).index = unit.refusal(construct);
  return constant(0, Scalar{}); // never reached; keeps the code well-formed
}

Register Lowering::localAddress(uint32_t number) {
  Register dst = emit(Op::LocalAddress, pointerType);
  function.code.back().index = number;
  return dst;
}

/// Declarations and ends of blocks are no code: they have no line of their own, but that of what comes
/// before.
Instruction &Lowering::addWithoutLine(Op op, Scalar type) {
  Instruction &i = add(op, type);
  if (function.code.size() > 1) i.where = function.code[function.code.size() - 2].where;
  return i;
}

void Lowering::forget(Register variable, Scalar type) { addWithoutLine(Op::Forget, type).dst = variable; }

void Lowering::forgetLocal(uint32_t number) { addWithoutLine(Op::Forget).index = number; }

Register Lowering::local(const std::string &name, clang::QualType type, clang::SourceLocation where) {
  Object object;
  object.name = name;
  object.layout = unit.layout(type, where);
  object.where = unit.places.source(where);
  function.locals.push_back(std::move(object));
  return localAddress(function.locals.size() - 1);
}

void Lowering::failAt(clang::SourceRange range, const std::string &message) {
  if (auto error = unit.places.errorIn(range)) throw *error;
  throw unit.places.error(message, range.getBegin(), "correct the line");
}

/// Variables that are named under &, or are to be cleaned up, must be in memory.
void Lowering::findAddressTaken(const clang::Stmt *statement) {
  if (!statement) return;
  if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(statement))
    if (unary->getOpcode() == clang::UO_AddrOf)
      if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(unary->getSubExpr()->IgnoreParens()))
        if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(name->getDecl()))
          addressTaken.insert(variable->getCanonicalDecl());
  if (const auto *declaration = llvm::dyn_cast<clang::DeclStmt>(statement))
    for (const clang::Decl *d : declaration->decls())
      if (const auto *v = llvm::dyn_cast<clang::VarDecl>(d); v && isCleanedUp(*v))
        addressTaken.insert(v->getCanonicalDecl());
  for (const clang::Stmt *child : statement->children()) findAddressTaken(child);
}

void Lowering::addParameter(const clang::ParmVarDecl &parameter) {
  clang::QualType type = parameter.getType();
  auto scalarType = scalar(type);
  std::string name = parameter.getNameAsString();
  Register incoming = newRegister(name);
  function.parameters.push_back(incoming);
  clang::QualType written = parameter.getOriginalType();
  const auto *array = context.getAsVariableArrayType(written);
  if (type->isVariablyModifiedType() ||
      (array && array->getSizeExpr() && array->getSizeExpr()->HasSideEffects(context)))
    refuse("variable-length type of " + name);
  bool inRegister = scalarType && !addressTaken.count(parameter.getCanonicalDecl());
  if (inRegister) {
    registers[parameter.getCanonicalDecl()] = incoming;
    return;
  }
  Register address = local(name, type, parameter.getLocation());
  memory[parameter.getCanonicalDecl()] = function.locals.size() - 1;
  if (scalarType)
    store(address, incoming, *scalarType);
  else if (type->isRecordType())
    copy(address, incoming, type); // structs are passed by address and copied by the callee
  else
    refuse("parameter of type " + type.getAsString());
}

void Lowering::lowerBody(const clang::FunctionDecl &body) {
  definition = &body;
  At at(*this, body.getLocation());
  findAddressTaken(body.getBody());
  Cleanups none;
  findLabels(body.getBody(), none);
  if (body.getReturnType()->isRecordType()) {
    resultAddress = newRegister("result");
    function.parameters.push_back(resultAddress);
  }
  for (const clang::ParmVarDecl *parameter : body.parameters()) addParameter(*parameter);
  blocks.emplace(*body.getBody());
  statement(body.getBody());
  At atEnd(*this, body.getEndLoc());
  if (body.isNoReturn())
    refuse("return of " + function.name + "(), which is declared as never returning");
  else if (body.getReturnType()->isVoidType())
    add(Op::Return);
  else
    refuse("end of " + function.name + "() reached without a return value");
  finish();
}

void Lowering::lowerGlobal(const clang::VarDecl &variable, uint32_t number) {
  At at(*this, variable.getLocation());
  if (variable.isInvalidDecl() || variable.getInit()->containsErrors())
    failAt(variable.getSourceRange(), "the definition of " + variable.getNameAsString() + " does not parse");
  unit.checkUses(variable.getSourceRange());
  Register address = emit(Op::GlobalAddress, pointerType);
  function.code.back().index = number;
  initialise(address, variable.getType(), variable.getInit(), true);
}

void Lowering::callAndReturn(uint32_t callee) {
  add(Op::Call).index = callee;
  add(Op::Return);
  finish();
}

void Lowering::lowerDispatch(const clang::FunctionProtoType &type, clang::SourceLocation where,
                             const std::vector<Target> &targets) {
  At at(*this, where);
  for (unsigned i = 0; i <= type.getNumParams(); ++i) function.parameters.push_back(newRegister());
  const Register pointer = function.parameters.front();
  auto result = type.getReturnType()->isVoidType() ? std::nullopt : scalar(type.getReturnType());
  for (const Target &target : targets) {
    Label isIt = newLabel(), next = newLabel();
    Register object = emit(Op::GlobalAddress, pointerType);
    function.code.back().index = target.object;
    branch(emit(Op::Equal, pointerType, pointer, object), Scalar{}, isIt, next);
    place(isIt);
    if (target.number) {
      Register returned = result ? newRegister() : noRegister;
      Instruction &call = add(Op::Call, result.value_or(Scalar{}));
      call.dst = returned;
      call.index = *target.number;
      call.arguments.assign(function.parameters.begin() + 1, function.parameters.end());
      add(Op::Return).a = returned;
    } else {
      refuse("call of " + target.name + "(), which has no definition here");
    }
    place(next);
  }
  refuse("call through a pointer that is not the address of a function of its type");
  finish();
}

void Lowering::finish() {
  // A label inside an expression that was left out as dead: nobody jumps there in sane code.
  uint32_t nowhere = function.code.size();
  bool isUsed = false;
  auto positioned = [&](uint32_t label) {
    if (labels[label] != ~0u) return labels[label];
    isUsed = true;
    return nowhere;
  };
  for (Instruction &i : function.code) {
    if (i.op == Op::Jump || i.op == Op::Branch) i.target = positioned(i.target);
    if (i.op == Op::Branch) i.otherwise = positioned(i.otherwise);
  }
  if (isUsed) refuse("jump into an expression");
}

} // namespace pinproof::model
