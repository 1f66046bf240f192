// What Clang leaves out without saying so.
//
// A kernel file read without its headers is full of errors that do not matter. But a declaration with an
// error in it is marked invalid, and Clang 14 then drops every C statement that uses it, without another
// word: a front end that trusted the tree would lose writes. Nor does the tree show that an enumerator was
// given a wrong value, or that a typedef became int. So the names of such declarations are collected here,
// with those of all that is declared in their terms, and whoever uses one of them is an error too. What
// counts as a use is decided by the tokens that the parser got, because the tree no longer has them.
//
// By name, without scopes: a local variable called like a broken global is an error too many.
#include "model/clang/broken_names.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

namespace pinproof::model {

void BrokenNames::watch(clang::Preprocessor &preprocessor) {
  preprocessor.setTokenWatcher([this](const clang::Token &token) {
    if (token.isAnnotation() || token.isLiteral()) return;
    if (const clang::IdentifierInfo *name = token.getIdentifierInfo())
      identifiers.push_back({token.getLocation(), name});
  });
}

void BrokenNames::addBroken(const std::string &name, const std::string &why) {
  if (!name.empty()) names.try_emplace(name, why);
}

void BrokenNames::addDeclared(const clang::Decl &declaration, const std::string &why) {
  if (const auto *named = llvm::dyn_cast<clang::NamedDecl>(&declaration))
    addBroken(named->getNameAsString(), why);
  if (const auto *values = llvm::dyn_cast<clang::EnumDecl>(&declaration))
    for (const clang::EnumConstantDecl *value : values->enumerators())
      addBroken(value->getNameAsString(), why);
}

namespace {

/// Without a function's body: errors there are the function's own.
clang::SourceRange declarator(const clang::Decl &declaration) {
  clang::SourceRange range = declaration.getSourceRange();
  const auto *function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
  if (function && function->doesThisDeclarationHaveABody() && function->getBody())
    range.setEnd(function->getBody()->getBeginLoc());
  return range;
}

} // namespace

void BrokenNames::addFromMessages(const Places &places) {
  // Of two declarations that contradict each other one is dropped from the tree, name and all.
  for (const Complaints::Complaint &complaint : places.all()) {
    bool contradicts = false;
    for (const char *words : {"redefinition", "redeclar", "conflicting types", "declaration of "})
      contradicts |= complaint.message.find(words) != std::string::npos;
    if (!contradicts) continue;
    addBroken(llvm::StringRef(complaint.message).split('\'').second.split('\'').first.str(),
              complaint.message);
    addBroken(places.identifierAt(complaint.where), complaint.message);
  }
}

/// A list of initial values with an error in it is dropped, and the variable is valid without it: its lines
/// end before the error.
void BrokenNames::addUnfinished(const clang::ASTContext &context, const Places &places) {
  const clang::SourceManager &manager = context.getSourceManager();
  for (const Complaints::Complaint &complaint : places.all()) {
    if (complaint.where.isInvalid()) continue;
    auto [file, offset] = manager.getDecomposedExpansionLoc(complaint.where);
    const clang::Decl *last = nullptr;
    unsigned lastOffset = 0;
    for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls()) {
      if (declaration->getLocation().isInvalid()) continue;
      auto [at, begin] = manager.getDecomposedExpansionLoc(declaration->getLocation());
      if (at != file || begin > offset || (last && begin < lastOffset)) continue;
      last = declaration;
      lastOffset = begin;
    }
    const auto *function = llvm::dyn_cast_or_null<clang::FunctionDecl>(last);
    bool isWhole = function && function->doesThisDeclarationHaveABody();
    if (last && !isWhole && places.isOneDeclaration(last->getEndLoc(), complaint.where))
      addDeclared(*last, complaint.message);
  }
}

void BrokenNames::settle(const clang::ASTContext &context, const Places &places) {
  if (places.all().empty()) return;
  addFromMessages(places);
  addUnfinished(context, places);
  for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls()) {
    auto error = places.errorIn(declarator(*declaration));
    if (error || declaration->isInvalidDecl())
      addDeclared(*declaration, error ? error->what() : "its declaration does not parse");
  }
  // What is declared in terms of a broken name is broken.
  for (size_t before = 0; before != names.size();) {
    before = names.size();
    std::vector<Use> uses;
    for (const Use &use : identifiers)
      if (contains(use.name->getName().str())) uses.push_back(use);
    for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls())
      for (const Use &use : uses)
        if (places.isInside(use.where, declarator(*declaration)))
          addDeclared(*declaration, names.at(use.name->getName().str()));
  }
}

InputError BrokenNames::explain(const std::string &name, clang::SourceLocation user,
                                const Places &places) const {
  return places.error(
      "\"" + name + "\" cannot be understood: " + names.at(name), user,
      "the stand-in headers contradict this kernel file or lack what it uses: correct them in "
      "specs/include, or read the real headers in configured mode");
}

std::optional<InputError> BrokenNames::useIn(clang::SourceRange range, const Places &places) const {
  if (names.empty()) return std::nullopt;
  for (const Use &use : identifiers) {
    std::string name = use.name->getName().str();
    if (contains(name) && places.isInside(use.where, range)) return explain(name, use.where, places);
  }
  return std::nullopt;
}

} // namespace pinproof::model
