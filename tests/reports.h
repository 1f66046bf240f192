// Hand-made reports for tests of what renders them.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

inline PropertyResult proved(const std::string &name) {
  PropertyResult p;
  p.name = name;
  p.kind = "invariant";
  p.text = "refs == 1 + gets";
  p.where = {"specs/balance.c", 31, 1};
  p.verdict = Verdict::Proved;
  p.outcome = Outcome::Proved;
  p.engine = "induction";
  p.seconds = 0.0123;
  p.evidence = "certificate accepted by a fresh solver";
  p.certificate = "(= |refs| (+ 1 |gets|))";
  return p;
}

inline Cell cell(const std::string &name, model::Integer value) {
  return {name, value, model::toString(value)};
}

inline ReportTrace overflow() {
  ReportTrace t;
  t.spec = "balance";
  t.property = "refcount_stays_below_overflow";
  t.init.choices = {{"zero|small|large", 0, "zero"}};
  t.init.lines = {{"specs/balance.c", 12, 2}};
  t.start = {cell("refs", 1), {"folio", 2, "&zero_folio"}};
  ReportStep step;
  step.transition = "dio_write";
  step.choices = {{"pages", 64, "64 pages"}};
  step.count = 32768;
  step.lines = {
      {"mm/gup.c", 140, 3}, {"mm/gup.c", 139, 3}, {"mm/gup.c", 141, 2}, {"include/linux/mm.h", 7, 1}};
  step.changes = {{"refs", cell("refs", 1), cell("refs", -2147483647)}};
  t.steps = {step};
  t.operations = 32768;
  t.isShortest = true;
  return t;
}

inline PropertyResult violated() {
  PropertyResult p = proved("refcount_stays_below_overflow");
  p.verdict = Verdict::Violated;
  p.outcome = Outcome::Violated;
  p.engine = "accelerated";
  p.certificate.clear();
  p.trace = overflow();
  return p;
}

inline Report reportOf(std::vector<PropertyResult> properties) {
  SpecResult spec;
  spec.name = "balance";
  spec.title = "Every pin has its unpin";
  spec.file = "specs/balance.c";
  spec.properties = std::move(properties);
  spec.assumptions = {{"A3", "headers read as empty", {"internal.h"}}};
  spec.filesRead = {"mm/gup.c"};
  Report report;
  report.versions = {"0.1.0", "14.0.6", "4.8.12"};
  report.kernel = "linux";
  report.mode = "stand-in headers";
  report.specs = {spec};
  report.seconds = 0.25;
  return report;
}

inline PropertyResult with(Outcome outcome) {
  PropertyResult p = proved("p");
  p.outcome = outcome;
  return p;
}

} // namespace pinproof::cli
