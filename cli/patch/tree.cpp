// Symbolic links are refused on the way: a patch is about the tree, and a link may lead out of it.
#include "cli/patch/tree.h"

#include "cli/patch/error.h"
#include "cli/patch/git.h"

namespace pinproof::cli::patch {

namespace {

namespace fs = std::filesystem;
constexpr uintmax_t largestFile = 64u << 20;

} // namespace

std::optional<std::string> Tree::read(const std::string &path) const {
  if (auto at = overlay.find(path); at != overlay.end()) return at->second;
  std::error_code error;
  fs::path real = root;
  for (const fs::path &part : fs::path(path)) {
    real /= part;
    fs::file_status status = fs::symlink_status(real, error);
    if (!fs::exists(status)) return std::nullopt;
    if (fs::is_symlink(status)) throw PatchError(path + " leads through a symbolic link of the tree");
  }
  if (!fs::is_regular_file(real, error)) throw PatchError(path + " is not a file in the tree");
  if (fs::file_size(real, error) > largestFile) throw PatchError(path + " is larger than 64 MiB");
  try {
    return readAll(real);
  } catch (const std::exception &failure) {
    throw PatchError(failure.what());
  }
}

bool Tree::has(const std::string &path) const {
  if (auto at = overlay.find(path); at != overlay.end()) return at->second.has_value();
  std::error_code ignored;
  return fs::is_regular_file(root / path, ignored);
}

} // namespace pinproof::cli::patch
