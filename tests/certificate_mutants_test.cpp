// Certificates of the embedded kernel's proofs, each with a small mistake made in it or in its system. What
// is rejected names the obligation that fails; for what is still accepted there has to be another argument:
// the states that random walks meet are in the invariant and do not break the property, and engines that look
// for violations find none.
//
// Every run of the tests has a few specifications, a longer run (longer_runs.h: seeds, one mutant of each
// proof for each) all of them.
#include "cli/certificate_json.h"
#include "model/clang/reader.h"
#include "model/paths.h"
#include "solver/candidates.h"
#include "solver/check/certificate.h"
#include "solver/check/path_evaluation.h"
#include "solver/portfolio.h"
#include "tests/judge.h"
#include "tests/longer_runs.h"
#include "tests/mutate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace pinproof {
namespace {

namespace fs = std::filesystem;
using model::Formula;
using model::TransitionSystem;

const fs::path specs = fs::path(PINPROOF_SOURCE_DIR) / "specs";

TransitionSystem read(const fs::path &specification) {
  model::ReadOptions options;
  options.specDirectory = specs;
  options.kernelTree = specs / "kernel";
  options.specFile = specification;
  return model::makeTransitionSystem(model::readSpecification(options).program);
}

std::vector<fs::path> specifications(bool all) {
  if (!all) return {specs / "misuse_put_page.c", specs / "zero_page.c"};
  std::vector<fs::path> files;
  for (const auto &entry : fs::directory_iterator(specs))
    if (entry.path().extension() == ".c") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool isIn(const Formula &f, const solver::State &state) {
  auto holds = [&](const Formula &child) { return isIn(child, state); };
  switch (f.kind) {
  case Formula::Kind::And: return std::all_of(f.children.begin(), f.children.end(), holds);
  case Formula::Kind::Or: return std::any_of(f.children.begin(), f.children.end(), holds);
  case Formula::Kind::Not: return !holds(f.children.at(0));
  case Formula::Kind::Atom: break;
  }
  return solver::holds(f.atom, state);
}

/// Why what was accepted is wrong all the same, or "".
std::string objection(const TransitionSystem &system, uint32_t property, const Formula &invariant) {
  for (const solver::State &state : solver::sampleStates(system, 200)) {
    if (!isIn(invariant, state)) return "a walk leaves the invariant";
    if (solver::check::isBad(system.properties[property], state)) return "a walk breaks the property";
  }
  for (const solver::Engine &engine : solver::engines()) {
    if (std::string(engine.name) != "bounded" && std::string(engine.name) != "accelerate") continue;
    solver::Budget soon;
    soon.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    const solver::Answer answer = engine.decide(system, property, {}, soon);
    if (std::holds_alternative<solver::Violated>(answer.verdict))
      return std::string(engine.name) + " finds a violation";
  }
  return "";
}

struct Counts {
  unsigned proofs = 0, accepted = 0;
  std::map<std::string, unsigned> rejected; // by obligation
};

void tryMutants(const TransitionSystem &system, uint32_t property, const Formula &invariant,
                const test::Seeds &seeds, Counts &counts) {
  for (unsigned seed = seeds.first; seed <= seeds.last; ++seed) {
    std::mt19937 random(seed * 1000 + property);
    TransitionSystem mutant = system;
    Formula claim = invariant;
    if (random() % 2 == 0)
      test::mutate(claim, random);
    else
      test::mutate(mutant, property, random);
    const std::string json = cli::certificateJson(mutant, property, claim, "embedded");
    const test::Verdict verdict = test::judge(json);
    const auto other = solver::check::checkCertificate(mutant, property, {claim}, 120'000);
    std::string wrong = verdict.conflict;
    if (verdict.failed.empty() != other.accepted) wrong = verdict.failed + " against " + toString(other);
    if (verdict.failed.empty() && wrong.empty()) wrong = objection(mutant, property, claim);
    if (!wrong.empty()) {
      test::keepFailure("mutant-" + system.name + "-" + system.properties[property].name, seed,
                        wrong + "\n" + json);
      ADD_FAILURE() << system.name << ", " << system.properties[property].name << ", seed " << seed << ": "
                    << wrong;
    }
    if (verdict.failed.empty())
      ++counts.accepted;
    else
      ++counts.rejected[verdict.failed.substr(0, verdict.failed.find(' '))];
  }
}

} // namespace

TEST(CertificateMutants, OfTheEmbeddedKernelAreRejectedOrTrue) {
  const test::Seeds seeds = test::seeds(1, 2);
  Counts counts;
  for (const fs::path &file : specifications(seeds.isLongRun)) {
    const TransitionSystem system = read(file);
    solver::Options options;
    options.timeoutSeconds = 600;
    const std::vector<solver::Answer> answers = solver::decideAll(system, options);
    for (uint32_t p = 0; p < answers.size(); ++p)
      if (const auto *proved = std::get_if<solver::Proved>(&answers[p].verdict)) {
        ++counts.proofs;
        tryMutants(system, p, proved->certificate.invariant, seeds, counts);
      }
    if (seeds.isLongRun) std::cerr << file.stem().string() << ", " << counts.proofs << " proofs so far\n";
  }
  EXPECT_GT(counts.accepted, 3u);
  EXPECT_GT(counts.rejected["Initiation"], 3u);
  EXPECT_GT(counts.rejected["Consecution"], 3u);
  std::cout << counts.proofs << " proofs; mutants: " << counts.accepted << " accepted";
  for (const auto &[obligation, number] : counts.rejected)
    std::cout << ", " << number << " fail " << obligation;
  std::cout << "\n";
}

} // namespace pinproof
