// Would Clang read the same today?
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pinproof::model {

class FileSystem;
struct ReadOptions;

/// What Clang asked of the file system: what is at `path`, and, if it `opens` that, what is in it.
struct Lookup {
  std::string path; // below /pinproof, or a real header's
  bool opens = false;
  bool operator==(const Lookup &) const = default;
};

/// What the file system answers.
struct Answers {
  std::string digest; // "" where it cannot answer as in any reading that succeeded
  std::map<std::string, std::shared_ptr<const std::string>> kernelText; // ReadResult's, with this digest
};

/// What `lookups`, asked in this order, are answered in the tree and the specifications that `options` name.
/// Clang asks the same as long as it is answered the same, so that two readings with equal
/// `options.specFile`, flags and mode, the same lookups and the same digest of their answers read the same,
/// whatever else has changed on the disk.
Answers answersTo(const ReadOptions &options, const std::vector<Lookup> &lookups);

/// The digest of what `files` has answered: it reads nothing twice.
std::string answersOf(FileSystem &files, const std::vector<Lookup> &lookups);

} // namespace pinproof::model
