// The text report: a table to read at a glance, then what deserves explanation, then the fine print.
//
// Order and width are chosen for a scrolling terminal: the summary stands last, where the eye is when the
// prompt comes back, and no line is longer than 110 columns unless a single word is.
#include "cli/text.h"

#include "cli/causes.h"
#include "cli/coverage.h"
#include "cli/diagnostic.h"
#include "cli/functions_run.h"
#include "cli/identity.h"
#include "cli/layout.h"
#include "cli/ledger.h"
#include "cli/message.h"
#include "cli/replaced.h"
#include "cli/status.h"
#include "cli/strict.h"

#include <algorithm>
#include <map>

namespace pinproof::cli {

namespace {

using State = SpecResult::State;

struct Writer {
  TextOptions options;
  Style style;
  SharedCauses causes;
  explicit Writer(const TextOptions &o, const Report &report = {})
      : options(o), style(o.colour), causes(report) {}

  std::string time(double seconds) const { return options.times ? duration(seconds) : ""; }
};

std::string coloured(const Style &style, Severity severity, const std::string &text) {
  switch (severity) {
  case Severity::Good:
  case Severity::Note: return style.good(text);
  case Severity::Doubt: return style.doubtful(text);
  case Severity::Bad: break;
  }
  return style.bad(text);
}

const char *mark(Severity severity) {
  switch (severity) {
  case Severity::Good:
  case Severity::Note: return "ok  ";
  case Severity::Doubt: return "?   ";
  case Severity::Bad: break;
  }
  return "FAIL";
}

std::string propertyRow(const Writer &w, const PropertyResult &p) {
  const size_t answerWidth = 26, engineWidth = 14, timeWidth = 8;
  const size_t nameWidth = pageWidth - 7 - answerWidth - engineWidth - timeWidth - 4;
  const Status status = statusOf(p);
  std::string row = "  " + coloured(w.style, status.severity, mark(status.severity)) + " " +
                    fit(p.name, nameWidth) + "  " +
                    coloured(w.style, status.severity, fit(status.word, answerWidth)) + " " +
                    w.style.faint(fit(p.engine, engineWidth));
  if (w.options.times)
    row += " " + std::string(timeWidth - w.time(p.seconds).size(), ' ') + w.time(p.seconds);
  row.erase(row.find_last_not_of(' ') + 1);
  return row + "\n";
}

bool worthShowing(const Writer &w, const PropertyResult &p) {
  return !w.options.quiet || !isGreen(p.outcome);
}

/// Assertions that hold are many and alike: one row says so for all of the kernel's, and one for all of ours.
bool isRoutine(const Writer &w, const PropertyResult &p) {
  return !w.options.verbose && isAssertion(p) && p.outcome == Outcome::Proved;
}

std::string routineRow(const Writer &w, const SpecResult &spec, bool ofKernel) {
  PropertyResult sum;
  size_t count = 0;
  for (const PropertyResult &p : spec.properties)
    if (isRoutine(w, p) && isKernels(p.where) == ofKernel) {
      ++count;
      sum.seconds += p.seconds;
    }
  if (count == 0 || w.options.quiet) return "";
  sum.name = assertionsInWords(count, ofKernel);
  sum.verdict = Verdict::Proved;
  sum.outcome = Outcome::Proved;
  return propertyRow(w, sum);
}

bool isShared(const Writer &w, const PropertyResult &p) {
  return !w.options.verbose && !w.causes.of(p).empty();
}

/// Properties that a shared cause stops are as many as it stops: they share a row, by what became of them.
std::string stoppedRows(const Writer &w, const SpecResult &spec) {
  if (w.options.quiet) return "";
  std::map<Outcome, PropertyResult> sums;
  std::map<Outcome, size_t> counts;
  for (const PropertyResult &p : spec.properties)
    if (isShared(w, p)) {
      ++counts[p.outcome];
      sums[p.outcome].seconds += p.seconds;
      sums[p.outcome].outcome = p.outcome;
    }
  std::string text;
  for (auto &[outcome, sum] : sums) {
    std::set<size_t> numbers;
    for (const PropertyResult &p : spec.properties)
      if (p.outcome == outcome)
        for (size_t number : w.causes.of(p)) numbers.insert(number);
    sum.name = counted(std::to_string(counts[outcome]), "property") + ": " +
               referenceTo({numbers.begin(), numbers.end()}) + " below";
    text += propertyRow(w, sum);
  }
  return text;
}

std::string names(const std::vector<std::string> &list) {
  std::string text;
  for (const std::string &name : list) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// The errors after the first; their lines of C are on stderr, or in the other formats.
std::string further(const SpecResult &spec) {
  std::string text;
  if (!spec.mistake) return text;
  for (const model::FurtherError &one : spec.mistake->further)
    text += paragraph("       ", toString(one.where) + ": " + one.message);
  if (spec.mistake->unsaid != 0)
    text += "       and " + counted(std::to_string(spec.mistake->unsaid), "more error") + "\n";
  return text;
}

/// What there is to say of a specification before its properties, which it may not have.
std::string stateRow(const Writer &w, const SpecResult &spec) {
  if (const std::vector<size_t> shared = w.causes.of(spec); !shared.empty()) {
    const Status status = statusOf(spec);
    return w.options.quiet
               ? ""
               : "  " + coloured(w.style, status.severity, mark(status.severity)) + " " +
                     paragraph("", std::string(status.word) + ": " + referenceTo(shared) + " below");
  }
  switch (spec.state) {
  case State::Absent:
    return w.options.quiet ? ""
                           : paragraph("  --   ", "does not apply: this kernel has no " + names(spec.absent));
  case State::Interrupted:
    return "  " + w.style.doubtful("?   ") + " " +
           paragraph("", spec.message.empty() ? "not begun: interrupted" : spec.message);
  case State::Unsupported: return "  " + w.style.doubtful("?   ") + " " + paragraph("", obstacleText(spec));
  case State::Failed:
    return "  " + w.style.bad("FAIL") + " " + paragraph("", obstacleText(spec)) + further(spec);
  case State::Drifted: {
    std::string text;
    for (const model::Drift &drift : spec.drifts)
      text += "  " + w.style.bad("DRIFT") + " " + driftText(drift);
    return text;
  }
  case State::Answered:
  case State::Untouched: break;
  }
  return "";
}

/// Their words are in the list of assumptions.
std::string unacceptedRows(const Writer &w, const Report &report) {
  if (report.unaccepted.empty()) return "";
  std::vector<std::string> labels;
  for (const model::Assumption &open : report.unaccepted) labels.push_back(open.label);
  return w.style.bold("What these answers take for granted") + "\n  " + w.style.doubtful("?   ") + " " +
         paragraph("", "NOT ACCEPTED: " + names(labels)) +
         paragraph("       ",
                   "docs/model.md says what each hides; --accept LABEL,... accepts them, and so does a "
                   "baseline with reasons, which --write-baseline begins");
}

std::string specBody(const Writer &w, const SpecResult &spec) {
  std::string text = stateRow(w, spec);
  for (const PropertyResult &p : spec.properties)
    if (worthShowing(w, p) && !isRoutine(w, p) && !isShared(w, p)) text += propertyRow(w, p);
  text += stoppedRows(w, spec);
  for (bool ofKernel : {true, false}) text += routineRow(w, spec, ofKernel);
  for (const std::string &name : spec.neverFires)
    if (!w.options.quiet) text += "  " + w.style.doubtful("note") + paragraph(" transition ", name);
  return text;
}

std::string table(const Writer &w, const Report &report) {
  std::string text;
  for (const SpecResult &spec : report.specs) {
    std::string body = specBody(w, spec);
    if (body.empty()) continue;
    text += w.style.bold(spec.name);
    if (!spec.title.empty())
      text += fit("  " + spec.title, pageWidth - std::min(columns(spec.name), pageWidth - 4));
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n" + body;
  }
  return text + unacceptedRows(w, report);
}

/// Most of a state is zero: what is not is worth reading.
std::string cellList(const std::vector<Cell> &cells) {
  std::string text;
  bool hasZeros = false;
  for (const Cell &cell : cells)
    if (cell.shown == "0" || cell.shown == "NULL")
      hasZeros = true;
    else
      text += (text.empty() ? "" : ", ") + cell.name + " = " + cell.shown;
  if (text.empty()) return cells.empty() ? "(no state)" : "everything 0";
  return hasZeros ? text + ", everything else 0" : text;
}

/// The kernel's own lines; all lines where asked for, or where none are the kernel's.
std::vector<model::Source> linesToShow(const ReportStep &step, bool all) {
  std::vector<model::Source> kernels = step.lines;
  std::erase_if(kernels, [](const model::Source &line) { return !isKernels(line); });
  return all || kernels.empty() ? step.lines : kernels;
}

std::string stepText(const ReportStep &step, const std::string &number, bool allLines) {
  std::string text = paragraph("  " + number, stepName(step));
  size_t width = 0;
  for (const Change &change : step.changes) width = std::max(width, columns(change.name));
  for (const Change &change : step.changes)
    text += paragraph("       ", fit(change.name, width).append(" ") + change.before.shown + " -> " +
                                     change.after.shown);
  std::string lines = foldLines(linesToShow(step, allLines));
  if (!lines.empty()) text += paragraph("       through ", lines);
  return text;
}

std::string propertyHeading(const Writer &w, const SpecResult &spec, const PropertyResult &p) {
  const Status status = statusOf(p);
  std::string text =
      coloured(w.style, status.severity, status.word) + paragraph("  ", spec.name + ": " + p.name);
  std::string where = toString(p.where);
  text += paragraph("  ", where + (where.empty() || p.text.empty() ? "" : ": ") + p.text);
  if (!p.expectReason.empty())
    text += paragraph("  ", std::string(expectationText(p)) + ": " + p.expectReason);
  return text;
}

std::string explanation(const Writer &w, const SpecResult &spec, const PropertyResult &p) {
  std::string text = propertyHeading(w, spec, p);
  if (p.outcome == Outcome::Unnoticed)
    text += paragraph("  ",
                      "a self-test that holds: the mistake is not noticed any more; mend the specification");
  if (p.outcome == Outcome::NotAccepted)
    text +=
        paragraph("  ", "--accept " + ruleOf(spec, p) + " accepts it, and so does a baseline with a reason");
  if (!p.baseline.empty()) text += paragraph("  ", "baseline: " + p.baseline);
  if (!p.vacuous.empty()) text += paragraph("  ", "vacuous: " + p.vacuous);
  if (p.verdict == Verdict::Unknown) text += paragraph("  ", "because " + p.reason);
  if (!p.established.empty()) text += paragraph("  ", "established: " + p.established);
  if (p.trace) text += renderTrace(*p.trace, w.options);
  bool failed = p.outcome == Outcome::EvidenceFailed;
  if (!p.evidence.empty() && (failed || w.options.verbose))
    text += paragraph("  ", (failed ? "the evidence check failed: " : "evidence: ") + p.evidence);
  if (!p.certificate.empty() && w.options.verbose) text += paragraph("  invariant ", p.certificate);
  return text;
}

bool needsExplanation(const Writer &w, const PropertyResult &p) {
  if (!worthShowing(w, p) || isShared(w, p)) return false;
  return w.options.verbose || !isGreen(p.outcome) || p.verdict == Verdict::Violated;
}

/// Whether a shared cause says that this is not modelled.
bool isSaid(const Writer &w, const RefusedConstruct &refusal) {
  return std::any_of(w.causes.all().begin(), w.causes.all().end(), [&](const Cause &cause) {
    return cause.kind == Cause::Kind::NotModelled && cause.text == "not modelled: " + refusal.construct &&
           cause.where.file == refusal.where.file && cause.where.line == refusal.where.line;
  });
}

std::string whatItRead(const SpecResult &spec) {
  std::string text;
  if (!spec.filesRead.empty()) text += "\n" + paragraph(spec.name + " read ", names(spec.filesRead));
  if (const std::string kernel = toText(spec.functionsRun.kernel); !kernel.empty())
    text += paragraph(spec.name + " ran, of the kernel: ", kernel);
  if (const std::string ours = toText(spec.functionsRun.ours); !ours.empty())
    text += paragraph(spec.name + " ran, of ours: ", ours);
  return text;
}

std::string explanations(const Writer &w, const Report &report) {
  std::string text;
  for (const SpecResult &spec : report.specs) {
    for (const PropertyResult &p : spec.properties)
      if (needsExplanation(w, p)) text += "\n" + explanation(w, spec, p);
    for (const RefusedConstruct &refusal : spec.refusals) {
      if (isSaid(w, refusal)) continue;
      std::string in = refusal.transition.empty() ? "init" : refusal.transition;
      text += paragraph("  not modelled: ", toString(refusal.where) + ": " + refusal.construct + " (in " +
                                                spec.name + ", " + in + ")");
    }
    if (w.options.verbose) text += whatItRead(spec);
  }
  return text;
}

/// Each once, whomever it stops.
std::string causesText(const Writer &w) {
  std::string text;
  for (size_t i = 0; i < w.causes.all().size(); ++i) {
    const Cause &cause = w.causes.all()[i];
    text += paragraph("  " + std::to_string(i + 1) + ". ", toText(cause));
    if (!cause.details.empty()) text += indented(indented(cause.details));
    text += paragraph("     ", extentInWords(cause));
  }
  return text.empty() ? "" : "\n" + w.style.bold("Why there is no answer") + "\n" + text;
}

} // namespace

std::string obstacleText(const SpecResult &spec) {
  const std::string where = toString(spec.where);
  return std::string(statusOf(spec).word) + ": " + where + (where.empty() ? "" : ": ") + spec.message;
}

namespace {

std::string withNewline(const std::string &text) {
  return text.empty() || text.back() == '\n' ? text : text + "\n";
}

} // namespace

std::string toText(const SpecResult::Mistake &mistake) {
  std::string text = withNewline(mistake.excerpt);
  for (const model::FurtherError &one : mistake.further)
    text += withNewline(placeOf(one.where) + ": " + one.message) + withNewline(one.excerpt);
  if (mistake.unsaid != 0) text += "and " + counted(std::to_string(mistake.unsaid), "more error") + "\n";
  return text + withNewline(mistake.remedy);
}

const char *answerText(const PropertyResult &p) { return statusOf(p).word; }

const char *expectationText(const PropertyResult &p) {
  switch (p.expect) {
  case model::Expectation::Holds: break;
  case model::Expectation::Violated: return "expected violated";
  case model::Expectation::Finding: return "a finding, where it is violated";
  }
  return "expected to hold";
}

bool isAssertion(const PropertyResult &p) { return p.kind == "warn" || p.kind == "bug"; }

std::string assertionsInWords(size_t count, bool ofKernel) {
  return counted(std::to_string(count), "assertion") +
         (ofKernel ? " in the kernel's C (WARN, BUG)" : " in our stand-ins (WARN, BUG)");
}

std::string stepName(const ReportStep &step) {
  std::string numbers, alternatives; // how much is said first, which way after the count
  for (const Choice &choice : step.choices) {
    std::string &list = choice.label.find('|') == std::string::npos ? numbers : alternatives;
    list += (list.empty() ? "" : ", ") + choice.shown;
  }
  std::string name = step.transition.empty() ? "start" : step.transition;
  if (!step.transition.empty() || !numbers.empty()) name += "(" + numbers + ")";
  if (step.count != 1) name += " x " + model::toString(step.count);
  return alternatives.empty() ? name : name + " [" + alternatives + "]";
}

std::string renderTrace(const ReportTrace &trace, const TextOptions &options) {
  std::string text = paragraph("  ", "after " + counted(model::toString(trace.operations), "operation") +
                                         (trace.isShortest ? "; no shorter trace exists" : ""));
  text += paragraph("    " + stepName(trace.init) + ": ", cellList(trace.start));
  for (size_t i = 0; i < trace.steps.size(); ++i) {
    std::string number = std::to_string(i + 1);
    std::string padding(number.size() < 2 ? 2 - number.size() : 0, ' ');
    text += stepText(trace.steps[i], padding + number + ". ", options.verbose);
  }
  if (trace.steps.size() > 1) text += renderLedger(trace, "    ");
  return text;
}

// Most assumptions are shared by all specifications: each is said once, with who makes it.
std::string renderAssumptions(const Report &report, const TextOptions &options) {
  const Writer w(options);
  const std::vector<AssumptionMade> all = assumptionsOf(report);
  if (all.empty() || w.options.quiet) return "";
  auto isAnswered = [](const SpecResult &spec) { return spec.state == State::Answered; };
  const auto answered = std::count_if(report.specs.begin(), report.specs.end(), isAnswered);
  size_t width = 0;
  for (const AssumptionMade &made : all) width = std::max(width, columns(made.assumption.label));
  std::string text = "\n" + w.style.bold("Assumptions") + ", by their numbers in docs/model.md\n";
  for (const AssumptionMade &made : all) {
    const bool isEverybodys = made.by.size() >= static_cast<size_t>(answered);
    text += paragraph("  " + fit(made.assumption.label, width) + "  ",
                      toString(made.assumption) + (isEverybodys ? "" : " [" + names(made.by) + "]"));
  }
  return text;
}

std::string renderSummary(const Report &report, const TextOptions &options) {
  const Writer w(options);
  std::map<Outcome, size_t> count;
  size_t properties = 0, vacuous = 0;
  std::map<State, size_t> states;
  double clang = 0;
  for (const SpecResult &spec : report.specs) {
    ++states[spec.state];
    clang += spec.clangSeconds;
    for (const PropertyResult &p : spec.properties) {
      ++properties;
      ++count[p.outcome];
      vacuous += !p.vacuous.empty();
    }
  }
  std::string text = counted(std::to_string(properties), "property") + " in " +
                     counted(std::to_string(states[State::Answered]), "specification") + ": ";
  std::vector<std::string> parts;
  auto add = [&](size_t n, const char *what) {
    if (n != 0) parts.push_back(std::to_string(n) + " " + what);
  };
  add(count[Outcome::Proved] + count[Outcome::NotHere], "proved");
  add(count[Outcome::Finding], count[Outcome::Finding] == 1 ? "finding" : "findings");
  add(count[Outcome::Noticed], "violated as expected");
  add(count[Outcome::Known], "violated, which is known");
  add(count[Outcome::Violated], "VIOLATED");
  add(count[Outcome::NotAccepted], "VIOLATED (NOT ACCEPTED)");
  add(count[Outcome::Unnoticed], "expected violated but PROVED");
  add(count[Outcome::Inconclusive], "UNKNOWN");
  add(count[Outcome::Unsupported], "UNKNOWN (not modelled)");
  add(count[Outcome::ProofLost], "UNKNOWN (PROOF LOST)");
  add(count[Outcome::EvidenceFailed], "with FAILED EVIDENCE");
  add(vacuous, "vacuous");
  if (!report.unaccepted.empty())
    parts.push_back(counted(std::to_string(report.unaccepted.size()), "assumption") + " NOT ACCEPTED");
  text += parts.empty() ? "nothing ran" : names(parts);
  auto also = [&](State state, const char *what) {
    if (states[state] != 0)
      text += "; " + counted(std::to_string(states[state]), "specification") + " " + what;
  };
  also(State::Drifted, "drifted");
  also(State::Unsupported, "not modelled");
  also(State::Absent, states[State::Absent] == 1 ? "does not apply" : "do not apply");
  also(State::Interrupted, "without answers");
  also(State::Failed, "failed");
  if (size_t lines = uncheckedLines(report.touched); lines != 0)
    text += "; " + counted(std::to_string(lines), "changed line") + " NOT CHECKED" +
            (report.acceptsUnchecked ? ", which is accepted" : "");
  if (report.interrupted) text += "; interrupted";
  if (w.options.times) text += "; " + duration(report.seconds) + " (reading C: " + duration(clang) + ")";
  return paragraph("", text);
}

/// Not what was assumed of them: it was compared.
std::string renderReplaced(const Report &report) {
  const size_t count = namesReplaced(report).size();
  if (count == 0) return "";
  return paragraph("", "Stand-ins replace " + counted(std::to_string(count), "name") +
                           " of this kernel's headers; what the kernel says of them was compared with what "
                           "the stand-ins were written for.");
}

std::string renderHead(const Report &report) {
  const std::string tree = report.tree ? toText(*report.tree) : "";
  const Versions &v = report.versions;
  return "kernel " + report.kernel + ", " + report.mode + "\n" + (tree.empty() ? "" : paragraph("", tree)) +
         "pinproof " + v.pinproof + ", Clang " + v.clang + ", Z3 " + v.z3 + "\n";
}

std::string renderText(const Report &report, const TextOptions &options) {
  Writer w(options, report);
  std::string text;
  if (!options.quiet) text += renderHead(report) + "\n";
  if (!options.quiet || exitCode(report) != exitAsExpected)
    for (const TouchedFile &file : report.touched) text += renderTouched(file, "", options.verbose);
  if (!options.quiet && !report.touched.empty()) text += "\n";
  text += table(w, report) + explanations(w, report) + causesText(w) + renderAssumptions(report, options);
  if (!options.quiet && !report.baselineNotes.empty()) text += "\n";
  for (const std::string &note : report.baselineNotes)
    if (!options.quiet) text += paragraph("baseline: ", note);
  if (options.verbose && !report.coverage.empty()) text += "\n" + renderCoverageSummary(report.coverage);
  return options.quiet ? text : text + "\n" + renderReplaced(report) + renderSummary(report, options);
}

} // namespace pinproof::cli
