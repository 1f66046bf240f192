// Which names the code that was read with errors left in doubt.
#pragma once

#include "model/clang/expansion_limit.h"
#include "model/clang/places.h"

#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"

#include <set>

namespace pinproof::model {

class BrokenNames {
public:
  explicit BrokenNames(bool hasRealHeaders) : limit(hasRealHeaders) {}
  /// Call before parsing: every token that the parser gets is noted, up to the limit.
  void watch(clang::Preprocessor &preprocessor);
  /// Call after parsing.
  void settle(const clang::ASTContext &context, const Places &places);

  /// What the file expands to too much of, or "": then nothing else that is known here is complete.
  const char *exceeded() const { return limit.exceeded(); }

  /// Uses of __if_exists and __if_not_exists whose contents Clang has dropped.
  const std::vector<clang::SourceLocation> &lost() const { return lostBlocks; }

  bool contains(const clang::IdentifierInfo *name) const { return names.count(name) != 0; }
  /// The first use of such a name in these lines, as an error that says what is wrong with it.
  std::optional<InputError> useIn(clang::SourceRange range, const Places &places) const;
  /// What is wrong with this one.
  InputError explain(const clang::IdentifierInfo *name, clang::SourceLocation user,
                     const Places &places) const;

private:
  struct Use {
    clang::SourceLocation where;
    const clang::IdentifierInfo *name;
  };
  void addBroken(const clang::IdentifierInfo *name, const std::string &why);
  void addDeclared(const clang::Decl &declaration, const std::string &why);
  void findUses(const Places &places);
  void addFromMessages(const clang::ASTContext &context, const Places &places);
  void addUnfinished(const clang::ASTContext &context, const Places &places);

  ExpansionLimit limit;
  clang::tok::TokenKind previous = clang::tok::semi; // token, at first as if behind a declaration
  std::vector<clang::SourceLocation> lostBlocks;
  std::vector<Use> identifiers;                                     // as the parser got them, macros expanded
  llvm::DenseMap<const clang::IdentifierInfo *, std::string> names; // and why
  std::map<Places::Position, Use> uses;                             // of those names
};

} // namespace pinproof::model
