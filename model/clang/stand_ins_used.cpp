// A name is used where a function that is reached says it: a macro, a function, a constant, a type, a member.
// What a stand-in's own body says is used as well, since that is reached too. A macro outside of all
// functions, in #if or in a declaration, is used by everybody who reads the file.
//
// Ours stands in for the kernel's where the kernel's is not read: a function that the tree's .c file defines
// is the tree's, whoever declared it before. Whether the kernel has the name at all, its headers say
// (model/stand_ins.h). The vocabulary of pinproof.h is ours alone, and CONFIG_... is the configuration. What
// a specification, or what several share, declares for itself counts only where kernel code uses it.
#include "model/clang/stand_ins_used.h"

#include "model/clang/definitions.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Token.h"

namespace pinproof::model {

class StandInsUsed::Listener : public clang::PPCallbacks {
public:
  Listener(const clang::SourceManager &manager, StandInsUsed &used) : manager(manager), used(used) {}
  void FileChanged(clang::SourceLocation where, FileChangeReason reason, clang::SrcMgr::CharacteristicKind,
                   clang::FileID) override {
    if (reason == EnterFile) used.entered.push_back(manager.getFileID(where));
  }
  void MacroExpands(const clang::Token &name, const clang::MacroDefinition &macro, clang::SourceRange,
                    const clang::MacroArgs *) override {
    const clang::MacroInfo *info = macro.getMacroInfo();
    if (info != nullptr && !info->isBuiltinMacro())
      used.expansions.push_back({name.getIdentifierInfo()->getName().str(), name.getLocation(), info});
  }

private:
  const clang::SourceManager &manager;
  StandInsUsed &used;
};

std::unique_ptr<clang::PPCallbacks> StandInsUsed::listen(const clang::SourceManager &manager) {
  return std::make_unique<Listener>(manager, *this);
}

namespace {

/// The tag around a member, or the name that typedef gives to what has none.
std::string tagOf(const clang::RecordDecl &record) {
  const clang::RecordDecl *named = &record;
  while (named->getName().empty() && !named->getTypedefNameForAnonDecl()) {
    const auto *outer = llvm::dyn_cast<clang::RecordDecl>(named->getLexicalDeclContext());
    if (!outer) return "";
    named = outer;
  }
  return named->getName().empty() ? named->getTypedefNameForAnonDecl()->getName().str()
                                  : named->getName().str();
}

class Collector : public clang::RecursiveASTVisitor<Collector> {
public:
  Collector(const clang::SourceManager &manager, const Places &places, const Hidden &hidden)
      : manager(manager), places(places), hidden(hidden) {}

  /// `declared`: where; `used`: in whose text.
  void add(const std::string &name, clang::SourceLocation declared, clang::SourceLocation used) {
    const clang::SourceLocation spelled = manager.getSpellingLoc(declared);
    if (name.empty() || name.starts_with("CONFIG_") || !places.isOwn(spelled)) return;
    const std::string file = places.source(spelled).file;
    if (llvm::StringRef(file) == "specs/include/pinproof.h" || hidden.isOfTree(name)) return;
    StandIn &one = all.try_emplace(name, StandIn{name, file, false}).first->second;
    if (used.isInvalid()) return;
    const clang::SourceLocation said = manager.getSpellingLoc(used);
    one.isKernels |= !manager.isWrittenInScratchSpace(said) && places.isKernel(said); // ## writes there
  }
  void addFunction(const clang::FunctionDecl &function, clang::SourceLocation used) {
    for (const clang::FunctionDecl *one : function.redecls())
      if (places.isKernel(one->getLocation())) return;
    add(function.getName().str(), function.getCanonicalDecl()->getLocation(), used);
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr *reference) {
    const clang::ValueDecl *declaration = reference->getDecl();
    if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(declaration))
      addFunction(*function, reference->getLocation());
    else if (!declaration->getDeclContext()->isFunctionOrMethod())
      add(declaration->getName().str(), declaration->getLocation(), reference->getLocation());
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr *access) {
    if (const auto *field = llvm::dyn_cast<clang::FieldDecl>(access->getMemberDecl()))
      addMember(*field, access->getMemberLoc());
    return true;
  }
  bool VisitDesignatedInitExpr(clang::DesignatedInitExpr *init) {
    for (const clang::DesignatedInitExpr::Designator &one : init->designators())
      if (one.isFieldDesignator())
#if LLVM_VERSION_MAJOR >= 17
        if (const clang::FieldDecl *field = one.getFieldDecl())
#else
        if (const clang::FieldDecl *field = one.getField())
#endif
          addMember(*field, one.getFieldLoc());
    return true;
  }
  bool VisitTypedefTypeLoc(clang::TypedefTypeLoc type) {
    const clang::TypedefNameDecl &name = *type.getTypedefNameDecl();
    add(name.getName().str(), name.getLocation(), type.getNameLoc());
    return true;
  }

  std::map<std::string, StandIn> all;

private:
  void addMember(const clang::FieldDecl &field, clang::SourceLocation used) {
    const std::string tag = tagOf(*field.getParent());
    if (!tag.empty() && !field.getName().empty())
      add(tag + "." + field.getName().str(), field.getLocation(), used);
  }

  const clang::SourceManager &manager;
  const Places &places;
  const Hidden &hidden;
};

/// By how it is shown; what specifications share is in specs/include/pinproof.
bool isStandInHeader(const std::string &file) {
  return file.starts_with("specs/compat/") ||
         (file.starts_with("specs/include/") && !file.starts_with("specs/include/pinproof/"));
}

/// Text in which macros count only if the function there is reached.
class FunctionText {
public:
  FunctionText(const std::vector<clang::FileID> &files, const clang::SourceManager &manager,
               const Places &places, const std::vector<const clang::FunctionDecl *> &reached) {
    for (clang::FileID file : files)
      for (const Definition &one : definitionsIn(manager.getBufferData(file)))
        all[{file, static_cast<unsigned>(one.begin)}] = static_cast<unsigned>(one.end);
    for (const clang::FunctionDecl *function : reached) {
      const Places::Lines lines = places.lines(function->getSourceRange());
      used[{lines.file, lines.begin}] = lines.end;
    }
  }
  bool isUsed(Places::Position position) const { return isIn(used, position) || !isIn(all, position); }

private:
  using Ranges = std::map<Places::Position, unsigned>;
  static bool isIn(const Ranges &ranges, Places::Position position) {
    auto next = ranges.upper_bound(position);
    if (next == ranges.begin()) return false;
    const auto &[begin, end] = *std::prev(next);
    return begin.first == position.first && position.second <= end;
  }
  Ranges all, used;
};

} // namespace

std::vector<StandIn> StandInsUsed::in(const Reached &reached, const clang::SourceManager &manager,
                                      const Places &places, const Hidden &hidden) const {
  Collector collector(manager, places, hidden);
  for (const clang::FunctionDecl *function : reached.functions) {
    collector.addFunction(*function, clang::SourceLocation());
    collector.TraverseDecl(const_cast<clang::FunctionDecl *>(function));
  }
  for (const clang::VarDecl *variable : reached.variables)
    collector.TraverseDecl(const_cast<clang::VarDecl *>(variable));
  for (const auto &[function, model] : reached.models)
    if (places.isOwn(model->getLocation())) collector.addFunction(*function, function->getLocation());
  const FunctionText text(entered, manager, places, reached.functions);
  for (const Expansion &expansion : expansions)
    if (text.isUsed(places.position(expansion.where)))
      collector.add(expansion.name, expansion.macro->getDefinitionLoc(), expansion.where);
  std::vector<StandIn> result;
  for (auto &[name, one] : collector.all)
    if (one.isKernels || isStandInHeader(one.file)) result.push_back(std::move(one));
  return result;
}

} // namespace pinproof::model
