// Which names of ours the paths of a specification use where the kernel may have its own.
#pragma once

#include "model/clang/hidden.h"
#include "model/stand_ins.h"

namespace pinproof::model {

class StandInsUsed {
public:
  /// Listens to the preprocessor, which has to outlive this.
  std::unique_ptr<clang::PPCallbacks> listen(const clang::SourceManager &manager);

  /// What declares names.
  struct Reached {
    std::vector<const clang::FunctionDecl *> functions;                                      // with bodies
    std::vector<const clang::VarDecl *> variables;                                           // at file scope
    std::vector<std::pair<const clang::FunctionDecl *, const clang::FunctionDecl *>> models; // what, by what
  };

  /// To be called when all is read and lowered. Of what is declared in C that comes with pinproof, in
  /// include/ and beside it: each name once.
  std::vector<StandIn> in(const Reached &reached, const clang::SourceManager &manager, const Places &places,
                          const Hidden &hidden) const;

private:
  class Listener;
  struct Expansion {
    std::string name;
    clang::SourceLocation where;
    const clang::MacroInfo *macro;
  };
  std::vector<clang::FileID> entered;
  std::vector<Expansion> expansions;
};

} // namespace pinproof::model
