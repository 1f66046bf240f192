// `headers`: which files of a tree parse with the tree's own headers, which is what --headers own reads.
// Nobody has to have configured or built the tree, and nothing of it is run (model/clang/own_headers.h).
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/kconfig.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/session.h"
#include "cli/side_by_side.h"
#include "cli/status.h"
#include "model/clang/own_headers.h"

namespace pinproof::cli {

int headers(const Options &given) {
  Options options = given;
  options.ownHeaders = true;
  options.specs = {}; // no specification has a part in this
  const Session session(options);
  const model::OwnHeaders own = session.ownHeaders();
  std::vector<std::optional<model::InputError>> errors(options.files.size());
  sideBySide(options.files.size(), options.jobs, [&](size_t i) {
    if (!interrupted) errors[i] = model::parse(own, options.files[i]);
  });
  if (interrupted) return exitInconclusive;
  requireUnchanged(options);
  std::string text;
  size_t count = 0;
  for (size_t i = 0; i < errors.size(); ++i) {
    count += errors[i].has_value();
    text += (errors[i] ? "FAILS   " : "parses  ") + options.files[i] + "\n";
    if (errors[i]) text += describe(*errors[i]);
  }
  if (errors.size() > 1)
    text += std::to_string(errors.size() - count) + " of " + std::to_string(errors.size()) + " files parse\n";
  writeOutput(text);
  return count == 0 ? exitAsExpected : exitDrift;
}

} // namespace pinproof::cli
