// The linker leaves a digest of what it wrote in each program and library (a note of type NT_GNU_BUILD_ID,
// elf(5)), and it is in memory already. What has none is known by its file's name, size and time, as ccache
// knows compilers.
#include "cli/build.h"

#include <cstring>
#include <filesystem>
#include <link.h>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;

constexpr size_t aligned(size_t size) { return (size + 3) & ~size_t{3}; }

/// The build's digest among the notes in `size` bytes at `notes`, or "".
std::string buildIn(const char *notes, size_t size) {
  for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes + at, sizeof note);
    const char *name = notes + at + sizeof note, *content = name + aligned(note.n_namesz);
    at = static_cast<size_t>(content - notes) + aligned(note.n_descsz);
    if (at > size) break;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0)
      return std::string(content, note.n_descsz);
  }
  return "";
}

std::string byFile(const fs::path &file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  const auto time = fs::last_write_time(file, error).time_since_epoch().count();
  return file.string() + " " + std::to_string(size) + " " + std::to_string(time);
}

int addObject(dl_phdr_info *object, size_t, void *text) {
  std::string build;
  for (size_t i = 0; i < object->dlpi_phnum && build.empty(); ++i) {
    const ElfW(Phdr) &part = object->dlpi_phdr[i];
    if (part.p_type == PT_NOTE) // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses are numbers in ELF
      build = buildIn(reinterpret_cast<const char *>(object->dlpi_addr + part.p_vaddr), part.p_memsz);
  }
  const std::string name = object->dlpi_name;
  if (build.empty() && name.find("linux-vdso") != std::string::npos) return 0; // the running kernel's
  if (build.empty()) build = byFile(name.empty() ? "/proc/self/exe" : name);
  *static_cast<std::string *>(text) += build + "\n";
  return 0;
}

} // namespace

const std::string &buildIdentity() {
  static const std::string text = [] {
    std::string all;
    dl_iterate_phdr(addObject, &all);
    return all;
  }();
  return text;
}

} // namespace pinproof::cli
