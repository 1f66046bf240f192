// Small mistakes that somebody could have made in a function.
#pragma once

#include "model/clang/places.h"
#include "model/clang/reader.h"

#include "clang/AST/ASTContext.h"

namespace pinproof::model {

/// Of the function that `definition` is and `lines` describes, in the order of its text, each once.
/// `exchanges` are pairs of words one of which may stand where the other does.
std::vector<Mutation> mutationsOf(const clang::ASTContext &context, const Places &places,
                                  const clang::FunctionDecl &definition, const KernelFunction &lines,
                                  const std::vector<std::pair<std::string, std::string>> &exchanges);

} // namespace pinproof::model
