// Evidence read back from a file: the traces and certificates of an earlier report.
#pragma once

#include "cli/json_member.h"
#include "cli/report.h"

#include <filesystem>

namespace pinproof::cli {

struct RecordedCertificate {
  std::string spec, property;
  std::string invariant; // SMT-LIB
};

struct Recorded {
  std::vector<ReportTrace> traces; // only what a replay needs: names, choices, counts
  std::vector<RecordedCertificate> certificates;
};

/// The choices of a step; throws model::InputError.
std::vector<Choice> readChoices(const Member &array);

/// Reads a "pinproof.report/2", a single "pinproof.trace/1" or a single "pinproof.certificate/1". Throws
/// model::InputError naming the position (broken JSON) or the member ("specs[0].properties[2].trace: ...")
/// that is not as docs/formats.md says.
Recorded readRecorded(const std::filesystem::path &file);

} // namespace pinproof::cli
