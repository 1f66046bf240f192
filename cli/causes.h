// Why what has no answer has none: each cause once, with all that it keeps from being answered.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

struct Cause {
  enum class Kind {
    Drift,       // a function that is not as a specification knows it
    NotModelled, // C that pinproof does not model exactly
    Unreadable,  // C that does not parse, a file that is missing
    Budget,      // out of time or memory, given up, interrupted, not begun
    Failed,      // an internal error
  };
  /// A specification that has no answer, or some of whose properties have none.
  struct Stopped {
    const SpecResult *spec = nullptr;
    std::vector<const PropertyResult *> properties; // empty: all of them, whatever they are
  };
  Kind kind = Kind::NotModelled;
  std::string text;             // "not modelled: a call of f(), which has no body"
  std::string details;          // what there is to compare or to mend, in several lines; may be ""
  model::Source where;          // may be unknown
  std::vector<Stopped> stopped; // in the order of the report
  size_t properties() const;    // how many are known to have no answer
  /// Whether it stops more than one property or specification, and so is no business of theirs alone.
  bool isShared() const { return stopped.size() > 1 || properties() > 1; }
};

/// All causes in `report`, in the order in which they are first met. What stands behind several is in each.
/// The pointers are into the report.
std::vector<Cause> causesIn(const Report &report);

/// Those that are shared, and what else stops the same, numbered from 1, with what refers to them.
class SharedCauses {
public:
  explicit SharedCauses(const Report &report);
  const std::vector<Cause> &all() const { return causes; }
  /// The numbers of those that stop a specification as a whole; empty: it has its own, or an answer.
  std::vector<size_t> of(const SpecResult &spec) const;
  std::vector<size_t> of(const PropertyResult &property) const;

private:
  std::vector<Cause> causes;
};

/// "cause 1", "causes 1 and 3"; "" for none.
std::string referenceTo(const std::vector<size_t> &numbers);

/// "not modelled: mm/gup.c:78: a call of f(), which has no body".
std::string toText(const Cause &cause);

/// "95 properties of 13 specifications have no answer: bio_folios, zero_page".
std::string extentInWords(const Cause &cause);

/// "95 properties of 13 specifications", "3 specifications".
std::string extentOf(const Cause &cause);

/// "bio_folios, zero_page": whom it stops.
std::string namesOf(const Cause &cause);

/// "drift", "notModelled", "unreadable", "budget", "failed": as JSON has it.
const char *nameOf(Cause::Kind kind);

} // namespace pinproof::cli
