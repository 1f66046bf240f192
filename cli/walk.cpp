// Every specification walks through the states of the tree by itself: what it reads tells whether it has to
// be read again, and what it read whether it has to be decided again. A state in which nothing that it reads
// has changed has the answers of the one before; what else need not be found again, answer.h knows.
//
// A patch tends to concern few specifications. The answers of those that read the same program in all
// states, but for places, or that come to the same transition system, are the same in all of them, whatever
// they are; so the states are read first, and nothing is decided until one differs. That compares with the
// first state, not with the one before: in a series that changes something and changes it back, the states
// in between count.
#include "cli/walk.h"

#include "cli/interrupt.h"

#include <algorithm>
#include <memory>

namespace pinproof::cli {

namespace {

class Walker {
public:
  Walker(const Journey &journey, const std::filesystem::path &file, Progress &progress)
      : journey(journey), file(file), progress(progress), isTouched(journey.options.all) {}

  Walk run() {
    for (size_t s = 0; s < journey.stages.all.size(); ++s) {
      waiting.push_back(arriveAt(s));
      if (isTouched) answerAll();
    }
    leaveAlone();
    return std::move(walk);
  }

private:
  /// A state that was read, and not yet answered. Neither: as in the one before.
  struct Stop {
    std::unique_ptr<Question> question;
    std::optional<Answered> answered; // there is nothing to ask
  };

  Stop arriveAt(size_t s) {
    Stop stop;
    if (s > 0 && !interrupted && !concerns(s)) return stop;
    progress.say(file.stem().string());
    stop = read(s);
    if (!stop.question) {
      isTouched = true;
      return stop;
    }
    const std::vector<std::string> &files = stop.question->filesRead();
    filesRead = {files.begin(), files.end()};
    if (isTouched) return stop;
    const std::string program = stop.question->program();
    if (s == 0) first = program;
    isTouched = program.empty() || (program != first && !isSameSystem(*stop.question));
    return stop;
  }

  /// As at first.
  bool isSameSystem(Question &question) {
    const std::string before = waiting.front().question->system();
    return !before.empty() && question.system() == before;
  }

  /// Whether stage `s` can change what was read at the stage before. Files that come or go, and functions
  /// that headers gain, may be asked for without having been read; what is left out is an assumption.
  bool concerns(size_t s) const {
    const patch::Stage &stage = journey.stages.all[s];
    if (filesRead.empty() || journey.options.isConfigured() || !stage.leftOut.empty()) return true;
    const auto &disk = journey.options.disk;
    const patch::Tree before(journey.tree, journey.stages.all[s - 1].overlay, disk),
        after(journey.tree, stage.overlay, disk);
    return std::any_of(stage.touched.begin(), stage.touched.end(), [&](const std::string &path) {
      return filesRead.contains(path) || path.ends_with(".h") || before.has(path) != after.has(path) ||
             isAHeadersMatter(s - 1, path);
    });
  }

  /// What headers that stand-ins are compared with are read with: kernel/bounds.c.
  bool isAHeadersMatter(size_t s, const std::string &path) const {
    const KernelHeaders *headers = journey.sessions[s].headers();
    return headers != nullptr && headers->looksAt(path);
  }

  Stop read(size_t s) {
    const Session &session = journey.sessions[s];
    Stop stop;
    if (interrupted) {
      stop.answered = Answered{session.notBegun(file), {}};
      return stop;
    }
    try {
      stop.question = std::make_unique<Question>(journey.options, session, file, journey.records);
    } catch (const model::InputError &error) {
      stop.answered = Answered{broken(s, error), {}};
      filesRead.clear(); // who knows what it takes to mend it
    }
    return stop;
  }

  /// C that a patch breaks is an answer about the patch; C that was broken before is the user's mistake.
  SpecResult broken(size_t s, const model::InputError &error) const {
    SpecResult result = journey.sessions[s].unreadable(file, error);
    if (s > 0) result.state = SpecResult::State::Unsupported;
    return result;
  }

  void answerAll() {
    for (Stop &stop : waiting) {
      if (stop.question)
        add(answer(*stop.question));
      else
        stop.answered ? add(std::move(*stop.answered)) : repeat();
      if (!stop.question) progress.finishedOne();
    }
    waiting.clear();
  }

  Answered answer(Question &question) {
    const size_t s = walk.results.size();
    try {
      if (!interrupted) return question.answer(progress, &before);
    } catch (const model::InputError &error) {
      return {broken(s, error), {}};
    }
    return {journey.sessions[s].notBegun(file), {}};
  }

  /// Where the program differs and the transition system does not, lines are looked at by paths.
  void leaveAlone() {
    Question *last = nullptr;
    for (Stop &stop : waiting) {
      if (!stop.question) continue;
      if (last != nullptr && last->program() != stop.question->program())
        last->system(), stop.question->system();
      last = stop.question.get();
    }
    for (Stop &stop : waiting) {
      stop.question ? add(stop.question->untouched()) : repeat();
      progress.finishedOne();
    }
  }

  void add(Answered answered) {
    walk.results.push_back(std::move(answered.result));
    walk.looked.push_back(std::move(answered.looked));
  }

  void repeat() {
    walk.results.push_back(walk.results.back());
    walk.looked.push_back(walk.looked.back());
  }

  const Journey &journey;
  const std::filesystem::path &file;
  Progress &progress;
  std::set<std::string> filesRead; // of the kernel, at the stage before
  std::string first;               // the program before all patches
  bool isTouched;
  std::vector<Stop> waiting;
  Before before;
  Walk walk;
};

} // namespace

Walk walk(const Journey &journey, const std::filesystem::path &file, Progress &progress) {
  return Walker(journey, file, progress).run();
}

} // namespace pinproof::cli
