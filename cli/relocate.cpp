// Answers about a program hold for one that differs from it in nothing but places; what is said of places
// has to follow them. Where a line was split or two were joined, what is one line of a trace and what two
// would come out otherwise, and the program has to be explored again.
#include "cli/relocate.h"

#include <map>
#include <tuple>

namespace pinproof::cli {

namespace {

using model::Source;

struct Less {
  bool operator()(const Source &a, const Source &b) const {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  }
};
using Places = std::map<Source, Source, Less>;

/// A one-to-one relation that grows until something contradicts it.
class Pairing {
public:
  bool add(const Source &a, const Source &b) {
    return forth.try_emplace(a, b).first->second == b && back.try_emplace(b, a).first->second == a;
  }
  /// False if `where` is in no pair.
  bool follow(Source &where) const {
    auto at = forth.find(where);
    if (at == forth.end()) return false;
    where = at->second;
    return true;
  }

private:
  Places forth, back;
};

Source lineOf(const Source &where) { return {where.file, where.line, 0}; }

class Mover {
public:
  bool learn(const std::vector<Source> &before, const std::vector<Source> &now) {
    if (before.size() != now.size()) return false;
    for (size_t i = 0; i < before.size(); ++i) {
      const bool isKnown = before[i].line != 0;
      if (isKnown != (now[i].line != 0)) return false;
      if (!pairs.add(before[i], now[i]) || !pairs.add(lineOf(before[i]), lineOf(now[i]))) return false;
    }
    return true;
  }
  bool move(Source &where) const { return where.file.empty() || pairs.follow(where); }
  bool move(ReportStep &step) const {
    bool isDone = true;
    for (Source &line : step.lines) isDone &= move(line);
    return isDone;
  }
  bool move(model::LinesRun &run) const {
    model::LinesRun moved;
    for (const auto &[file, lines] : run)
      for (unsigned line : lines) {
        Source where{file, line, 0};
        if (!move(where)) return false;
        moved[where.file].insert(where.line);
      }
    run = std::move(moved);
    return true;
  }
  bool move(SpecResult &result) const {
    bool isDone = move(result.where);
    for (RefusedConstruct &refusal : result.refusals) isDone &= move(refusal.where);
    for (PropertyResult &property : result.properties) {
      isDone &= move(property.where);
      if (!property.trace) continue;
      isDone &= move(property.trace->init);
      for (ReportStep &step : property.trace->steps) isDone &= move(step);
    }
    return isDone;
  }

private:
  Pairing pairs;
};

} // namespace

bool relocate(Record &record, std::vector<Source> now) {
  Mover mover;
  if (!mover.learn(record.places, now) || !mover.move(record.result) || !mover.move(record.run)) return false;
  record.places = std::move(now);
  return true;
}

} // namespace pinproof::cli
