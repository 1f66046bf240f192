// Where things are on disk: the specifications, the kernel tree, the files that a user names.
#pragma once

#include "cli/options.h"

namespace pinproof::cli {

/// The directory with include/pinproof.h, kernel/ and the specifications: `given` if not empty, else the one
/// that belongs to this executable, installed or in its build tree. Throws model::InputError if it is not
/// there.
std::filesystem::path specDirectory(const std::string &given);

/// The specifications that the options name, sorted; if none is named, all of the directory's, in
/// configured mode all of its configured/. Throws
/// UsageError for an unknown name, model::InputError for a file that cannot be one.
std::vector<std::filesystem::path> specFiles(const Options &options);

/// The kernel tree to read; throws model::InputError unless it is a directory.
std::filesystem::path kernelTree(const Options &options);

/// The whole of a text file; throws model::InputError if it is missing, no regular file, unreadable or too
/// large to be what `what` ("a report or trace") says it should be.
std::string readTextFile(const std::filesystem::path &file, const std::string &what);

} // namespace pinproof::cli
