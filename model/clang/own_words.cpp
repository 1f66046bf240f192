// The kernel is read so that it can be doubted, and so it has no say in what is claimed of it. Specifications
// are C, and so is the kernel's file, in one translation unit: a tree could say assume(0), or define CHECK as
// nothing before the specification uses it, or give one of its functions the annotation of a model, and a
// compiler that builds the kernel would never see it.
//
// So whatever pinproof.h gives a meaning to is ours alone: its macros, its annotations, integers without
// bounds (here) and its built-ins (calls.cpp). Keywords are nobody's to redefine where stand-in headers are
// read; real headers redefine some.
//
// Limits: a kernel can still tell that Clang reads it and not GCC, or which headers it gets, and say
// something else to either; so it can to every compiler.
#include "model/clang/own_words.h"

#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Token.h"

namespace pinproof::model {

namespace {

class Listener : public clang::PPCallbacks {
public:
  Listener(const clang::SourceManager &manager, WordsMet &met) : manager(manager), met(met) {}

  void MacroExpands(const clang::Token &name, const clang::MacroDefinition &macro, clang::SourceRange,
                    const clang::MacroArgs *) override {
    if (name.getLocation().isFileID()) noteUse(name, macro);
  }
  void Defined(const clang::Token &name, const clang::MacroDefinition &macro, clang::SourceRange) override {
    noteUse(name, macro);
  }
  void Ifdef(clang::SourceLocation, const clang::Token &name, const clang::MacroDefinition &macro) override {
    noteUse(name, macro);
  }
  void Ifndef(clang::SourceLocation, const clang::Token &name, const clang::MacroDefinition &macro) override {
    noteUse(name, macro);
  }
  void MacroUndefined(const clang::Token &name, const clang::MacroDefinition &macro,
                      const clang::MacroDirective *) override {
    noteUse(name, macro);
  }
  void MacroDefined(const clang::Token &name, const clang::MacroDirective *macro) override {
    const clang::IdentifierInfo *identifier = name.getIdentifierInfo();
    const clang::MacroDirective *before = macro->getPrevious();
    const bool isKeyword = isAKeyword(*identifier);
    if (isKeyword || isOurs(before ? before->getMacroInfo() : nullptr))
      met.defined.push_back({identifier->getName().str(), name.getLocation(), isKeyword});
  }

private:
  static bool isAKeyword(const clang::IdentifierInfo &identifier) {
    static const clang::LangOptions c = [] {
      clang::LangOptions options;
      options.C99 = options.C11 = true;
      return options;
    }();
    return identifier.isKeyword(c);
  }
  bool isOurs(const clang::MacroInfo *macro) const {
    return macro != nullptr && macro->getDefinitionLoc().isFileID() &&
           manager.getFilename(macro->getDefinitionLoc()) == std::string(standInsRoot) + "/pinproof.h";
  }
  void noteUse(const clang::Token &name, const clang::MacroDefinition &macro) {
    if (isOurs(macro.getMacroInfo()))
      met.ofOurs.push_back({name.getIdentifierInfo()->getName().str(), name.getLocation()});
  }

  const clang::SourceManager &manager;
  WordsMet &met;
};

[[noreturn]] void fail(const Places &places, const std::string &what, clang::SourceLocation where) {
  throw places.error(
      what, where,
      "a kernel file that speaks to pinproof says something else to a compiler: take the line out");
}

class Annotations : public clang::RecursiveASTVisitor<Annotations> {
public:
  Annotations(const clang::SourceManager &manager, const Places &places) : manager(manager), places(places) {}
  bool VisitDecl(clang::Decl *declaration) {
    for (const auto *attribute : declaration->specific_attrs<clang::AnnotateAttr>())
      if (attribute->getAnnotation().str().rfind("pinproof.", 0) == 0 &&
          places.isKernel(attribute->getLocation()))
        found = attribute->getLocation();
    return found.isInvalid();
  }
  bool VisitBitIntTypeLoc(clang::BitIntTypeLoc type) { return visitType(type, "_BitInt"); }
  bool VisitTypedefTypeLoc(clang::TypedefTypeLoc type) {
    const clang::QualType meant = type.getTypedefNameDecl()->getUnderlyingType();
    return !llvm::isa<clang::BitIntType>(meant.getTypePtr()) || visitType(type, "integer");
  }
  clang::SourceLocation found, foundType;
  std::string type;

private:
  /// Written by the kernel itself, and not by a macro of a stand-in header that it uses.
  bool visitType(clang::TypeLoc of, const char *name) {
    const clang::SourceLocation where = manager.getSpellingLoc(of.getBeginLoc());
    if (!places.isKernel(where)) return true;
    foundType = of.getBeginLoc();
    type = name;
    return false;
  }

  const clang::SourceManager &manager;
  const Places &places;
};

} // namespace

std::unique_ptr<clang::PPCallbacks> listenForWords(const clang::SourceManager &manager, WordsMet &met) {
  return std::make_unique<Listener>(manager, met);
}

void checkWords(const clang::ASTContext &context, const Places &places, const WordsMet &met,
                bool keywordsToo) {
  for (const WordsMet::Use &use : met.ofOurs)
    if (places.isKernel(use.where)) fail(places, use.name + " is a word of specifications", use.where);
  for (const WordsMet::Use &use : met.defined)
    if ((keywordsToo || !use.isKeyword) && places.isKernel(use.where))
      fail(places, "the kernel redefines " + use.name, use.where);
  Annotations annotations(context.getSourceManager(), places);
  annotations.TraverseDecl(context.getTranslationUnitDecl());
  if (annotations.found.isValid())
    fail(places, "an annotation of pinproof's stands in the kernel", annotations.found);
  if (annotations.foundType.isValid())
    fail(places, annotations.type + " is a word of specifications", annotations.foundType);
}

} // namespace pinproof::model
