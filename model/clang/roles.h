// What the specification's declarations are for: transitions, invariants, notes, known types.
#pragma once

#include "model/clang/places.h"
#include "model/clang/types.h"

#include <set>

namespace pinproof::model {

struct Roles {
  bool isUnported = false; // the kernel is none that the specification was written for: a drift says so
  struct Role {
    std::string name;
    const clang::FunctionDecl *function;
  };
  const clang::FunctionDecl *init = nullptr;
  std::vector<Role> transitions, invariants;
  /// Models that the headers give for kernel functions: by the kernel's name.
  std::map<std::string, const clang::FunctionDecl *> models;
  std::vector<std::pair<std::string, std::string>> exchanges; // for mutations
  std::map<std::string, std::string> meaningless; // what the kernel calls, with the label that says so
  std::set<std::string> outside;                  // functions that count as missing, whatever body they have
};

/// Finds the roles; fills the program's title, assumptions, report expectations, absent functions and
/// drifts. Throws InputError for notes that are not written as pinproof.h writes them.
Roles readRoles(const clang::ASTContext &context, const Places &places, Program &program);

/// Throws InputError for roles that are missing or share a name; returns what is claimed of invariants.
std::vector<InvariantEntry> checkRoles(const Roles &roles, const Places &places, const Program &program);

} // namespace pinproof::model
