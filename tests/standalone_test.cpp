// pinproof-check: the kept certificates, liars for solvers, and mutants against the plainest truth there is.
#include "cli/certificate_json.h"
#include "solver/check/certificate.h"
#include "solver/check/standalone/bounds.h"
#include "solver/check/standalone/pipe.h"
#include "solver/check/standalone/smt.h"
#include "tests/judge.h"
#include "tests/longer_runs.h"
#include "tests/mutate.h"
#include "tests/process.h"
#include "tests/small_systems.h"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace pinproof {

namespace {

namespace fs = std::filesystem;
using test::pinproof;
using test::Result;

const fs::path kept = fs::path(PINPROOF_SOURCE_DIR) / "tests" / "certificates";

Result check(const std::vector<std::string> &arguments) {
  return test::run(PINPROOF_CHECK_BINARY, arguments);
}

/// A program that says `text`, whatever it is asked.
std::string solverThatSays(const test::TemporaryDirectory &directory, const std::string &text) {
  std::string file = directory.write("solver", "#!/bin/sh\n" + text + "\n");
  chmod(file.c_str(), 0755);
  return file;
}

} // namespace

TEST(Standalone, CertificatesAndScriptsStandSideBySide) {
  test::TemporaryDirectory directory;
  const std::string proofs = (directory.path / "proofs").string();
  ASSERT_EQ(pinproof({"verify", "-s", "misuse_put_page", "--certificates", proofs}).exit, 0);
  const fs::path proof = fs::path(proofs) / "misuse_put_page" / "nothing_is_freed_while_held";
  unsigned certificates = 0, scripts = 0;
  for (const auto &entry : fs::recursive_directory_iterator(proofs)) {
    certificates += entry.path().extension() == ".json";
    if (entry.path().extension() != ".smt2") continue;
    ++scripts;
    for (const std::vector<std::string> &solver :
         {std::vector<std::string>{"cvc5", "--lang=smt2", "-"}, {"z3", "-in"}}) {
      if (solver[0] == "z3" && std::system("command -v z3 >/dev/null") != 0) continue;
      standalone::Reply reply = standalone::ask(solver, test::readFile(entry.path()), 60);
      EXPECT_EQ(reply.kind, standalone::Reply::Kind::Unsat) << entry.path() << reply.words;
    }
  }
  EXPECT_GT(certificates, 0u);
  EXPECT_GT(scripts, 3 * certificates);
  Result again = pinproof({"verify", "-s", "misuse_put_page", "--certificates", proofs});
  EXPECT_EQ(again.exit, 2);
  EXPECT_NE(again.err.find("is not empty"), std::string::npos) << again.err;
  // Certificates are evidence for `certify` too, which reads the C again.
  for (const auto &entry : fs::directory_iterator(fs::path(proofs) / "misuse_put_page"))
    if (entry.path().extension() == ".json") {
      EXPECT_EQ(pinproof({"certify", entry.path().string()}).exit, 0) << entry.path();
    }
}

TEST(Standalone, ValidCertificatesHold) {
  std::vector<std::string> files;
  for (const auto &entry : fs::directory_iterator(kept / "valid")) files.push_back(entry.path().string());
  ASSERT_GE(files.size(), 5u);
  files.push_back("--bit-vectors");
  Result r = check(files);
  EXPECT_EQ(r.exit, 0) << r.out << r.err;
}

TEST(Standalone, InvalidCertificatesAreRejectedForTheirReason) {
  std::istringstream lines(test::readFile(kept / "invalid" / "expected.txt"));
  unsigned count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const std::string name = line.substr(0, line.find(": ")), reason = line.substr(name.size() + 2);
    Result r = check({(kept / "invalid" / (name + ".json")).string()});
    EXPECT_NE((r.out + r.err).find(reason), std::string::npos) << name << ", expected: " << reason << "\n"
                                                               << r.out << r.err;
    EXPECT_EQ(r.exit, reason.starts_with("error") ? 2 : 1) << name;
  }
  EXPECT_GE(count, 40u);
  EXPECT_EQ(count + 1, std::distance(fs::directory_iterator(kept / "invalid"), {}));
}

TEST(Standalone, OnlyUnsatIsUnsat) {
  test::TemporaryDirectory directory;
  const std::string certificate = (kept / "valid" / "stairs.json").string();
  for (const char *lie : {"echo unknown", "echo unsat; echo unsat", "echo unsat; exit 1",
                          "echo '(error \"x\")'", "echo '(error \"x\")'; echo unsat", "true", "kill -9 $$",
                          "cat", "echo unsatisfiable", "echo UNSAT", "yes", "exec sleep 100"}) {
    Result r = check({certificate, "--timeout", "0.5", "--solver", solverThatSays(directory, lie)});
    EXPECT_EQ(r.exit, 3) << lie << r.out;
    EXPECT_NE(r.out.find("UNDECIDED"), std::string::npos) << lie << r.out;
  }
  EXPECT_EQ(check({certificate, "--solver", solverThatSays(directory, "echo unsat")}).exit, 0);
  EXPECT_EQ(check({certificate, "--solver", solverThatSays(directory, "echo sat")}).exit, 1);
  EXPECT_EQ(check({certificate, "--solver", "there-is-no-such-solver"}).exit, 3);
}

// --- mutants ---

namespace {

using model::Integer;
using model::TransitionSystem;

/// Runs the system from its initial states, as far as `limit` states: does it meet the property's bad ones,
/// or leave a variable's range?
bool isReallyBroken(const TransitionSystem &system, size_t limit) {
  std::vector<test::State> states;
  auto add = [&](const std::optional<test::State> &s) {
    if (s && std::find(states.begin(), states.end(), *s) == states.end()) states.push_back(*s);
  };
  auto everyWay = [&](const model::Path &path, const test::State &from, const auto &use) {
    std::vector<std::vector<Integer>> choices = {{}};
    for (const model::PathInput &input : path.inputs) {
      std::vector<std::vector<Integer>> longer;
      for (const auto &choice : choices)
        for (Integer v = *input.low; v <= *input.high; ++v)
          longer.push_back(choice), longer.back().push_back(v);
      choices = longer;
    }
    for (const auto &choice : choices) use(test::take(path, from, choice));
  };
  for (const model::Path &path : system.init) everyWay(path, test::State(system.variables.size(), 0), add);
  for (size_t next = 0; next < states.size() && states.size() < limit; ++next) {
    const test::State state = states[next];
    if (test::isBad(system.properties[0], state)) return true;
    for (size_t v = 0; v < state.size(); ++v) {
      const auto &domain = system.variables[v].domain;
      if (!domain.empty() && std::find(domain.begin(), domain.end(), state[v]) == domain.end()) return true;
    }
    for (const model::Transition &t : system.transitions)
      for (const model::Path &path : t.paths) everyWay(path, state, add);
  }
  return false;
}

} // namespace

TEST(Standalone, MutantsThatAreAcceptedAreValid) {
  unsigned accepted = 0, rejected = 0, broken = 0, vectors = 0;
  const test::Seeds seeds = test::seeds(0, 11);
  for (unsigned seed = seeds.first; seed <= seeds.last; ++seed) {
    test::Random random{std::mt19937(seed)};
    TransitionSystem original = test::randomSystem(random);
    model::Formula invariant = solver::findFacts(original, {}).invariant;
    for (unsigned n = 0; n < 6; ++n) {
      TransitionSystem system = original;
      model::Formula inv = invariant;
      for (unsigned i = 0; i < n; ++i)
        if (random(0, 1))
          test::mutate(inv, random.engine);
        else
          test::mutate(system, 0, random.engine);
      const std::string json = cli::certificateJson(system, 0, inv, "embedded");
      const test::Verdict verdict = test::judge(json);
      EXPECT_EQ(verdict.conflict, "");
      vectors += verdict.vectors;
      auto other = solver::check::checkCertificate(system, 0, {inv});
      EXPECT_EQ(verdict.failed.empty(), other.accepted)
          << "seed " << seed << ": " << verdict.failed << " against " << toString(other) << "\n"
          << json;
      bool isBroken = isReallyBroken(system, 300);
      EXPECT_FALSE(verdict.failed.empty() && isBroken) << "seed " << seed << "\n" << json;
      accepted += verdict.failed.empty(), rejected += !verdict.failed.empty(), broken += isBroken;
    }
  }
  EXPECT_GT(accepted, 8u);
  EXPECT_GT(rejected, 20u);
  EXPECT_GT(broken, 8u);
  EXPECT_GT(vectors, 20u);
  std::cout << accepted << " accepted, " << rejected << " rejected, of all " << broken << " really broken; "
            << vectors << " obligations as bit-vectors too\n";
}

/// Bytes of a valid certificate changed at random: read or refused, never a crash, and what is read is asked
/// about as it stands.
TEST(Standalone, DamagedFilesAreReadOrRefused) {
  std::vector<std::string> seeds;
  for (const auto &entry : fs::directory_iterator(kept / "valid"))
    seeds.push_back(test::readFile(entry.path()));
  std::mt19937 random(1);
  unsigned read = 0, refused = 0;
  for (unsigned n = 0; n < 4000; ++n) {
    std::string text = seeds[n % seeds.size()];
    for (unsigned changes = 1 + random() % 3; changes > 0; --changes) {
      size_t at = random() % text.size();
      switch (random() % 4) {
      case 0: text.erase(at, 1 + random() % 4); break;
      case 1: text[at] = static_cast<char>(random() % 256); break;
      case 2: text[at] = "0123456789()|-+*<>=\"[]{},"[random() % 25]; break;
      default: text.insert(at, text.substr(random() % text.size(), random() % 40));
      }
      if (text.empty()) text = "{";
    }
    try {
      for (const standalone::Obligation &o : standalone::obligations(standalone::readCertificate(text))) {
        standalone::inIntegers(o);
        standalone::inBitVectors(o);
      }
      ++read;
    } catch (const standalone::CertificateError &) {
      ++refused;
    } catch (const std::overflow_error &) {
      ++refused;
    }
  }
  EXPECT_GT(read, 100u);
  EXPECT_GT(refused, 1000u);
}

TEST(Standalone, BoundsFollowFromTheFormula) {
  auto range = [](const std::string &text, const char *name) {
    standalone::Range r = standalone::rangesOf(standalone::parseFormula(text)).at(name);
    return (r.low ? standalone::text(*r.low) : "-oo") + " " + (r.high ? standalone::text(*r.high) : "oo");
  };
  EXPECT_EQ(range("(and (>= |x| 3) (<= (* 2 |x|) 9))", "x"), "3 4");
  EXPECT_EQ(range("(and (>= (* (- 2) |x|) (- 9)) (>= (* 3 |x|) (- 8)))", "x"), "-2 4");
  EXPECT_EQ(range("(and (>= |y| 0) (= (+ |x| |y|) 7) (>= |x| 2))", "y"), "0 5");
  EXPECT_EQ(range("(and (or (= |x| 1) (= |x| 5)) (<= |x| 4))", "x"), "1 4");
  EXPECT_EQ(range("(or (= |x| 1) (>= |x| 5))", "x"), "1 oo");
  EXPECT_EQ(range("(not (>= |x| 5))", "x"), "-oo oo");
  // Free in the disjunct that does not mention it, unless it is mentioned elsewhere.
  EXPECT_EQ(range("(or (= |x| 1) (= |y| 5))", "x"), "1 1");
  EXPECT_EQ(range("(and (>= |x| 0) (or (= |x| 1) (= |y| 5)))", "x"), "0 oo");
}

TEST(Standalone, BoundsOfDeepFormulasAreFoundSoon) {
  std::string conjunctions = "(>= |x| 3)", alternating = conjunctions;
  for (unsigned depth = 0; depth < 150; ++depth) {
    conjunctions = "(and (>= |x| 2) " + conjunctions + ")";
    alternating = "(or (and (>= |x| 4) " + alternating + ") (>= |x| 5))";
  }
  for (const std::string &text : {conjunctions, alternating}) {
    const standalone::Range x = standalone::rangesOf(standalone::parseFormula(text)).at("x");
    EXPECT_TRUE(x.low && (*x.low == 3 || *x.low == 4)) << text;
  }
}

/// Found by libFuzzer: it left as another type than the header says.
TEST(Standalone, NumbersThatOverflowInAConstraintAreRefused) {
  for (const char *text : {"(>= 170141183460469231731687303715884105727 (- 1))",
                           "(= |x| (- 170141183460469231731687303715884105728))"})
    EXPECT_THROW(standalone::parseFormula(text), std::invalid_argument) << text;
}

} // namespace pinproof
