// Reads a specification together with the kernel file that it includes, and lowers both to a Program.
#pragma once

#include "model/clang/lookups.h"
#include "model/program.h"
#include "model/snapshot.h"
#include "model/stand_ins.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pinproof::model {

/// A definition in one of the tree's own headers.
struct Borrowed {
  std::string name, header;     // by its path in the tree
  unsigned first = 0, last = 0; // its lines...
  std::string instead;          // ... and what is read on the first of them in their place, unless empty
};

/// A name that nothing declares, used in kernel C that a specification reaches.
struct Undeclared {
  std::string name, file; // "tree/mm/gup.c": below /pinproof
  Source where;
};

struct ReadOptions {
  std::string specFile;      // path of the specification
  std::string specDirectory; // the specs/ directory: its include/ holds pinproof.h and the stand-in headers
  std::string kernelTree;    // root of the kernel tree; "": there is none, and who needs one has an error
  bool configured = false;   // real kernel headers instead of stand-ins
  /// Further flags for Clang: -D…, and in configured mode the kernel's own (-I, -include, -std, …); relative
  /// paths in them count from the kernel tree.
  std::vector<std::string> extraFlags;
  /// Kernel-relative path -> contents that replace the file, or nothing where there is to be no such file.
  std::map<std::string, std::optional<std::string>> overlay;
  /// In place of specs/headers/include/generated/autoconf.h, if given.
  std::optional<std::string> configuration;
  bool mutations = false; // whether to find them
  /// What the tree's own headers define of some names. Called for `wanted`, for what these are made of, and
  /// where kernel C does not parse because of names that nothing declares. None: they stay undeclared.
  std::function<std::vector<Borrowed>(const std::set<std::string> &names)> lend;
  std::set<std::string> wanted;
  /// What was lent so far, by the file that uses it ("tree/mm/gup.c", below /pinproof): found by
  /// readSpecification().
  std::map<std::string, std::vector<Borrowed>> borrowed;
  /// What all readings of one run read; none: this one is alone.
  std::shared_ptr<Snapshot> disk;
};

/// A function of the kernel that the specification reaches. Lines without an instruction (braces, labels, the
/// last) are in none of the sets.
struct KernelFunction {
  std::string name;
  Source where;                 // of its name
  unsigned first = 0, last = 0; // lines: from its return type to its closing brace
  std::set<unsigned> code;      // with instructions in the Program
  std::set<unsigned> constant;  // with code that a constant condition rules out
  std::set<unsigned> skipped;   // that the preprocessor left out
};

/// What the kernel's text says outside of functions: a macro, an enumerator, a member, a variable, a
/// declaration.
struct Declared {
  std::string file;
  unsigned first = 0, last = 0;                    // lines
  std::set<std::pair<std::string, unsigned>> uses; // by file and line; each may be in another of these
  bool operator==(const Declared &) const = default;
};

/// What is written between the parentheses behind a name may be of no consequence in the model.
struct Silence {
  bool isWhole = false;         // nor is the name itself
  std::string label;            // of the assumption that says so; empty: it is read off a stand-in
  std::set<unsigned> arguments; // those that are left out, from 0
  unsigned argumentsFrom = ~0u; // and all from this one on
  bool operator==(const Silence &) const = default;
};

/// A mistake that could have been made in the kernel's C: some of a file's text replaced.
struct Mutation {
  std::string function, kind; // "delete statement", "off by one", ...
  Source where;
  size_t offset = 0, length = 0; // in the file
  std::string replacement;
  std::string was, becomes; // for people: of an operator with its operands, white space folded
};

struct ReadResult {
  Program program;
  std::vector<KernelFunction> functions; // in the order of the Program
  std::vector<Mutation> mutations;       // of these functions, where they were asked for
  std::vector<Undeclared> undeclared;    // what is called, but for what was borrowed
  std::vector<Declared> declared;        // what is used, in the order of places
  std::map<std::string, Silence> silent; // by what the kernel calls
  /// Names of ours that its paths use in place of the kernel's, if that has them; with stand-in headers.
  std::vector<StandIn> standIns;
  /// The files that were read of the kernel tree, by path relative to it, with their contents.
  std::map<std::string, std::shared_ptr<const std::string>> kernelText;
  /// All that Clang read: "tree/mm/gup.c", "stand-ins/pinproof.h", ...; `mainFile` is the specification's.
  /// With includePath() any compiler reads the same.
  std::map<std::string, std::shared_ptr<const std::string>> allText;
  std::string mainFile;
  std::vector<std::string> treeFlags; // of the tree's own Makefile, that say what C means (tree_flags.h)
  std::vector<Lookup> lookups;        // all that Clang asked of the file system...
  std::string answers;                // ... and a digest of what it was answered
  double clangSeconds = 0;            // spent in Clang: preprocessing, parsing, types
};

/// Reads and lowers. Where the kernel is not one that the specification knows, Program::drifts says so; where
/// it lacks a function that the specification requires, Program::absent does; in both cases nothing is
/// lowered. Throws InputError for whatever is wrong with the files: missing, unreadable, not text, not C.
ReadResult readSpecification(const ReadOptions &options);

/// Where a compiler must look for included files, in this order, below the directory that holds
/// ReadResult::allText; with stand-in headers.
const std::vector<std::string> &includePath();

/// "14.0.6": the version of Clang that reads C.
std::string clangVersion();

} // namespace pinproof::model
