// Symbolic links are refused on the way: a patch is about the tree, and a link may lead out of it.
#include "cli/patch/tree.h"

#include "cli/patch/error.h"

namespace pinproof::cli::patch {

namespace {

namespace fs = std::filesystem;

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
  const model::OnDisk &found = disk->at(real.string());
  switch (found.kind) {
  case model::OnDisk::Kind::File: return *found.contents;
  case model::OnDisk::Kind::TooLarge: throw PatchError(path + " is larger than 64 MiB");
  case model::OnDisk::Kind::Unreadable: throw PatchError(real.string() + " cannot be read: " + found.why);
  default: throw PatchError(path + " is not a file in the tree");
  }
}

bool Tree::has(const std::string &path) const {
  if (auto at = overlay.find(path); at != overlay.end()) return at->second.has_value();
  const model::OnDisk::Kind kind = disk->at((root / path).string()).kind;
  return kind == model::OnDisk::Kind::File || kind == model::OnDisk::Kind::TooLarge;
}

bool Tree::knows(const std::string &path) const {
  return has(path) || disk->at((root / path).string()).kind == model::OnDisk::Kind::Directory;
}

} // namespace pinproof::cli::patch
