// Specifications as the benchmarks want them: read for a counter width, as program and system.
#pragma once

#include "model/clang/reader.h"
#include "model/transition_system.h"

namespace pinproof::bench {

/// How a scaled specification is read: pinproof.h's macros of the same names.
struct Scale {
  unsigned counterBits = 32, biasBits = 10, pages = 64;
  /// The kernel's proportions in a counter of `bits` bits, as in peers/generate.py.
  static Scale of(unsigned bits);
};

struct Loaded {
  model::Program program;
  model::TransitionSystem system;
};

/// Options for reading "zero_page" (of specs/) or "peers/overflow" (of bench/peers/specs/) together with the
/// tree that $PINPROOF_KERNEL names, else with the embedded kernel.
model::ReadOptions readOptions(const std::string &spec, const Scale &scale = {});

/// Reads and makes the system. Throws what reading throws, and std::runtime_error for a specification that
/// does not apply to the tree.
Loaded load(const std::string &spec, const Scale &scale = {});

/// The number of the property called `name`; throws std::out_of_range.
uint32_t propertyIndex(const model::TransitionSystem &system, const std::string &name);

/// The names of all specifications in specs/, sorted.
std::vector<std::string> specNames();

} // namespace pinproof::bench
