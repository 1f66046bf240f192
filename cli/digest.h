// A name for content.
#pragma once

#include <string>

namespace pinproof::cli {

/// 32 hexadecimal digits that are the same for equal text on every machine, and hardly ever for unequal.
/// Not a defence against anyone who wants two texts to have the same name.
std::string digest(const std::string &text);

} // namespace pinproof::cli
