// All properties of a system, decided: facts once, then engine after engine.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

struct Options {
  std::string engine;         // one of engines(), or empty for all of them in turn
  double timeoutSeconds = 60; // for each property; 0 or less: none
  std::function<void(uint32_t property, const Answer &)> progress; // as soon as a property is decided
  const std::atomic<bool> *interrupted = nullptr;
  std::string memoryWords = "out of memory"; // the reason where an engine runs out of it
};

/// One answer per property, in order, whose evidence nobody has checked yet. Whoever interrupts gets the
/// answers there are and Unknown for the rest. Throws std::invalid_argument for an engine that is not in
/// the table.
std::vector<Answer> decideAll(const model::TransitionSystem &system, const Options &options);

/// The same with facts that the caller has already found.
std::vector<Answer> decideAll(const model::TransitionSystem &system, Facts facts, const Options &options);

} // namespace pinproof::solver
