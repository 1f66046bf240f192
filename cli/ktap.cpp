// KTAP, the kernel's test format (Documentation/dev-tools/ktap.rst): a test per specification, a subtest per
// property.
//
// It has two results and SKIP: whatever is not as expected is "not ok", and a specification that is about
// functions which this kernel does not have is skipped. '#' begins a directive, so names must not have one.
// What there is to explain stands in diagnostic lines before the result that it is about.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/markup.h"
#include "cli/status.h"
#include "cli/strict.h"

#include <algorithm>
#include <sstream>

namespace pinproof::cli {

namespace {

using State = SpecResult::State;

std::string plain(std::string text) {
  text = validUtf8(text);
  std::replace(text.begin(), text.end(), '#', '~');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string resultLine(bool good, size_t number, const std::string &name, const std::string &directive) {
  return (good ? "ok " : "not ok ") + std::to_string(number) + " " + plain(name) +
         (directive.empty() ? "" : " # " + directive) + "\n";
}

std::string diagnosticLines(const std::string &indent, const std::string &text) {
  std::istringstream lines(validUtf8(text));
  std::string result, line;
  while (std::getline(lines, line)) result += indent + "# " + line + "\n";
  return result;
}

std::string subtests(const SpecResult &spec, const SharedCauses &causes) {
  const std::string indent = "    ";
  std::string text = indent + "KTAP version 1\n" + indent + "# Subtest: " + plain(spec.name) + "\n" + indent +
                     "1.." + std::to_string(spec.properties.size()) + "\n";
  for (size_t i = 0; i < spec.properties.size(); ++i) {
    const PropertyResult &p = spec.properties[i];
    bool good = isGreen(p.outcome);
    if (!good) {
      const std::string cause = referenceTo(causes.of(p));
      text += diagnosticLines(indent, answerText(p) + (cause.empty() ? "" : ": " + cause));
      if (cause.empty() && !p.reason.empty()) text += diagnosticLines(indent, p.reason);
      if (p.trace) text += diagnosticLines(indent, renderTrace(*p.trace, {}));
    }
    std::string directive;
    if (p.outcome == Outcome::Known) directive = "SKIP " + plain(p.baseline);
    if (p.outcome == Outcome::Finding) directive = "SKIP a finding: " + plain(p.expectReason);
    text += indent + resultLine(good, i + 1, p.name, directive);
  }
  return text;
}

bool isGood(const SpecResult &spec) {
  return (spec.state == State::Absent || spec.state == State::Answered) &&
         (std::all_of(spec.properties.begin(), spec.properties.end(),
                      [](const PropertyResult &p) { return isGreen(p.outcome); }));
}

std::string test(const Report &report, const SpecResult &spec, const SharedCauses &causes, size_t number) {
  std::string text, directive;
  if (!spec.properties.empty()) text = subtests(spec, causes);
  if (spec.state == State::Absent && isGood(spec))
    directive = "SKIP this kernel lacks functions that it is about";
  if (spec.state == State::Answered && spec.properties.empty()) directive = "SKIP it claims nothing";
  const std::string cause = referenceTo(causes.of(spec));
  if (!cause.empty()) text += diagnosticLines("", std::string(statusOf(spec).word) + ": " + cause);
  for (const Diagnostic &diagnostic : diagnostics(report))
    if (cause.empty() && diagnostic.spec == &spec && diagnostic.property == nullptr)
      text += diagnosticLines("", diagnostic.text) + diagnosticLines("", toString(diagnostic.where)) +
              diagnosticLines("", detailsOf(diagnostic));
  return text + resultLine(isGood(spec), number, spec.name, directive);
}

} // namespace

std::string renderKtap(const Report &report) {
  const std::vector<Diagnostic> changed = unchecked(report);
  const size_t count = report.specs.size() + !report.unaccepted.empty() + !changed.empty();
  std::string text = "KTAP version 1\n1.." + std::to_string(count) + "\n";
  text += diagnosticLines("", renderHead(report));
  const SharedCauses causes(report);
  for (size_t i = 0; i < causes.all().size(); ++i) {
    const Cause &cause = causes.all()[i];
    text += diagnosticLines("", "cause " + std::to_string(i + 1) + ": " + toText(cause)) +
            diagnosticLines("", cause.details) + diagnosticLines("", extentInWords(cause));
  }
  size_t number = 0;
  for (const SpecResult &spec : report.specs) text += test(report, spec, causes, ++number);
  for (const model::Assumption &open : report.unaccepted) text += diagnosticLines("", unacceptedText(open));
  if (!report.unaccepted.empty()) text += resultLine(false, ++number, "assumptions", "");
  for (const Diagnostic &one : changed) text += diagnosticLines("", one.text);
  if (!changed.empty())
    text += resultLine(report.acceptsUnchecked, ++number, "changed lines",
                       report.acceptsUnchecked ? "SKIP NOT CHECKED, which is accepted" : "");
  return text;
}

} // namespace pinproof::cli
