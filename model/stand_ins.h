// Is what a stand-in was written for what the kernel's own headers say?
//
// A stand-in (specs/include) is read in place of a header of the kernel's. Whoever wrote it has read what the
// kernel says of each name in it; what that was is kept beside it, as values and digests, without a word of
// the kernel's: specs/include/linux/mm.h has specs/include/linux/mm.h.known. Names that no stand-in has, but
// that those are made of in the kernel, are in specs/headers/helpers.known. A line is
//
//     folio_put function 8e1f20b7c90d6a35 # 6.1 6.12
//
// name, kind and what is said (header_names.h), and by which kernels. Kernels differ, so a name may have
// several lines. A tree is held against one of these kernels, the one that says the least that the tree says
// otherwise: what another one says of a name may be wrong beside what this one says of the rest, as numbers
// of flags are. (Not the one that says the most of what the tree says: of the newest most is known.)
#pragma once

#include "model/assumption.h"
#include "model/header_names.h"

#include <map>
#include <set>

namespace pinproof::model {

/// A name of ours that a specification's paths use where the kernel's headers might have one.
struct StandIn {
  std::string name; // a member's as in HeaderNames
  std::string file; // that declares it, as shown: "specs/include/linux/mm.h"
  /// Kernel C uses it: the kernel must have it, or is another one.
  bool isKernels = false;
  bool operator==(const StandIn &) const = default;
  auto operator<=>(const StandIn &) const = default;
};

/// What stand-ins were written for.
class KnownNames {
public:
  /// All lists below `specDirectory`. Throws InputError for a line that says nothing.
  explicit KnownNames(const std::string &specDirectory);

  /// The kernel that contradicts `tree` in fewest names, and agrees with it in at least half as many as any;
  /// "" if there is none.
  std::string nearest(const HeaderNames &tree) const;
  /// Whether that is what `kernel` says.
  bool has(const std::string &name, const HeaderName &said, const std::string &kernel) const;
  /// What `kernel` says of `name`: "1024 unsigned int", for example.
  std::vector<std::string> says(const std::string &name, const std::string &kernel) const;

  /// The list that has `name`; "" if there is none.
  std::string listOf(const std::string &name) const;

private:
  void read(const std::string &path);
  std::map<std::string, std::map<std::string, std::set<std::string>>> all; // name, "kind says", kernels
  std::map<std::string, std::string> lists;                                // by name
};

struct Comparison {
  std::vector<Drift> drifts;     // each name that is different once, by name
  std::vector<StandIn> replaced; // those that the kernel's headers have, which are not read
  /// Of these, functions that the headers only declare: what they do, which is elsewhere, is not compared.
  std::vector<StandIn> declared;
  /// The tree says that it has no headers, so that there was nothing to compare with.
  bool isWithNothing = false;
};

/// What is taken for granted of those that are only declared.
Assumption onlyTypesCompared(const std::vector<StandIn> &declared);

/// A tree held against what is known; both have to outlive it. What holds for all specifications is found
/// once.
class Comparer {
public:
  Comparer(const HeaderNames &kernel, const KnownNames &known);
  Comparison compare(const std::vector<StandIn> &standIns) const;
  /// The lines with functions, macros and constants of the kernel that `standIns` replace, or that those are
  /// made of, and with nothing else; by file. All that such a line says is compared.
  std::map<std::string, std::set<unsigned>> linesOf(const std::vector<StandIn> &standIns) const;

private:
  const HeaderNames &kernel;
  const KnownNames &known;
  std::string nearest;
  std::set<std::string> tainted; // names that are not as known, or made of such
};

/// Adds to the lists below `specDirectory` what `kernel` says of `standIns` and what these are made of, where
/// it is not there, as what `version` says ("6.12"), and that `version` says what is there. Returns how many
/// lines are new. Throws InputError where a list cannot be written.
unsigned record(const std::string &specDirectory, const std::vector<StandIn> &standIns,
                const HeaderNames &kernel, const std::string &version);

} // namespace pinproof::model
