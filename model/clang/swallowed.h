// Functions that are there, and that Clang lost.
#pragma once

#include "model/clang/places.h"
#include "model/program.h"

namespace pinproof::model {

/// An error in a kernel file because of which Clang does not know a function that `program` says to be
/// missing or absent, or, where it `hasErrors` elsewhere, where the code before those ends; none if that is
/// not why. `skipped` is what the preprocessor left out.
std::optional<InputError> swallowed(const Program &program, bool hasErrors, const Places &places,
                                    const clang::SourceManager &manager,
                                    const std::vector<clang::SourceRange> &skipped);

/// The error in a kernel file behind which Clang found nothing more, where it lost what the specification
/// must have: the last one; none if there is no error.
std::optional<InputError> swallowedRest(const Places &places, const clang::SourceManager &manager);

} // namespace pinproof::model
