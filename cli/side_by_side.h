// Independent jobs on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace pinproof::cli {

/// Calls job(0) … job(count - 1), at most `threads` at a time; returns when all are done. Rethrows the
/// exception of the job with the lowest number that threw one, after the others have finished.
void sideBySide(size_t count, unsigned threads, const std::function<void(size_t)> &job);

} // namespace pinproof::cli
