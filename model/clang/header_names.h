// Asks a kernel's own headers what they say of names.
#pragma once

#include "model/clang/own_headers.h"
#include "model/header_names.h"
#include "model/stand_ins.h"

#include <set>

namespace pinproof::model {

/// What to ask.
struct HeaderQuestion {
  std::vector<std::string> headers; // "linux/mm.h", "mm/internal.h"
  std::set<std::string> wanted;     // identifiers
};

struct HeaderNamesRead {
  HeaderNames names;
  std::vector<Lookup> lookups; // what Clang asked of the file system...
  std::string answers;         // ... and a digest of what it was answered; "" where that must not be kept
};

/// What the headers, as far as the tree has them, say of the identifiers and of whatever those are made of;
/// of members, of those in structs and unions with a wanted tag that are wanted themselves. What they do not
/// define, or something outside of the tree does, is left out.
HeaderNamesRead readHeaderNames(const OwnHeaders &own, const HeaderQuestion &question);

/// With which a FileSystem answers what readHeaderNames() asks it.
ReadOptions optionsToRead(const OwnHeaders &own, const HeaderQuestion &question);

/// The headers that specs/headers/replaced.txt lists. Throws InputError where it cannot be read.
std::vector<std::string> headersReplaced(const std::string &specDirectory);

/// The functions and macros that stand-in headers define, whether a specification's paths use them or not: a
/// patch may.
std::vector<StandIn> definedByStandIns(const std::string &specDirectory);

/// Every identifier in the C that comes with pinproof: in specs/include and in specs/*.c.
std::set<std::string> identifiersOfOurs(const std::string &specDirectory);

} // namespace pinproof::model
