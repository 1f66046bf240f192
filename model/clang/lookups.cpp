// Like the direct mode of ccache: what a compiler reads is a function of its arguments and of what the file
// system answers it, so asking the file system again tells whether it would read the same, in a hundredth
// of the time. What is asked includes what was not there: a header that was missing and would be found first
// now is another answer.
//
// The questions go to the very FileSystem that Clang is given, in the order in which Clang asked, because
// some answers depend on what was opened before (headers that a specification takes from the tree).
#include "model/clang/lookups.h"

#include "model/clang/file_system.h"
#include "model/clang/sha256.h"

#include "llvm/Support/MemoryBuffer.h"

#include <mutex>
#include <unordered_map>

namespace pinproof::model {

namespace {

/// Digests of contents that were seen in this process: specifications read mostly the same files.
std::string digestOf(const std::string &text) {
  static std::mutex mutex;
  static std::unordered_map<std::string, std::string> known;
  {
    std::lock_guard lock(mutex);
    if (auto at = known.find(text); at != known.end()) return at->second;
  }
  std::string digest = sha256(text);
  std::lock_guard lock(mutex);
  return known.try_emplace(text, std::move(digest)).first->second;
}

/// Of a part of a header, all of the header: reports name its digest.
std::string contents(FileSystem &files, const std::string &path) {
  auto file = files.openFileForRead(path);
  if (!file) return "cannot be opened";
  if (auto whole = files.kernelFiles().find(files.shown(path)); whole != files.kernelFiles().end())
    return digestOf(*whole->second);
  auto buffer = (*file)->getBuffer(path, -1, true, false);
  return buffer ? digestOf((*buffer)->getBuffer().str()) : "cannot be read";
}

std::string kind(FileSystem &files, const std::string &path) {
  auto status = files.status(path);
  if (!status) return "nothing";
  return status->isDirectory() ? "directory" : "file";
}

} // namespace

std::string answersOf(FileSystem &files, const std::vector<Lookup> &lookups) {
  std::string answers;
  for (const Lookup &lookup : lookups) {
    answers += lookup.opens ? contents(files, lookup.path) : kind(files, lookup.path);
    answers += '\n';
  }
  return files.problem() ? "" : sha256(answers);
}

Answers answersTo(const ReadOptions &options, const std::vector<Lookup> &lookups) {
  llvm::IntrusiveRefCntPtr<FileSystem> files(new FileSystem(options));
  std::string digest = answersOf(*files, lookups);
  return {std::move(digest), files->kernelFiles()};
}

} // namespace pinproof::model
