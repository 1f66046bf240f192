// How control gets into and out of a function's blocks other than through their ends.
#pragma once

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

#include <map>
#include <set>

namespace pinproof::model {

class Blocks {
public:
  /// Of a function's whole body.
  explicit Blocks(const clang::Stmt &body);

  /// Can control get into the middle of `block`: by a goto from outside of it, or from a switch around it?
  bool isEntered(const clang::Stmt *block) const { return entered.count(block) != 0; }
  /// Does `block` go on where a goto leads to `label`?
  bool isAround(const clang::Stmt *block, const clang::LabelDecl *label) const;

private:
  using Around = std::set<const clang::Stmt *>;
  void find(const clang::Stmt *statement, std::vector<const clang::Stmt *> &around);

  std::map<const clang::LabelDecl *, Around> labels; // what stands around each label, itself included
  std::vector<std::pair<const clang::LabelDecl *, Around>> jumps;
  std::set<const clang::Stmt *> entered;
};

} // namespace pinproof::model
