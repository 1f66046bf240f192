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
//
// The other thing that leaves no trace in the tree is an __if_exists where the grammar wants one statement
// (behind `case 5:` or `else`): its statements go to a list that nobody keeps. Behind what ends a statement
// or opens a list they are kept.
#include "model/clang/broken_names.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

namespace pinproof::model {

namespace {

bool endsOrOpens(clang::tok::TokenKind token) {
  return token == clang::tok::semi || token == clang::tok::l_brace || token == clang::tok::r_brace ||
         token == clang::tok::comma;
}

} // namespace

void BrokenNames::watch(clang::Preprocessor &preprocessor) {
  limit.watch(preprocessor);
  preprocessor.setTokenWatcher([this](const clang::Token &token) {
    limit.count(token);
    if (token.is(clang::tok::eof)) return;
    if (token.isOneOf(clang::tok::kw___if_exists, clang::tok::kw___if_not_exists) && !endsOrOpens(previous))
      lostBlocks.push_back(token.getLocation());
    previous = token.getKind();
    if (token.isAnnotation() || token.isLiteral()) return;
    if (const clang::IdentifierInfo *name = token.getIdentifierInfo())
      identifiers.push_back({token.getLocation(), name});
  });
}

void BrokenNames::addBroken(const clang::IdentifierInfo *name, const std::string &why) {
  if (name) names.try_emplace(name, why);
}

void BrokenNames::addDeclared(const clang::Decl &declaration, const std::string &why) {
  if (const auto *named = llvm::dyn_cast<clang::NamedDecl>(&declaration))
    addBroken(named->getIdentifier(), why);
  if (const auto *values = llvm::dyn_cast<clang::EnumDecl>(&declaration))
    for (const clang::EnumConstantDecl *value : values->enumerators()) addBroken(value->getIdentifier(), why);
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

void BrokenNames::addFromMessages(const clang::ASTContext &context, const Places &places) {
  // Of two declarations that contradict each other one is dropped from the tree, name and all.
  for (const Complaints::Complaint &complaint : places.all()) {
    bool contradicts = false;
    for (const char *words : {"redefinition", "redeclar", "conflicting types", "declaration of "})
      contradicts |= complaint.message.find(words) != std::string::npos;
    if (!contradicts) continue;
    std::string about = llvm::StringRef(complaint.message).split('\'').second.split('\'').first.str();
    for (const std::string &name : {about, places.identifierAt(complaint.where)})
      if (!name.empty()) addBroken(&context.Idents.get(name), complaint.message);
  }
}

/// A list of initial values with an error in it is dropped, and the variable is valid without it: its lines
/// end before the error.
void BrokenNames::addUnfinished(const clang::ASTContext &context, const Places &places) {
  std::map<Places::Position, const clang::Decl *> byPlace;
  for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls())
    if (declaration->getLocation().isValid())
      byPlace[places.position(declaration->getLocation())] = declaration;
  for (const Complaints::Complaint &complaint : places.all()) {
    if (complaint.where.isInvalid()) continue;
    Places::Position error = places.position(complaint.where);
    auto next = byPlace.upper_bound(error);
    if (next == byPlace.begin() || std::prev(next)->first.first != error.first) continue;
    const clang::Decl *last = std::prev(next)->second;
    const auto *function = llvm::dyn_cast<clang::FunctionDecl>(last);
    bool isWhole = function && function->doesThisDeclarationHaveABody();
    if (!isWhole && places.isOneDeclaration(last->getEndLoc(), complaint.where))
      addDeclared(*last, complaint.message);
  }
}

void BrokenNames::settle(const clang::ASTContext &context, const Places &places) {
  if (places.all().empty()) return;
  addFromMessages(context, places);
  addUnfinished(context, places);
  for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls()) {
    auto error = places.errorIn(declarator(*declaration));
    if (error || declaration->isInvalidDecl())
      addDeclared(*declaration, error ? error->what() : "its declaration does not parse");
  }
  // What is declared in terms of a broken name is broken.
  for (size_t before = 0; before != names.size();) {
    before = names.size();
    findUses(places);
    for (const clang::Decl *declaration : context.getTranslationUnitDecl()->decls()) {
      Places::Lines lines = places.lines(declarator(*declaration));
      auto use = uses.lower_bound({lines.file, lines.begin});
      if (use != uses.end() && lines.contains(use->first)) {
        std::string why = names.lookup(use->second.name);
        addDeclared(*declaration, why);
      }
    }
  }
}

void BrokenNames::findUses(const Places &places) {
  for (const Use &use : identifiers)
    if (contains(use.name)) uses.emplace(places.position(use.where), use);
}

InputError BrokenNames::explain(const clang::IdentifierInfo *name, clang::SourceLocation user,
                                const Places &places) const {
  return places.error(
      "\"" + name->getName().str() + "\" cannot be understood: " + names.lookup(name), user,
      "the stand-in headers contradict this kernel file or lack what it uses: correct them in "
      "specs/include, or read the real headers in configured mode");
}

std::optional<InputError> BrokenNames::useIn(clang::SourceRange range, const Places &places) const {
  if (names.empty()) return std::nullopt;
  Places::Lines lines = places.lines(range);
  auto use = uses.lower_bound({lines.file, lines.begin});
  if (use == uses.end() || !lines.contains(use->first)) return std::nullopt;
  return explain(use->second.name, use->second.where, places);
}

} // namespace pinproof::model
