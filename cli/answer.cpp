// Cheapest first: what Clang would read again is answered without Clang; a program that differs in nothing
// but places has the same transition system, so it is not explored and not decided again; a transition
// system that is the same is not decided again (decide.h). Each of these is exact.
//
// Reading and deciding are apart, because explore does not decide what no patch changes: a reading is kept
// even if nobody wanted its answers, so that the next run can tell without Clang.
#include "cli/answer.h"

#include "cli/baseline.h"
#include "cli/coverage.h"
#include "cli/interrupt.h"
#include "cli/relocate.h"
#include "model/clang/sha256.h"
#include "model/same_program.h"
#include "model/same_system.h"

#include <algorithm>
#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

} // namespace

Question::Question(const Options &options, const Session &session, const std::filesystem::path &file,
                   const Records &records)
    : options(options), session(session), file(file), records(records) {
  const auto begin = Clock::now();
  known = records.findReading(session.readOptionsFor(file, {}));
  if (known)
    known->result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  else
    read();
  compare();
}

/// What the tree's headers say is no part of a reading: it is asked anew in every state of the tree.
void Question::compare() {
  SpecResult result = readResult();
  const bool isAnswered = result.state == SpecResult::State::Answered;
  comparison = session.compareStandIns(result);
  if (!isAnswered || result.state == SpecResult::State::Answered) return;
  result.file = session.shown(file);
  result.properties.clear();
  result.refusals.clear();
  result.neverFires.clear();
  result.excerpts.clear();
  result.coverage.clear();
  drifted = std::move(result);
}

void Question::read() {
  loaded = session.read(file, {});
  takeReading();
}

void Question::takeReading() {
  loaded->result.file = session.shown(file);
  reading = {std::move(loaded->lookups), std::move(loaded->answers)};
  now.declared = std::move(loaded->declared);
  now.silent = std::move(loaded->silent);
  if (!records.areOff()) learn();
}

void Question::learn() {
  if (!loaded->isReady() || !text.empty()) return;
  text = canonicalText(loaded->program);
  now.program = model::sha256(text);
}

/// What is called and not declared is in no program as it is read at first, and a header that changes may
/// have it: then the program is what it is with that.
std::string Question::program() {
  if (drifted) return "";
  if (known && !known->isDecided && isOfOtherHeaders()) {
    known.reset();
    read();
  }
  if (known) return known->program;
  if (!loaded->undeclared.empty() && isOfOtherHeaders()) explore();
  if (drifted) return "";
  learn();
  return now.program;
}

bool Question::isOfOtherHeaders() const {
  const model::ReadOptions read = session.readOptionsFor(file, {});
  return std::any_of(read.overlay.begin(), read.overlay.end(),
                     [](const auto &changed) { return changed.first.ends_with(".h"); });
}

std::string Question::system() {
  if (known && known->system.empty()) { // only read, by a run that could stop there
    known.reset();
    read();
  }
  if (known) return known->system;
  explore();
  return now.system;
}

void Question::explore() {
  if (isExplored) return;
  isExplored = true;
  if (session.explorePaths(*loaded, file, {})) { // what it was read with is different, and what it is
    text.clear();
    takeReading();
    if (loaded->isReady()) learn();
    compare();
  }
  if (!loaded->isReady()) return;
  now.run = loaded->run;
  now.system = model::sha256(canonicalText(loaded->system));
}

const std::vector<std::string> &Question::filesRead() const {
  return known ? known->result.filesRead : loaded->result.filesRead;
}

Answered Question::untouched() {
  if (!known) keepRead();
  const SpecResult &read = known ? known->result : loaded->result;
  Answered answered;
  answered.result.state = SpecResult::State::Untouched;
  answered.result.name = read.name;
  answered.result.title = read.title;
  answered.result.file = session.shown(file);
  answered.result.filesRead = read.filesRead;
  answered.result.digests = read.digests;
  answered.result.clangSeconds = read.clangSeconds;
  answered.result.seconds = read.seconds;
  answered.result.assumptions = session.changeAssumptions();
  answered.looked = lookedAt();
  return answered;
}

LookedAt Question::lookedAt() const {
  if (known) return {known->result.coverage, known->declared, known->silent, linesCompared(), known->program};
  const SpecResult &result = loaded->result;
  return {isExplored ? result.coverage : coverageOf(result.name, loaded->functions, {}, loaded->kernelText),
          now.declared, now.silent, linesCompared(), now.program};
}

/// Where the tree's headers say what stand-ins were written for; without patches nobody asks.
model::LinesRun Question::linesCompared() const {
  if (options.changes.areNone() || !session.headers()) return {};
  return session.headers()->linesOf(comparison.replaced);
}

/// The answer where the tree's headers are not what stand-ins were written for.
Answered Question::notAsKnown(Progress &progress, Before *before) {
  progress.finishedOne();
  if (!known) keepRead();
  now.result = std::move(*drifted);
  if (before) before->program.clear();
  return {finish().result, {}}; // no line counts as looked at
}

Answered Question::answer(Progress &progress, Before *before) {
  if (drifted) return notAsKnown(progress, before);
  if (known && known->isDecided) {
    progress.finishedOne();
    return remembered(before);
  }
  if (!loaded) read();
  if (loaded->isReady()) {
    if (before != nullptr || !options.changes.areNone()) learn();
    if (!text.empty()) now.places = placesIn(loaded->program);
    if (moved(before)) {
      progress.finishedOne();
      return finish();
    }
    explore();
    if (drifted) return notAsKnown(progress, before);
    if (!text.empty()) now.places = placesIn(loaded->program);
  }
  now.result = decided(options, std::move(*loaded), progress, before ? &before->decision : nullptr);
  keep(before);
  return finish();
}

/// Whether the same program was answered before; then `now` is that, on the lines of `loaded`.
bool Question::moved(Before *before) {
  std::optional<Record> same;
  const bool isLast = before != nullptr && before->program == now.program;
  if (isLast)
    same = before->record;
  else if (!text.empty())
    same = records.findProgram(text);
  if (!same || !relocate(*same, now.places)) return false;
  const SpecResult &read = loaded->result;
  SpecResult result = std::move(same->result);
  result.file = read.file;
  result.filesRead = read.filesRead;
  result.digests = read.digests;
  result.clangSeconds = read.clangSeconds;
  result.seconds = read.seconds;
  result.excerpts.clear();
  addExcerpts(result, loaded->kernelText);
  result.coverage = coverageOf(result.name, loaded->functions, same->run, loaded->kernelText);
  for (PropertyResult &property : result.properties) property.seconds = 0;
  now.result = std::move(result);
  now.run = std::move(same->run);
  now.system = std::move(same->system);
  now.day = same->day;
  if (isWorthKeeping(now.result)) records.keepReading(session.readOptionsFor(file, {}), reading, dated());
  become(before);
  return true;
}

Answered Question::remembered(Before *before) {
  now = std::move(*known);
  now.result.file = session.shown(file);
  if (before) before->program.clear(); // without Clang, there are no places to move
  return finish();
}

void Question::keep(Before *before) const {
  if (interrupted) return;
  if (isWorthKeeping(now.result)) {
    if (!text.empty()) records.keepProgram(text, dated());
    records.keepReading(session.readOptionsFor(file, {}), reading, dated());
  }
  become(before);
}

void Question::keepRead() const {
  if (now.program.empty()) return;
  Record record = dated();
  record.result = loaded->result;
  record.result.coverage = lookedAt().functions;
  record.isDecided = false;
  records.keepReading(session.readOptionsFor(file, {}), reading, record);
}

Record Question::dated() const {
  Record record = now;
  if (record.day.empty()) record.day = today();
  return record;
}

void Question::become(Before *before) const {
  if (before == nullptr || now.result.state != SpecResult::State::Answered) return;
  before->program = now.program;
  before->record = now;
}

/// With what is said of this run alone.
Answered Question::finish() {
  addComparison(now.result, comparison);
  std::vector<model::Assumption> &all = now.result.assumptions;
  all.insert(all.end(), session.changeAssumptions().begin(), session.changeAssumptions().end());
  if (!now.day.empty()) model::add(all, model::answersRemembered(now.day));
  LookedAt looked{now.result.coverage, std::move(now.declared), std::move(now.silent), linesCompared(),
                  now.program};
  return {std::move(now.result), std::move(looked)};
}

Records recordsFor(const Options &options) {
  const bool isOn =
      options.cache && !options.recheck && !options.strict && options.engine.empty() && !options.certificates;
  return Records(KeptFiles(isOn ? cacheDirectory() : std::nullopt),
                 "time-out " + std::to_string(options.timeoutSeconds) + ", memory " +
                     std::to_string(options.memoryMegabytes));
}

Answered answer(const Options &options, const Session &session, const std::filesystem::path &file,
                const Records &records, Progress &progress) {
  if (interrupted) return {session.notBegun(file), {}};
  progress.say(file.stem().string());
  try {
    return Question(options, session, file, records).answer(progress);
  } catch (const model::InputError &error) {
    progress.finishedOne();
    return {session.unreadable(file, error), {}};
  }
}

} // namespace pinproof::cli
