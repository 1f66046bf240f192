// `verify --certificates DIR`: each proof as files that other tools read.
#pragma once

#include "cli/report.h"

#include <filesystem>

namespace pinproof::cli {

/// Makes the directory if need be. Throws model::InputError if it cannot, or if there is something in it:
/// what an earlier run proved must not be taken for what this one did.
void prepareCertificateDirectory(const std::filesystem::path &directory);

/// Writes SPEC/PROPERTY.json and SPEC/PROPERTY/NN-OBLIGATION.LOGIC.smt2 below `directory` for every property
/// that has a certificateFile, `jobs` specifications at a time. Throws model::InputError if it cannot.
void writeCertificates(const std::filesystem::path &directory, const Report &report, unsigned jobs);

} // namespace pinproof::cli
