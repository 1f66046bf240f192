// Layout and width are Clang's; nothing is computed here. Bit-fields that share bytes are one member
// (bit_fields.h). Whoever touches an __int128 is refused: integers without
// bounds, `integer` of pinproof.h, are a type of their own, which C cannot confuse with one of 128 bits.
#include "model/clang/types.h"

#include "model/clang/bit_fields.h"

#include "clang/AST/Attr.h"
#include "clang/AST/RecordLayout.h"

#include <algorithm>

namespace pinproof::model {

std::optional<Scalar> scalarOf(clang::QualType type, const clang::ASTContext &context) {
  if (type.isNull() || type->isDependentType() || type->isAtomicType()) return std::nullopt;
  type = type.getCanonicalType();
  if (type->isPointerType() || type->isNullPtrType()) return pointerType;
  if (type->isBooleanType()) return Scalar{1, false, false};
  if (!type->isIntegralOrEnumerationType() || type->isIncompleteType()) return std::nullopt;
  uint64_t width = context.getTypeSize(type);
  bool isSigned = type->isSignedIntegerOrEnumerationType();
  const bool isUnbounded = type->isBitIntType() && width == 128 && isSigned;
  if ((width > 64 || type->isBitIntType()) && !isUnbounded) return std::nullopt;
  if (width != 8 && width != 16 && width != 32 && width != 64 && width != 128) return std::nullopt;
  return Scalar{static_cast<uint8_t>(width), isSigned, false};
}

const clang::VarDecl *definitionOf(const clang::VarDecl &variable) {
  if (const clang::VarDecl *definition = variable.getDefinition()) return definition;
  for (const clang::VarDecl *declaration : variable.redecls())
    if (const clang::VarDecl *acting = declaration->getActingDefinition()) return acting;
  return nullptr;
}

bool isAlias(const clang::Decl &declaration) {
  return std::any_of(declaration.redecls_begin(), declaration.redecls_end(), [](const clang::Decl *d) {
    return d->hasAttr<clang::AliasAttr>() || d->hasAttr<clang::IFuncAttr>() ||
           d->hasAttr<clang::WeakRefAttr>();
  });
}

std::optional<std::string> annotation(const clang::Decl &declaration, llvm::StringRef prefix) {
  for (const auto *attribute : declaration.specific_attrs<clang::AnnotateAttr>()) {
    llvm::StringRef text = attribute->getAnnotation();
    if (text.consume_front("pinproof.") && text.consume_front(prefix)) return text.str();
  }
  return std::nullopt;
}

std::shared_ptr<Layout> Layouts::of(clang::QualType type) {
  // Sugar is part of the key: atomic_t's name is its typedef's.
  auto [at, isNew] = known.try_emplace(type.getUnqualifiedType().getAsOpaquePtr());
  if (isNew) at->second = make(type.getUnqualifiedType());
  return known.at(type.getUnqualifiedType().getAsOpaquePtr());
}

std::shared_ptr<Layout> Layouts::make(clang::QualType type) {
  auto layout = std::make_shared<Layout>();
  layout->typeName = type.getAsString();
  if (!type->isIncompleteType()) {
    layout->size = context.getTypeSizeInChars(type).getQuantity();
    layout->alignment = context.getTypeAlignInChars(type).getQuantity();
  }
  if (auto scalar = scalarOf(type, context)) {
    layout->kind = Layout::Kind::Scalar;
    layout->scalar = *scalar;
    if (const auto *enumeration = type->getAs<clang::EnumType>())
      for (const clang::EnumConstantDecl *constant : enumeration->getDecl()->enumerators())
        layout->enumerators.emplace_back(constant->getInitVal().getExtValue(), constant->getNameAsString());
  } else if (const clang::ArrayType *array = context.getAsArrayType(type)) {
    layout->element = of(array->getElementType());
    if (const auto *constant = llvm::dyn_cast<clang::ConstantArrayType>(array)) {
      layout->kind = Layout::Kind::Array;
      layout->count = constant->getSize().getZExtValue();
    } else if (llvm::isa<clang::IncompleteArrayType>(array)) {
      layout->kind = Layout::Kind::Array;
    }
  } else if (const auto *record = type->getAs<clang::RecordType>(); record && !type->isIncompleteType()) {
    layout->kind = Layout::Kind::Record;
    addFields(*layout, *record->getDecl()->getDefinition());
  }
  return layout;
}

void Layouts::addFields(Layout &layout, const clang::RecordDecl &record) {
  const clang::ASTRecordLayout &places = context.getASTRecordLayout(&record);
  for (const clang::FieldDecl *field : record.fields()) {
    if (field->isBitField()) continue;
    Layout::Field result;
    result.name = field->getNameAsString();
    result.offset = places.getFieldOffset(field->getFieldIndex()) / 8;
    result.each = annotation(*field, "each").has_value();
    result.layout = of(field->getType());
    layout.fields.push_back(std::move(result));
  }
  for (const BitUnit &unit : bitUnitsOf(record, context)) {
    Layout::Field result;
    result.name = unit.fields.front()->getNameAsString();
    if (unit.fields.size() > 1) result.name += ".." + unit.fields.back()->getNameAsString();
    result.offset = unit.offset;
    result.layout = std::make_shared<Layout>();
    result.layout->kind = Layout::Kind::Scalar;
    result.layout->size = result.layout->alignment = unit.unit.bytes();
    result.layout->scalar = unit.unit;
    result.layout->typeName = "bit-fields";
    layout.fields.push_back(std::move(result));
  }
  std::stable_sort(layout.fields.begin(), layout.fields.end(),
                   [](const Layout::Field &a, const Layout::Field &b) { return a.offset < b.offset; });
}

} // namespace pinproof::model
