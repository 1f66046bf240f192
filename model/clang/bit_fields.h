// Where bit-fields lie.
#pragma once

#include "model/program.h"

#include "clang/AST/Decl.h"

#include <optional>

namespace pinproof::model {

/// The bytes of bit-fields that follow each other: one unsigned scalar of memory.
struct BitUnit {
  uint64_t offset = 0; // in bytes, from the record's start
  Scalar unit;
  std::vector<const clang::FieldDecl *> fields; // in order
};

/// One bit-field in its unit.
struct BitField {
  uint64_t offset = 0; // of the unit, in bytes, from the record's start
  Scalar unit;
  unsigned low = 0, width = 0; // its lowest bit, counted from the unit's, and how many it has
};

/// The units of a complete record. Bit-fields whose bytes are no scalar's, or also another member's, are in
/// none.
std::vector<BitUnit> bitUnitsOf(const clang::RecordDecl &record, const clang::ASTContext &context);

std::optional<BitField> bitFieldOf(const clang::FieldDecl &field, const clang::ASTContext &context);

} // namespace pinproof::model
