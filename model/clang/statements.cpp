// C's statements as jumps.
//
// A branch whose condition is constant is not lowered, unless a label in it can be jumped to: what
// `if (IS_ENABLED(CONFIG_X))` guards in a kernel without X is not part of that kernel.
#include "model/clang/lowering.h"

#include "clang/AST/Attr.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>

namespace pinproof::model {

void Lowering::statement(const clang::Stmt *s) {
  if (!s) return;
  At at(*this, s->getBeginLoc());
  if (const auto *e = llvm::dyn_cast<clang::Expr>(s)) return effects(e);
  switch (s->getStmtClass()) {
  case clang::Stmt::CompoundStmtClass:
    open(s);
    for (const clang::Stmt *child : llvm::cast<clang::CompoundStmt>(s)->body()) statement(child);
    return close();
  case clang::Stmt::NullStmtClass: return;
  case clang::Stmt::DeclStmtClass: return declaration(*llvm::cast<clang::DeclStmt>(s));
  case clang::Stmt::IfStmtClass: return ifStatement(*llvm::cast<clang::IfStmt>(s));
  case clang::Stmt::WhileStmtClass: return whileStatement(*llvm::cast<clang::WhileStmt>(s));
  case clang::Stmt::DoStmtClass: return doStatement(*llvm::cast<clang::DoStmt>(s));
  case clang::Stmt::ForStmtClass: return forStatement(*llvm::cast<clang::ForStmt>(s));
  case clang::Stmt::SwitchStmtClass: return switchStatement(*llvm::cast<clang::SwitchStmt>(s));
  case clang::Stmt::CaseStmtClass:
  case clang::Stmt::DefaultStmtClass:
    place(labelOf(s));
    return statement(llvm::cast<clang::SwitchCase>(s)->getSubStmt());
  case clang::Stmt::LabelStmtClass:
    place(labelOf(llvm::cast<clang::LabelStmt>(s)->getDecl()));
    mayComeAgain = true;
    return statement(llvm::cast<clang::LabelStmt>(s)->getSubStmt());
  case clang::Stmt::AttributedStmtClass: return statement(llvm::cast<clang::AttributedStmt>(s)->getSubStmt());
  case clang::Stmt::GotoStmtClass: return jumpTo(llvm::cast<clang::GotoStmt>(s)->getLabel());
  case clang::Stmt::BreakStmtClass: return leave(breaks);
  case clang::Stmt::ContinueStmtClass: return leave(continues);
  case clang::Stmt::ReturnStmtClass: return returnStatement(*llvm::cast<clang::ReturnStmt>(s));
  case clang::Stmt::GCCAsmStmtClass: return assembly(*llvm::cast<clang::GCCAsmStmt>(s));
  default: refuse(std::string("statement of kind ") + s->getStmtClassName());
  }
}

Lowering::Label Lowering::labelOf(const void *key) {
  auto [at, isNew] = named.try_emplace(key, 0);
  if (isNew) at->second = newLabel();
  return at->second;
}

void Lowering::open(const clang::Stmt *block) {
  scopes.push_back({block, static_cast<uint32_t>(function.locals.size()), cleanups.size(), {}});
}

void Lowering::close() {
  cleanUpTo(scopes.back().cleanups);
  cleanups.resize(scopes.back().cleanups);
  if (scopes.size() > 1) end(scopes.size() - 1); // the call's own end is that of the outermost block
  for (size_t i : scopes.back().ends) function.code[i].immediate = function.locals.size();
  scopes.pop_back();
}

void Lowering::end(size_t depth) {
  if (depth >= scopes.size()) return;
  addWithoutLine(Op::End).index = scopes[depth].firstLocal;
  scopes[depth].ends.push_back(function.code.size() - 1);
}

void Lowering::block(const clang::Stmt *s) {
  if (!s) return;
  open(s);
  statement(s);
  close();
}

void Lowering::leave(const std::vector<Exit> &targets) {
  if (targets.empty() || !targets.back().target) { // inside a statement expression
    refuse("break or continue outside of a body");
    return;
  }
  cleanUpTo(targets.back().cleanups);
  end(targets.back().depth);
  writtenJumpTo(*targets.back().target);
}

void Lowering::jumpTo(const clang::LabelDecl *label) {
  cleanUpFor(label);
  size_t depth = 1;
  while (depth < scopes.size() && blocks->isAround(scopes[depth].block, label)) ++depth;
  end(depth);
  writtenJumpTo(labelOf(label));
}

template <class Lower> void Lowering::outsideOfBody(const Lower &lower) {
  breaks.push_back({});
  continues.push_back({});
  lower();
  breaks.pop_back();
  continues.pop_back();
}

void Lowering::declaration(const clang::DeclStmt &s) {
  for (const clang::Decl *d : s.decls()) {
    if (const auto *v = llvm::dyn_cast<clang::VarDecl>(d)) variable(*v);
    if (const auto *t = llvm::dyn_cast<clang::TypedefDecl>(d);
        t && t->getUnderlyingType()->isVariablyModifiedType())
      refuse("variable-length type of " + t->getNameAsString());
  }
}

namespace {

bool isNamedIn(const clang::VarDecl &v, const clang::Stmt *s) {
  if (!s) return false;
  if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(s); name && name->getDecl() == &v) return true;
  return std::any_of(s->child_begin(), s->child_end(),
                     [&](const clang::Stmt *child) { return isNamedIn(v, child); });
}

} // namespace

void Lowering::variable(const clang::VarDecl &v) {
  At at(*this, v.getLocation());
  if (!v.hasLocalStorage()) return; // static and extern ones are globals
  clang::QualType type = v.getType();
  std::string name = v.getNameAsString();
  if (type->isVariablyModifiedType()) {
    refuse("variable-length type of " + name);
    return;
  }
  // Each time that its declaration is reached, a variable begins without a value: in its own initial value,
  // too.
  const bool isForgotten = (!v.getInit() || isNamedIn(v, v.getInit())) && (mayComeAgain || scopes.size() > 1);
  auto scalarType = scalar(type);
  // Where control can pass the declaration by, the end of the block must be the end of the value.
  const bool isPassedBy = scopes.size() > 1 && blocks->isEntered(scopes.back().block);
  if (scalarType && !isPassedBy && !addressTaken.count(v.getCanonicalDecl())) {
    auto [known, isNew] = registers.try_emplace(v.getCanonicalDecl(), noRegister);
    if (isNew) known->second = newRegister(name);
    Register to = known->second;
    if (isForgotten) forget(to, *scalarType);
    if (v.getInit()) move(to, value(v.getInit()), *scalarType);
    return;
  }
  if (!scalarType && !type->isRecordType() && !type->isArrayType()) {
    refuse(name + " of type " + type.getAsString());
    return;
  }
  Register address = local(name, type, v.getLocation());
  memory[v.getCanonicalDecl()] = function.locals.size() - 1;
  if (isForgotten) forgetLocal(function.locals.size() - 1);
  if (v.getInit()) initialise(address, type, v.getInit(), false);
  if (isCleanedUp(v)) cleanups.push_back(&v);
}

namespace {

/// Can control jump into this statement from outside?
bool hasLabel(const clang::Stmt *s) {
  if (!s) return false;
  if (llvm::isa<clang::LabelStmt>(s) || llvm::isa<clang::SwitchCase>(s)) return true;
  for (const clang::Stmt *child : s->children())
    if (hasLabel(child)) return true;
  return false;
}

} // namespace

void Lowering::ifStatement(const clang::IfStmt &s) {
  auto known = fold(s.getCond());
  const clang::Stmt *taken = known && *known != 0 ? s.getThen() : s.getElse();
  const clang::Stmt *dead = known && *known != 0 ? s.getElse() : s.getThen();
  if (known && !hasLabel(dead)) {
    if (dead) constants.push_back(dead);
    return block(taken);
  }
  Label thenLabel = newLabel(), elseLabel = newLabel(), end = newLabel();
  condition(s.getCond(), thenLabel, elseLabel);
  place(thenLabel);
  block(s.getThen());
  jump(end);
  place(elseLabel);
  block(s.getElse());
  place(end);
}

void Lowering::loopBody(const clang::Stmt *body, Label next, Label end) {
  breaks.push_back({end, scopes.size(), cleanups.size()});
  continues.push_back({next, scopes.size(), cleanups.size()});
  block(body);
  breaks.pop_back();
  continues.pop_back();
}

void Lowering::whileStatement(const clang::WhileStmt &s) {
  Label test = newLabel(), body = newLabel(), end = newLabel();
  place(test);
  outsideOfBody([&] { condition(s.getCond(), body, end); });
  place(body);
  loopBody(s.getBody(), test, end);
  jump(test);
  place(end);
}

void Lowering::doStatement(const clang::DoStmt &s) {
  Label body = newLabel(), test = newLabel(), end = newLabel();
  place(body);
  loopBody(s.getBody(), test, end);
  place(test);
  outsideOfBody([&] { condition(s.getCond(), body, end); });
  place(end);
}

void Lowering::forStatement(const clang::ForStmt &s) {
  Label test = newLabel(), body = newLabel(), next = newLabel(), end = newLabel();
  open(&s);
  outsideOfBody([&] { statement(s.getInit()); });
  place(test);
  if (s.getCond()) outsideOfBody([&] { condition(s.getCond(), body, end); });
  place(body);
  loopBody(s.getBody(), next, end);
  place(next);
  if (s.getInc()) {
    At at(*this, s.getInc()->getBeginLoc());
    outsideOfBody([&] { effects(s.getInc()); });
  }
  jump(test);
  place(end);
  close();
}

void Lowering::switchStatement(const clang::SwitchStmt &s) {
  auto type = scalar(s.getCond()->getType());
  if (!type) {
    refuse("switch over " + s.getCond()->getType().getAsString());
    return;
  }
  Register tested = noRegister;
  outsideOfBody([&] { tested = value(s.getCond()); });
  Label end = newLabel(), fallback = end;
  for (const clang::SwitchCase *c = s.getSwitchCaseList(); c; c = c->getNextSwitchCase()) {
    if (cleanupsAt[c].size() != cleanups.size())
      refuse("a case past the declaration of what is to be cleaned up");
    if (const auto *labelled = llvm::dyn_cast<clang::CaseStmt>(c))
      caseTest(*labelled, tested, *type, labelOf(c));
    else
      fallback = labelOf(c);
  }
  jump(fallback);
  breaks.push_back({end, scopes.size(), cleanups.size()});
  block(s.getBody());
  breaks.pop_back();
  place(end);
}

void Lowering::caseTest(const clang::CaseStmt &s, Register tested, Scalar type, Label hit) {
  Label next = newLabel();
  Register low = value(s.getLHS());
  if (s.getRHS()) { // GNU: case 1 ... 5
    Label inside = newLabel();
    branch(emit(Op::LessEqual, type, low, tested), Scalar{}, inside, next);
    place(inside);
    branch(emit(Op::LessEqual, type, tested, value(s.getRHS())), Scalar{}, hit, next);
  } else {
    branch(emit(Op::Equal, type, tested, low), Scalar{}, hit, next);
  }
  place(next);
}

void Lowering::returnStatement(const clang::ReturnStmt &s) {
  const clang::Expr *e = s.getRetValue();
  Register result = noRegister;
  if (e && resultAddress != noRegister)
    copy(resultAddress, value(e), e->getType());
  else if (e && definition->getReturnType()->isVoidType())
    effects(e);
  else if (e)
    result = value(e);
  cleanUpTo(0);
  add(Op::Return).a = result;
}

void Lowering::assembly(const clang::GCCAsmStmt &s) {
  std::string text = s.getAsmString()->getString().str();
  if (text.find("__bug_table") != std::string::npos) return bugTable(s);
  if (s.isAsmGoto() || text.find_first_not_of(" \t\n") != std::string::npos) {
    refuse(s.isAsmGoto() ? "asm goto" : "inline assembly \"" + text.substr(0, text.find('\n')) + "\"");
    return;
  }
  // Nothing is executed: a compiler barrier, or values passed on through tied operands, all at once.
  std::vector<std::pair<const clang::Expr *, Register>> outputs;
  for (unsigned out = 0; out < s.getNumOutputs(); ++out) {
    if (s.isOutputPlusConstraint(out)) continue; // keeps its value
    const clang::Expr *source = nullptr;
    for (unsigned in = 0; in < s.getNumInputs(); ++in)
      if (s.getInputConstraint(in) == std::to_string(out)) source = s.getInputExpr(in);
    auto type = scalar(s.getOutputExpr(out)->getType());
    if (!source || !type || scalar(source->getType()) != type) {
      refuse("inline assembly with an output of unknown value");
      continue;
    }
    Register passed = newRegister();
    move(passed, value(source), *type);
    outputs.emplace_back(s.getOutputExpr(out), passed);
  }
  for (auto [output, passed] : outputs) assign(lvalue(output), passed);
}

/// The value of an operand that the assembler needs as a constant: it may be a variable that never changes.
std::optional<Integer> Lowering::immediate(const clang::Expr *e) {
  if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(e->IgnoreParenImpCasts()))
    if (const auto *v = llvm::dyn_cast<clang::VarDecl>(name->getDecl());
        v && v->hasLocalStorage() && v->getInit())
      return fold(v->getInit());
  return fold(e);
}

/// x86's WARN and BUG: an instruction that traps, and an entry in a table that says what it meant.
void Lowering::bugTable(const clang::GCCAsmStmt &s) {
  constexpr Integer bugflagWarning = 1;
  // Inputs are [file, line,] flags, size of the entry.
  std::optional<Integer> flags;
  if (s.getNumInputs() >= 2) flags = immediate(s.getInputExpr(s.getNumInputs() - 2));
  if (!flags) {
    refuse("entry of the bug table whose flags are not constant");
    return;
  }
  const clang::SourceManager &manager = context.getSourceManager();
  clang::SourceRange use = manager.getExpansionRange(s.getSourceRange()).getAsRange();
  auto written = [&](clang::SourceRange range) {
    return clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(range), manager,
                                       context.getLangOpts())
        .str();
  };
  bool isWarning = (*flags & bugflagWarning) != 0;
  ReportPoint point{isWarning ? ReportPoint::Kind::Warn : ReportPoint::Kind::Bug, "", written(use),
                    function.name, source()};
  point.name = written(use.getBegin());
  size_t open = point.condition.find('(');
  if (open != std::string::npos && point.condition.back() == ')')
    point.condition = point.condition.substr(open + 1, point.condition.size() - open - 2);
  add(Op::Report).index = unit.report(point);
}

} // namespace pinproof::model
