// `explore`: the answers before a patch and after each one, side by side.
//
// Every specification walks through the states of the tree by itself: what it reads tells whether it has to
// be read again, and what it read whether it has to be decided again. A state in which nothing that it reads
// has changed has the answers of the one before; what else need not be found again, answer.h knows.
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/explore_report.h"
#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/side_by_side.h"
#include "cli/text.h"
#include "cli/touched.h"

#include <algorithm>
#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// What one specification said in every state.
struct Walk {
  std::vector<SpecResult> results;
  std::vector<Reached> reached;
};

class Exploration {
public:
  explicit Exploration(const Options &options)
      : options(options), stages(patch::makeStages(options)), tree(kernelTree(options)),
        records(recordsFor(options)) {
    for (size_t s = 0; s < stages.all.size(); ++s) sessions.emplace_back(options, stages, s);
  }

  ExploreReport run() {
    const auto begin = Clock::now();
    const auto &files = sessions.front().files();
    std::vector<Walk> walks(files.size());
    Progress progress(talkIsTerminal() && !options.quiet, files.size() * stages.all.size());
    sideBySide(files.size(), options.jobs, [&](size_t i) { walks[i] = walk(files[i], progress); });
    progress.clear();
    records.prune();
    ExploreReport report;
    report.notes = stages.notes;
    for (size_t s = 0; s < stages.all.size(); ++s) report.stages.push_back(stageOf(s, walks));
    report.rows = compareStages(report.stages);
    report.interrupted = interrupted;
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
  }

private:
  Walk walk(const std::filesystem::path &file, Progress &progress) const {
    Walk walk;
    Before before;
    std::set<std::string> read; // of the kernel, at the stage before
    for (size_t s = 0; s < stages.all.size(); ++s) {
      if (s > 0 && !interrupted && !concerns(s, read)) {
        walk.results.push_back(walk.results.back());
        walk.reached.push_back(walk.reached.back());
        progress.finishedOne();
        continue;
      }
      Answered answered = answerAt(s, file, progress, before);
      read = {answered.result.filesRead.begin(), answered.result.filesRead.end()};
      walk.reached.push_back(std::move(answered.reached));
      walk.results.push_back(std::move(answered.result));
    }
    return walk;
  }

  /// Whether stage `s` can change what a specification says that read these files at the stage before. Files
  /// that come or go, and functions that headers gain, may be asked for without having been read; what is
  /// left out is an assumption.
  bool concerns(size_t s, const std::set<std::string> &read) const {
    const patch::Stage &stage = stages.all[s];
    if (read.empty() || options.isConfigured() || !stage.leftOut.empty()) return true;
    const patch::Tree before(tree, stages.all[s - 1].overlay), after(tree, stage.overlay);
    return std::any_of(stage.touched.begin(), stage.touched.end(), [&](const std::string &path) {
      return read.contains(path) || path.ends_with(".h") || before.has(path) != after.has(path);
    });
  }

  /// C that a patch breaks is an answer about the patch; C that was broken before is the user's mistake.
  Answered answerAt(size_t s, const std::filesystem::path &file, Progress &progress, Before &before) const {
    if (s == 0) return answer(options, sessions[s], file, records, progress, &before);
    try {
      return answer(options, sessions[s], file, records, progress, &before);
    } catch (const model::InputError &error) {
      Answered broken{sessions[s].notBegun(file), {}};
      broken.result.state = SpecResult::State::Unsupported;
      broken.result.message = error.what();
      broken.result.where = error.where;
      progress.finishedOne();
      return broken;
    }
  }

  ExploreStage stageOf(size_t s, const std::vector<Walk> &walks) const {
    const patch::Stage &stage = stages.all[s];
    ExploreStage result;
    result.title = stage.title;
    result.notes = stage.notes;
    for (const patch::LeftOut &one : stage.leftOut) result.leftOut.push_back(place(one) + ": " + one.reason);
    result.report = sessions[s].emptyReport();
    result.report.kernel = options.kernel ? options.kernel->string() : "embedded";
    if (s > 0) result.report.kernel += " after " + std::to_string(s) + ". " + stage.title;
    result.report.interrupted = interrupted;
    for (size_t i = 0; i < walks.size(); ++i) result.report.specs[i] = walks[i].results.at(s);
    for (const SpecResult &spec : result.report.specs) result.report.seconds += spec.seconds;
    if (s == 0) identifyTree(options, result.report);
    if (s == 0) return result;
    addChanges(s, walks, result);
    return result;
  }

  void addChanges(size_t s, const std::vector<Walk> &walks, ExploreStage &result) const {
    Reached reached;
    std::set<std::string> files;
    for (const Walk &walk : walks)
      for (size_t at : {s - 1, s}) {
        reached.insert(walk.reached[at].begin(), walk.reached[at].end());
        files.insert(walk.results[at].filesRead.begin(), walk.results[at].filesRead.end());
      }
    const patch::Tree start(tree, stages.all.front().overlay), before(tree, stages.all[s - 1].overlay),
        after(tree, stages.all[s].overlay);
    result.touched = touchedFiles(before, after, stages.all[s], reached, files, options.isConfigured());
    std::set<std::string> paths;
    for (size_t i = 1; i <= s; ++i) paths.insert(stages.all[i].touched.begin(), stages.all[i].touched.end());
    result.chunks = chunksBetween(start, after, {paths.begin(), paths.end()});
  }

  const Options &options;
  const patch::Stages stages;
  const std::filesystem::path tree;
  const Records records;
  std::vector<Session> sessions;
};

} // namespace

namespace {

std::string rendered(Format format, const ExploreReport &report, const TextOptions &text) {
  switch (format) {
  case Format::Json: return renderExploreJson(report, text.times);
  case Format::Markdown: return renderExploreMarkdown(report);
  case Format::Github: return renderExploreGithub(report);
  case Format::Html: return renderExploreHtml(report);
  default: return renderExploreText(report, text);
  }
}

} // namespace

int explore(const Options &options) {
  if (options.changes.areNone())
    throw UsageError("there is nothing to explore",
                     "Name a patch, or use --revert PATCH, --range A..B or --what-if EDIT.");
  ExploreReport report = Exploration(options).run();
  const TextOptions plain{false, options.quiet, options.verbose, options.times};
  for (const auto &[format, file] : options.outputs) writeFile(file, rendered(format, report, plain));
  TextOptions shown = plain;
  shown.colour = outputIsTerminal() && !colourUnwanted();
  writeOutput(rendered(options.format, report, shown));
  const int code = exitCode(report);
  if (code == exitInternal) writeTalk(describeInternal("evidence was not accepted, or a part failed"));
  return code;
}

} // namespace pinproof::cli
