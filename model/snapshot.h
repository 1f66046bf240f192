// The disk as one run sees it.
#pragma once

#include <functional>
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
  /// Takes note of a list of files below `directory`: those that git calls changed, say. `look` makes it
  /// again.
  void listed(const std::string &directory, std::vector<std::string> paths,
              std::function<std::vector<std::string>()> look);
  /// Of the paths that were asked for, those at which there is something else now, or that are in one of two
  /// lists alone; absolute and sorted. Call when nobody asks any more.
  std::vector<std::string> changed() const;

private:
  struct Listed {
    std::string directory;
    std::function<std::vector<std::string>()> look;
    std::vector<std::string> then; // sorted
  };
  std::mutex mutex;
  std::vector<Listed> lists;
  std::map<std::string, OnDisk> seen; // by absolute path; its elements stay where they are
};

} // namespace pinproof::model
