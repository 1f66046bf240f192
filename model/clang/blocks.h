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

  /// Can control pass a declaration in `block` by: through a goto from outside of it, or from in front of the
  /// declaration to behind it, or from a switch around it?
  bool isEntered(const clang::Stmt *block) const { return entered.count(block) != 0; }
  /// Does `block` go on where a goto leads to `label`?
  bool isAround(const clang::Stmt *block, const clang::LabelDecl *label) const;

private:
  using Around = std::set<const clang::Stmt *>;
  struct Place {
    Around around; // itself included
    size_t order;  // in which the body is written
  };
  void find(const clang::Stmt *statement, std::vector<const clang::Stmt *> &around);

  std::map<const clang::LabelDecl *, Place> labels;
  std::vector<std::pair<const clang::LabelDecl *, Place>> jumps;
  std::map<const clang::Stmt *, std::vector<size_t>> declarations; // by block: their places in the order
  std::set<const clang::Stmt *> entered;
  size_t next = 0; // in the order
};

} // namespace pinproof::model
