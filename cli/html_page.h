// What every HTML report has in common, whatever it says: its style and its keys.
#pragma once

namespace pinproof::cli {

extern const char *const htmlStyle;
extern const char *const htmlScript;

} // namespace pinproof::cli
