// The report and its traces as JSON: docs/formats.md describes them, docs/*.schema.json check them.
#pragma once

#include "cli/report.h"

#include <nlohmann/json_fwd.hpp>

namespace pinproof::cli {

inline constexpr const char *reportFormat = "pinproof.report/2";
inline constexpr const char *oldReportFormat = "pinproof.report/1"; // is read, not written
inline constexpr const char *traceFormat = "pinproof.trace/1";
inline constexpr const char *certificateFormat = "pinproof.certificate/1";

/// The whole report, keys in a fixed order, ending in a newline. Without `times` two runs that found the
/// same are equal byte for byte.
std::string renderJson(const Report &report, bool times);

/// As the format calls it.
const char *name(SpecResult::State state);
const char *name(Verdict verdict);
const char *name(Outcome outcome);
const char *name(model::Expectation expectation);

nlohmann::ordered_json toJson(const Report &report, bool times);
nlohmann::ordered_json toJson(const SpecResult &spec, bool times);
nlohmann::ordered_json toJson(const ReportTrace &trace);
nlohmann::ordered_json toJson(const std::vector<FunctionCoverage> &functions);
nlohmann::ordered_json toJson(const model::Source &where);
nlohmann::ordered_json toJson(const model::Assumption &assumption);
nlohmann::ordered_json toJson(const TreeIdentity &tree);
nlohmann::ordered_json toJson(const SpecResult::Mistake &mistake);
nlohmann::ordered_json toJson(const model::Drift &drift);

/// A number where every JSON reader keeps it exactly (magnitude below 2^53), else its digits as a string.
nlohmann::ordered_json toJson(model::Integer value);
/// What toJson(Integer) wrote; throws std::invalid_argument for anything else.
model::Integer integerFrom(const nlohmann::ordered_json &value);

} // namespace pinproof::cli
