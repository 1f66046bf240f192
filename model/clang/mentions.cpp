// A patch changes lines. Those in functions paths run through or not; what stands outside of functions is
// looked at where it is used on a line that is run. The preprocessor tells that of macros, the syntax tree of
// the rest: enumerators, members, variables with their initial values, declarations of functions.
//
// And where ours stands in for what the kernel calls, a line may be run and what it says may not matter all
// the same: a macro of ours that is a constant whatever it is given, or leaves out an argument, or an empty
// function. Those are found here; those that do something, but nothing that counts (a statistic), say so by
// themselves with MEANINGLESS.
//
// Limits: types count by their members only, and what is asked of a macro in #if counts for nothing.
#include "model/clang/mentions.h"

#include "model/clang/places.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Preprocessor.h"

#include <algorithm>
#include <tuple>

namespace pinproof::model {

namespace {

/// Whether token `i` of a macro is a parameter of which it makes nothing: `(void)(parameter)`.
bool isVoid(const clang::MacroInfo &macro, unsigned i) {
  auto is = [&](unsigned back, clang::tok::TokenKind kind) {
    return i >= back && macro.getReplacementToken(i - back).is(kind);
  };
  const unsigned bracket = is(1, clang::tok::l_paren) ? 1 : 0;
  return is(bracket + 1, clang::tok::r_paren) && is(bracket + 2, clang::tok::kw_void) &&
         is(bracket + 3, clang::tok::l_paren);
}

/// Whether a macro is one value, or nothing, whatever it is given: `((void)0)`, `((void)(a), false)`.
bool isConstant(const clang::MacroInfo &macro) {
  for (unsigned i = 0; i < macro.getNumTokens(); ++i) {
    const clang::Token &token = macro.getReplacementToken(i);
    const clang::IdentifierInfo *name = token.getIdentifierInfo();
    if (name && macro.getParameterNum(name) >= 0) {
      if (!isVoid(macro, i)) return false;
    } else if (name) {
      if (!name->isStr("void") && !name->isStr("true") && !name->isStr("false") && !name->isStr("NULL"))
        return false;
    } else if (!token.isOneOf(clang::tok::l_paren, clang::tok::r_paren, clang::tok::comma,
                              clang::tok::numeric_constant)) {
      return false;
    }
  }
  return true;
}

/// Whether a macro makes something of its parameter.
bool uses(const clang::MacroInfo &macro, const clang::IdentifierInfo *parameter) {
  for (unsigned i = 0; i < macro.getNumTokens(); ++i)
    if (macro.getReplacementToken(i).getIdentifierInfo() == parameter && !isVoid(macro, i)) return true;
  return false;
}

std::optional<Silence> silenceOf(const clang::MacroInfo &macro) {
  if (!macro.isFunctionLike()) return std::nullopt;
  Silence silence;
  silence.isWhole = isConstant(macro);
  unsigned number = 0;
  for (const clang::IdentifierInfo *parameter : macro.params()) {
    const bool isUsed = uses(macro, parameter);
    const bool isRest = macro.isVariadic() && number + 1 == macro.getNumParams();
    if (!isUsed && isRest) silence.argumentsFrom = number;
    if (!isUsed) silence.arguments.insert(number);
    ++number;
  }
  if (!silence.isWhole && silence.arguments.empty()) return std::nullopt;
  return silence;
}

std::optional<Silence> silenceOf(const clang::FunctionDecl &function) {
  const auto *body = llvm::dyn_cast_or_null<clang::CompoundStmt>(function.getBody());
  if (!body) return std::nullopt;
  Silence silence;
  silence.isWhole = body->body_empty();
  for (unsigned i = 0; i < function.getNumParams(); ++i)
    if (!function.getParamDecl(i)->isReferenced()) silence.arguments.insert(i);
  if (!silence.isWhole && silence.arguments.empty()) return std::nullopt;
  return silence;
}

/// Collects what stands outside of functions, by where it stands.
class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  Collector(const Places &places, std::map<std::string, Silence> &silent) : places(places), silent(silent) {}

  bool VisitDeclRefExpr(clang::DeclRefExpr *e) {
    const clang::ValueDecl *declaration = e->getDecl();
    if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(declaration)) {
      for (const clang::FunctionDecl *one : function->redecls())
        if (!one->doesThisDeclarationHaveABody()) note(one->getSourceRange(), e->getLocation());
      if (const clang::FunctionDecl *body = function->getDefinition();
          body && !places.isKernel(body->getLocation()))
        if (auto silence = silenceOf(*body)) silent.try_emplace(function->getNameAsString(), *silence);
    } else if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(declaration)) {
      if (!variable->hasGlobalStorage() || variable->isStaticLocal()) return true;
      for (const clang::VarDecl *one : variable->redecls()) note(one->getSourceRange(), e->getLocation());
      if (const clang::VarDecl *one = variable->getInitializingDeclaration())
        if (places.isKernel(one->getLocation()) && initialised.insert(one).second)
          TraverseStmt(const_cast<clang::Expr *>(one->getInit()));
    } else if (const auto *constant = llvm::dyn_cast<clang::EnumConstantDecl>(declaration)) {
      note(constant->getSourceRange(), e->getLocation());
      noteEnds(llvm::cast<clang::Decl>(constant->getDeclContext())->getSourceRange(), e->getLocation());
    }
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr *e) {
    const auto *field = llvm::dyn_cast<clang::FieldDecl>(e->getMemberDecl());
    if (!field) return true;
    note(field->getSourceRange(), e->getMemberLoc());
    noteEnds(field->getParent()->getSourceRange(), e->getMemberLoc());
    return true;
  }

  void note(clang::SourceRange range, clang::SourceLocation use) {
    if (!places.isKernel(range.getBegin())) return;
    const Source first = places.source(range.getBegin()), last = places.source(range.getEnd()),
                 user = places.source(use);
    add(first.file, first.line, std::max(first.line, last.line), user);
  }
  void add(const std::string &file, unsigned first, unsigned last, const Source &use) {
    found[{file, first, last}].emplace(use.file, use.line);
  }
  std::vector<Declared> all() const {
    std::vector<Declared> result;
    for (const auto &[place, uses] : found)
      result.push_back({std::get<0>(place), std::get<1>(place), std::get<2>(place), uses});
    return result;
  }

private:
  /// The lines around a list of members.
  void noteEnds(clang::SourceRange range, clang::SourceLocation use) {
    note({range.getBegin(), range.getBegin()}, use);
    note({range.getEnd(), range.getEnd()}, use);
  }

  const Places &places;
  std::map<std::string, Silence> &silent;
  std::map<std::tuple<std::string, unsigned, unsigned>, std::set<std::pair<std::string, unsigned>>> found;
  std::set<const clang::VarDecl *> initialised;
};

} // namespace

class Mentions::Listener : public clang::PPCallbacks {
public:
  explicit Listener(Mentions &mentions) : mentions(mentions) {}

  void MacroExpands(const clang::Token &name, const clang::MacroDefinition &definition, clang::SourceRange,
                    const clang::MacroArgs *) override {
    const clang::MacroInfo *macro = definition.getMacroInfo();
    if (macro == nullptr || macro->isBuiltinMacro()) return;
    mentions.expansions.push_back({name.getIdentifierInfo()->getName().str(), name.getLocation(), macro});
  }

private:
  Mentions &mentions;
};

std::unique_ptr<clang::PPCallbacks> Mentions::listen(const clang::SourceManager &) {
  return std::make_unique<Listener>(*this);
}

void Mentions::settle(const clang::SourceManager &manager, const Places &places,
                      const std::vector<const clang::FunctionDecl *> &kernel, ReadResult &result) {
  Collector collector(places, result.silent);
  for (const clang::FunctionDecl *function : kernel)
    collector.TraverseDecl(const_cast<clang::FunctionDecl *>(function));
  std::set<std::pair<const clang::MacroInfo *, Places::Position>> seen; // a macro in one expands many more
  for (const Expansion &use : expansions) {
    if (!seen.emplace(use.macro, places.position(use.where)).second) continue;
    const clang::SourceLocation begin = use.macro->getDefinitionLoc();
    if (!manager.isWrittenInCommandLineFile(begin) && places.isKernel(begin)) {
      collector.note({begin, use.macro->getDefinitionEndLoc()}, use.where);
    } else if (use.where.isFileID() && places.isKernel(use.where) && !result.silent.contains(use.name)) {
      if (auto silence = silenceOf(*use.macro)) result.silent.emplace(use.name, *silence);
    }
  }
  result.declared = collector.all();
}

} // namespace pinproof::model
