// Bit-fields have no addresses, but the bytes that they share do: those of a run of bit-fields are one scalar
// here, and a bit-field some of its bits. Clang says where the bits are (the psABI's rules, on x86-64 from
// the lowest up); into which runs they fall is up to us, as C's meaning does not depend on it, and LLVM takes
// runs as well (see CGRecordLayoutBuilder.cpp).
//
// Limits: a run of three bytes, say, between other members has no scalar of its own, and is refused where it
// is used.
#include "model/clang/bit_fields.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecordLayout.h"

namespace pinproof::model {

namespace {

constexpr uint64_t widest = 64;

struct Run {
  uint64_t first = 0, end = 0; // bits
  std::vector<const clang::FieldDecl *> fields;
};

/// Adds the unit of `run`, which must end before byte `limit`; where that is none, those of its two parts.
void addUnits(const Run &run, uint64_t limit, const clang::ASTContext &context, std::vector<BitUnit> &units) {
  const uint64_t offset = run.first / 8, bytes = (run.end + 7) / 8 - offset;
  uint64_t size = 1;
  while (size < bytes) size *= 2;
  if (size * 8 <= widest && offset + size <= limit) {
    units.push_back({offset, Scalar{static_cast<uint8_t>(size * 8), false, false}, run.fields});
    return;
  }
  for (size_t n = run.fields.size(); n-- > 1;) {
    const uint64_t first = context.getFieldOffset(run.fields[n]);
    if (first % 8 != 0) continue; // shares its byte with the one before
    const clang::FieldDecl *last = run.fields[n - 1];
    const auto middle = run.fields.begin() + static_cast<std::ptrdiff_t>(n);
    addUnits({run.first,
              context.getFieldOffset(last) + last->getBitWidthValue(context),
              {run.fields.begin(), middle}},
             first / 8, context, units);
    return addUnits({first, run.end, {middle, run.fields.end()}}, limit, context, units);
  }
}

} // namespace

std::vector<BitUnit> bitUnitsOf(const clang::RecordDecl &record, const clang::ASTContext &context) {
  std::vector<BitUnit> units;
  Run run;
  auto finish = [&](uint64_t limit) {
    if (!run.fields.empty()) addUnits(run, limit, context, units);
    run = {};
  };
  const auto size = static_cast<uint64_t>(context.getASTRecordLayout(&record).getSize().getQuantity());
  for (const clang::FieldDecl *field : record.fields()) {
    const uint64_t first = context.getFieldOffset(field);
    if (record.isUnion()) finish(size);
    if (!field->isBitField()) {
      if (!record.isUnion()) finish(first / 8);
      continue;
    }
    const uint64_t end = first + field->getBitWidthValue(context);
    const bool isNext =
        end > first && !run.fields.empty() && first >= run.end && end - run.first / 8 * 8 <= widest;
    if (!isNext) finish(first / 8);
    if (end == first) continue; // a field of no bits
    if (run.fields.empty()) run.first = first;
    run.end = end;
    run.fields.push_back(field);
  }
  finish(size);
  return units;
}

std::optional<BitField> bitFieldOf(const clang::FieldDecl &field, const clang::ASTContext &context) {
  for (const BitUnit &unit : bitUnitsOf(*field.getParent(), context))
    for (const clang::FieldDecl *one : unit.fields)
      if (one->getFieldIndex() == field.getFieldIndex())
        return BitField{unit.offset, unit.unit,
                        static_cast<unsigned>(context.getFieldOffset(one) - unit.offset * 8),
                        one->getBitWidthValue(context)};
  return std::nullopt;
}

} // namespace pinproof::model
