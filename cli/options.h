// What the user asked for, as values; CLI11 stays behind this header.
#pragma once

#include "cli/report.h"
#include "model/snapshot.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pinproof::cli {

enum class ExitMap { None, Bisect };

enum class Format { Text, Json, Dot, Sarif, Junit, Ktap, Github, Markdown, Html, Svg };

/// What is done to the kernel tree before it is read; nothing of it is written there.
struct TreeChanges {
  std::vector<std::string> revert, patch, whatIf; // in this order
  std::string range;                              // A..B, or a commit alone
  bool workingTree = false;                       // what it has on top of HEAD
  bool partial = false;                           // go on with the hunks that fit
  bool mayBeThere = false;                        // patches that the tree has are looked at too
  bool areNone() const {
    return revert.empty() && patch.empty() && whatIf.empty() && range.empty() && !workingTree;
  }
};

struct Options {
  std::filesystem::path specDirectory;         // holds include/, kernel/ and the specifications
  std::optional<std::filesystem::path> kernel; // the tree, as named or found around the current directory
  bool embedded = false;                       // the kernel that comes with pinproof
  bool hasKernel() const { return kernel || embedded; } // else no specification may include kernel files
  std::vector<std::string> specs;                       // names or files; empty: all
  std::string engine;                                   // empty: the portfolio
  double timeoutSeconds = 60;
  unsigned memoryMegabytes = 0; // 0: no limit
  unsigned jobs = 1;
  bool quiet = false, verbose = false, times = true;
  bool cache = true;            // use and keep answers of earlier runs
  bool recheck = false;         // but read everything, and check all evidence, anew
  bool all = false;             // explore: decide too what no patch changes
  bool acceptUnchecked = false; // lines that a patch changes and nobody looks at are no reason to fail
  Format format = Format::Text;
  std::vector<std::pair<Format, std::filesystem::path>> outputs; // files to write besides
  std::optional<std::filesystem::path> baseline, newBaseline;
  bool strict = false;               // fail on assumptions that nobody accepts
  std::vector<std::string> accepted; // "A9", "A2:linux/rmap.h"
  ExitMap exitMap = ExitMap::None;
  std::vector<std::string> defines; // NAME=VALUE
  std::optional<std::filesystem::path> compileCommands, flagsFrom;
  bool ownHeaders = false;                      // the tree's own, though nobody built it
  std::optional<std::filesystem::path> kconfig; // with the configuration in this file
  /// Whether the kernel's own headers are read in place of stand-ins.
  bool isConfigured() const { return compileCommands || flagsFrom || ownHeaders; }
  TreeChanges changes;
  std::optional<std::filesystem::path> certificates; // verify: where to write proofs for other tools
  std::filesystem::path input;                       // replay, certify: the report or trace file
  std::vector<std::filesystem::path> inputs;         // merge: the reports
  std::optional<Shard> shard;                        // verify, mutants: the part to do
  std::vector<std::string> functions;                // mutants: of which; empty: all
  std::optional<std::filesystem::path> explained;    // mutants: survivors that are no holes
  std::vector<std::string> files;                    // headers: of the tree, by their paths in it
  bool record = false;                               // stand-ins: what the kernel says was read
  /// What this run, with all copies of its options, has read of the tree and the specifications.
  std::shared_ptr<model::Snapshot> disk = std::make_shared<model::Snapshot>();
};

/// A subcommand: its name, its line in --help, which options it takes, and what it does. `run` returns
/// the exit code; it throws UsageError, model::InputError or OutputError.
struct Command {
  enum Takes : unsigned {
    Deciding = 1,
    DotFormat = 2,
    Input = 4,
    Json = 8,
    Reports = 16,
    Series = 32,
    Proving = 64,
    Inputs = 128,
    Mutating = 256,
    Recording = 512,
    Parsing = 1024
  };
  const char *name;
  const char *help;
  unsigned takes;
  const char *inputHelp;
  int (*run)(const Options &);
};

/// Parses the command line against the table and runs what it names; returns the exit code.
/// Prints help and version to stdout, usage errors to stderr.
int runCommandLine(const std::vector<Command> &commands, const std::string &version, int argc,
                   const char *const *argv);

} // namespace pinproof::cli
