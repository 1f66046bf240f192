// A variable lives as long as its block runs (C11 6.2.4): until control leaves the block, by whatever way. A
// goto ends the blocks around it that are not around its label. One that leads into a block, and a case of a
// switch that stands around the block, pass the declarations in it by: their variables live, and hold
// nothing.
#include "model/clang/blocks.h"

#include <algorithm>

namespace pinproof::model {

Blocks::Blocks(const clang::Stmt &body) {
  std::vector<const clang::Stmt *> around;
  find(&body, around);
  for (const auto &[label, from] : jumps) {
    const Place &to = labels[label];
    for (const clang::Stmt *block : to.around) {
      const std::vector<size_t> &declared = declarations[block];
      const bool passesBy = std::any_of(declared.begin(), declared.end(), [&, from = from](size_t at) {
        return from.order < at && at < to.order;
      });
      if (passesBy || !from.around.count(block)) entered.insert(block);
    }
  }
}

void Blocks::find(const clang::Stmt *statement, std::vector<const clang::Stmt *> &around) {
  if (!statement) return;
  ++next;
  if (llvm::isa<clang::DeclStmt>(statement) && !around.empty()) declarations[around.back()].push_back(next);
  around.push_back(statement);
  if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(statement))
    labels[label->getDecl()] = {Around(around.begin(), around.end()), next};
  if (const auto *jump = llvm::dyn_cast<clang::GotoStmt>(statement))
    jumps.emplace_back(jump->getLabel(), Place{Around(around.begin(), around.end()), next});
  if (llvm::isa<clang::SwitchCase>(statement)) {
    auto isSwitch = [](const clang::Stmt *s) { return llvm::isa<clang::SwitchStmt>(s); };
    const auto inside = std::find_if(around.rbegin(), around.rend(), isSwitch).base();
    entered.insert(inside, around.end());
  }
  for (const clang::Stmt *child : statement->children()) find(child, around);
  around.pop_back();
}

bool Blocks::isAround(const clang::Stmt *block, const clang::LabelDecl *label) const {
  const auto at = labels.find(label);
  return at != labels.end() && at->second.around.count(block) != 0;
}

} // namespace pinproof::model
