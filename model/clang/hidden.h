// What macros of ours hide of the tree.
#pragma once

#include "model/clang/places.h"

#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace pinproof::model {

class Hidden {
public:
  /// Listens to the preprocessor, which has to outlive this.
  std::unique_ptr<clang::PPCallbacks> listen(const clang::SourceManager &manager);

  /// To be called when all is read; `skipped` is what the preprocessor left out.
  void settle(const clang::SourceManager &manager, const Places &places, const FileSystem &files,
              const std::vector<clang::SourceRange> &skipped);

  /// What stands in for functions of the tree in these lines: "f() by a macro of
  /// specs/include/pinproof/fork.h".
  std::set<std::string> functionsIn(const Places::Lines &lines) const;
  /// The same for macros of the tree, anywhere in it.
  const std::set<std::string> &macros() const { return hiddenMacros; }
  /// Does a file of the tree that was read define this function or macro, or would if there were no macro of
  /// ours?
  bool isOfTree(const std::string &name) const { return ofTree.contains(name); }

private:
  class Listener;
  /// A use of a macro like a function, its definition, or (#ifndef) a question whether there is one.
  struct Mention {
    std::string name;
    clang::SourceLocation where;
    const clang::MacroInfo *macro;
  };

  std::vector<clang::FileID> entered;
  std::vector<Mention> expansions, macroDefinitions, questions;
  std::map<Places::Position, std::set<std::string>> uses; // of hidden functions
  std::set<std::string> hiddenMacros, ofTree;
};

} // namespace pinproof::model
