// The disk as one run sees it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace pinproof::model {

/// What is at a path; links are followed.
struct OnDisk {
  enum class Kind { Nothing, Directory, File, TooLarge, Special, Unreadable };
  Kind kind = Kind::Nothing;
  std::shared_ptr<const std::string> contents; // of a File
  std::string why;                             // of what is Unreadable, in the system's words
  bool isSame(const OnDisk &other) const;
};

class Snapshot {
public:
  /// Files of more bytes are TooLarge: no C source is.
  static constexpr size_t largestFile = size_t{64} << 20;

  /// What was at `path` when it was first asked for. Any thread may ask.
  const OnDisk &at(const std::string &path);
  /// The paths at which there is something else now, absolute and sorted. Call when nobody asks any more.
  std::vector<std::string> changed() const;

private:
  std::mutex mutex;
  std::map<std::string, OnDisk> seen; // by absolute path; its elements stay where they are
};

} // namespace pinproof::model
