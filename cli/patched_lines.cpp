// A line that is gone counts by the state before, which such a run has not looked at: so it is read, by the
// specifications that read a file that changes, and, where it is another program, explored.
#include "cli/patched_lines.h"

#include "cli/changed_lines.h"
#include "cli/interrupt.h"
#include "cli/places.h"
#include "cli/side_by_side.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

bool isAnswered(const SpecResult &result) { return result.state == SpecResult::State::Answered; }

LookedTwice lookTwice(const Options &options, const Session &before, const std::filesystem::path &file,
                      const Records &records, const Answered &after, const patch::Stage &stage) {
  const SpecResult &result = after.result;
  LookedTwice twice{result.name,
                    after.looked,
                    after.looked,
                    isAnswered(result),
                    !isAnswered(result) && result.state != SpecResult::State::Absent,
                    {result.filesRead.begin(), result.filesRead.end()}};
  const bool isConcerned =
      std::any_of(stage.touched.begin(), stage.touched.end(), [&](const std::string &path) {
        return twice.filesRead.contains(path) || path.ends_with(".h");
      });
  if (!twice.isAnswered || !isConcerned || interrupted) return twice;
  try {
    Question question(options, before, file, records);
    if (question.program() != after.looked.program) question.system();
    Answered old = question.untouched();
    twice.before = std::move(old.looked);
    twice.filesRead.insert(old.result.filesRead.begin(), old.result.filesRead.end());
  } catch (const model::InputError &) {
    twice.before = {};
    twice.isUnread = true;
  }
  return twice;
}

} // namespace

std::vector<TouchedFile> patchedLines(const Options &options, const patch::Stages &stages,
                                      const Session &session, const Records &records,
                                      const std::vector<Answered> &after) {
  patch::Stage whole;
  std::set<std::string> touched;
  for (const patch::Stage &stage : stages.all) touched.insert(stage.touched.begin(), stage.touched.end());
  whole.touched = {touched.begin(), touched.end()};
  if (whole.touched.empty()) return {};
  const Session before(options, stages, 0);
  std::vector<LookedTwice> specs(after.size());
  sideBySide(after.size(), options.jobs, [&](size_t i) {
    specs[i] = lookTwice(options, before, session.files()[i], records, after[i], whole);
  });
  const std::filesystem::path tree = kernelTree(options);
  return changedLines(patch::Tree(tree, stages.all.front().overlay, options.disk),
                      patch::Tree(tree, stages.all.back().overlay, options.disk), whole, specs,
                      options.isConfigured());
}

} // namespace pinproof::cli
