// pinproof.report/1 and pinproof.explore/4: docs/formats.md describes it.
#include "cli/touched_json.h"

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;

Json unchecked(const ChangedLine &line) {
  Json object{{"side", line.side == '-' ? "old" : "new"}, {"line", line.number}, {"text", line.text}};
  if (!line.function.empty()) object["function"] = line.function;
  object["word"] = name(line.word);
  object["why"] = line.why;
  return object;
}

ChangedLine readUnchecked(const Member &m) {
  ChangedLine line;
  const std::string side = m.at("side").text(), word = m.at("word").text();
  if (side != "old" && side != "new") m.at("side").fail("expected 'old' or 'new'");
  if (word != name(LineWord::NotRun) && word != name(LineWord::NoMeaning))
    m.at("word").fail("expected 'notRun' or 'noMeaning'");
  line.side = side == "old" ? '-' : '+';
  line.number = static_cast<unsigned>(m.at("line").integer(1, 1u << 30));
  line.text = m.at("text").text();
  line.function = m.textOr("function", "");
  line.word = word == name(LineWord::NotRun) ? LineWord::NotRun : LineWord::NoMeaning;
  line.why = m.at("why").text();
  return line;
}

} // namespace

Json toJson(const TouchedFile &file) {
  Json object{{"file", file.file}, {"run", file.run}, {"same", file.same}};
  object["notChecked"] = Json::array();
  for (const ChangedLine &line : file.unchecked) object["notChecked"].push_back(unchecked(line));
  if (!file.remark.empty()) object["remark"] = file.remark;
  return object;
}

TouchedFile readTouched(const Member &m) {
  TouchedFile file;
  file.file = m.at("file").text();
  file.run = static_cast<size_t>(m.at("run").integer(0, 1u << 30));
  file.same = static_cast<size_t>(m.at("same").integer(0, 1u << 30));
  for (const Member &line : m.at("notChecked").items()) file.unchecked.push_back(readUnchecked(line));
  file.remark = m.textOr("remark", "");
  return file;
}

} // namespace pinproof::cli
