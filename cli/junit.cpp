// JUnit's XML as CI servers read it (GitLab, Jenkins): a test suite per specification, a test case per
// property.
//
// There is no standard; this is what their parsers have in common. "failure" is an answer that fails the
// gate, "error" the want of one: drift, C that is not modelled, a budget that ran out.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/identity.h"
#include "cli/markup.h"
#include "cli/status.h"
#include "cli/text.h"

#include <cstdio>
#include <set>

namespace pinproof::cli {

namespace {

using State = SpecResult::State;
using Level = Diagnostic::Level;

struct Counts {
  size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

std::string attribute(const char *name, const std::string &value) {
  return std::string(" ") + name + "=\"" + escapeMarkup(value) + "\"";
}

std::string seconds(bool times, double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return times ? attribute("time", text) : "";
}

std::string complaint(const Diagnostic &diagnostic, Counts &counts) {
  bool answered = diagnostic.level == Level::Error && diagnostic.property != nullptr;
  ++(answered ? counts.failures : counts.errors);
  const char *tag = answered ? "failure" : "error";
  const std::string body =
      toString(diagnostic.where) + (diagnostic.where.file.empty() ? "" : "\n") + detailsOf(diagnostic);
  return std::string("      <") + tag + attribute("type", diagnostic.rule) +
         attribute("message", diagnostic.text) + ">" + escapeMarkup(body) + "</" + tag + ">\n";
}

/// Every test case has to fail by itself; what a shared cause is, the first one says in full.
std::string stopped(const SharedCauses &causes, const std::vector<size_t> &numbers, std::set<size_t> &said,
                    const std::string &name, Counts &counts) {
  std::string body, message;
  for (size_t number : numbers) {
    const Cause &cause = causes.all()[number - 1];
    message += (message.empty() ? "" : "; ") + toText(cause);
    if (said.insert(number).second)
      body += toText(cause) + "\n" + cause.details + extentInWords(cause) + "\n";
  }
  ++counts.errors;
  return "      <error" + attribute("type", "pinproof/cause") + attribute("message", name + ": " + message) +
         (body.empty() ? "/>\n" : ">" + escapeMarkup(body) + "</error>\n");
}

std::string skipped(const std::string &why, Counts &counts) {
  ++counts.skipped;
  return "      <skipped" + attribute("message", why) + "/>\n";
}

std::string testCase(const SpecResult &spec, const std::string &name, const std::string &time,
                     const std::string &body) {
  std::string open =
      "    <testcase" + attribute("classname", "pinproof." + spec.name) + attribute("name", name) + time;
  return body.empty() ? open + "/>\n" : open + ">\n" + body + "    </testcase>\n";
}

std::string cases(const Report &report, const SpecResult &spec, bool times, const SharedCauses &causes,
                  std::set<size_t> &said, Counts &counts) {
  std::string text;
  const std::vector<Diagnostic> all = diagnostics(report);
  auto complaintAbout = [&](const PropertyResult *property) {
    const std::vector<size_t> shared = property != nullptr ? causes.of(*property) : causes.of(spec);
    if (!shared.empty())
      return stopped(causes, shared, said,
                     property != nullptr ? statusOf(*property).word : statusOf(spec).word, counts);
    std::string found;
    for (const Diagnostic &diagnostic : all)
      if (diagnostic.spec == &spec && diagnostic.property == property && diagnostic.level != Level::Note)
        found += complaint(diagnostic, counts);
    return found;
  };
  for (const PropertyResult &p : spec.properties) {
    ++counts.tests;
    std::string body = complaintAbout(&p);
    if (p.outcome == Outcome::Known) body = skipped(p.baseline, counts);
    if (p.outcome == Outcome::Finding) body = skipped("a finding: " + p.expectReason, counts);
    text += testCase(spec, p.name, seconds(times, p.seconds), body);
  }
  if (spec.state == State::Answered) return text;
  ++counts.tests;
  std::string body = complaintAbout(nullptr);
  if (spec.state == State::Absent) body = skipped("this kernel lacks functions that it is about", counts);
  return text + testCase(spec, "(specification)", "", body);
}

/// What --strict finds open, as a suite of its own; "" if there is nothing.
std::string unacceptedSuite(const Report &report, Counts &total) {
  std::string text;
  Counts counts;
  for (const Diagnostic &diagnostic : diagnostics(report)) {
    if (diagnostic.spec != nullptr) continue;
    ++counts.tests;
    text += "    <testcase" + attribute("classname", "pinproof.assumptions") +
            attribute("name", diagnostic.rule) + ">\n" + complaint(diagnostic, counts) + "    </testcase>\n";
  }
  if (text.empty()) return "";
  total.tests += counts.tests;
  total.errors += counts.errors;
  return "  <testsuite" + attribute("name", "assumptions") +
         attribute("tests", std::to_string(counts.tests)) +
         attribute("errors", std::to_string(counts.errors)) + ">\n" + text + "  </testsuite>\n";
}

/// The changed lines that nobody looked at, a test case for each place and reason; "" if there are none.
std::string uncheckedSuite(const Report &report, Counts &total) {
  std::string text;
  Counts counts;
  for (const Diagnostic &diagnostic : unchecked(report)) {
    ++counts.tests;
    const std::string body = report.acceptsUnchecked
                                 ? skipped(diagnostic.text + ", which is accepted", counts)
                                 : complaint(diagnostic, counts);
    text += "    <testcase" + attribute("classname", "pinproof.changed_lines") +
            attribute("name", diagnostic.text) + ">\n" + body + "    </testcase>\n";
  }
  if (text.empty()) return "";
  total.tests += counts.tests;
  total.errors += counts.errors;
  total.skipped += counts.skipped;
  return "  <testsuite" + attribute("name", "changed lines") +
         attribute("tests", std::to_string(counts.tests)) +
         attribute("errors", std::to_string(counts.errors)) +
         attribute("skipped", std::to_string(counts.skipped)) + ">\n" + text + "  </testsuite>\n";
}

std::string properties(const Report &report) {
  std::string text = "    <properties>\n";
  auto add = [&](const char *name, const std::string &value) {
    if (!value.empty())
      text += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
  };
  add("pinproof", report.versions.pinproof);
  add("clang", report.versions.clang);
  add("z3", report.versions.z3);
  add("tree", report.tree ? toText(*report.tree) : "");
  return text + "    </properties>\n";
}

std::string suite(const Report &report, const SpecResult &spec, bool times, const SharedCauses &causes,
                  std::set<size_t> &said, Counts &total) {
  Counts counts;
  std::string body = cases(report, spec, times, causes, said, counts);
  total.tests += counts.tests;
  total.failures += counts.failures;
  total.errors += counts.errors;
  total.skipped += counts.skipped;
  return "  <testsuite" + attribute("name", spec.name) + attribute("tests", std::to_string(counts.tests)) +
         attribute("failures", std::to_string(counts.failures)) +
         attribute("errors", std::to_string(counts.errors)) +
         attribute("skipped", std::to_string(counts.skipped)) + seconds(times, spec.seconds) + ">\n" +
         properties(report) + body + "  </testsuite>\n";
}

} // namespace

std::string renderJunit(const Report &report, bool times) {
  Counts total;
  std::string suites;
  const SharedCauses causes(report);
  std::set<size_t> said;
  for (const SpecResult &spec : report.specs) suites += suite(report, spec, times, causes, said, total);
  suites += unacceptedSuite(report, total) + uncheckedSuite(report, total);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
         attribute("name", "pinproof " + report.kernel) + attribute("tests", std::to_string(total.tests)) +
         attribute("failures", std::to_string(total.failures)) +
         attribute("errors", std::to_string(total.errors)) + seconds(times, report.seconds) + ">\n" + suites +
         "</testsuites>\n";
}

} // namespace pinproof::cli
