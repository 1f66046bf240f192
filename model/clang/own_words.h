// What a kernel file may not say: the words of specifications.
#pragma once

#include "model/clang/places.h"

#include "clang/AST/ASTContext.h"
#include "clang/Lex/PPCallbacks.h"

#include <vector>

namespace pinproof::model {

/// What the preprocessor met of our words in the kernel's text, and of the kernel's macros in ours.
struct WordsMet {
  struct Use {
    std::string name;
    clang::SourceLocation where;
    bool isKeyword = false;
  };
  std::vector<Use> ofOurs; // in any file: whose text it is, is not known yet
  std::vector<Use> defined;
};

/// Listens to the preprocessor, and fills in `met`.
std::unique_ptr<clang::PPCallbacks> listenForWords(const clang::SourceManager &manager, WordsMet &met);

/// Throws InputError for the first place where the kernel speaks as a specification: an annotation of ours,
/// or a macro of pinproof.h that it uses, asks for, defines or takes away, or, `keywordsToo`, a keyword that
/// it redefines. To a compiler that place says something else, or nothing.
void checkWords(const clang::ASTContext &context, const Places &places, const WordsMet &met,
                bool keywordsToo);

} // namespace pinproof::model
