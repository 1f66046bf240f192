// `show`: what the C became, for people who want to see why an answer is what it is.
#include "cli/commands.h"
#include "cli/dot.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/text.h"

namespace pinproof::cli {

namespace {

std::string shown(const Loaded &loaded, const Options &options) {
  if (options.format == Format::Dot) return renderDot(loaded.system);
  std::string text = toText(loaded.system);
  return options.verbose ? text + "\n" + toText(loaded.program) : text;
}

} // namespace

int show(const Options &options) {
  Session session(options);
  Report others = session.emptyReport(); // what has no transition system to show
  std::vector<std::string> texts(session.files().size());
  session.forEach([&](size_t i, Loaded loaded) {
    if (loaded.isReady()) texts[i] = shown(loaded, options);
    others.specs[i] = std::move(loaded.result);
  });
  std::string output;
  for (const std::string &text : texts) output += (output.empty() || text.empty() ? "" : "\n") + text;
  writeOutput(output);
  std::erase_if(others.specs, [](const SpecResult &s) { return s.state == SpecResult::State::Answered; });
  if (!others.specs.empty()) writeTalk(renderText(others, {.quiet = true, .times = false}));
  if (output.empty()) return moreSerious(exitCode(others), exitNothingRan);
  return others.specs.empty() ? exitAsExpected : moreSerious(exitCode(others), exitAsExpected);
}

} // namespace pinproof::cli
