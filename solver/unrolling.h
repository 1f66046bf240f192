// Sequences of moves as one formula: single operations, or paths repeated any number of times.
#pragma once

#include "solver/layers.h"
#include "solver/repetition.h"
#include "solver/z3.h"

namespace pinproof::solver {

/// A sequence of moves that starts in an initial state and grows by one move at a time.
class Unrolling {
public:
  enum class Pace { Single, Repeated };

  /// Paths that `facts` show to be impossible are left out; with a property, so are those that cannot
  /// matter to it or do the same as another. `encoder` and what it encodes must outlive the unrolling.
  Unrolling(Encoder &encoder, const Facts &facts, Pace pace, std::optional<uint32_t> property = {});

  /// How many moves, and one more.
  unsigned length() const { return static_cast<unsigned>(steps.size()); }
  void extend();

  /// What all sequences of this length satisfy is asserted here.
  z3::solver &solver() { return sequences; }
  /// The sequence ends by breaking `property`: in its last state, or by its last move.
  z3::expr violation(uint32_t property);
  /// The last move is one of `transition`.
  z3::expr endsWith(uint32_t transition);
  /// The last move evaluates, or passes, the condition that `property` is about.
  z3::expr endsAt(uint32_t property);
  /// How many operations the sequence has.
  z3::expr operations();
  const Terms &lastState() const { return states.back(); }

  /// The choice of paths in `model`, as a formula that leaves open how often and with which inputs.
  z3::expr choice(const z3::model &model);
  /// What makes the sequence in `model` pleasant to read: of each repeated path's inputs, that they are all
  /// at the top, or else at the bottom, of their ranges. Alternatives one after the other.
  std::vector<Terms> preferences(const z3::model &model);
  /// The sequence in `model`.
  model::Trace trace(const z3::model &model);

private:
  struct Move {
    uint32_t transition, path;
    const model::Path *what;
    std::optional<Repetition> repetition; // none: one operation
  };
  struct Step {
    z3::expr count;
    Terms first, last, total; // inputs; one operation uses `first` alone
    Terms chosen;             // per move
  };

  Encoder &encoder;
  Pace pace;
  std::vector<bool> isRelevant; // per state variable
  std::vector<Move> moves;
  size_t inputCount = 0; // the most that any path has
  Layers layers;         // before the next step
  z3::solver sequences;
  Terms initChosen;
  std::vector<Terms> initInputs;
  std::vector<Terms> states;
  std::vector<Step> steps;

  void addMoves(const Facts &facts, std::optional<uint32_t> property);
  std::vector<Move> movesOf(uint32_t transition, uint32_t path);
  struct Signature;
  static Signature signatureOf(const Move &move, bool isReporting);
  z3::expr equal(const Terms &after, const Terms &expected);
  void start();
  z3::expr once(const Move &move, const Step &step, const Terms &before, const Terms &after);
  z3::expr repeated(const Repetition &r, const Step &step, const Terms &before, const Terms &after);
  z3::expr sums(const Repetition &r, uint32_t input, const Step &step);
  z3::expr within(const Box &box, const z3::expr &sum, const z3::expr &count);
  size_t chosen(const Terms &choices, const z3::model &model);
};

} // namespace pinproof::solver
