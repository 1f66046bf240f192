// `mutants`: mistakes made on purpose in the functions that specifications reach, and who notices.
//
// A mutant that nobody notices is something that the kernel could do wrong while every answer stayed green: a
// hole in the specifications, or no mistake at all (equivalent, for what is modelled). Each is read like a
// kernel with a patch. A specification whose transition system stays the same would say the same; of the
// others the one that noticed most in this function is asked first, then the cheapest, and the first that has
// a trace is enough. On a line that none of a specification's paths runs through it sees nothing, and is not
// asked. A mistake in a loop can make one specification slow and another one see it at once: who
// takes longer than a moment is asked again when nobody else has noticed. Traces are replayed as always;
// certificates are not checked again, since a proof that is wrong would only make a survivor too many.
//
// Noticed means what a gate means by it: a property that held is violated (a trace), one that is expected
// violated holds (a proof), or there is no answer any more where there was one.
#include "cli/mutants.h"

#include "cli/commands.h"
#include "cli/decide.h"
#include "cli/evidence.h"
#include "cli/explained.h"
#include "cli/interrupt.h"
#include "cli/make_report.h"
#include "cli/memory_limit.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/patch/diff.h"
#include "cli/places.h"
#include "cli/side_by_side.h"
#include "cli/status.h"
#include "cli/stop_flag.h"
#include "cli/text.h"
#include "model/same_system.h"
#include "solver/facts.h"
#include "solver/portfolio.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <tuple>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;
using Fate = Mutant::Fate;

/// Instructions up to which repetitions are replayed one by one; beyond, as arithmetic progressions.
constexpr uint64_t replayBudget = 20'000'000;

/// What each specification has at first, for a mutant.
constexpr double momentSeconds = 2;

/// A specification and what it says of the kernel as it is.
struct Asked {
  std::filesystem::path file;
  SpecResult result;
  std::string system;                                                           // canonical
  std::map<std::pair<std::string, std::string>, FunctionCoverage> functionsRun; // by file and name
  const PropertyResult *find(const std::string &name) const {
    for (const PropertyResult &property : result.properties)
      if (property.name == name) return &property;
    return nullptr;
  }
  /// Whether some path runs through one of these lines, as far as that is known.
  bool runs(const Mutant &mutant) const {
    auto at = functionsRun.find({mutant.mutation.where.file, mutant.mutation.function});
    if (at == functionsRun.end()) return false;
    const FunctionCoverage &function = at->second;
    bool isCode = false;
    for (unsigned line = mutant.mutation.where.line; line <= mutant.lastLine; ++line) {
      const size_t i = line - function.first;
      if (line < function.first || i >= function.lines.size()) continue;
      if (function.lines[i] == FunctionCoverage::Line::Run) return true;
      isCode = isCode || function.lines[i] == FunctionCoverage::Line::NotRun;
    }
    return !isCode; // a literal alone on its line
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
  explicit Campaign(const Options &given)
      : options(given), session(withoutShard(given)), quickSession(quick(withoutShard(given))) {}

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

  static Options quick(Options options) {
    options.timeoutSeconds = std::min(options.timeoutSeconds, momentSeconds);
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
      Loaded loaded = session.load(files[i], {{}, true, {}});
      asked[i].system = canonicalText(loaded.system);
      for (const FunctionCoverage &function : loaded.result.coverage)
        asked[i].functionsRun.try_emplace({function.file, function.name}, function);
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
            return std::any_of(one.functionsRun.begin(), one.functionsRun.end(),
                               [&](const auto &function) { return function.first.second == wanted; });
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
    const std::string mutated = kernel.at(file)->substr(mutation.offset, mutation.length);
    mutant.lastLine =
        mutation.where.line + static_cast<unsigned>(std::count(mutated.begin(), mutated.end(), '\n'));
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
        if (one.runs(mutant)) mutant.specs.push_back(one.result.name);
  }

  // --- each mutant ---

  std::string textOf(const model::Mutation &mutation) const {
    std::string text = *kernel.at(mutation.where.file);
    return text.replace(mutation.offset, mutation.length, mutation.replacement);
  }

  /// The specifications that run through the mutant, in the order in which to ask them.
  std::vector<const Asked *> whomToAsk(const Mutant &mutant) {
    std::vector<const Asked *> order;
    for (const Asked &one : asked)
      if (one.runs(mutant)) order.push_back(&one);
    const std::lock_guard lock(mutex);
    const std::map<std::string, unsigned> &successes = noticedIn[mutant.mutation.function];
    auto successesOf = [&](const Asked *one) {
      auto at = successes.find(one->result.name);
      return at == successes.end() ? 0 : at->second;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](const Asked *a, const Asked *b) { return successesOf(a) > successesOf(b); });
    return order;
  }

  void judge(Mutant &mutant) {
    Session::Special special;
    special.changes[mutant.mutation.where.file] = textOf(mutant.mutation);
    std::vector<const Asked *> rest = whomToAsk(mutant), slow;
    for (const bool isQuick : {true, false}) {
      for (const Asked *one : rest) {
        if (!tryAsking(*one, special, isQuick, mutant)) slow.push_back(one);
        if (interrupted) {
          if (mutant.fate != Fate::Trace) mutant.fate = Fate::NotRun;
          return;
        }
        if (mutant.fate != Fate::NotRun && mutant.fate != Fate::NoAnswer) return count(mutant);
      }
      rest = std::exchange(slow, {});
    }
    if (mutant.fate == Fate::NotRun) mutant.fate = Fate::Survived;
  }

  void count(const Mutant &mutant) {
    const std::lock_guard lock(mutex);
    ++noticedIn[mutant.mutation.function][mutant.spec];
  }

  /// False if that moment was too short.
  bool tryAsking(const Asked &one, const Session::Special &special, bool isQuick, Mutant &mutant) const {
    try {
      return ask(one, (isQuick ? quickSession : session).load(one.file, special), isQuick, mutant);
    } catch (const model::InputError &error) {
      mutant.fate = Fate::NotCompiled;
      mutant.words = error.what();
    } catch (const std::exception &error) {
      if (isOutOfMemory(error)) {
        notice(mutant, Fate::NoAnswer, one, "", memoryWords());
        return true;
      }
      mutant.fate = Fate::Failed;
      mutant.words = one.result.name + ": " + error.what();
    }
    return true;
  }

  /// Leaves the mutant as it is unless this specification notices it. False: it has no answer in a moment.
  bool ask(const Asked &one, Loaded loaded, bool isQuick, Mutant &mutant) const {
    if (!loaded.isReady()) {
      if (loaded.result.state == SpecResult::State::Failed) throw std::runtime_error(loaded.result.message);
      const bool isSlow = loaded.result.state == SpecResult::State::Interrupted;
      if (isSlow && isQuick) return false;
      notice(mutant, Fate::NoAnswer, one, "",
             isSlow ? "reading takes too long" : "not modelled: " + loaded.result.message);
      return true;
    }
    if (canonicalText(loaded.system) == one.system) return true;
    mutant.isSeen = true;
    Mutant noticed = mutant;
    const std::vector<solver::Answer> answers = decide(loaded.system, isQuick);
    for (uint32_t p = 0; p < answers.size(); ++p)
      if (noticed.fate == Fate::NotRun || noticed.fate == Fate::NoAnswer)
        compare(one, loaded, p, answers[p], noticed);
    if (isQuick && noticed.fate == Fate::NoAnswer) return false;
    mutant = std::move(noticed);
    return true;
  }

  /// Until something is not as its specification expects.
  std::vector<solver::Answer> decide(const model::TransitionSystem &system, bool isQuick) const {
    const Options given = isQuick ? quick(options) : options;
    StopFlag stop(budgetFor(given));
    solver::Budget budget;
    budget.interrupted = &stop.flag;
    solver::Options how;
    how.timeoutSeconds = given.timeoutSeconds;
    how.interrupted = &stop.flag;
    how.progress = [&](uint32_t property, const solver::Answer &answer) {
      const model::Expectation expect = system.properties.at(property).expect;
      const bool isNews = expect == model::Expectation::Holds
                              ? std::holds_alternative<solver::Violated>(answer.verdict)
                              : expect == model::Expectation::Violated &&
                                    std::holds_alternative<solver::Proved>(answer.verdict);
      if (isNews) stop.flag = true;
    };
    return decideAll(system, findFacts(system, budget), how);
  }

  void compare(const Asked &one, const Loaded &loaded, uint32_t p, const solver::Answer &answer,
               Mutant &mutant) const {
    const model::Property &property = loaded.system.properties.at(p);
    const PropertyResult *before = one.find(property.name);
    if (before && !isGreen(before->outcome)) return;
    // A finding stands as it did before the mutant.
    const bool shouldHold = before && property.expect == model::Expectation::Finding
                                ? before->verdict == Verdict::Proved
                                : property.expect != model::Expectation::Violated;
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
  Session session, quickSession;
  std::vector<Asked> asked;                        // cheapest first
  std::vector<std::vector<model::Mutation>> found; // by specification, before they are sorted
  std::vector<std::map<std::string, std::shared_ptr<const std::string>>> texts;
  std::map<std::string, std::shared_ptr<const std::string>> kernel; // the files with mutations
  std::map<std::string, std::vector<std::string>> kernelLines;
  std::mutex mutex;                                                 // guards the next one
  std::map<std::string, std::map<std::string, unsigned>> noticedIn; // by function, by specification
};

} // namespace

int mutants(const Options &options) {
  Explained explained;
  if (options.explained) explained = readExplained(*options.explained);
  MutantReport report = Campaign(options).run();
  requireUnchanged(options);
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
