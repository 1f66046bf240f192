// Cheapest first: what Clang would read again is answered without Clang; a program that differs in nothing
// but places has the same transition system, so it is not explored and not decided again; a transition
// system that is the same is not decided again (decide.h). Each of these is exact.
#include "cli/answer.h"

#include "cli/baseline.h"
#include "cli/coverage.h"
#include "cli/interrupt.h"
#include "cli/relocate.h"
#include "model/clang/sha256.h"
#include "model/same_program.h"

#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

Reached reachedBy(const model::Program &program) {
  Reached reached;
  for (const model::Function &function : program.functions)
    if (function.fromKernel) reached.emplace(function.where.file, function.name);
  return reached;
}

class Question {
public:
  Question(const Options &options, const Session &session, const std::filesystem::path &file,
           const Records &records, Progress &progress, Before *before)
      : options(options), session(session), file(file), records(records), progress(progress), before(before) {
  }

  Answered ask() {
    if (auto record = records.findReading(session.readOptionsFor(file, {}))) return remembered(*record);
    Loaded loaded = session.read(file, {});
    loaded.result.file = session.shown(file);
    reading = {std::move(loaded.lookups), std::move(loaded.answers)};
    now.reached = reachedBy(loaded.program);
    if (loaded.isReady()) {
      if (before != nullptr || !records.areOff()) learn(loaded.program);
      if (moved(loaded)) return finish();
      session.explorePaths(loaded);
      now.run = loaded.run;
    }
    now.result = decided(options, std::move(loaded), progress, before ? &before->decision : nullptr);
    keep();
    return finish();
  }

private:
  void learn(const model::Program &program) {
    text = canonicalText(program);
    name = model::sha256(text);
    now.places = placesIn(program);
  }

  /// Whether the same program was answered before; then `now` is that, on the lines of `loaded`.
  bool moved(Loaded &loaded) {
    std::optional<Record> known;
    const bool isLast = before != nullptr && before->program == name;
    if (isLast)
      known = before->record;
    else if (!name.empty())
      known = records.findProgram(text);
    if (!known || !relocate(*known, now.places)) return false;
    const SpecResult &read = loaded.result;
    SpecResult result = std::move(known->result);
    result.file = read.file;
    result.filesRead = read.filesRead;
    result.digests = read.digests;
    result.clangSeconds = read.clangSeconds;
    result.seconds = read.seconds;
    result.excerpts.clear();
    addExcerpts(result, loaded.kernelText);
    result.coverage = coverageOf(result.name, loaded.functions, known->run, loaded.kernelText);
    for (PropertyResult &property : result.properties) property.seconds = 0;
    now.result = std::move(result);
    now.run = std::move(known->run);
    now.day = known->day;
    if (isWorthKeeping(now.result)) records.keepReading(session.readOptionsFor(file, {}), reading, dated());
    become();
    progress.finishedOne();
    return true;
  }

  Answered remembered(Record &record) {
    const auto begin = Clock::now();
    now = std::move(record);
    now.result.file = session.shown(file);
    now.result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (before) before->program.clear(); // without Clang, there are no places to move
    progress.finishedOne();
    return finish();
  }

  void keep() {
    if (interrupted) return;
    if (isWorthKeeping(now.result)) {
      if (!name.empty()) records.keepProgram(text, dated());
      records.keepReading(session.readOptionsFor(file, {}), reading, dated());
    }
    become();
  }

  Record dated() const {
    Record record = now;
    if (record.day.empty()) record.day = today();
    return record;
  }

  void become() {
    if (before == nullptr || now.result.state != SpecResult::State::Answered) return;
    before->program = name;
    before->record = now;
  }

  /// With what is said of this run alone.
  Answered finish() {
    std::vector<model::Assumption> &all = now.result.assumptions;
    all.insert(all.end(), session.changeAssumptions().begin(), session.changeAssumptions().end());
    if (!now.day.empty()) model::add(all, model::answersRemembered(now.day));
    return {std::move(now.result), std::move(now.reached)};
  }

  const Options &options;
  const Session &session;
  const std::filesystem::path &file;
  const Records &records;
  Progress &progress;
  Before *const before;
  Reading reading;
  std::string text, name; // of the program
  Record now;
};

} // namespace

Records recordsFor(const Options &options) {
  const bool isOn =
      options.cache && !options.recheck && !options.strict && options.engine.empty() && !options.certificates;
  return Records(KeptFiles(isOn ? cacheDirectory() : std::nullopt),
                 "time-out " + std::to_string(options.timeoutSeconds) + ", memory " +
                     std::to_string(options.memoryMegabytes));
}

Answered answer(const Options &options, const Session &session, const std::filesystem::path &file,
                const Records &records, Progress &progress, Before *before) {
  if (interrupted) return {session.notBegun(file), {}};
  progress.say(file.stem().string());
  return Question(options, session, file, records, progress, before).ask();
}

} // namespace pinproof::cli
