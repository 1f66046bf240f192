// One function out of a header, without the rest of it.
#pragma once

#include <string>

namespace pinproof::model {

/// The text of `header` with everything blanked but the definition of `function`, which keeps its lines and
/// columns. Empty where the header defines no such function. Throws std::runtime_error with a reason where
/// it defines it more than once.
std::string onlyFunction(const std::string &header, const std::string &function);

} // namespace pinproof::model
