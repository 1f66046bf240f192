// One specification's answers, found anew only where they have to be.
#pragma once

#include "cli/decide.h"
#include "cli/records.h"

namespace pinproof::cli {

/// A specification's answers in one state of the tree, for the next.
struct Before {
  Decision decision;
  std::string program; // a digest of its canonicalText(); empty: no record
  Record record;
};

struct Answered {
  SpecResult result;
  Reached reached;
};

/// The cache as far as `options` allow it to stand for evidence: not with --recheck or --strict, nor for
/// certificates that are to be written, nor for an engine that is to find its answer itself.
Records recordsFor(const Options &options);

/// Reads `file`, decides and checks, as far as that was not done before for the same C: in an earlier run
/// (`records`) or, with `before`, for another state of the tree, which this one then becomes. Throws
/// model::InputError.
Answered answer(const Options &options, const Session &session, const std::filesystem::path &file,
                const Records &records, Progress &progress, Before *before = nullptr);

} // namespace pinproof::cli
