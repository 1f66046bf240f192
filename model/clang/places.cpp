// Macros make two places of one: where the text was written and where it came to be. Reports, traces and
// errors name the second, the outermost use in a file, because that is the line a developer knows:
// mm/gup.c:78, not the header that defines WARN_ON_ONCE.
#include "model/clang/places.h"

#include "clang/AST/DeclarationName.h"
#include "clang/Basic/DiagnosticParse.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Lex/Lexer.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace pinproof::model {

namespace path = llvm::sys::path;

namespace {

bool isAboutBraces(const clang::Diagnostic &info) {
  switch (info.getID()) {
  case clang::diag::err_extraneous_closing_brace:
  case clang::diag::err_function_definition_not_allowed: return true;
  case clang::diag::err_expected:
    return info.getArgKind(0) == clang::DiagnosticsEngine::ak_tokenkind &&
           info.getRawArg(0) == clang::tok::r_brace;
  default: return false;
  }
}

std::string undeclared(const clang::Diagnostic &info) {
  if (info.getID() != clang::diag::err_undeclared_var_use &&
      info.getID() != clang::diag::err_unknown_typename)
    return "";
  switch (info.getArgKind(0)) {
  case clang::DiagnosticsEngine::ak_identifierinfo: return info.getArgIdentifier(0)->getName().str();
  case clang::DiagnosticsEngine::ak_declarationname:
    return clang::DeclarationName::getFromOpaqueInteger(info.getRawArg(0)).getAsString();
  default: return "";
  }
}

} // namespace

void Complaints::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) {
  DiagnosticConsumer::HandleDiagnostic(level, info);
  if (level < clang::DiagnosticsEngine::Error) return;
  llvm::SmallString<128> message;
  info.FormatDiagnostic(message);
  all.push_back({std::string(message.str()), info.getLocation(), level == clang::DiagnosticsEngine::Fatal,
                 isAboutBraces(info), undeclared(info)});
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

bool Places::isOwn(clang::SourceLocation where) const { return where.isValid() && files.isOwn(path(where)); }

bool Places::isSpecification(clang::SourceLocation where) const {
  return where.isValid() && manager.getFileID(manager.getExpansionLoc(where)) == manager.getMainFileID();
}

void Places::checkSpeaker(clang::SourceLocation where, const std::string &word) const {
  const clang::SourceLocation spelled = manager.getSpellingLoc(where);
  const bool isPasted = manager.isWrittenInScratchSpace(spelled);
  if (isPasted || files.isKernel(manager.getFilename(spelled)))
    throw error(word + "() is a word of specifications", where,
                "a kernel file that speaks to pinproof says something else to a compiler: take the line out");
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

Places::Lines Places::lines(clang::SourceRange range) const {
  if (range.isInvalid()) return {};
  auto [file, begin] = manager.getDecomposedExpansionLoc(range.getBegin());
  auto [lastFile, end] = manager.getDecomposedLoc(manager.getExpansionRange(range.getEnd()).getEnd());
  if (file != lastFile) return {};
  return {file, begin, end};
}

void Places::findPositions() const {
  while (positions.size() < complaints.all.size()) {
    clang::SourceLocation where = complaints.all[positions.size()].where;
    positions.push_back(where.isValid() ? position(where) : Position());
  }
}

std::vector<std::pair<std::string, clang::SourceLocation>>
Places::undeclaredIn(clang::SourceRange range) const {
  std::vector<std::pair<std::string, clang::SourceLocation>> result;
  findPositions();
  Lines wanted = lines(range);
  for (size_t i = 0; i < positions.size(); ++i)
    if (!complaints.all[i].undeclared.empty() && wanted.contains(positions[i]))
      result.emplace_back(complaints.all[i].undeclared, complaints.all[i].where);
  return result;
}

std::optional<InputError> Places::errorIn(clang::SourceRange range) const {
  if (complaints.all.empty()) return std::nullopt;
  findPositions();
  Lines wanted = lines(range);
  for (size_t i = 0; i < positions.size(); ++i) {
    if (!wanted.contains(positions[i])) continue;
    const Complaints::Complaint &complaint = complaints.all[i];
    return error(complaint.message, complaint.where,
                 isKernel(complaint.where)
                     ? "where this compiles in the kernel, the stand-in headers lack what it uses: add it to "
                       "specs/include, or read the real headers in configured mode"
                     : "correct the line");
  }
  return std::nullopt;
}

bool Places::hasFatal() const {
  return std::any_of(complaints.all.begin(), complaints.all.end(),
                     [](const Complaints::Complaint &complaint) { return complaint.isFatal; });
}

namespace {

/// As many errors of one specification as people read.
constexpr size_t mostErrors = 20;

bool isIdentifier(char c) { return llvm::isAlnum(c) || c == '_'; }

} // namespace

bool Places::isAbout(clang::SourceLocation where, const std::set<std::string> &names) const {
  auto [file, offset] = manager.getDecomposedExpansionLoc(where);
  const llvm::StringRef text = manager.getBufferData(file);
  const size_t before = text.substr(0, offset).find_last_of(";{}"), after = text.find_first_of(";{}", offset);
  llvm::StringRef rest = text.slice(before == llvm::StringRef::npos ? 0 : before + 1, after);
  while (!rest.empty()) {
    rest = rest.drop_until(isIdentifier);
    const llvm::StringRef word = rest.take_while(isIdentifier);
    if (names.count(word.str())) return true;
    rest = rest.drop_front(word.size());
  }
  return false;
}

InputError Places::inWords(const Complaints::Complaint &complaint) const {
  const llvm::StringRef message = complaint.message;
  const size_t at = message.find("' file not found");
  if (at == llvm::StringRef::npos) return error(complaint.message, complaint.where, "correct the line");
  llvm::StringRef name = message.slice(message.rfind('\'', at) + 1, at);
  if (name.consume_front("only/"))
    return error("no function " + path::filename(name).str() + "() in " + path::parent_path(name).str() +
                     " of " + files.tree(),
                 complaint.where, "where a kernel may lack it, ask __has_include first");
  if (path::extension(name) == ".c" || files.isTreeHeader(name))
    return error("no " + name.str() + " in " + files.tree(), complaint.where,
                 "is this the root of a kernel tree that has this file?");
  return error("no header " + name.str(), complaint.where,
               "add its directory to the flags of configured mode");
}

std::optional<InputError> Places::errors(const std::set<std::string> &known) const {
  std::vector<const Complaints::Complaint *> wanted;
  for (const Complaints::Complaint &complaint : complaints.all) {
    if (complaint.where.isInvalid()) return InputError("clang: " + complaint.message, {}, "check the flags");
    if (!complaint.isFatal && isKernel(complaint.where)) continue;
    if (known.empty() || complaint.isFatal || !isAbout(complaint.where, known)) wanted.push_back(&complaint);
  }
  return inOne(std::move(wanted));
}

std::optional<InputError> Places::allErrors() const {
  std::vector<const Complaints::Complaint *> wanted;
  for (const Complaints::Complaint &complaint : complaints.all) {
    if (complaint.where.isInvalid()) return InputError("clang: " + complaint.message, {}, "check the flags");
    wanted.push_back(&complaint);
  }
  return inOne(std::move(wanted));
}

std::optional<InputError> Places::inOne(std::vector<const Complaints::Complaint *> wanted) const {
  if (wanted.empty()) return std::nullopt;
  std::stable_sort(wanted.begin(), wanted.end(), [&](const auto *a, const auto *b) {
    return manager.isBeforeInTranslationUnit(a->where, b->where);
  });
  std::optional<InputError> all;
  for (const Complaints::Complaint *complaint : wanted) {
    const InputError one = inWords(*complaint);
    if (!all)
      all = one;
    else if (all->further.size() + 1 < mostErrors)
      all->further.push_back({one.what(), one.where, one.excerpt});
    else
      ++all->unsaid;
    if (complaint->isFatal) all->remedy = one.remedy; // the rest may follow from what is missing
  }
  return all;
}

bool Places::isOneDeclaration(clang::SourceLocation from, clang::SourceLocation to) const {
  from = manager.getExpansionRange(from).getEnd();
  to = manager.getExpansionLoc(to);
  if (manager.getFileID(from) != manager.getFileID(to)) return false;
  unsigned goal = manager.getFileOffset(to), depth = 0;
  clang::LangOptions language;
  while (manager.getFileOffset(from) < goal) {
    auto token = clang::Lexer::findNextToken(from, manager, language);
    if (!token || token->is(clang::tok::eof)) return false;
    if (token->is(clang::tok::l_brace)) ++depth;
    if (token->is(clang::tok::r_brace) && depth > 0) --depth;
    if (token->is(clang::tok::semi) && depth == 0 && manager.getFileOffset(token->getLocation()) < goal)
      return false;
    from = token->getLocation();
  }
  return true;
}

std::string Places::identifierAt(clang::SourceLocation where) const {
  if (where.isInvalid()) return {};
  auto [file, offset] = manager.getDecomposedSpellingLoc(where);
  llvm::StringRef text = manager.getBufferData(file).substr(offset);
  return text.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; }).str();
}

} // namespace pinproof::model
