// `stand-ins`: which names of a kernel's headers ours are read in place of, and whether these were written
// for what that kernel says. `--record` is for a person who has read what the kernel says now: it adds that
// to the lists beside the stand-ins (model/stand_ins.h).
#include "cli/commands.h"
#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/layout.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/session.h"
#include "cli/side_by_side.h"
#include "cli/status.h"
#include "model/clang/header_names.h"

#include <algorithm>
#include <map>

namespace pinproof::cli {

namespace {

/// Of all specifications, each name once.
std::vector<model::StandIn> standInsOf(const Options &options, const Session &session, Report &report) {
  sideBySide(session.files().size(), options.jobs, [&](size_t i) {
    report.specs[i] =
        interrupted ? session.notBegun(session.files()[i]) : session.read(session.files()[i], {}).result;
  });
  std::map<std::string, model::StandIn> all;
  for (const SpecResult &spec : report.specs)
    for (const model::StandIn &one : spec.standIns)
      all.try_emplace(one.name, one).first->second.isKernels |= one.isKernels;
  std::vector<model::StandIn> result;
  for (auto &[name, one] : all) result.push_back(std::move(one));
  return result;
}

std::string listed(const std::vector<model::StandIn> &standIns) {
  std::map<std::string, std::string> files;
  for (const model::StandIn &one : standIns) {
    std::string &names = files[one.file];
    names += (names.empty() ? "" : ", ") + one.name;
  }
  std::string text;
  for (const auto &[file, names] : files) text += file + "\n" + paragraph("  ", names);
  return text;
}

/// "6.12" of "6.12.94": as which kernel the lists know it.
std::string seriesOf(const Options &options, Report &report) {
  identifyTree(options, report);
  const std::string version = report.tree ? report.tree->version : "";
  const size_t dot = version.find('.'), end = version.find('.', dot + 1);
  return version.empty() ? "unnamed" : version.substr(0, end);
}

} // namespace

int standIns(const Options &options) {
  const Session session(options);
  if (session.headers() == nullptr)
    throw UsageError(options.isConfigured() ? "with the kernel's own headers there are no stand-ins"
                                            : "the stand-ins are all the headers that this kernel has",
                     "Name a kernel tree with --kernel DIR.");
  Report report = session.emptyReport();
  const std::vector<model::StandIn> used = standInsOf(options, session, report);
  const model::Comparison comparison = session.headers()->compare(used);
  requireUnchanged(options);
  std::string text = listed(options.quiet ? std::vector<model::StandIn>() : comparison.replaced);
  if (options.record) {
    std::vector<model::StandIn> all = used; // and what a patch might use
    for (model::StandIn &one : model::definedByStandIns(options.specDirectory.string())) {
      auto isIt = [&](const model::StandIn &other) { return other.name == one.name; };
      if (std::none_of(used.begin(), used.end(), isIt)) all.push_back(std::move(one));
    }
    const unsigned lines = model::record(options.specDirectory.string(), all, session.headers()->names(),
                                         seriesOf(options, report));
    text += counted(std::to_string(lines), "line") + " new in the lists below " +
            options.specDirectory.string() + "\n";
  }
  const std::vector<model::Drift> drifts = options.record ? std::vector<model::Drift>() : comparison.drifts;
  for (const model::Drift &drift : drifts) text += "DRIFT " + driftText(drift);
  text += counted(std::to_string(comparison.replaced.size()), "name") +
          " of this kernel's headers replaced, " + counted(std::to_string(drifts.size()), "difference") +
          "\n";
  writeOutput(text);
  const bool isComplete = std::all_of(report.specs.begin(), report.specs.end(), [](const SpecResult &spec) {
    return spec.state == SpecResult::State::Answered || spec.state == SpecResult::State::Absent;
  });
  const int code = drifts.empty() ? exitAsExpected : exitDrift;
  return isComplete ? code : moreSerious(exitCode(report), code);
}

} // namespace pinproof::cli
