// The portfolio: walks the table of engines with growing budgets until every property is decided.
//
// The engines differ by orders of magnitude in cost and hardly overlap in what they decide, so the order is
// simple: every open property gets a short turn of every engine, in the order of the table, before any gets
// a long one; an engine that stopped before its time was up has no more to say and is not asked again.
// Facts are strengthened only if properties are left, once for all of them, which may need each other:
// in the first round with what they speak of, later with everything.
//
// What the specification expects is used as a hint for the order, never as evidence: where a violation is
// expected, costly proofs wait until the refuters have had their turn.
//
// A system from which something was left out (refusals) can still be refuted, as every path it has is
// real; PROVED about it counts only with a proof that nothing of that is reached, which is looked for when
// the first property is proved, and becomes part of each certificate. Without one PROVED is taken back here,
// in one place, whatever engine said it.
#include "solver/portfolio.h"

#include "solver/facts.h"
#include "solver/refusals.h"
#include "solver/uniform.h"
#include "solver/z3_failures.h"

#include <algorithm>
#include <new>
#include <set>
#include <stdexcept>

namespace pinproof::solver {

using namespace model;
using Clock = std::chrono::steady_clock;

namespace {

constexpr double firstTurn = 1; // seconds that an engine gets for a property in the first round
constexpr double growth = 8;    // of turns, from round to round
constexpr double longest = 3600.0 * 24 * 7;

Clock::duration seconds(double s) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(s));
}

bool isDecided(const Answer &answer) { return !std::holds_alternative<Unknown>(answer.verdict); }

std::vector<Formula> conjuncts(const Formula &f) {
  return f.kind == Formula::Kind::And ? f.children : std::vector<Formula>{f};
}

/// Both, saying once what both say.
Formula both(const Formula &a, const Formula &b) {
  std::vector<Formula> parts = conjuncts(a);
  const size_t mine = parts.size();
  for (const Formula &part : conjuncts(b))
    if (std::find(parts.begin(), parts.begin() + static_cast<long>(mine), part) ==
        parts.begin() + static_cast<long>(mine))
      parts.push_back(part);
  return Formula::all(std::move(parts));
}

std::string words(const Refusal &refusal) {
  const std::string where = toString(refusal.where);
  return refusal.construct + (where.empty() ? "" : " at " + where);
}

class Portfolio {
public:
  Portfolio(const TransitionSystem &system, const Options &options)
      : system(system), options(options), answers(system.properties.size()) {
    const double limit = options.timeoutSeconds > 0 ? std::min(options.timeoutSeconds, longest) : longest;
    allowance.assign(system.properties.size(), limit);
    reasons.resize(system.properties.size());
    finished.resize(system.properties.size());
    for (const Engine &engine : engines())
      if (options.engine.empty() || options.engine == engine.name) table.push_back(&engine);
    if (table.empty()) throw std::invalid_argument("there is no engine called '" + options.engine + "'");
  }

  void findFacts() {
    const auto start = Clock::now();
    facts = solver::findFacts(system, budget(allowance.empty() ? longest : allowance.front()));
    charge(std::chrono::duration<double>(Clock::now() - start).count());
  }

  std::vector<Answer> run() {
    isOpen.assign(answers.size(), true);
    return runOpen();
  }

  /// The answer to one property alone.
  Answer run(uint32_t property) {
    isOpen.assign(answers.size(), false);
    isOpen[property] = true;
    return runOpen()[property];
  }

  Facts facts;

private:
  std::vector<Answer> runOpen() {
    const bool isAlone = table.size() == 1;
    turn = isAlone ? longest : firstTurn;
    for (bool isFirstRound = !isAlone; anyOpen() && !isInterrupted(); isFirstRound = false, turn *= growth)
      for (Expectation expected : {Expectation::Holds, Expectation::Violated})
        for (const Engine *engine : table) walk(*engine, expected, isFirstRound);
    for (uint32_t p = 0; p < answers.size(); ++p)
      if (isOpen[p]) giveUp(p);
    return std::move(answers);
  }

  bool isInterrupted() const { return options.interrupted && *options.interrupted; }
  bool anyOpen() const {
    for (uint32_t p = 0; p < answers.size(); ++p)
      if (isOpen[p] && allowance[p] > 0 && finished[p].size() < table.size()) return true;
    return false;
  }

  /// One engine's turns: in the second half of a round, at those it was kept from in the first.
  void walk(const Engine &engine, Expectation half, bool isFirstRound) {
    const bool isCostlyProof = engine.name == std::string("induction") || engine.name == std::string("pdr");
    std::vector<uint32_t> turns;
    for (uint32_t p = 0; p < answers.size(); ++p) {
      const bool isLikely = system.properties[p].expect == Expectation::Holds;
      const Expectation mine = isCostlyProof && !isLikely ? Expectation::Violated : Expectation::Holds;
      if (isOpen[p] && mine == half) turns.push_back(p);
    }
    if (turns.empty() || (engine.name == std::string("induction") && !strengthenFacts(isFirstRound))) return;
    for (uint32_t p : turns) take(engine, p);
  }

  Budget budget(double length) const {
    Budget result;
    result.interrupted = options.interrupted;
    result.deadline = Clock::now() + seconds(length);
    return result;
  }

  /// Time spent for all properties together counts for each.
  void charge(double spent) {
    for (double &left : allowance) left -= spent;
  }

  /// For all open properties at once: in the first round with what they speak of, later with everything.
  /// False if there was not enough time.
  bool strengthenFacts(bool isFirstRound) {
    if (!anyOpen() || strength == (isFirstRound ? 1 : 2)) return true;
    std::vector<uint32_t> focus;
    for (uint32_t p = 0; isFirstRound && p < answers.size(); ++p)
      if (isOpen[p]) focus.push_back(p);
    const auto start = Clock::now();
    const double most = *std::max_element(allowance.begin(), allowance.end());
    Facts stronger = strengthened(budget(std::min(turn, most)), focus);
    charge(std::chrono::duration<double>(Clock::now() - start).count());
    if (!stronger.isStrengthened) return false;
    facts = std::move(stronger);
    strength = isFirstRound ? 1 : 2;
    return true;
  }

  Facts strengthened(const Budget &slice, const std::vector<uint32_t> &focus) const {
    try {
      return strengthen(system, facts, slice, focus);
    } catch (const z3::exception &failure) {
      if (!isCancelled(failure)) throw;
      return {};
    }
  }

  void take(const Engine &engine, uint32_t p) {
    if (allowance[p] <= 0 || isInterrupted() || finished[p].contains(engine.name)) return;
    const auto start = Clock::now();
    Budget slice = budget(std::min(turn, allowance[p]));
    slice.finish = budget(allowance[p]).deadline;
    Answer answer = ask(engine, p, slice);
    // More time would not change its mind; stronger facts may change induction's.
    if (!slice.exhausted() && (engine.name != std::string("induction") || strength == 2))
      finished[p].insert(engine.name);
    const double spent = std::chrono::duration<double>(Clock::now() - start).count();
    allowance[p] -= spent;
    answer.engine = engine.name;
    answer.seconds = answers[p].seconds + spent;
    if (isDecided(answer)) {
      decide(p, std::move(answer));
      return;
    }
    answers[p].seconds = answer.seconds;
    remember(p, engine.name, std::get<Unknown>(answer.verdict));
  }

  /// An engine that has no memory left gives back what it had; another may do with less.
  Answer ask(const Engine &engine, uint32_t p, const Budget &slice) const {
    try {
      return engine.decide(system, p, facts, slice);
    } catch (const std::exception &failure) {
      const bool isMemory = isOutOfMemory(failure);
      if (!isMemory && !isCancelled(failure)) throw;
      Answer answer;
      answer.verdict = Unknown{isMemory ? options.memoryWords : "interrupted", ""};
      return answer;
    }
  }

  void remember(uint32_t p, const std::string &engine, const Unknown &unknown) {
    auto &mine = reasons[p];
    auto at = std::find_if(mine.begin(), mine.end(), [&](const auto &pair) { return pair.first == engine; });
    if (at == mine.end())
      mine.emplace_back(engine, unknown);
    else
      at->second = unknown;
  }

  void decide(uint32_t p, Answer answer) {
    if (auto *proved = std::get_if<Proved>(&answer.verdict); proved && !system.refusals.empty()) {
      if (!unreached) unreached = proveUnreached();
      if (const auto *proof = std::get_if<Proved>(&unreached->verdict))
        proved->certificate.invariant = both(proved->certificate.invariant, proof->certificate.invariant);
      else
        answer.verdict =
            Unknown{std::get<Unknown>(unreached->verdict).reason, "holds on all paths without it"};
    }
    if (auto *violated = std::get_if<Violated>(&answer.verdict))
      violated->trace = uniform(system, p, violated->trace);
    isOpen[p] = false;
    answers[p] = std::move(answer);
    if (options.progress) options.progress(p, answers[p]);
  }

  /// A proof that nothing is reached that is not modelled, or what is.
  Answer proveUnreached() const {
    Answer answer;
    auto unknown = [&](const std::string &reason) {
      answer.verdict = Unknown{"not modelled: " + reason, ""};
      return answer;
    };
    if (const Refusal *certain = certainRefusal(system)) return unknown(words(*certain));
    const TransitionSystem asked = withRefusalsAsProperty(system);
    const auto property = static_cast<uint32_t>(asked.properties.size() - 1);
    if (asked.transitions.back().paths.empty()) { // INIT's were all there is
      answer.verdict = Proved{{Formula::all({})}};
      return answer;
    }
    Options quiet = options;
    quiet.progress = nullptr;
    Portfolio portfolio(asked, quiet);
    portfolio.facts = facts;
    answer = portfolio.run(property);
    if (const auto *violated = std::get_if<Violated>(&answer.verdict))
      return unknown(words(refusalOf(system, violated->trace.steps.back().path)));
    if (const auto *open = std::get_if<Unknown>(&answer.verdict))
      return unknown(words(system.refusals.front()) + " (whether anything gets there: " +
                     (open->reason.empty() ? "no answer" : open->reason) + ")");
    return answer;
  }

  void giveUp(uint32_t p) {
    Unknown sum;
    sum.reason = isInterrupted() ? "interrupted" : allowance[p] <= 0 ? "out of time" : "";
    for (const auto &[engine, unknown] : reasons[p]) {
      if (!unknown.reason.empty())
        sum.reason += (sum.reason.empty() ? "" : "; ") + engine + ": " + unknown.reason;
      if (!unknown.established.empty())
        sum.established += (sum.established.empty() ? "" : "; ") + unknown.established;
    }
    Answer answer;
    answer.engine = options.engine.empty() ? "portfolio" : options.engine;
    answer.seconds = answers[p].seconds;
    answer.verdict = std::move(sum);
    decide(p, std::move(answer));
  }

  const TransitionSystem &system;
  const Options &options;
  std::vector<const Engine *> table;
  std::vector<Answer> answers;
  std::vector<bool> isOpen;
  double turn = firstTurn;                     // seconds for an engine and a property
  int strength = 0;                            // 1: facts strengthened in focus; 2: fully
  std::optional<Answer> unreached;             // of what is not modelled; none: nobody has asked
  std::vector<double> allowance;               // seconds left, by property
  std::vector<std::set<std::string>> finished; // by property: engines that have said all they can
  std::vector<std::vector<std::pair<std::string, Unknown>>> reasons; // by property: each engine's last
};

} // namespace

std::vector<Answer> decideAll(const TransitionSystem &system, const Options &options) {
  Portfolio portfolio(system, options);
  portfolio.findFacts();
  return portfolio.run();
}

std::vector<Answer> decideAll(const TransitionSystem &system, Facts facts, const Options &options) {
  Portfolio portfolio(system, options);
  portfolio.facts = std::move(facts);
  return portfolio.run();
}

} // namespace pinproof::solver
