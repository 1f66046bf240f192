// The flags in a kernel tree's own Makefile that say what C means there.
#pragma once

#include <string>
#include <vector>

namespace pinproof::model {

/// Those of `makefile`'s KBUILD_CFLAGS, in order.
std::vector<std::string> treeFlags(const std::string &makefile);

} // namespace pinproof::model
