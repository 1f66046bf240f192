// What is reached is found by lowering: a function's calls, once dead code is gone, are the next to lower.
//
// Static initialisers become stores in a function of their own that runs before INIT, so that to the
// readers of a Program all memory starts as zero.
//
// A call through a pointer may reach any function of its type whose address somebody takes, in what is
// lowered because of such calls, too, or in initial values of what that names: so all this goes round until
// nothing new is met.
#include "model/clang/unit.h"

#include "model/clang/lowering.h"
#include "model/clang/prune.h"

#include "clang/AST/Attr.h"

#include <algorithm>

namespace pinproof::model {

uint32_t Unit::function(const clang::FunctionDecl &definition) {
  auto [at, isNew] = functionNumbers.try_emplace(definition.getCanonicalDecl(), program.functions.size());
  if (!isNew) return at->second;
  Function result;
  result.name = definition.getNameAsString();
  result.type = definition.getType().getAsString();
  result.where = places.source(definition.getLocation());
  result.fromKernel = places.isKernel(definition.getLocation());
  result.hasBody = true;
  program.functions.push_back(std::move(result));
  definitions.push_back(&definition);
  isQueued.push_back(false);
  return at->second;
}

namespace {

/// Whether one function can stand in for another: what pointers point to may be const in one of them, as
/// kernels come to promise more.
bool isSameButForConst(const clang::ASTContext &context, clang::QualType a, clang::QualType b) {
  auto plain = [&](clang::QualType type) {
    const clang::QualType pointee = type->getPointeeType();
    return pointee.isNull() ? type : context.getPointerType(pointee.getUnqualifiedType());
  };
  const auto *one = a->getAs<clang::FunctionProtoType>(), *other = b->getAs<clang::FunctionProtoType>();
  if (!one || !other || one->getNumParams() != other->getNumParams() ||
      one->isVariadic() != other->isVariadic() ||
      !context.hasSameType(plain(one->getReturnType()), plain(other->getReturnType())))
    return context.hasSameType(a, b);
  for (unsigned i = 0; i < one->getNumParams(); ++i)
    if (!context.hasSameType(plain(one->getParamType(i)), plain(other->getParamType(i)))) return false;
  return true;
}

} // namespace

const clang::FunctionDecl *Unit::body(const clang::FunctionDecl &callee) {
  if (auto model = roles.models.find(callee.getNameAsString()); model != roles.models.end()) {
    if (!isSameButForConst(context, callee.getType(), model->second->getType()))
      throw places.error("the model of " + callee.getNameAsString() + "() has another type than " +
                             callee.getType().getAsString(),
                         model->second->getLocation(), "correct the model");
    add(program.assumptions,
        functionsModelled(callee.getNameAsString() + "() by " + model->second->getNameAsString() + "() of " +
                          places.source(model->second->getLocation()).file));
    modelled[callee.getCanonicalDecl()] = model->second;
    return model->second;
  }
  if (roles.outside.count(callee.getNameAsString())) return nullptr;
  const clang::FunctionDecl *definition = callee.getDefinition();
  if (definition && definition->isWeak()) return nullptr; // another may take its place
  return definition && definition->hasBody() ? definition : nullptr;
}

std::shared_ptr<Layout> Unit::layout(clang::QualType type, clang::SourceLocation user) {
  clang::QualType element = context.getBaseElementType(type);
  if (const auto *record = element->getAs<clang::RecordType>()) {
    const clang::RecordDecl *declaration = record->getDecl()->getDefinition();
    if (declaration && declaration->isInvalidDecl()) {
      if (auto error = places.errorIn(declaration->getSourceRange())) throw *error;
      throw places.error(type.getAsString() + " does not parse", user, "correct its declaration");
    }
    const clang::IdentifierInfo *name = record->getDecl()->getIdentifier();
    if (broken.contains(name)) throw broken.explain(name, user, places);
  }
  return layouts.of(type);
}

uint32_t Unit::addObject(const std::string &name, std::shared_ptr<Layout> layout,
                         clang::SourceLocation where) {
  program.globals.push_back({name, std::move(layout), !places.isKernel(where), places.source(where)});
  variables.push_back(nullptr);
  return program.globals.size() - 1;
}

uint32_t Unit::global(const clang::VarDecl &given) {
  const clang::VarDecl *variable = definitionOf(given);
  if (!variable) variable = &given;
  auto [at, isNew] = globalNumbers.try_emplace(variable->getCanonicalDecl(), 0);
  if (!isNew) return at->second;
  std::string name = variable->getNameAsString();
  if (variable->isStaticLocal())
    if (const auto *owner = llvm::dyn_cast<clang::NamedDecl>(variable->getDeclContext()))
      name = owner->getNameAsString() + "." + name;
  at->second = addObject(name, layout(variable->getType(), variable->getLocation()), variable->getLocation());
  variables.back() = variable;
  return at->second;
}

/// An object without bytes: its address is what matters; whoever reads it is outside its bounds.
uint32_t Unit::literal(const clang::StringLiteral &text) {
  auto [at, isNew] = literals.try_emplace(&text, 0);
  if (isNew) {
    auto none = std::make_shared<Layout>();
    none->typeName = "text";
    at->second = addObject("\"" + text.getString().str() + "\"", none, text.getBeginLoc());
    program.globals.back().address = Object::Address::Text;
  }
  return at->second;
}

uint32_t Unit::functionObject(const clang::FunctionDecl &function) {
  auto [at, isNew] = functionObjects.try_emplace(function.getCanonicalDecl(), 0);
  if (isNew) {
    auto none = std::make_shared<Layout>();
    none->typeName = "function";
    at->second = addObject(function.getNameAsString(), none, function.getLocation());
    if (!function.isDefined()) program.globals.back().address = Object::Address::Elsewhere;
    addressTaken.push_back(&function);
  }
  return at->second;
}

uint32_t Unit::dispatcher(const clang::FunctionProtoType &type, clang::SourceLocation where) {
  Function result;
  result.name = "call through a pointer";
  result.type = clang::QualType(&type, 0).getAsString();
  result.where = places.source(where);
  result.fromKernel = places.isKernel(where);
  result.hasBody = true;
  program.functions.push_back(std::move(result));
  definitions.push_back(nullptr);
  isQueued.push_back(true);
  dispatchers.push_back({&type, where, static_cast<uint32_t>(program.functions.size() - 1)});
  return dispatchers.back().number;
}

uint32_t Unit::refusal(const std::string &text) {
  for (uint32_t i = 0; i < program.refusals.size(); ++i)
    if (program.refusals[i] == text) return i;
  program.refusals.push_back(text);
  return program.refusals.size() - 1;
}

uint32_t Unit::report(ReportPoint point) {
  for (uint32_t i = 0; i < program.reports.size(); ++i) {
    const ReportPoint &known = program.reports[i];
    if (known.where == point.where && known.name == point.name && known.kind == point.kind &&
        known.condition == point.condition)
      return i;
  }
  program.reports.push_back(std::move(point));
  return program.reports.size() - 1;
}

uint32_t Unit::input(InputChoice choice) {
  program.inputs.push_back(std::move(choice));
  return program.inputs.size() - 1;
}

void Unit::enqueueCallees(const Function &function) {
  for (const Instruction &i : function.code)
    if (i.op == Op::Call && !isQueued[i.index]) {
      isQueued[i.index] = true;
      queue.push_back(i.index);
    }
}

void Unit::checkUses(clang::SourceRange range) const {
  if (auto error = places.errorIn(range)) throw *error;
  if (auto error = broken.useIn(range, places)) throw *error;
}

void Unit::noteUndeclared(const std::string &name, clang::SourceLocation where) {
  const std::string path = places.path(where);
  llvm::StringRef file = path;
  if (file.consume_front("/pinproof/")) undeclared.push_back({name, file.str(), places.source(where)});
}

void Unit::lower(uint32_t index) {
  const clang::FunctionDecl *definition = definitions[index];
  if (!definition) return;
  for (const auto &[name, where] : places.undeclaredIn(definition->getSourceRange()))
    noteUndeclared(name, where);
  checkUses(definition->getSourceRange());
  for (const std::string &function : hidden.functionsIn(places.lines(definition->getSourceRange())))
    add(program.assumptions, functionsModelled(function));
  // A copy: the list of functions grows meanwhile.
  Function function = program.functions[index];
  Lowering lowering(*this, function);
  lowering.lowerBody(*definition);
  if (function.fromKernel) noteLines(*definition, function, lowering.leftOut());
  dropDeadCode(function);
  enqueueCallees(function);
  program.functions[index] = std::move(function);
}

namespace {

/// A jump that does not stand in the C is not kept where it leads nowhere new, so that its line says nothing;
/// nor does the return at the closing brace.
std::set<unsigned> linesWithCode(const Function &function, const KernelFunction &kernel) {
  std::set<unsigned> lines;
  for (const Instruction &i : function.code)
    if ((i.op != Op::Jump || i.index == writtenJump) && i.where.file == function.where.file)
      lines.insert(i.where.line);
  if (kernel.first != kernel.last) lines.erase(kernel.last);
  return lines;
}

void addExpressions(const clang::Stmt *s, const Places &places, std::set<unsigned> &lines) {
  if (!s) return;
  if (llvm::isa<clang::Expr, clang::ReturnStmt, clang::GotoStmt, clang::BreakStmt, clang::ContinueStmt>(s))
    lines.insert(places.source(s->getBeginLoc()).line);
  for (const clang::Stmt *child : s->children()) addExpressions(child, places, lines);
}

} // namespace

void Unit::noteLines(const clang::FunctionDecl &definition, const Function &function,
                     const std::vector<const clang::Stmt *> &leftOut) {
  KernelFunction kernel;
  kernel.name = function.name;
  kernel.where = function.where;
  kernel.first = places.source(definition.getBeginLoc()).line;
  kernel.last = places.source(definition.getEndLoc()).line;
  kernel.constant = linesWithCode(function, kernel);
  for (const clang::Stmt *statement : leftOut) addExpressions(statement, places, kernel.constant);
  kernels.push_back(std::move(kernel));
  kernelDefinitions.push_back(&definition);
}

std::vector<KernelFunction> Unit::kernelFunctions() const {
  std::vector<KernelFunction> result;
  for (const Function &function : program.functions)
    for (const KernelFunction &kernel : kernels) {
      if (kernel.name != function.name || kernel.where != function.where) continue;
      result.push_back(kernel);
      result.back().code = linesWithCode(function, kernel);
      for (unsigned line : result.back().code) result.back().constant.erase(line);
    }
  return result;
}

const clang::FunctionDecl &Unit::bodyOf(const KernelFunction &function) const {
  size_t i = 0;
  while (kernels.at(i).where != function.where || kernels[i].name != function.name) ++i;
  return *kernelDefinitions[i];
}

StandInsUsed::Reached Unit::reached() const {
  StandInsUsed::Reached result;
  for (uint32_t index : queue)
    if (definitions[index]) result.functions.push_back(definitions[index]);
  for (const clang::VarDecl *variable : variables)
    if (variable) result.variables.push_back(variable);
  result.models.assign(modelled.begin(), modelled.end());
  return result;
}

/// The function that stores static initial values and then runs INIT; no code when there are none.
Function Unit::lowerInitialisers() {
  Function result;
  result.name = "static_initialisers";
  result.type = "void (void)";
  result.where = program.functions[program.init].where;
  result.hasBody = true;
  Lowering lowering(*this, result);
  // Initial values may name further globals, and these functions further ones.
  std::vector<bool> isDone;
  for (bool isNew = true; isNew;) {
    isNew = false;
    std::vector<bool> isNamed(program.globals.size());
    auto note = [&](const Function &function) {
      for (const Instruction &i : function.code)
        if (i.op == Op::GlobalAddress) isNamed[i.index] = true;
    };
    for (const Function &function : program.functions) note(function);
    note(result);
    isDone.resize(isNamed.size());
    for (uint32_t g = 0; g < isNamed.size(); ++g) {
      if (!isNamed[g] || isDone[g]) continue;
      isDone[g] = true;
      if (!variables[g] || !variables[g]->getInit()) continue;
      lowering.lowerGlobal(*variables[g], g);
      isNew = true;
    }
  }
  if (result.code.empty()) return result;
  lowering.callAndReturn(program.init);
  dropDeadCode(result);
  return result;
}

void Unit::lowerDispatchers() {
  for (auto [type, where, number] : dispatchers) {
    std::vector<Lowering::Target> targets;
    for (const clang::FunctionDecl *function : addressTaken) {
      if (!context.hasSameType(function->getType(), clang::QualType(type, 0))) continue;
      const clang::FunctionDecl *definition = body(*function);
      Lowering::Target target{
          functionObjects.at(function->getCanonicalDecl()), {}, function->getNameAsString()};
      if (definition) target.number = this->function(*definition);
      targets.push_back(std::move(target));
    }
    // First those that are known: whether another file's is one of them nobody can say.
    auto isHere = [&](const Lowering::Target &target) {
      return program.globals[target.object].address == Object::Address::Own;
    };
    std::stable_partition(targets.begin(), targets.end(), isHere);
    Function result = program.functions[number];
    result.parameters.clear();
    result.registerNames.clear();
    result.code.clear();
    Lowering(*this, result).lowerDispatch(*type, where, targets);
    enqueueCallees(result);
    program.functions[number] = std::move(result);
  }
}

void Unit::drain() {
  for (; lowered < queue.size(); ++lowered) lower(queue[lowered]);
}

void Unit::lowerAll() {
  auto root = [&](const clang::FunctionDecl &definition) {
    uint32_t index = function(definition);
    if (!isQueued[index]) {
      isQueued[index] = true;
      queue.push_back(index);
    }
    return index;
  };
  program.init = root(*roles.init);
  for (const Roles::Role &role : roles.transitions)
    program.transitions.push_back(
        {role.name, root(*role.function), places.source(role.function->getLocation())});
  for (size_t i = 0; i < roles.invariants.size(); ++i)
    program.invariants[i].function = root(*roles.invariants[i].function);
  Function initialisers;
  for (size_t known = ~size_t{0}; known != addressTaken.size() || lowered != queue.size();) {
    known = addressTaken.size();
    drain();
    initialisers = lowerInitialisers();
    lowerDispatchers();
  }
  if (!initialisers.code.empty()) {
    program.functions.push_back(std::move(initialisers));
    definitions.push_back(nullptr);
    program.init = program.functions.size() - 1;
  }
  refuseRecursion(program);
  dropUnused(program);
}

} // namespace pinproof::model
