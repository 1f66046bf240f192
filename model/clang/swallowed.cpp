// "This kernel has no f()" is drift, or even that a specification does not apply, which is no failure. But
// Clang also has no f() after an error that made it skip over the definition, and then the error is the
// answer: the tree defines f(), or nobody can tell what it defines, because braces do not match.
//
// Kernel files are full of errors that do not matter, so one counts only where it can have done it: in the
// definition, or as the last before it, of a function that the file's tokens define and Clang does not know.
#include "model/clang/swallowed.h"

#include "model/clang/definitions.h"

#include <algorithm>
#include <set>

namespace pinproof::model {

namespace {

using Complaint = Complaints::Complaint;

const char *const remedy = "an error in a kernel file took functions away: correct it, or where it compiles "
                           "in the kernel, add what the "
                           "stand-in headers lack to specs/include";

std::set<std::string> missingIn(const Program &program) {
  std::set<std::string> names(program.absent.begin(), program.absent.end());
  for (const Drift &drift : program.drifts)
    if (drift.actual.empty()) names.insert(drift.function);
  return names;
}

} // namespace

std::optional<InputError> swallowed(const Program &program, bool hasErrors, const Places &places,
                                    const clang::SourceManager &manager,
                                    const std::vector<clang::SourceRange> &skipped) {
  const std::set<std::string> missing = missingIn(program);
  if (missing.empty() && !hasErrors) return std::nullopt;
  std::map<clang::FileID, std::vector<std::pair<unsigned, const Complaint *>>> byFile; // and offset
  for (const Complaint &complaint : places.all()) {
    if (!places.isKernel(complaint.where)) continue;
    if (complaint.isAboutBraces) return places.error(complaint.message, complaint.where, remedy);
    auto [file, offset] = places.position(complaint.where);
    byFile[file].emplace_back(offset, &complaint);
  }
  for (auto &[file, complaints] : byFile) {
    std::stable_sort(complaints.begin(), complaints.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    for (const Definition &definition :
         definitionsIn(manager.getBufferData(file), leftOut(file, manager, skipped))) {
      const bool isMissing = std::any_of(definition.names.begin(), definition.names.end(),
                                         [&](const auto &name) { return missing.count(name.text) != 0; });
      if (!isMissing) continue;
      const Complaint *nearest = nullptr; // the first in it, or else the last before
      for (const auto &[offset, complaint] : complaints) {
        if (offset >= definition.end) break;
        nearest = complaint;
        if (offset >= definition.begin) break;
      }
      if (nearest != nullptr) return places.error(nearest->message, nearest->where, remedy);
    }
  }
  return std::nullopt;
}

std::optional<InputError> swallowedRest(const Places &places, const clang::SourceManager &manager) {
  const Complaint *last = nullptr;
  for (const Complaint &complaint : places.all())
    if (places.isKernel(complaint.where) &&
        (!last || manager.isBeforeInTranslationUnit(last->where, complaint.where)))
      last = &complaint;
  if (!last) return std::nullopt;
  return places.error(last->message, last->where, remedy);
}

} // namespace pinproof::model
