// `show`: what the C became, for people who want to see why an answer is what it is.
#include "cli/commands.h"
#include "cli/dot.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/session.h"
#include "cli/status.h"
#include "cli/text.h"
#include "solver/facts.h"

namespace pinproof::cli {

namespace {

/// More than this is no picture any more.
constexpr size_t mostGroups = 12;

std::string shown(const Loaded &loaded, const Options &options) {
  if (options.format != Format::Text) {
    const solver::Facts facts = solver::findFacts(loaded.system, budgetFor(options));
    std::string dot = renderDot(makeStateMachine(loaded.system, facts, mostGroups));
    return options.format == Format::Svg ? drawSvg(dot) : dot;
  }
  std::string text = toText(loaded.system);
  return options.verbose ? text + "\n" + toText(loaded.program) : text;
}

} // namespace

int show(const Options &options) {
  Session session(options);
  if (options.format == Format::Svg && session.files().size() != 1)
    throw UsageError("an SVG is of one specification", "name it with --spec");
  Report others = session.emptyReport(); // what has no transition system to show
  std::vector<std::string> texts(session.files().size());
  session.forEach([&](size_t i, Loaded loaded) {
    if (loaded.isReady()) texts[i] = shown(loaded, options);
    others.specs[i] = std::move(loaded.result);
  });
  requireUnchanged(options);
  std::string output;
  for (const std::string &text : texts) output += (output.empty() || text.empty() ? "" : "\n") + text;
  writeOutput(output);
  std::erase_if(others.specs, [](const SpecResult &s) { return s.state == SpecResult::State::Answered; });
  if (!others.specs.empty()) writeTalk(renderText(others, {.quiet = true, .times = false}));
  if (output.empty()) return moreSerious(exitCode(others), exitNothingRan);
  return others.specs.empty() ? exitAsExpected : moreSerious(exitCode(others), exitAsExpected);
}

} // namespace pinproof::cli
