// The certificate checker: accepts what is right, and names what is wrong with what is not.
#include "solver/check/certificate.h"
#include "solver/facts.h"
#include "tests/small_systems.h"

#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <thread>
#include <unistd.h>

using namespace pinproof;
using namespace pinproof::test;
using solver::check::CheckResult;

namespace {

/// count rises by two or falls by two between 0 and 10; `kind` is 0 or 1 and stays.
struct Stairs : SystemBuilder {
  VariableIndex count, kind, n;
  uint32_t property, reported;
  Stairs() {
    count = integer("count", 0, 12);
    kind = finite("kind", {0, 1});
    n = kind + 1;
    init({{count, 0}, {kind, var(n)}}, {input("kind", 0, 1)});
    path("up", {}, {atLeast(8, var(count))}, {{count, var(count) + Linear(2)}});
    path("down", {}, {atLeast(var(count), 2)}, {{count, var(count) - Linear(2)}});
    property = SystemBuilder::property("not_eleven", {{equals(var(count), 11)}});
    reported = check("odd");
    // Reached only from odd counts above 9; 10 is the most there is.
    path("look", {}, {equals(var(count), 11)}, {}).reports = {reported};
  }
  CheckResult verdict(const Formula &f, uint32_t p) const {
    return solver::check::checkCertificate(system, p, {f}, 5000);
  }
  CheckResult verdict(const Formula &f) const { return verdict(f, property); }
  Formula atMost(Integer n) const { return Formula::of(atLeast(n, var(count))); }
};

} // namespace

TEST(Certificate, AcceptsInductiveInvariants) {
  Stairs s;
  for (uint32_t p : {s.property, s.reported}) {
    EXPECT_EQ(toString(s.verdict(s.atMost(10), p)), "accepted");
    Formula either = Formula::any({Formula::all({s.atMost(10), Formula::of(equals(var(s.kind), 0))}),
                                   Formula::all({s.atMost(10), Formula::of(equals(var(s.kind), 1))})});
    EXPECT_EQ(toString(s.verdict(either, p)), "accepted");
  }
}

TEST(Certificate, ASystemMayHaveNoVariables) {
  SystemBuilder b;
  b.init({});
  b.path("go", {}, {}, {});
  const uint32_t property = b.property("arithmetic", {{atLeast(Linear(-1), Linear(0))}});
  EXPECT_EQ(toString(solver::check::checkCertificate(b.system, property, {Formula::truth()}, 5000)),
            "accepted");
  Formula aboutNothing = Formula::of(atLeast(var(0), 0));
  EXPECT_EQ(solver::check::checkCertificate(b.system, property, {aboutNothing}, 5000).obligation, "Model");
}

// --- certificates that must be rejected ---

TEST(Certificate, RejectsWhatDoesNotHoldInitially) {
  Stairs s;
  CheckResult r = s.verdict(Formula::all({s.atMost(10), Formula::of(equals(var(s.kind), 0))}));
  EXPECT_FALSE(r.accepted);
  EXPECT_EQ(r.obligation, "Initiation");
  EXPECT_EQ(r.where, "initial path 0");
  EXPECT_NE(r.reason.find("kind = 1"), std::string::npos) << r.reason;
  EXPECT_EQ(s.verdict(Formula::any({})).obligation, "Initiation");
}

TEST(Certificate, RejectsWhatATransitionBreaks) {
  Stairs s;
  CheckResult r = s.verdict(s.atMost(8));
  EXPECT_FALSE(r.accepted);
  EXPECT_EQ(r.obligation, "Consecution");
  EXPECT_EQ(r.where, "transition up, path 0");
  // True but not inductive: count is not 9 needs evenness or that it is at most 8 before.
  r = s.verdict(Formula::negate(Formula::of(equals(var(s.count), 9))));
  EXPECT_EQ(r.obligation, "Consecution");
  EXPECT_NE(r.reason.find("count = "), std::string::npos);
}

TEST(Certificate, RejectsWhatIsTooWeak) {
  Stairs s;
  CheckResult r = s.verdict(s.atMost(12));
  EXPECT_FALSE(r.accepted);
  EXPECT_EQ(toString(r), "Safety fails in property not_eleven: count = 11, kind = 0");
  r = s.verdict(s.atMost(12), s.reported);
  EXPECT_EQ(r.obligation, "Safety");
  EXPECT_EQ(r.where, "transition look, path 0");
  EXPECT_EQ(s.verdict(Formula::truth()).obligation, "Safety");
}

TEST(Certificate, DeclaredRangesAreOwedToo) {
  Stairs s;
  s.path("jump", {input("n", 0, 13)}, {equals(var(s.count), 0)},
         {{s.kind, var(s.kind)}, {s.count, var(s.n)}});
  CheckResult r = s.verdict(Formula::negate(Formula::of(equals(var(s.count), 11))));
  EXPECT_FALSE(r.accepted);
  // 13 is out of range, 11 is not what the certificate says.
  EXPECT_TRUE(r.obligation == "Range" || r.obligation == "Consecution") << toString(r);
  s.system.transitions.pop_back();
  s.path("jump", {input("n", 13, 13)}, {equals(var(s.count), 0)}, {{s.count, var(s.n)}});
  r = s.verdict(Formula::negate(Formula::of(atLeast(var(s.count), 100))), s.reported);
  EXPECT_FALSE(r.accepted);
  EXPECT_EQ(r.obligation, "Range");
  EXPECT_EQ(r.where, "transition jump, path 0");
}

TEST(Certificate, InitialRangesAndDomainsAreOwed) {
  Stairs s;
  s.system.init[0].inputs[0].high = 2;
  CheckResult r = s.verdict(s.atMost(10));
  EXPECT_EQ(r.obligation, "Range");
  EXPECT_EQ(r.where, "initial path 0");
  EXPECT_EQ(r.reason, "count = 0, kind = 0, kind = 2");
}

TEST(Certificate, RejectsSystemsThatLeaveSomethingOut) {
  Stairs s;
  s.system.refusals.push_back({"inline assembly", {"mm/gup.c", 7, 1}, "up", {}});
  CheckResult r = s.verdict(s.atMost(10));
  EXPECT_FALSE(r.accepted);
  EXPECT_EQ(toString(r), "Model fails in mm/gup.c:7: the system leaves out: inline assembly");
}

/// Any number of ways to what is left out: the certificate has to say that none is taken.
TEST(Certificate, WhatIsLeftOutMustNotBeReached) {
  Stairs s;
  const uint32_t kinds = s.SystemBuilder::property("kinds", {{equals(var(s.kind), 2)}});
  auto refuse = [&](const std::string &where, std::vector<PathInput> inputs, std::vector<Constraint> guard) {
    Path way;
    way.inputs = std::move(inputs), way.guard = std::move(guard), way.stops = true;
    s.system.refusals = {{"inline assembly", {"mm/gup.c", 7, 1}, where, {way}}};
    validate(s.system);
  };
  refuse("up", {}, {equals(var(s.count), 11)});
  EXPECT_EQ(toString(s.verdict(s.atMost(10), kinds)), "accepted");
  EXPECT_EQ(toString(s.verdict(s.atMost(10))), "accepted");
  CheckResult dropped = s.verdict(Formula::truth(), kinds);
  EXPECT_EQ(dropped.obligation, "Model") << toString(dropped);
  EXPECT_EQ(dropped.where, "mm/gup.c:7, way 0 to: inline assembly");
  refuse("up", {input("n", 1, 2)}, {equals(var(s.count) + var(s.n), 12)});
  EXPECT_EQ(s.verdict(s.atMost(10)).obligation, "Model");
  Path other;
  other.guard = {atLeast(0, var(s.count))}, other.stops = true;
  refuse("up", {}, {equals(var(s.count), 11)});
  s.system.refusals[0].ways.push_back(other);
  EXPECT_EQ(s.verdict(s.atMost(10)).where, "mm/gup.c:7, way 1 to: inline assembly");
  // What the invariant says of states is no excuse for INIT.
  refuse("", {input("n", 0, 12)}, {equals(var(s.n), 11)});
  EXPECT_EQ(s.verdict(s.atMost(10)).obligation, "Model");
  refuse("", {input("n", 0, 10)}, {equals(var(s.n), 11)});
  EXPECT_EQ(toString(s.verdict(s.atMost(10))), "accepted");
}

TEST(Certificate, RejectsFormulasOverInputs) {
  Stairs s;
  CheckResult r = s.verdict(Formula::all({s.atMost(10), Formula::of(atLeast(var(s.n), 0))}));
  EXPECT_EQ(r.obligation, "Model");
}

TEST(Certificate, AnInitialPathThatReportsViolates) {
  Stairs s;
  s.system.init[0].reports = {s.reported};
  CheckResult r = s.verdict(s.atMost(10), s.reported);
  EXPECT_EQ(r.obligation, "Safety");
  EXPECT_EQ(r.where, "initial path 0");
  EXPECT_TRUE(s.verdict(s.atMost(10)).accepted);
}

TEST(Certificate, EveryDisjunctOfBadAndEveryPathCounts) {
  Stairs s;
  s.system.properties[s.property].bad.push_back({equals(var(s.count), 10), equals(var(s.kind), 1)});
  EXPECT_EQ(s.verdict(s.atMost(10)).obligation, "Safety");
  s.system.properties[s.property].bad.pop_back();
  s.path("later", {}, {}, {}); // changes nothing
  s.path("later", {}, {equals(var(s.kind), 1)}, {{s.count, 11}});
  EXPECT_EQ(s.verdict(s.atMost(10)).where, "transition later, path 1");
}

TEST(Certificate, GuardsThatFixAValueFixTheRightOne) {
  for (const Constraint &isTwo : {equals(var(0), 2), equals(2, var(0))}) {
    Stairs s;
    s.path("leap", {}, {isTwo}, {{s.count, var(s.count) + Linear(9)}});
    EXPECT_EQ(s.verdict(s.atMost(10)).where, "transition leap, path 0");
    s.system.transitions.back().paths[0].update = {{s.count, var(s.count) + Linear(8)}};
    EXPECT_TRUE(s.verdict(s.atMost(10)).accepted);
  }
}

TEST(Certificate, AWrongCoefficientInTheLedgerIsNoticed) {
  TransitionSystem system = directWrites(32);
  auto ledger = [&](Integer bias) {
    return Formula::of(equals(var(0) + var(1, Integer(1) << 32), var(2, bias) + Linear(1)));
  };
  uint32_t p = static_cast<uint32_t>(system.properties.size());
  Property balance;
  balance.name = "balance";
  // One pin and a count that is neither 1025 nor wrapped.
  balance.bad = {{equals(var(2), 1), equals(var(1), 0), atLeast(var(0), 1026)}};
  system.properties.push_back(balance);
  EXPECT_EQ(toString(solver::check::checkCertificate(system, p, {ledger(1024)})), "accepted");
  EXPECT_EQ(solver::check::checkCertificate(system, p, {ledger(1023)}).obligation, "Consecution");
}

TEST(Certificate, UndecidedIsRejected) {
  // Many even coefficients over an odd sum: no real model of it is found in a millisecond.
  SystemBuilder b;
  Linear sum;
  std::vector<std::pair<VariableIndex, Linear>> zero;
  for (int i = 0; i < 40; ++i) {
    VariableIndex v = b.integer("x" + std::to_string(i));
    zero.emplace_back(v, 0);
    sum = sum + var(v, 1000003 + 7919 * i);
  }
  b.init(zero);
  for (int i = 0; i < 40; ++i)
    b.path("t" + std::to_string(i), {}, {atLeast(sum, i)}, {{0, var(0) + sum}, {1, var(2) * 3 - sum}});
  uint32_t p = b.property("p", {{equals(sum * 2, 99991)}});
  CheckResult r = solver::check::checkCertificate(
      b.system, p, {Formula::negate(Formula::of(equals(sum * 6 + var(3), 99991)))}, 1);
  EXPECT_FALSE(r.accepted);
}

TEST(Certificate, ManyPropertiesAtOnceAreAnsweredInOrder) {
  Stairs s;
  auto results = solver::check::checkCertificates(
      s.system, {{s.reported, s.atMost(10)}, {s.property, s.atMost(12)}, {s.property, s.atMost(10)}});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_TRUE(results[0].accepted);
  EXPECT_EQ(results[1].obligation, "Safety");
  EXPECT_TRUE(results[2].accepted);
}

namespace {

bool satisfies(const Formula &f, const State &state) {
  auto child = [&](const Formula &c) { return satisfies(c, state); };
  switch (f.kind) {
  case Formula::Kind::Atom: return holds({f.atom}, state);
  case Formula::Kind::Not: return !child(f.children[0]);
  case Formula::Kind::And: return std::all_of(f.children.begin(), f.children.end(), child);
  case Formula::Kind::Or: return std::any_of(f.children.begin(), f.children.end(), child);
  }
  return false;
}

/// Whether some state near zero, or an initial one, breaks an obligation, by trying them all.
bool isRefuted(const TransitionSystem &system, const Formula &inv) {
  for (const Path &path : system.init)
    if (!satisfies(inv, *take(path, State(3, 0), {}))) return true;
  for (Integer x = -6; x <= 6; ++x)
    for (Integer y = -6; y <= 6; ++y)
      for (Integer flag = 0; flag <= 1; ++flag) {
        State state = {x, y, flag};
        if (!satisfies(inv, state)) continue;
        if (isBad(system.properties[0], state)) return true;
        for (const Transition &t : system.transitions)
          for (const Path &path : t.paths) {
            std::vector<std::vector<Integer>> choices = {{}};
            for (const PathInput &input : path.inputs) {
              std::vector<std::vector<Integer>> longer;
              for (const auto &choice : choices)
                for (Integer v = *input.low; v <= *input.high; ++v)
                  longer.push_back(choice), longer.back().push_back(v);
              choices = longer;
            }
            for (const auto &choice : choices)
              if (auto after = take(path, state, choice); after && !satisfies(inv, *after)) return true;
          }
      }
  return false;
}

/// Moves one constant of `f`, or turns one equality or inequality into the other.
void disturb(Formula &f, Random &random) {
  if (f.kind == Formula::Kind::Atom) {
    if (random(0, 3) == 0)
      f.atom.relation = Constraint::Relation(1 - int(f.atom.relation));
    else
      f.atom.expression.constant += random(-2, 2);
  } else if (!f.children.empty()) {
    disturb(f.children[static_cast<size_t>(random(0, static_cast<int>(f.children.size()) - 1))], random);
  }
}

} // namespace

TEST(Certificate, AcceptsNothingThatTryingAllStatesRefutes) {
  unsigned accepted = 0, refuted = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Random random{std::mt19937(seed)};
    TransitionSystem system = randomSystem(random);
    Formula inv = solver::findFacts(system, {}).invariant;
    if (seed % 3 == 0) system.properties[0].bad.clear(); // so that safety is not what fails
    for (int change = 0; change < 4; ++change) {
      bool isAccepted = solver::check::checkCertificate(system, 0, {inv}).accepted;
      bool isWrong = isRefuted(system, inv);
      accepted += isAccepted, refuted += isWrong;
      ASSERT_FALSE(isAccepted && isWrong) << "seed " << seed << ", change " << change;
      disturb(inv, random);
    }
  }
  EXPECT_GT(accepted, 50u);
  EXPECT_GT(refuted, 50u);
}

/// Four sums over fifty bits that no choice of them gives, as far as anybody can tell: market split problems
/// (Cornuejols and Dawande 1998) keep solvers busy for years.
struct MarketSplit : SystemBuilder {
  uint32_t property;
  MarketSplit() {
    std::vector<std::pair<VariableIndex, Linear>> start;
    for (int i = 0; i < 50; ++i) {
      VariableIndex v = integer("x" + std::to_string(i), 0, 1);
      start.emplace_back(v, var(v + 50));
    }
    std::vector<PathInput> inputs(50, input("bit", 0, 1));
    init(start, inputs);
    std::vector<Constraint> bad;
    std::mt19937 random(4);
    for (int row = 0; row < 4; ++row) {
      Linear sum;
      Integer total = 0;
      for (VariableIndex v = 0; v < 50; ++v) {
        const Integer weight = random() % 100;
        sum = sum + var(v, weight);
        total += weight;
      }
      bad.push_back(equals(sum, total / 2));
    }
    property = SystemBuilder::property("splits", {bad});
  }
};

std::atomic<bool> interrupted = false;

/// By a signal, which Z3 must not keep to itself.
/// Z3 does not look at the clock while it reads them.
TEST(Certificate, MoreConstraintsThanThereIsTimeForAreGivenUp) {
  Stairs s;
  const std::vector<Formula> many(99'999, s.atMost(10));
  std::vector<Formula> conjuncts{s.atMost(10), Formula::negate(Formula::all(many))};
  EXPECT_FALSE(s.verdict(Formula::all(conjuncts)).isGivenUp);
  conjuncts.push_back(s.atMost(10));
  const CheckResult r = s.verdict(Formula::all(conjuncts));
  EXPECT_TRUE(r.isGivenUp && !r.accepted);
  EXPECT_EQ(toString(r),
            "Model not decided in the certificate: it has 100001 constraints, more than the 100000 that "
            "can be checked in time");
}

TEST(Certificate, NothingIsBegunWhenThereIsNoTimeLeft) {
  Stairs s;
  const std::atomic<bool> isLate = true;
  const CheckResult r = solver::check::checkCertificate(s.system, s.property, {s.atMost(10)}, 0, &isLate);
  EXPECT_EQ(toString(r), "Initiation not decided in initial path 0: interrupted");
}

TEST(Certificate, ACheckThatIsInterruptedDecidesNothing) {
  MarketSplit market;
  interrupted = false;
  const auto before = std::signal(SIGINT, [](int) { interrupted = true; });
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    kill(getpid(), SIGINT);
  });
  CheckResult r = solver::check::checkCertificate(market.system, market.property, {Formula::truth()}, 60'000,
                                                  &interrupted);
  later.join();
  std::signal(SIGINT, before);
  EXPECT_FALSE(r.accepted);
  EXPECT_TRUE(r.isGivenUp);
  EXPECT_EQ(toString(r), "Safety not decided in property splits: interrupted");
  // And at once, where somebody has lost patience before.
  Stairs s;
  r = solver::check::checkCertificate(s.system, s.property, {s.atMost(10)}, 0, &interrupted);
  EXPECT_FALSE(r.accepted);
  EXPECT_TRUE(r.isGivenUp);
}

TEST(Certificate, ACheckThatTakesTooLongDecidesNothing) {
  MarketSplit market;
  CheckResult r = solver::check::checkCertificate(market.system, market.property, {Formula::truth()}, 1000);
  EXPECT_FALSE(r.accepted);
  EXPECT_TRUE(r.isGivenUp);
  EXPECT_EQ(toString(r), "Safety not decided in property splits: out of time");
}

TEST(Certificate, IsFastEnoughToRunEveryTime) {
  // 64 kinds of which each has its own ledger, 256 paths.
  SystemBuilder b;
  VariableIndex kind = b.integer("kind"), count = b.counter("count", 32), pins = b.integer("pins"),
                n = pins + 1;
  for (Integer k = 0; k < 64; ++k) b.system.variables[kind].domain.push_back(k);
  b.init({{kind, var(n)}, {count, 1}, {count + 1, 0}, {pins, 0}}, {input("kind", 0, 63)});
  std::vector<Formula> cases;
  for (Integer k = 0; k < 64; ++k) {
    std::vector<Constraint> guard = {equals(var(kind), k)};
    std::string name = toString(k);
    addUpwards(b, "pin" + name, count, 32, {}, guard, 1 + k, {{pins, var(pins) + Linear(1)}});
    guard.push_back(atLeast(var(pins), 1));
    guard.push_back(atLeast(var(count), 0));
    b.path("unpin" + name, {}, guard, {{count, var(count) - Linear(1 + k)}, {pins, var(pins) - Linear(1)}});
    b.path("look" + name, {}, guard, {});
    cases.push_back(Formula::all(
        {Formula::of(equals(var(kind), k)),
         Formula::of(equals(var(count) + var(count + 1, Integer(1) << 32), var(pins, 1 + k) + Linear(1))),
         Formula::of(atLeast(var(pins), 0))}));
  }
  uint32_t p = b.property("pins", {{atLeast(-1, var(pins))}});
  auto start = std::chrono::steady_clock::now();
  CheckResult r = solver::check::checkCertificate(b.system, p, {Formula::any(cases)});
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(toString(r), "accepted");
  RecordProperty("milliseconds", static_cast<int>(time.count() * 1000));
  EXPECT_LT(time.count(), 5);
  std::cout << "256 paths, 64 disjuncts: " << time.count() * 1000 << " ms\n";
}
