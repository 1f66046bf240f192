// Specifications are read one after the other, and each state of a patched tree again, while somebody may
// check out another commit. Answers about half of one tree and half of another are about no kernel at all. So
// a file is read once in a run, and everybody gets what was read; and at the end all that was read is
// compared with what is there by then, contents and all: times are too coarse, and an editor's save that
// changes nothing is no change. If nothing differs, then all of it was there at one time, the end. What
// changed and was changed back in between was never seen.
//
// What was not there counts as well: a header that appears might have been found first. And so does what
// others say of the disk: between git's list of files that differ from a commit and the first reading of one
// that does not, somebody may write it. At the end the lists are made again, when all that was read is known
// to be what is there.
#include "model/snapshot.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace pinproof::model {

namespace {

namespace fs = std::filesystem;
using Kind = OnDisk::Kind;

OnDisk unreadable(int error) { return {Kind::Unreadable, nullptr, std::strerror(error)}; }

/// Up to the end, wherever that is by now: a mapping of a file that somebody cuts short is a crash.
OnDisk contentsOf(int file) {
  std::string text;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = read(file, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(errno);
    if (got == 0) return {Kind::File, std::make_shared<const std::string>(std::move(text)), {}};
    text.append(chunk, static_cast<size_t>(got));
    if (text.size() > Snapshot::largestFile) return {Kind::TooLarge, nullptr, {}};
  }
}

bool isNothing(int error) { return error == ENOENT || error == ENOTDIR; }

OnDisk look(const std::string &path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return isNothing(errno) ? OnDisk{} : unreadable(errno);
  if (S_ISDIR(status.st_mode)) return {Kind::Directory, nullptr, {}};
  if (!S_ISREG(status.st_mode)) return {Kind::Special, nullptr, {}};
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // it may be a pipe by now
  if (file < 0) return isNothing(errno) ? OnDisk{} : unreadable(errno);
  OnDisk found = contentsOf(file);
  close(file);
  return found;
}

} // namespace

bool OnDisk::isSame(const OnDisk &other) const {
  if (kind != other.kind || why != other.why || !contents != !other.contents) return false;
  return !contents || *contents == *other.contents;
}

const OnDisk &Snapshot::at(const std::string &path) {
  const std::string absolute = fs::absolute(path).lexically_normal().string();
  {
    const std::lock_guard lock(mutex);
    if (auto known = seen.find(absolute); known != seen.end()) return known->second;
  }
  OnDisk found = look(absolute);
  const std::lock_guard lock(mutex);
  return seen.try_emplace(absolute, std::move(found)).first->second; // somebody may have been faster
}

void Snapshot::listed(const std::string &directory, std::vector<std::string> paths,
                      std::function<std::vector<std::string>()> look) {
  std::sort(paths.begin(), paths.end());
  const std::lock_guard lock(mutex);
  lists.push_back({fs::absolute(directory).lexically_normal().string(), std::move(look), std::move(paths)});
}

std::vector<std::string> Snapshot::changed() const {
  std::set<std::string> paths;
  for (const auto &[path, then] : seen)
    if (!then.isSame(look(path))) paths.insert(path);
  for (const Listed &list : lists) {
    std::vector<std::string> now = list.look(), differing;
    std::sort(now.begin(), now.end());
    std::set_symmetric_difference(now.begin(), now.end(), list.then.begin(), list.then.end(),
                                  std::back_inserter(differing));
    for (const std::string &path : differing) {
      const std::string absolute = (fs::path(list.directory) / path).lexically_normal().string();
      if (seen.contains(absolute)) paths.insert(absolute);
    }
  }
  return {paths.begin(), paths.end()};
}

} // namespace pinproof::model
