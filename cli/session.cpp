// Reading, with everything that can go wrong in it sorted into the user's mistake (thrown), the kernel's
// drift and pinproof's limits (states of the result).
#include "cli/session.h"

#include "cli/compile_flags.h"
#include "cli/coverage.h"
#include "cli/digest.h"
#include "cli/functions_run.h"
#include "cli/interrupt.h"
#include "cli/kconfig.h"
#include "cli/make_report.h"
#include "cli/memory_limit.h"
#include "cli/places.h"
#include "cli/side_by_side.h"
#include "cli/stop_flag.h"
#include "model/clang/own_headers.h"
#include "model/paths.h"

#include <algorithm>
#include <chrono>
#include <z3.h>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> macroFlags(const std::vector<std::string> &defines) {
  std::vector<std::string> flags;
  for (const std::string &define : defines) flags.push_back("-D" + define);
  return flags;
}

/// "specs/zero_page.c" for the specifications that come with pinproof, else as given.
std::string shownFile(const fs::path &file, const fs::path &specDirectory) {
  fs::path relative = fs::absolute(file).lexically_normal().lexically_relative(
      fs::absolute(specDirectory).lexically_normal());
  bool inside = !relative.empty() && *relative.begin() != "..";
  return inside ? (fs::path("specs") / relative).string() : file.string();
}

/// "60 s, the --timeout"
std::string inSeconds(const Options &options) {
  char text[40];
  std::snprintf(text, sizeof text, "%g s, the --timeout", options.timeoutSeconds);
  return text;
}

/// Does `step` on the way to `spec`, and sorts what goes wrong in it.
void timed(const Options &options, SpecResult &spec, const std::function<void()> &step) {
  const auto begin = std::chrono::steady_clock::now();
  const double before = spec.seconds;
  try {
    step();
  } catch (const model::InputError &) {
    throw;
  } catch (const model::Stopped &) {
    spec.state = SpecResult::State::Interrupted;
    if (!interrupted)
      spec.message = "out of time: exploring its paths takes longer than " + inSeconds(options);
  } catch (const model::Unsupported &unsupported) {
    spec.state = SpecResult::State::Unsupported;
    spec.message = unsupported.what();
    spec.where = unsupported.where;
  } catch (const std::exception &error) {
    const bool isMemory = isOutOfMemory(error);
    spec.state = isMemory ? SpecResult::State::Interrupted : SpecResult::State::Failed;
    spec.message = isMemory ? memoryWords() : error.what();
  }
  spec.seconds = before + std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Where all CHECKs stand behind what is not modelled there is no property that could say so.
void refuseSilence(const model::TransitionSystem &system) {
  if (!system.properties.empty() || system.refusals.empty()) return;
  const model::Refusal &first = system.refusals.front();
  throw model::Unsupported(first.construct, first.where);
}

/// Nothing is asked of git where there is nothing to change.
patch::Stages changesOf(const Options &options) {
  return options.changes.areNone() ? patch::Stages{} : patch::makeStages(options);
}

} // namespace

Versions versions() {
  unsigned major = 0, minor = 0, build = 0, revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return {PINPROOF_VERSION, model::clangVersion(),
          std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build)};
}

namespace {

/// Nobody configured the tree: what another configuration makes of its headers was not read.
model::Assumption inOneConfiguration(const Options &options) {
  return {
      "A17",
      "the tree's own headers are read in one configuration, with what a build would generate stood in for",
      {options.kconfig ? options.kconfig->string() : "specs/headers/include/generated/autoconf.h"}};
}

} // namespace

std::string modeOf(const Options &options) {
  return options.ownHeaders ? "own headers" : options.isConfigured() ? "configured" : "stand-in headers";
}

solver::Budget budgetFor(const Options &options) {
  using Clock = std::chrono::steady_clock;
  solver::Budget budget;
  std::chrono::duration<double> seconds(options.timeoutSeconds);
  budget.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(seconds);
  budget.interrupted = &interrupted;
  return budget;
}

Session::Session(const Options &options) : Session(options, changesOf(options), SIZE_MAX) {}

Session::Session(const Options &options, const patch::Stages &stages, size_t number)
    : options(options), specFiles(cli::specFiles(options)), assumptions(stages.assumptions(number)) {
  if (options.shard) takeShard(*options.shard);
  if (!stages.all.empty())
    readOptions.overlay = stages.all.at(std::min(number, stages.all.size() - 1)).overlay;
  readOptions.specDirectory = options.specDirectory.string();
  readOptions.kernelTree = kernelTree(options).string();
  readOptions.disk = options.disk;
  readOptions.configured = options.isConfigured();
  readOptions.extraFlags = configuredFlags(options);
  if (options.kconfig) readOptions.configuration = autoconfOf(*options.kconfig);
  if (options.ownHeaders) {
    const model::OwnHeaders own = ownHeaders();
    readOptions.overlay = own.options.overlay;
    readOptions.extraFlags = own.flags;
    model::add(assumptions, inOneConfiguration(options));
  }
  for (const std::string &flag : macroFlags(options.defines)) readOptions.extraFlags.push_back(flag);
  const bool hasTree = !readOptions.kernelTree.empty();
  hasNoHeaders = hasTree && hasStandInsOnly(readOptions.kernelTree);
  if (hasTree && !readOptions.configured && !hasNoHeaders)
    kernelHeaders = std::make_shared<KernelHeaders>(
        readOptions, KeptFiles(options.cache ? cacheDirectory() : std::nullopt));
  if (kernelHeaders)
    readOptions.lend = [headers = kernelHeaders](const std::set<std::string> &names) {
      return headers->lend(names);
    };
}

model::OwnHeaders Session::ownHeaders() const {
  model::ReadOptions tree = readOptions;
  tree.extraFlags.clear();
  return model::ownHeaders(tree);
}

/// Every of-th file: neighbours in the alphabet tend to take alike long.
void Session::takeShard(const Shard &shard) {
  std::vector<fs::path> mine;
  for (size_t i = 0; i < specFiles.size(); ++i) {
    planned.push_back(specFiles[i].stem().string());
    if (i % shard.of == shard.index - 1) mine.push_back(specFiles[i]);
  }
  specFiles = std::move(mine);
}

model::ReadOptions Session::readOptionsFor(const fs::path &file, const Special &special) const {
  model::ReadOptions read = readOptions;
  for (const auto &[path, text] : special.changes) read.overlay[path] = text;
  read.mutations = special.mutations;
  read.wanted = special.wanted;
  read.specFile = file.string();
  return read;
}

std::string Session::shown(const fs::path &file) const { return shownFile(file, options.specDirectory); }

Loaded Session::read(const fs::path &file, const Special &special) const {
  Loaded loaded;
  SpecResult &spec = loaded.result;
  spec.name = file.stem().string();
  spec.file = shown(file);
  timed(options, spec, [&] {
    model::ReadResult result = model::readSpecification(readOptionsFor(file, special));
    loaded.program = std::move(result.program);
    spec = describeSpec(loaded.program, spec.file);
    loaded.kernelText = std::move(result.kernelText);
    loaded.mutations = std::move(result.mutations);
    loaded.lookups = std::move(result.lookups);
    loaded.answers = std::move(result.answers);
    for (const auto &[path, text] : loaded.kernelText) {
      spec.filesRead.push_back(path);
      spec.digests[path] = digest(*text);
    }
    spec.clangSeconds = result.clangSeconds;
    spec.standIns = std::move(result.standIns);
    loaded.undeclared = std::move(result.undeclared);
    loaded.functions = std::move(result.functions);
    loaded.declared = std::move(result.declared);
    loaded.silent = std::move(result.silent);
  });
  return loaded;
}

void Session::findPaths(Loaded &loaded) const {
  if (!loaded.isReady()) return;
  timed(options, loaded.result, [&] {
    const StopFlag stop(budgetFor(options));
    loaded.system = model::makeTransitionSystem(loaded.program, &stop.flag, &loaded.run);
  });
}

/// Adds what the paths of `loaded` call and nothing declares; whether any of that is new.
bool Session::addWanted(const Loaded &loaded, std::set<std::string> &names) const {
  if (!kernelHeaders || !loaded.isReady()) return false;
  const size_t before = names.size();
  for (const model::Refusal &refusal : loaded.system.refusals)
    for (const model::Undeclared &one : loaded.undeclared)
      if (one.where == refusal.where) names.insert(one.name);
  return names.size() > before;
}

bool Session::explorePaths(Loaded &loaded, const fs::path &file, const Special &special) const {
  bool isAnew = false;
  findPaths(loaded);
  for (Special more = special; addWanted(loaded, more.wanted);) {
    Loaded again = read(file, more);
    findPaths(again);
    if (!again.isReady()) break; // it is better without
    again.result.seconds += loaded.result.seconds;
    again.result.clangSeconds += loaded.result.clangSeconds;
    loaded = std::move(again);
    isAnew = true;
  }
  if (!loaded.isReady()) return isAnew;
  timed(options, loaded.result, [&] {
    addSystem(loaded.result, loaded.system);
    loaded.result.functionsRun = functionsRun(loaded.program, loaded.run);
    refuseSilence(loaded.system);
    loaded.result.coverage = coverageOf(loaded.result.name, loaded.functions, loaded.run, loaded.kernelText);
  });
  return isAnew;
}

model::Comparison Session::compareStandIns(SpecResult &spec) const {
  model::Comparison comparison;
  comparison.isWithNothing = hasNoHeaders && !spec.standIns.empty();
  if (!kernelHeaders || spec.state != SpecResult::State::Answered) return comparison;
  timed(options, spec, [&] {
    comparison = kernelHeaders->compare(spec.standIns);
    if (!comparison.drifts.empty()) spec.state = SpecResult::State::Drifted;
    spec.drifts.insert(spec.drifts.end(), comparison.drifts.begin(), comparison.drifts.end());
  });
  return comparison;
}

void addComparison(SpecResult &spec, const model::Comparison &comparison) {
  spec.standIns = comparison.replaced;
  if (!comparison.declared.empty())
    model::add(spec.assumptions, model::onlyTypesCompared(comparison.declared));
  if (comparison.isWithNothing) model::add(spec.assumptions, model::standInsAreTheHeaders());
}

Loaded Session::load(const fs::path &file, const Special &special) const {
  Loaded loaded = read(file, special);
  model::Comparison comparison = compareStandIns(loaded.result);
  if (explorePaths(loaded, file, special)) comparison = compareStandIns(loaded.result);
  addComparison(loaded.result, comparison);
  std::vector<model::Assumption> &all = loaded.result.assumptions;
  all.insert(all.end(), assumptions.begin(), assumptions.end());
  return loaded;
}

SpecResult Session::notBegun(const fs::path &file) const {
  SpecResult result;
  result.name = file.stem().string();
  result.file = shown(file);
  result.state = SpecResult::State::Interrupted;
  return result;
}

SpecResult Session::unreadable(const fs::path &file, const model::InputError &error) const {
  SpecResult result = notBegun(file);
  result.state = SpecResult::State::Failed;
  result.message = error.what();
  result.where = error.where;
  result.mistake = {error.excerpt, error.remedy, error.further, error.unsaid};
  return result;
}

void Session::forEach(const std::function<void(size_t, Loaded)> &use) const {
  sideBySide(specFiles.size(), options.jobs, [&](size_t i) {
    Loaded loaded;
    if (interrupted)
      loaded.result = notBegun(specFiles[i]);
    else
      loaded = load(specFiles[i]);
    use(i, std::move(loaded));
  });
}

Report Session::emptyReport() const {
  Report report;
  report.versions = versions();
  report.kernel = patch::describeKernel(options);
  report.mode = modeOf(options);
  report.defines = options.defines;
  report.specs.resize(specFiles.size());
  report.shard = options.shard;
  report.planned = planned;
  return report;
}

} // namespace pinproof::cli
