// What the specification's declarations are for: transitions, invariants, notes, known types.
#pragma once

#include "model/clang/places.h"
#include "model/clang/types.h"

namespace pinproof::model {

struct Roles {
  struct Role {
    std::string name;
    const clang::FunctionDecl *function;
  };
  const clang::FunctionDecl *init = nullptr;
  std::vector<Role> transitions, invariants;
  /// Models that the headers give for kernel functions: by the kernel's name.
  std::map<std::string, const clang::FunctionDecl *> models;
};

/// Finds the roles; fills the program's title, assumptions, report expectations, absent functions and
/// drifts. Throws InputError for roles that contradict each other or are missing.
Roles readRoles(const clang::ASTContext &context, const Places &places, Program &program);

} // namespace pinproof::model
