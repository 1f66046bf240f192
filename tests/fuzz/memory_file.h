// For readers that want a file: one in memory (memfd_create(2)) costs no disk.
#pragma once

#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace pinproof::fuzz {

class MemoryFile {
public:
  explicit MemoryFile(const std::string &text) : descriptor(memfd_create("input", MFD_CLOEXEC)) {
    size_t written = 0;
    while (descriptor >= 0 && written < text.size())
      written += static_cast<size_t>(write(descriptor, text.data() + written, text.size() - written));
  }
  ~MemoryFile() { close(descriptor); }
  MemoryFile(const MemoryFile &) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor); }

private:
  int descriptor;
};

} // namespace pinproof::fuzz
