// C types as Clang lays them out, in the Program's terms.
#pragma once

#include "model/program.h"

#include "clang/AST/ASTContext.h"

namespace pinproof::model {

/// The scalar that a C type is, or nothing: records, arrays, floating point, vectors.
std::optional<Scalar> scalarOf(clang::QualType type, const clang::ASTContext &context);

/// The layouts of types, each made once.
class Layouts {
public:
  explicit Layouts(const clang::ASTContext &context) : context(context) {}
  std::shared_ptr<Layout> of(clang::QualType type);

private:
  std::shared_ptr<Layout> make(clang::QualType type);
  void addFields(Layout &layout, const clang::RecordDecl &record);

  const clang::ASTContext &context;
  std::map<const void *, std::shared_ptr<Layout>> known;
};

/// The declaration that makes room for a variable, be it a tentative one; null: that is elsewhere.
const clang::VarDecl *definitionOf(const clang::VarDecl &variable);

/// Is this a second name of something, by an attribute (alias, ifunc, weakref) or a #pragma?
bool isAlias(const clang::Decl &declaration);

/// The text after "pinproof." of the declaration's first annotation that begins so with `prefix`.
std::optional<std::string> annotation(const clang::Decl &declaration, llvm::StringRef prefix);

} // namespace pinproof::model
