// What the kernel's text says outside of functions and where that is used, and which of its words ours say
// nothing about.
#pragma once

#include "model/clang/reader.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"

#include <memory>

namespace clang {
class ASTContext;
class FunctionDecl;
} // namespace clang

namespace pinproof::model {

class Places;

class Mentions {
public:
  /// Listens to the preprocessor, which has to outlive this.
  std::unique_ptr<clang::PPCallbacks> listen(const clang::SourceManager &manager);

  /// To be called when all is read. `kernel`: the functions that the Program has of the kernel. Fills
  /// ReadResult::declared and adds to ReadResult::silent.
  void settle(const clang::SourceManager &manager, const Places &places,
              const std::vector<const clang::FunctionDecl *> &kernel, ReadResult &result);

private:
  class Listener;
  struct Expansion {
    std::string name;
    clang::SourceLocation where;
    const clang::MacroInfo *macro;
  };
  std::vector<Expansion> expansions;
};

} // namespace pinproof::model
