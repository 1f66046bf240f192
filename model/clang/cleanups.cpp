// Variables with __attribute__((cleanup(f))), which guard(), scoped_guard() and __free() of the kernel are
// made of: f(&variable) is called on every way out of the variable's scope, those that were declared last
// first (GCC's manual, "Common Variable Attributes").
//
// Lowering keeps a list of the variables whose scope it is in. A statement that leaves scopes cleans up those
// that its target is outside of: the end of a block all that the block added, a return everything, a break or
// continue what the loop's body added, a goto what is not in scope at its label. A label may stand later in
// the text, so labels are looked for before anything is lowered. A jump into such a scope does not compile.
//
// Limits: what a BUG leaves behind is not cleaned up, as nothing is run after it.
#include "model/clang/lowering.h"

#include "clang/AST/Attr.h"

namespace pinproof::model {

/// Notes which variables are to be cleaned up at each label in `s`, where `active` are at its beginning.
void Lowering::findLabels(const clang::Stmt *s, Cleanups &active) {
  if (!s) return;
  if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(s)) cleanupsAt[label->getDecl()] = active;
  if (llvm::isa<clang::SwitchCase>(s)) cleanupsAt[s] = active;
  if (const auto *declaration = llvm::dyn_cast<clang::DeclStmt>(s)) {
    for (const clang::Decl *d : declaration->decls())
      if (const auto *v = llvm::dyn_cast<clang::VarDecl>(d)) {
        findLabels(v->getInit(), active);
        if (isCleanedUp(*v)) active.push_back(v);
      }
    return;
  }
  const size_t before = active.size();
  for (const clang::Stmt *child : s->children()) findLabels(child, active);
  if (llvm::isa<clang::CompoundStmt>(s) || llvm::isa<clang::ForStmt>(s)) active.resize(before);
}

bool Lowering::isCleanedUp(const clang::VarDecl &v) {
  return v.hasLocalStorage() && v.hasAttr<clang::CleanupAttr>();
}

void Lowering::cleanUp(const clang::VarDecl &v) {
  At at(*this, v.getLocation());
  const clang::FunctionDecl *named = v.getAttr<clang::CleanupAttr>()->getFunctionDecl();
  const clang::FunctionDecl *body = unit.body(*named);
  if (!body) {
    refuse("call of " + named->getNameAsString() + "(), which has no definition here");
    return;
  }
  auto variable = memory.find(v.getCanonicalDecl());
  auto returned = scalar(body->getReturnType());
  if (variable == memory.end() || body->getNumParams() != 1 ||
      (!returned && !body->getReturnType()->isVoidType())) {
    refuse("cleanup of " + v.getNameAsString());
    return;
  }
  Register address = localAddress(variable->second);
  const uint32_t number = unit.function(*body);
  const Register ignored = returned ? newRegister() : noRegister;
  Instruction &call = add(Op::Call, returned.value_or(Scalar{}));
  call.dst = ignored;
  call.index = number;
  call.arguments = {address};
}

/// Calls what control meets on its way to where only the first `kept` variables are left.
void Lowering::cleanUpTo(size_t kept) {
  for (size_t n = cleanups.size(); n-- > kept;) cleanUp(*cleanups[n]);
}

/// Calls what a goto to `label` leaves behind.
void Lowering::cleanUpFor(const clang::LabelDecl *label) {
  const Cleanups &there = cleanupsAt[label];
  if (there.size() > cleanups.size() || !std::equal(there.begin(), there.end(), cleanups.begin()))
    refuse("a jump past the declaration of what is to be cleaned up");
  else
    cleanUpTo(there.size());
}

} // namespace pinproof::model
