// A configuration of the kernel, as C sees it.
#pragma once

#include <filesystem>
#include <string>

namespace pinproof::cli {

/// The text of include/generated/autoconf.h for a `.config`, or the file itself where it is one already.
/// Throws model::InputError where it cannot be read or is neither.
std::string autoconfOf(const std::filesystem::path &file);

} // namespace pinproof::cli
