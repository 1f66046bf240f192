// Macros make two places of one: where the text was written and where it came to be. Reports, traces and
// errors name the second, the outermost use in a file, because that is the line a developer knows:
// mm/gup.c:78, not the header that defines WARN_ON_ONCE.
#include "model/clang/places.h"

#include "llvm/ADT/SmallString.h"

namespace pinproof::model {

void Complaints::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) {
  DiagnosticConsumer::HandleDiagnostic(level, info);
  if (level < clang::DiagnosticsEngine::Error) return;
  llvm::SmallString<128> message;
  info.FormatDiagnostic(message);
  all.push_back({std::string(message.str()), info.getLocation()});
}

std::string Places::path(clang::SourceLocation where) const {
  clang::FileID file = manager.getFileID(manager.getExpansionLoc(where));
  auto [at, isNew] = paths.try_emplace(file);
  if (isNew) at->second = manager.getFilename(manager.getLocForStartOfFile(file)).str();
  return at->second;
}

Source Places::source(clang::SourceLocation where) const {
  if (where.isInvalid()) return {};
  auto [file, offset] = manager.getDecomposedExpansionLoc(where);
  auto [at, isNew] = shownPaths.try_emplace(file);
  if (isNew) at->second = files.shown(path(where));
  return {at->second, manager.getLineNumber(file, offset), manager.getColumnNumber(file, offset)};
}

bool Places::isKernel(clang::SourceLocation where) const {
  return where.isValid() && files.isKernel(path(where));
}

bool Places::isSpecification(clang::SourceLocation where) const {
  return where.isValid() && manager.getFileID(manager.getExpansionLoc(where)) == manager.getMainFileID();
}

std::string Places::excerpt(clang::SourceLocation where) const {
  if (where.isInvalid()) return {};
  auto [file, offset] = manager.getDecomposedExpansionLoc(where);
  llvm::StringRef text = manager.getBufferData(file);
  if (offset > text.size()) return {};
  size_t begin = text.rfind('\n', offset == 0 ? 0 : offset - 1);
  begin = begin == llvm::StringRef::npos || offset == 0 ? 0 : begin + 1;
  size_t end = text.find_first_of("\r\n", offset);
  std::string caret;
  for (char c : text.substr(begin, offset - begin)) caret += c == '\t' ? '\t' : ' ';
  return text.slice(begin, end).str() + "\n" + caret + "^";
}

InputError Places::error(const std::string &message, clang::SourceLocation where,
                         const std::string &remedy) const {
  return InputError(message, source(where), remedy, excerpt(where));
}

std::optional<InputError> Places::errorIn(clang::SourceRange range) const {
  if (complaints.all.empty() || range.isInvalid()) return std::nullopt;
  auto [file, begin] = manager.getDecomposedExpansionLoc(range.getBegin());
  auto [lastFile, end] = manager.getDecomposedLoc(manager.getExpansionRange(range.getEnd()).getEnd());
  for (const Complaints::Complaint &complaint : complaints.all) {
    if (complaint.where.isInvalid()) continue;
    auto [errorFile, offset] = manager.getDecomposedExpansionLoc(complaint.where);
    if (errorFile != file || file != lastFile || offset < begin || offset > end) continue;
    return error(complaint.message, complaint.where,
                 isKernel(complaint.where) ? "the stand-in headers lack what this code uses: add it to "
                                             "specs/include, or read the real headers in configured mode"
                                           : "correct the line");
  }
  return std::nullopt;
}

std::optional<InputError> Places::errorOutsideKernel() const {
  for (const Complaints::Complaint &complaint : complaints.all) {
    if (complaint.where.isInvalid()) return InputError("clang: " + complaint.message, {}, "check the flags");
    if (!isKernel(complaint.where)) return error(complaint.message, complaint.where, "correct the line");
  }
  return std::nullopt;
}

} // namespace pinproof::model
