// The macros of pinproof.h leave annotations on ordinary declarations; here they are collected.
//
// Drift is found here and before anything is lowered: a function whose type is none of those the
// specification knows, and a call in the specification of a function that this kernel does not have
// (which C takes for an implicit declaration). Types are compared as Clang's canonical types, so
// typedefs and parameter names make no difference.
#include "model/clang/roles.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace pinproof::model {

namespace {

const char *const noteShape = "write it with the macros of pinproof.h";

Expectation expectation(const std::string &word, clang::SourceLocation where, const Places &places) {
  if (word == "violated") return Expectation::Violated;
  if (word == "holds") return Expectation::Holds;
  if (word == "finding") return Expectation::Finding;
  throw places.error(
      "\"" + word + "\" cannot be expected", where,
      "expect \"holds\", \"violated\" (a self-test) or \"finding\" (a defect of some kernels)");
}

void checkDistinct(const std::vector<Roles::Role> &list, const char *kind, const Places &places) {
  std::set<std::string> seen;
  for (const Roles::Role &role : list)
    if (!seen.insert(role.name).second)
      throw places.error(std::string("two ") + kind + "s are called \"" + role.name + "\"",
                         role.function->getLocation(), "give each its own name");
}

class Reader {
public:
  Reader(const clang::ASTContext &context, const Places &places, Program &program)
      : context(context), places(places), program(program) {}

  Roles read() {
    for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls()) {
      if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(declaration)) readFunction(*function);
      if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(declaration)) readNote(*variable);
      if (const auto *type = llvm::dyn_cast<clang::TypedefDecl>(declaration)) readKnownType(*type);
    }
    if (!program.absent.empty() || roles.isUnported) return roles;
    compareKnownTypes();
    for (const clang::FunctionDecl *function : specFunctions) findMissing(function->getBody());
    return roles;
  }

private:
  void readFunction(const clang::FunctionDecl &function) {
    if (!function.doesThisDeclarationHaveABody()) return;
    if (places.isSpecification(function.getLocation())) specFunctions.push_back(&function);
    std::string name = function.getNameAsString();
    if (annotation(function, "init")) roles.init = &function;
    if (auto model = annotation(function, "model.")) roles.models[*model] = &function;
    if (annotation(function, "transition"))
      roles.transitions.push_back({withoutPrefix(name, "transition_"), &function});
    if (annotation(function, "invariant"))
      roles.invariants.push_back({withoutPrefix(name, "invariant_"), &function});
  }

  static std::string withoutPrefix(const std::string &name, const std::string &prefix) {
    return name.rfind(prefix, 0) == 0 ? name.substr(prefix.size()) : name;
  }

  void readNote(const clang::VarDecl &variable) {
    for (const char *role : {"title", "assumption", "expect_report", "absent", "unported", "outside",
                             "exchange", "meaningless"}) {
      if (!annotation(variable, role)) continue;
      const auto *text = variable.getInit()
                             ? llvm::dyn_cast<clang::StringLiteral>(variable.getInit()->IgnoreParenImpCasts())
                             : nullptr;
      if (!text) throw places.error("a text is expected here", variable.getLocation(), noteShape);
      addNote(role, text->getString().str(), variable.getLocation());
    }
  }

  void addNote(const std::string &role, const std::string &text, clang::SourceLocation where) {
    if (role == "title") program.title = text;
    if (role == "assumption") addAssumption(text, where);
    if (role == "absent") program.absent.push_back(text);
    if (role == "unported") {
      roles.isUnported = true;
      program.drifts.push_back({text, {}, "", places.source(where)});
    }
    if (role == "exchange")
      roles.exchanges.emplace_back(text.substr(0, text.find('\n')), text.substr(text.find('\n') + 1));
    if (role == "outside") roles.outside.insert(text);
    if (role == "meaningless")
      roles.meaningless[text.substr(0, text.find('\n'))] = meaninglessBy(text, where);
    if (role == "expect_report") program.reportExpectations.push_back(reportExpectation(text, where));
  }

  void addAssumption(const std::string &note, clang::SourceLocation where) {
    size_t end = note.find('\n');
    if (end == std::string::npos || end == 0)
      throw places.error("ASSUMPTION(label, \"text\") is expected", where, noteShape);
    std::string label = note.substr(0, end);
    if (!places.isOwn(where)) label = program.name + "." + label;
    try {
      add(program.assumptions, {label, note.substr(end + 1), {}});
    } catch (const std::invalid_argument &error) {
      throw places.error(error.what(), where, "give each its own label");
    }
  }

  /// As answers show the label.
  std::string meaninglessBy(const std::string &note, clang::SourceLocation where) const {
    const size_t end = note.find('\n');
    if (end == std::string::npos || end == 0 || end + 1 == note.size())
      throw places.error("MEANINGLESS(function, label) is expected", where, noteShape);
    return (places.isOwn(where) ? "" : program.name + ".") + note.substr(end + 1);
  }

  ReportExpectation reportExpectation(const std::string &text, clang::SourceLocation where) const {
    std::vector<std::string> parts(1);
    for (char c : text) {
      if (c == '\n' && parts.size() < 4)
        parts.emplace_back();
      else
        parts.back() += c;
    }
    if (parts.size() != 4)
      throw places.error("EXPECT_REPORT(function, \"part\", violated, \"why\") is expected", where,
                         noteShape);
    return {parts[0], parts[1], expectation(parts[2], where, places), parts[3], places.source(where)};
  }

  void readKnownType(const clang::TypedefDecl &type) {
    auto function = annotation(type, "known.");
    if (!function) return;
    if (known.find(*function) == known.end()) knownOrder.push_back(*function);
    known[*function].push_back(&type);
  }

  const clang::FunctionDecl *find(const std::string &name) const {
    clang::DeclarationName identifier(&context.Idents.get(name));
    for (const clang::NamedDecl *found : context.getTranslationUnitDecl()->lookup(identifier))
      if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(found)) {
        if (const clang::FunctionDecl *definition = function->getDefinition()) return definition;
        return function->getMostRecentDecl();
      }
    return nullptr;
  }

  void compareKnownTypes() {
    for (const std::string &name : knownOrder) {
      const clang::FunctionDecl *function = find(name);
      if (!function || function->isImplicit()) continue; // missing is found at its use
      bool matches = false;
      for (const clang::TypedefDecl *type : known[name])
        matches |= context.hasSameType(type->getUnderlyingType(), function->getType());
      if (!matches)
        program.drifts.push_back({name, typesAsWritten(name), function->getType().getAsString(),
                                  places.source(function->getLocation())});
    }
  }

  std::vector<std::string> typesAsWritten(const std::string &name) {
    std::vector<std::string> result;
    for (const clang::TypedefDecl *type : known[name])
      result.push_back(type->getUnderlyingType().getAsString());
    return result;
  }

  /// Calls in the specification of functions that nothing declares.
  void findMissing(const clang::Stmt *statement) {
    if (!statement) return;
    if (const auto *reference = llvm::dyn_cast<clang::DeclRefExpr>(statement))
      if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()))
        if (function->isImplicit() && function->getBuiltinID() == 0)
          addMissing(*function, reference->getLocation());
    for (const clang::Stmt *child : statement->children()) findMissing(child);
  }

  void addMissing(const clang::FunctionDecl &function, clang::SourceLocation where) {
    std::string name = function.getNameAsString();
    if (missing.insert(name).second)
      program.drifts.push_back({name, typesAsWritten(name), "", places.source(where)});
  }

  const clang::ASTContext &context;
  const Places &places;
  Program &program;
  Roles roles;
  std::vector<const clang::FunctionDecl *> specFunctions;
  std::map<std::string, std::vector<const clang::TypedefDecl *>> known;
  std::vector<std::string> knownOrder;
  std::set<std::string> missing;
};

} // namespace

Roles readRoles(const clang::ASTContext &context, const Places &places, Program &program) {
  return Reader(context, places, program).read();
}

std::vector<InvariantEntry> checkRoles(const Roles &roles, const Places &places, const Program &program) {
  if (!roles.init)
    throw InputError("the specification has no INIT", Source{program.name + ".c"},
                     "say with INIT() { … } what holds at first");
  if (roles.transitions.empty())
    throw InputError("the specification has no TRANSITION", Source{program.name + ".c"},
                     "say with TRANSITION(name) { … } what may happen");
  checkDistinct(roles.transitions, "transition", places);
  checkDistinct(roles.invariants, "invariant", places);
  std::vector<InvariantEntry> result;
  for (const Roles::Role &role : roles.invariants) {
    clang::SourceLocation where = role.function->getLocation();
    InvariantEntry entry{role.name, 0, Expectation::Holds, "", places.source(where)};
    if (auto expected = annotation(*role.function, "expect.")) {
      size_t colon = expected->find(':');
      entry.expect = expectation(expected->substr(0, colon), where, places);
      if (colon != std::string::npos) entry.reason = expected->substr(colon + 1);
    }
    result.push_back(std::move(entry));
  }
  return result;
}

} // namespace pinproof::model
