// `mutants`: mistakes made on purpose in the functions that specifications reach, and who notices.
//
// A mutant that nobody notices is something that the kernel could do wrong while every answer stayed green: a
// hole in the specifications, or no mistake at all (equivalent, for what is modelled). Each is read like a
// kernel with a patch. A specification whose transition system stays the same would say the same; of the
// others the cheapest is asked first, and the first that has a trace is enough. Traces are replayed as
// always; certificates are not checked again, since a proof that is wrong would only make a survivor too
// many.
//
// Noticed means what a gate means by it: a property that held is violated (a trace), one that is expected
// violated holds (a proof), or there is no answer any more where there was one.
#include "cli/mutants.h"

#include "cli/commands.h"
#include "cli/decide.h"
#include "cli/evidence.h"
#include "cli/exit_code.h"
#include "cli/explained.h"
#include "cli/interrupt.h"
#include "cli/make_report.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/patch/diff.h"
#include "cli/side_by_side.h"
#include "cli/stop_flag.h"
#include "cli/text.h"
#include "model/same_system.h"
#include "solver/facts.h"
#include "solver/portfolio.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;
using Fate = Mutant::Fate;

/// Instructions up to which repetitions are replayed one by one; beyond, as arithmetic progressions.
constexpr uint64_t replayBudget = 20'000'000;

/// A specification and what it says of the kernel as it is.
struct Asked {
  std::filesystem::path file;
  SpecResult result;
  std::string system;                                    // canonical
  std::set<std::pair<std::string, std::string>> reached; // file, function
  const PropertyResult *find(const std::string &name) const {
    for (const PropertyResult &property : result.properties)
      if (property.name == name) return &property;
    return nullptr;
  }
};

bool precedes(const Mutant &a, const Mutant &b) {
  auto key = [](const Mutant &m) {
    return std::tie(m.mutation.where.file, m.mutation.offset, m.mutation.length, m.mutation.replacement);
  };
  return key(a) < key(b);
}

class Campaign {
public:
  explicit Campaign(const Options &given) : options(given), session(withoutShard(given)) {}

  MutantReport run() {
    const auto begin = Clock::now();
    askTheKernel();
    MutantReport report = takeMutants();
    Progress progress(talkIsTerminal() && !options.quiet, report.mutants.size());
    sideBySide(report.mutants.size(), options.jobs, [&](size_t i) {
      const auto start = Clock::now();
      progress.say(report.mutants[i].name);
      if (!interrupted) judge(report.mutants[i]);
      report.mutants[i].seconds = std::chrono::duration<double>(Clock::now() - start).count();
      progress.finishedOne();
    });
    progress.clear();
    report.interrupted = interrupted;
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
  }

private:
  static Options withoutShard(Options options) {
    options.shard.reset();
    return options;
  }

  // --- before ---

  void askTheKernel() {
    const auto &files = session.files();
    asked.resize(files.size());
    found.resize(files.size());
    texts.resize(files.size());
    Progress progress(talkIsTerminal() && !options.quiet, files.size());
    sideBySide(files.size(), options.jobs, [&](size_t i) {
      asked[i].file = files[i];
      if (interrupted) return;
      Loaded loaded = session.load(files[i], {{}, true});
      asked[i].system = canonicalText(loaded.system);
      for (const FunctionCoverage &function : loaded.result.coverage)
        asked[i].reached.emplace(function.file, function.name);
      found[i] = std::move(loaded.mutations);
      texts[i] = loaded.kernelText;
      asked[i].result = decided(options, std::move(loaded), progress);
    });
  }

  /// All mutations of all specifications, each once, of this shard; specifications in the order of their
  /// cost.
  MutantReport takeMutants() {
    MutantReport report;
    const Report common = session.emptyReport();
    report.versions = common.versions;
    report.kernel = common.kernel;
    report.mode = common.mode;
    std::vector<Mutant> all;
    for (size_t i = 0; i < asked.size(); ++i)
      for (model::Mutation &mutation : found[i])
        if (isWanted(mutation.function)) all.push_back(mutantOf(std::move(mutation), texts[i]));
    std::sort(all.begin(), all.end(), precedes);
    auto isSame = [](const Mutant &a, const Mutant &b) { return !precedes(a, b) && !precedes(b, a); };
    all.erase(std::unique(all.begin(), all.end(), isSame), all.end());
    nameMutants(all);
    const Shard shard = options.shard.value_or(Shard{});
    for (size_t i = 0; i < all.size(); ++i)
      if (i % shard.of == shard.index - 1) report.mutants.push_back(std::move(all[i]));
    sortSpecifications(report);
    checkFunctions(report);
    return report;
  }

  bool isWanted(const std::string &function) const {
    return options.functions.empty() ||
           std::find(options.functions.begin(), options.functions.end(), function) != options.functions.end();
  }

  void checkFunctions(const MutantReport &report) const {
    for (const std::string &wanted : options.functions)
      if (std::none_of(asked.begin(), asked.end(), [&](const Asked &one) {
            return std::any_of(one.reached.begin(), one.reached.end(),
                               [&](const auto &function) { return function.second == wanted; });
          }))
        throw UsageError("no specification reaches a kernel function " + wanted + "()",
                         "'pinproof coverage' lists those that are reached.");
    (void)report;
  }

  Mutant mutantOf(model::Mutation mutation,
                  const std::map<std::string, std::shared_ptr<const std::string>> &text) {
    Mutant mutant;
    const std::string &file = mutation.where.file;
    kernel.try_emplace(file, text.at(file));
    auto [lines, isNew] = kernelLines.try_emplace(file);
    if (isNew) lines->second = patch::splitLines(*kernel.at(file));
    mutant.line = lines->second.at(mutation.where.line - 1);
    mutant.mutation = std::move(mutation);
    return mutant;
  }

  void sortSpecifications(MutantReport &report) {
    std::erase_if(asked, [&](const Asked &one) {
      const bool isReady = one.result.state == SpecResult::State::Answered;
      if (!isReady)
        report.notes.push_back("not asked: " + one.file.stem().string() + ", which has no answers here");
      return !isReady;
    });
    std::stable_sort(asked.begin(), asked.end(),
                     [](const Asked &a, const Asked &b) { return a.result.seconds < b.result.seconds; });
    for (const Asked &one : asked) {
      report.specs.push_back(one.result.name);
      for (const PropertyResult &property : one.result.properties)
        if (!isGreen(property.outcome))
          report.notes.push_back("not as expected even so: " + one.result.name + ": " + property.name);
    }
    for (Mutant &mutant : report.mutants)
      for (const Asked &one : asked)
        if (one.reached.contains({mutant.mutation.where.file, mutant.mutation.function}))
          mutant.specs.push_back(one.result.name);
  }

  // --- each mutant ---

  std::string textOf(const model::Mutation &mutation) const {
    std::string text = *kernel.at(mutation.where.file);
    return text.replace(mutation.offset, mutation.length, mutation.replacement);
  }

  void judge(Mutant &mutant) const {
    Session::Special special;
    special.changes[mutant.mutation.where.file] = textOf(mutant.mutation);
    bool hasAnswers = true;
    for (const Asked &one : asked) {
      if (std::find(mutant.specs.begin(), mutant.specs.end(), one.result.name) == mutant.specs.end())
        continue;
      try {
        ask(one, session.load(one.file, special), mutant);
      } catch (const model::InputError &error) {
        mutant.fate = Fate::NotCompiled;
        mutant.words = error.what();
      } catch (const std::exception &error) {
        mutant.fate = Fate::Failed;
        mutant.words = one.result.name + ": " + error.what();
      }
      if (interrupted) {
        if (mutant.fate != Fate::Trace) mutant.fate = Fate::NotRun;
        return;
      }
      if (mutant.fate != Fate::NotRun && mutant.fate != Fate::NoAnswer) return;
      hasAnswers = hasAnswers && mutant.fate != Fate::NoAnswer;
    }
    if (hasAnswers) mutant.fate = Fate::Survived;
  }

  /// Leaves the mutant as it is unless this specification notices it.
  void ask(const Asked &one, Loaded loaded, Mutant &mutant) const {
    if (!loaded.isReady()) {
      if (loaded.result.state == SpecResult::State::Failed) throw std::runtime_error(loaded.result.message);
      notice(mutant, Fate::NoAnswer, one, "",
             loaded.result.state == SpecResult::State::Interrupted
                 ? "reading takes too long"
                 : "not modelled: " + loaded.result.message);
      return;
    }
    if (canonicalText(loaded.system) == one.system) return;
    mutant.isSeen = true;
    const std::vector<solver::Answer> answers = decide(loaded.system);
    for (uint32_t p = 0; p < answers.size(); ++p)
      if (mutant.fate == Fate::NotRun || mutant.fate == Fate::NoAnswer)
        compare(one, loaded, p, answers[p], mutant);
  }

  /// Until something is not as its specification expects.
  std::vector<solver::Answer> decide(const model::TransitionSystem &system) const {
    StopFlag stop(budgetFor(options));
    solver::Budget budget;
    budget.interrupted = &stop.flag;
    solver::Options how;
    how.timeoutSeconds = options.timeoutSeconds;
    how.interrupted = &stop.flag;
    how.progress = [&](uint32_t property, const solver::Answer &answer) {
      const bool shouldHold = system.properties.at(property).expect == model::Expectation::Holds;
      if (shouldHold ? std::holds_alternative<solver::Violated>(answer.verdict)
                     : std::holds_alternative<solver::Proved>(answer.verdict))
        stop.flag = true;
    };
    return decideAll(system, findFacts(system, budget), how);
  }

  void compare(const Asked &one, const Loaded &loaded, uint32_t p, const solver::Answer &answer,
               Mutant &mutant) const {
    const model::Property &property = loaded.system.properties.at(p);
    const PropertyResult *before = one.find(property.name);
    if (before && !isGreen(before->outcome)) return;
    const bool shouldHold = property.expect == model::Expectation::Holds;
    if (std::holds_alternative<solver::Violated>(answer.verdict)) {
      if (!shouldHold) return;
      const check::ReplayResult replayed =
          check::replay(loaded.program, loaded.system, property,
                        std::get<solver::Violated>(answer.verdict).trace, replayBudget);
      if (!replayed.isConfirmed()) throw std::runtime_error(property.name + ": " + replayed.failure);
      notice(mutant, Fate::Trace, one, property.name, "");
    } else if (std::holds_alternative<solver::Proved>(answer.verdict)) {
      if (!shouldHold) notice(mutant, Fate::Proof, one, property.name, "");
    } else {
      const std::string &reason = std::get<solver::Unknown>(answer.verdict).reason;
      notice(mutant, Fate::NoAnswer, one, property.name, reason == "interrupted" ? "out of time" : reason);
    }
  }

  static void notice(Mutant &mutant, Fate fate, const Asked &one, const std::string &property,
                     const std::string &words) {
    if (mutant.fate == fate) return; // the first who has no answer
    mutant.fate = fate;
    mutant.spec = one.result.name;
    mutant.property = property;
    mutant.words = words;
  }

  const Options options;
  Session session;
  std::vector<Asked> asked;                        // cheapest first
  std::vector<std::vector<model::Mutation>> found; // by specification, before they are sorted
  std::vector<std::map<std::string, std::shared_ptr<const std::string>>> texts;
  std::map<std::string, std::shared_ptr<const std::string>> kernel; // the files with mutations
  std::map<std::string, std::vector<std::string>> kernelLines;
};

} // namespace

int mutants(const Options &options) {
  Explained explained;
  if (options.explained) explained = readExplained(*options.explained);
  MutantReport report = Campaign(options).run();
  explain(report, explained,
          options.functions.empty() && options.specs.empty() && !options.shard && !report.interrupted);
  const TextOptions text{outputIsTerminal() && !colourUnwanted(), options.quiet, options.verbose,
                         options.times};
  writeOutput(options.format == Format::Json ? renderMutantsJson(report, options.times)
                                             : renderMutantsText(report, text));
  const int code = exitCode(report);
  if (code == exitInternal) writeTalk(describeInternal("a mutant failed"));
  return code;
}

} // namespace pinproof::cli
