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

/// Fills in which kernel is read: `given`, where "embedded" is the one that comes with pinproof; if that is
/// empty, the kernel tree that the current directory is in, if any, as the relative path to its top.
void chooseKernel(const std::string &given, Options &options);

/// The kernel tree to read, "" if there is none; throws model::InputError unless it is a directory,
/// UsageError where what the options ask for cannot be done without one.
std::filesystem::path kernelTree(const Options &options);

/// Call when everything is read, and before any answer is given. Throws UsageError, naming them, if files of
/// the tree or of the specifications have changed since they were read.
void requireUnchanged(const Options &options);

/// The whole of a text file; throws model::InputError if it is missing, no regular file, unreadable or too
/// large to be what `what` ("a report or trace") says it should be.
std::string readTextFile(const std::filesystem::path &file, const std::string &what);

} // namespace pinproof::cli
