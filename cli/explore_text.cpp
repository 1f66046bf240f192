// Explore's table for a person: what the patches touch, what changes, why, and what was not looked at.
//
// Specifications in which nothing changes are one line together, so that a change is never buried. A series
// has a letter for every state, because one that breaks in the middle and heals at the end cannot be
// bisected.
#include "cli/explore_causes.h"
#include "cli/explore_report.h"
#include "cli/layout.h"
#include "cli/status.h"
#include "cli/strict.h"
#include "cli/text.h"

#include <algorithm>
#include <map>

namespace pinproof::cli {

namespace {

constexpr size_t turnWidth = 18, answerWidth = 12;

char letter(Standing standing) {
  switch (standing) {
  case Standing::Proved: return 'P';
  case Standing::Violated: return 'V';
  case Standing::Unknown: return '?';
  case Standing::Drifted: return 'D';
  case Standing::NotThere: return '-';
  case Standing::NotDecided: return '.';
  }
  return ' ';
}

std::string coloured(const Style &style, const ExploreRow &row, const std::string &text) {
  switch (statusOf(row).severity) {
  case Severity::Good:
  case Severity::Note: return row.turn == Turn::Same ? style.faint(text) : style.good(text);
  case Severity::Doubt: return style.doubtful(text);
  case Severity::Bad: break;
  }
  return style.bad(text);
}

std::string list(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

class Writer {
public:
  Writer(const ExploreReport &report, const TextOptions &options)
      : report(report), options(options), style(options.colour), isSeries(report.stages.size() > 2),
        causes(report), folded(options.verbose ? report.rows : foldedRows(report, causes)) {}

  std::string all() const {
    if (options.quiet)
      return exitCode(report) == 0
                 ? ""
                 : (uncheckedLines(report) > 0 ? patches() : "") + table() + explanations() + unaccepted();
    return head() + patches() + table() + explanations() + unaccepted() + assumptions() + "\n" +
           exploreSummary(report, options);
  }

  std::vector<Explanation> allExplanations() const {
    std::vector<Explanation> all;
    for (const ExploreRow &one : report.rows) {
      bool isNews = one.turn != Turn::Same && one.turn != Turn::StillBroken && one.turn != Turn::Fixed &&
                    one.turn != Turn::Decided && (one.turn != Turn::Gone || isThere(one));
      const bool isAsked = options.verbose && !isGreen(one.outcome);
      if (!isNews && !isAsked && !isUnreadable(one)) continue;
      if (std::string text = explanation(one); !text.empty()) all.push_back({&one, std::move(text)});
    }
    return all;
  }

  std::string patches() const {
    std::string text;
    for (size_t s = 1; s < report.stages.size(); ++s) {
      const ExploreStage &stage = report.stages[s];
      std::string number = std::to_string(s);
      text += paragraph(std::string(number.size() < 2 ? 2 - number.size() : 0, ' ') + number + ". ",
                        style.bold(stage.title));
      for (const TouchedFile &file : stage.touched) text += renderTouched(file, "     ", options.verbose);
      for (const std::string &one : stage.leftOut) text += paragraph("     left out: ", one);
      for (const std::string &note : stage.notes) text += paragraph("     note: ", note);
    }
    return text + "\n";
  }

private:
  std::string head() const {
    const Report &before = report.stages.front().report;
    std::string text = paragraph("", "kernel " + before.kernel + ", " + before.mode);
    for (const std::string &note : report.notes) text += paragraph("note: ", note);
    return text + "\n";
  }

  size_t stripWidth() const { return isSeries ? report.stages.size() + 1 : 0; }

  std::string row(const ExploreRow &one) const {
    const size_t nameWidth = pageWidth - 4 - turnWidth - 2 * (answerWidth + 1) - stripWidth();
    std::string text =
        "  " + coloured(style, one, fit(statusOf(one).word, turnWidth)) + " " +
        fit(one.property.empty() ? "(all of it)" : one.property, nameWidth > 30 ? nameWidth : 30) + " " +
        fit(words(one.standings.front()), answerWidth);
    if (isSeries) text += letters(one);
    text += (isSeries ? "  " : " ") + std::string(words(one.standings.back()));
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  }

  bool isShown(const ExploreRow &one) const { return options.verbose || isInteresting(one); }

  std::string title(const std::string &spec) const {
    for (const ExploreStage &stage : report.stages)
      for (const SpecResult &one : stage.report.specs)
        if (one.name == spec) return one.title;
    return "";
  }

  std::string table() const {
    std::map<std::string, std::vector<const ExploreRow *>> bySpec;
    std::vector<std::string> order;
    for (const ExploreRow &one : folded) {
      if (one.turn == Turn::Untouched) continue;
      if (bySpec.find(one.spec) == bySpec.end()) order.push_back(one.spec);
      bySpec[one.spec].push_back(&one);
    }
    std::string text;
    std::vector<std::string> quiet;
    for (const std::string &spec : order) {
      const auto &rows = bySpec[spec];
      auto isInteresting = [&](const ExploreRow *one) { return isShown(*one); };
      if (std::none_of(rows.begin(), rows.end(), isInteresting)) {
        quiet.push_back(spec);
        continue;
      }
      text += style.bold(spec) + "  " + title(spec) + "\n";
      size_t same = 0;
      for (const ExploreRow *one : rows) isShown(*one) ? void(text += row(*one)) : void(++same);
      if (same > 0)
        text += "  " + fit("same", turnWidth) + " " + counted(std::to_string(same), "other property") + "\n";
    }
    std::string heading = columnHeads();
    if (text.empty()) heading.clear();
    if (options.quiet) return text;
    if (!quiet.empty()) text += paragraph("Nothing changes in ", list(quiet) + ".");
    if (const std::string untouched = untouchedText(report); !untouched.empty())
      text += paragraph("", untouched);
    return heading + text;
  }

  std::string columnHeads() const {
    if (options.quiet) return "";
    const size_t nameWidth = pageWidth - 4 - turnWidth - 2 * (answerWidth + 1) - stripWidth();
    std::string text(turnWidth + 3, ' ');
    text += std::string(nameWidth > 30 ? nameWidth : 30, ' ') + " " + fit("before", answerWidth);
    if (isSeries)
      text += fit("each", stripWidth()) + " ";
    else
      text += " ";
    return style.faint(text + "after") + "\n";
  }

  /// A claim that nothing gets to, though it is still there.
  bool isThere(const ExploreRow &one) const {
    return findProperty(report.stages.at(one.stage), one.spec, one.property) != nullptr;
  }

  /// Those that were not said of an earlier row.
  std::string causesText(const ExploreRow &one, const std::vector<size_t> &numbers) const {
    std::string text;
    for (size_t number : numbers) {
      if (!explainedCauses.insert({one.stage, number}).second) continue;
      const Cause &cause = causes.at(one.stage, number);
      text += "\n" + coloured(style, one, statusOf(one).word) + "  " + extentOf(cause);
      if (isSeries) text += "  after " + std::to_string(one.stage) + ". " + report.stages.at(one.stage).title;
      text += "\n" + paragraph("  ", "because " + toText(cause)) + indented(cause.details) +
              paragraph("  ", namesOf(cause));
    }
    return text;
  }

  std::string explanation(const ExploreRow &one) const {
    const ExploreStage &stage = report.stages.at(one.stage);
    if (const std::vector<size_t> shared = causes.of(one); !shared.empty()) return causesText(one, shared);
    const PropertyResult *property = findProperty(stage, one.spec, one.property);
    if (property == nullptr) return obstacle(one, stage);
    std::string text =
        "\n" + coloured(style, one, statusOf(one).word) + "  " + one.spec + ": " + one.property;
    if (isSeries) text += "  after " + std::to_string(one.stage) + ". " + stage.title;
    text += "\n" + paragraph("  ", toString(property->where) +
                                       (property->text.empty() ? "" : ": " + property->text));
    if (property->outcome == Outcome::Unnoticed)
      text += paragraph("  ", "a self-test that holds: the mistake is not noticed any more");
    if (property->outcome == Outcome::Finding)
      text += paragraph("  ",
                        "some kernels have this defect, and this patch brings it: " + property->expectReason);
    if (!property->vacuous.empty()) text += paragraph("  ", "vacuous: " + property->vacuous);
    if (property->verdict == Verdict::Unknown) text += paragraph("  ", "because " + property->reason);
    if (!property->trace) return text;
    text += renderTrace(*property->trace, options);
    const auto chunks = chunksOf(*property->trace, stage.chunks);
    if (chunks.empty()) return text + "  it runs through no line of the patch\n";
    text += "  through the patch (> runs):\n";
    for (const PatchChunk &chunk : chunks) text += chunkText(chunk);
    return text;
  }

  bool isUnreadable(const ExploreRow &one) const {
    for (const SpecResult &spec : report.stages.at(one.stage).report.specs)
      if (spec.name == one.spec) return spec.mistake.has_value();
    return false;
  }

  /// Why a specification has no answers in a state.
  std::string obstacle(const ExploreRow &one, const ExploreStage &stage) const {
    for (const SpecResult &spec : stage.report.specs) {
      if (spec.name != one.spec || explained.contains({one.spec, one.stage})) continue;
      explained.insert({one.spec, one.stage});
      std::string text;
      for (const model::Drift &drift : spec.drifts) text += "  DRIFT " + driftText(drift);
      if (!spec.message.empty()) text += paragraph("  ", obstacleText(spec));
      if (spec.mistake && shownLines.insert({toString(spec.where), one.stage}).second)
        text += indented(toText(*spec.mistake));
      return text.empty() ? ""
                          : "\n" + coloured(style, one, statusOf(one).word) + "  " + one.spec + "\n" + text;
    }
    return "";
  }

  std::string explanations() const {
    std::string text;
    for (const Explanation &one : allExplanations()) text += one.text;
    return text;
  }

  std::string unaccepted() const {
    std::string text;
    for (const model::Assumption &open : unacceptedIn(report))
      text += style.doubtful("NOT ACCEPTED") + paragraph("  ", unacceptedText(open));
    return text.empty() ? "" : "\n" + text;
  }

  std::string assumptions() const { return renderAssumptions(report.stages.back().report, options); }

  const ExploreReport &report;
  const TextOptions &options;
  const Style style;
  const bool isSeries;
  const ExploreCauses causes;
  const std::vector<ExploreRow> folded;
  mutable std::set<std::pair<size_t, size_t>> explainedCauses; // by stage and number
  mutable std::set<std::pair<std::string, size_t>> explained;  // specifications, by stage
  mutable std::set<std::pair<std::string, size_t>> shownLines; // that cannot be read, by stage
};

} // namespace

const char *words(Standing standing) {
  switch (standing) {
  case Standing::Proved: return "PROVED";
  case Standing::Violated: return "VIOLATED";
  case Standing::Unknown: return "UNKNOWN";
  case Standing::Drifted: return "DRIFT";
  case Standing::NotThere: return "-";
  case Standing::NotDecided: return "not decided";
  }
  return "";
}

std::string letters(const ExploreRow &row) {
  std::string text;
  for (Standing standing : row.standings) text += letter(standing);
  return text;
}

bool isInteresting(const ExploreRow &row) {
  return (row.turn != Turn::Same && row.turn != Turn::Untouched) || !isGreen(row.outcome);
}

std::string chunkText(const PatchChunk &chunk) {
  std::string text = "    " + chunk.file + ":" + std::to_string(chunk.line) + "\n";
  for (const PatchChunk::Line &line : chunk.lines)
    text += std::string(line.number == 0 ? "        " : "      > ") + line.kind + line.text + "\n";
  return text;
}

std::vector<std::string> quietSpecs(const ExploreReport &report) {
  std::vector<std::string> quiet;
  for (const SpecResult &spec : report.stages.front().report.specs)
    if (std::none_of(report.rows.begin(), report.rows.end(), [&](const ExploreRow &row) {
          return row.spec == spec.name && (isInteresting(row) || row.turn == Turn::Untouched);
        }))
      quiet.push_back(spec.name);
  return quiet;
}

std::string untouchedText(const ExploreReport &report) {
  std::vector<std::string> names;
  bool isAny = false; // that was decided
  for (const ExploreRow &row : report.rows)
    if (row.turn == Turn::Untouched)
      names.push_back(row.spec);
    else
      isAny = isAny || row.standings.back() != Standing::NotThere;
  if (names.empty()) return "";
  const std::string what = report.stages.size() > 2 ? "these patches" : "this patch";
  if (isAny)
    return "Not changed by " + what + ", so not decided (--all decides them too): " + list(names) + ".";
  return "No transition of any specification is changed by " + what +
         ", so nothing was decided (--all decides all): " + list(names) + ".";
}

std::vector<Explanation> explanations(const ExploreReport &report, const TextOptions &options) {
  return Writer(report, options).allExplanations();
}

std::string patchesText(const ExploreReport &report, const TextOptions &options) {
  return Writer(report, options).patches();
}

std::string exploreSummary(const ExploreReport &report, const TextOptions &options) {
  std::map<std::string, size_t> count;
  std::vector<std::string> order{
      "BROKEN", "BROKEN IN BETWEEN", "PROOF LOST", "still broken", "ANSWER LOST", "VACUOUS NOW",
      "fixed",  "decided now",       "new",        "gone",         "same"};
  size_t untouched = 0;
  for (const ExploreRow &one : report.rows)
    one.turn == Turn::Untouched ? void(++untouched) : void(++count[statusOf(one).word]);
  const size_t decided = report.rows.size() - untouched;
  std::string text;
  for (const std::string &turn : order)
    if (count[turn] != 0) text += (text.empty() ? "" : ", ") + std::to_string(count[turn]) + " " + turn;
  text = decided == 0 ? "nothing decided" : counted(std::to_string(decided), "property") + ": " + text;
  if (const size_t open = unacceptedIn(report).size(); open != 0)
    text += "; " + counted(std::to_string(open), "assumption") + " NOT ACCEPTED";
  if (untouched != 0) text += "; " + counted(std::to_string(untouched), "specification") + " not changed";
  if (size_t lines = uncheckedLines(report); lines != 0)
    text += "; " + counted(std::to_string(lines), "changed line") + " NOT CHECKED" +
            (report.acceptsUnchecked ? ", which is accepted" : "");
  if (report.interrupted) text += "; interrupted";
  if (options.times) text += "; " + duration(report.seconds);
  return paragraph("", text);
}

std::string renderExploreText(const ExploreReport &report, const TextOptions &options) {
  return Writer(report, options).all();
}

} // namespace pinproof::cli
