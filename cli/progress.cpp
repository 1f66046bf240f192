// The line is overwritten in place and gone when the report appears.
#include "cli/progress.h"

#include "cli/layout.h"
#include "cli/output.h"

namespace pinproof::cli {

void Progress::say(const std::string &what) {
  if (!shown) return;
  std::lock_guard lock(mutex);
  std::string line = "[" + std::to_string(done) + "/" + std::to_string(total) + "] " + what;
  if (columns(line) > 79) line = fit(line, 79);
  writeTalk("\r\033[K" + line);
}

void Progress::finishedOne() {
  std::lock_guard lock(mutex);
  ++done;
}

void Progress::clear() {
  if (!shown) return;
  std::lock_guard lock(mutex);
  writeTalk("\r\033[K");
}

} // namespace pinproof::cli
