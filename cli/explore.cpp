// `explore`: the answers before a patch and after each one, side by side.
//
// Specifications are independent: each walks through the states of the tree by itself (walk.h). Then all are
// put together, state by state.
#include "cli/changed_lines.h"
#include "cli/commands.h"
#include "cli/explore_report.h"
#include "cli/gate.h"
#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/patch/history.h"
#include "cli/places.h"
#include "cli/side_by_side.h"
#include "cli/status.h"
#include "cli/strict.h"
#include "cli/text.h"
#include "cli/touched.h"
#include "cli/walk.h"

#include <algorithm>
#include <chrono>

namespace pinproof::cli {

namespace {

using Clock = std::chrono::steady_clock;

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
    const Journey journey{options, stages, tree, records, sessions};
    sideBySide(files.size(), options.jobs, [&](size_t i) { walks[i] = walk(journey, files[i], progress); });
    progress.clear();
    records.prune();
    ExploreReport report;
    report.notes = stages.notes;
    for (size_t s = 0; s < stages.all.size(); ++s) report.stages.push_back(stageOf(s, walks));
    if (options.strict) holdStrictly(report.stages);
    report.rows = compareStages(report.stages);
    report.acceptsUnchecked = options.acceptUnchecked;
    report.interrupted = interrupted;
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
  }

private:
  /// What nobody accepts fails in every state, as in a run that looks at that state alone.
  void holdStrictly(std::vector<ExploreStage> &all) const {
    const std::vector<Acceptance> given = acceptancesFrom(options.accepted);
    for (const Acceptance &one : given)
      if (std::all_of(all.begin(), all.end(),
                      [&](const ExploreStage &stage) { return !idle({one}, stage.report).empty(); }))
        writeTalk("pinproof: note: --accept " + toString(one) + ": no answer depends on that here\n");
    for (ExploreStage &stage : all) applyStrict(given, stage.report);
  }

  ExploreStage stageOf(size_t s, const std::vector<Walk> &walks) const {
    const patch::Stage &stage = stages.all[s];
    ExploreStage result;
    result.title = stage.title;
    result.notes = stage.notes;
    for (const patch::LeftOut &one : stage.leftOut) result.leftOut.push_back(place(one) + ": " + one.reason);
    result.report = sessions[s].emptyReport();
    result.report.kernel = patch::nameOfKernel(options);
    if (s > 0) result.report.kernel += " after " + std::to_string(s) + ". " + stage.title;
    result.report.interrupted = interrupted;
    for (size_t i = 0; i < walks.size(); ++i) result.report.specs[i] = walks[i].results.at(s);
    for (const SpecResult &spec : result.report.specs) result.report.seconds += spec.seconds;
    if (s == 0) identifyTree(options, result.report);
    if (s == 0) return result;
    addChanges(s, walks, result);
    return result;
  }

  patch::Tree treeAt(size_t s) const { return patch::Tree(tree, stages.all[s].overlay, options.disk); }

  void addChanges(size_t s, const std::vector<Walk> &walks, ExploreStage &result) const {
    const patch::Tree start = treeAt(0), before = treeAt(s - 1), after = treeAt(s);
    std::vector<LookedTwice> looked;
    for (const Walk &walk : walks) looked.push_back(lookedTwice(walk, s));
    result.touched = changedLines(before, after, stages.all[s], looked, options.isConfigured());
    std::set<std::string> paths;
    for (size_t i = 1; i <= s; ++i) paths.insert(stages.all[i].touched.begin(), stages.all[i].touched.end());
    result.chunks = chunksBetween(start, after, {paths.begin(), paths.end()});
  }

  static LookedTwice lookedTwice(const Walk &walk, size_t s) {
    using State = SpecResult::State;
    const SpecResult &before = walk.results[s - 1], &after = walk.results[s];
    auto isAnswered = [](const SpecResult &result) {
      return result.state == State::Answered || result.state == State::Untouched;
    };
    auto isUnread = [&](const SpecResult &result) {
      return !isAnswered(result) && result.state != State::Absent;
    };
    LookedTwice twice{after.name,
                      walk.looked[s - 1],
                      walk.looked[s],
                      isAnswered(after),
                      isUnread(before) || isUnread(after),
                      {}};
    for (const SpecResult *result : {&before, &after})
      twice.filesRead.insert(result->filesRead.begin(), result->filesRead.end());
    return twice;
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

namespace {

const char *const whatThereIs = "Name a patch, or use --revert PATCH, --range A..B or --what-if EDIT. In a "
                                "git repository, no patch at all "
                                "means what the working tree has on top of HEAD.";

/// Without a word the working tree is meant; a word that names no file may be git's, a commit or a range.
TreeChanges meant(const Options &options) {
  TreeChanges changes = options.changes;
  changes.mayBeThere = true;
  const std::filesystem::path tree = kernelTree(options);
  std::error_code ignored;
  const bool isRepository = !tree.empty() && std::filesystem::exists(tree / ".git", ignored);
  changes.workingTree = changes.areNone();
  if (changes.workingTree && !isRepository) throw UsageError("there is nothing to explore", whatThereIs);
  for (const std::string &word : options.changes.patch) {
    if (word == "-" || std::filesystem::exists(word, ignored) || !isRepository) continue;
    if (!patch::History(tree).isRange(word))
      throw model::InputError("no such file, and no commit of " + tree.string(), {word, 0, 0},
                              "Expected a patch, a mailbox, a commit, or a range A..B.");
    if (changes.patch.size() + changes.revert.size() + changes.whatIf.size() > 1)
      throw UsageError(word + " is of git's history, and explored alone",
                       "Write a range A..B, or give patches as files.");
    changes.range = word;
  }
  if (!changes.range.empty()) changes.patch.clear();
  return changes;
}

} // namespace

int explore(const Options &given) {
  Options options = given;
  options.changes = meant(given);
  ExploreReport report = Exploration(options).run();
  requireUnchanged(options);
  const TextOptions plain{false, options.quiet, options.verbose, options.times};
  for (const auto &[format, file] : options.outputs) writeFile(file, rendered(format, report, plain));
  TextOptions shown = plain;
  shown.colour = outputIsTerminal() && !colourUnwanted();
  writeOutput(rendered(options.format, report, shown));
  const int code = exitCode(report);
  if (code == exitInternal) writeTalk(describeInternal("evidence was not accepted, or a part failed"));
  if (code == exitUsage) throwMistake(report.stages.front().report);
  return code;
}

} // namespace pinproof::cli
