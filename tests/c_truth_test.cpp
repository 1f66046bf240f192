// Small specifications whose truth an ordinary compiler knows: tests/c_truth/*.c.
//
// Each file is C that all its cases share, then cases, which begin with a line `// name`, `// name: open` or
// `// name: refused`. GCC compiles all of them as one program, which tries every choice
// (tests/c_truth/as_c.h), at -O0 and -O2; pinproof gets each case as a specification. A claim that some run
// breaks must never be PROVED, and one that none breaks never VIOLATED. Every claim is answered but in two
// sorts of cases: where C itself leaves the answer open (what was never set, what lies where), which are not
// run, nothing may be said; `refused` are those whose meaning is clear and not modelled, where UNKNOWN will
// do.
#include "tests/process.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

namespace pinproof::tests {

namespace {

namespace fs = std::filesystem;

const std::string directory = std::string(PINPROOF_SOURCE_DIR) + "/tests/c_truth";
const std::string null = "#define NULL ((void *)0)\n";

struct Case {
  std::string name, mark, text;
};
struct CaseFile {
  std::string head;
  std::vector<Case> cases;
};

CaseFile readCases(const fs::path &path) {
  static const std::regex begin("// ([a-z_0-9]+)(: (open|refused))?");
  CaseFile file;
  std::istringstream lines(test::readFile(path));
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, begin))
      file.cases.push_back({match[1], match[3], ""});
    else
      (file.cases.empty() ? file.head : file.cases.back().text) += line + "\n";
  }
  return file;
}

/// By case and claim: is it broken in some run?
using Truth = std::map<std::string, std::map<std::string, bool>>;

std::string programOf(const CaseFile &file) {
  static const std::regex invariant("(^|\n)INVARIANT\\(([A-Za-z_0-9]+)");
  std::string text = "#include \"as_c.h\"\n#undef NULL\n" + null + file.head, main = "int main(void)\n{\n";
  for (const Case &c : file.cases) {
    if (c.mark == "open") continue;
    text += c.text;
    std::string functions, names;
    for (std::sregex_iterator i(c.text.begin(), c.text.end(), invariant), end; i != end; ++i) {
      functions += "invariant_" + (*i)[2].str() + ", ";
      names += "\"" + (*i)[2].str() + "\", ";
    }
    main += "\t{\n\t\tstatic _Bool (*const claims[])(void) = { " + functions + "0 };\n" +
            "\t\tstatic const char *const names[] = { " + names + "0 };\n\t\ttruth_of(\"" + c.name +
            "\", transition_" + c.name + ", claims, names);\n\t}\n";
  }
  return text + main + "}\n";
}

Truth truthOf(const CaseFile &file, const std::string &optimisation) {
  const test::TemporaryDirectory here;
  const std::string binary = (here.path / "program").string();
  const test::Result compiled =
      test::run("cc", {"-std=gnu11", "-w", optimisation, "-fwrapv", "-fno-strict-aliasing",
                       "-fno-delete-null-pointer-checks", "-fms-extensions", "-funsigned-char", "-no-pie",
                       "-Wl,--unresolved-symbols=ignore-all", // of what no run calls
                       "-I" + directory, here.write("program.c", programOf(file)), "-o", binary});
  if (compiled.exit != 0) throw std::runtime_error(compiled.err);
  const test::Result run = test::run(binary, {});
  if (run.exit != 0) throw std::runtime_error("the compiled cases end with " + std::to_string(run.exit));
  Truth truth;
  std::istringstream lines(run.out);
  bool isBroken = false;
  for (std::string name, claim; lines >> name >> claim >> isBroken;) truth[name][claim] = isBroken;
  return truth;
}

/// By case and property.
std::map<std::string, std::map<std::string, std::string>> answersTo(const CaseFile &file) {
  const test::TemporaryDirectory here;
  std::vector<std::string> arguments = {
      "verify",     "--kernel", std::string(PINPROOF_SOURCE_DIR) + "/specs/kernel",
      "--no-cache", "--format", "json"};
  for (const Case &c : file.cases)
    arguments.insert(
        arguments.end(),
        {"--spec", here.write(c.name + ".c", "#include <pinproof.h>\nSPEC(\"" + c.name + "\");\n" + null +
                                                 file.head + "INIT() {}\n" + c.text)});
  const test::Result run = test::pinproof(arguments);
  EXPECT_TRUE(run.exit == 0 || run.exit == 1 || run.exit == 3 || run.exit == 5) << run.exit << "\n"
                                                                                << run.err;
  std::map<std::string, std::map<std::string, std::string>> answers;
  const nlohmann::json report = nlohmann::json::parse(run.out);
  for (const auto &spec : report.at("specs"))
    for (const auto &property : spec.value("properties", nlohmann::json::array()))
      answers[spec.at("name")][property.at("name")] = property.at("answer");
  return answers;
}

std::vector<std::string> files() {
  std::vector<std::string> result;
  for (const auto &entry : fs::directory_iterator(directory))
    if (entry.path().extension() == ".c") result.push_back(entry.path().stem());
  std::sort(result.begin(), result.end());
  return result;
}

class CTruth : public ::testing::TestWithParam<std::string> {};

} // namespace

TEST_P(CTruth, NoAnswerIsWrong) {
  const CaseFile file = readCases(directory + "/" + GetParam() + ".c");
  Truth truth = truthOf(file, "-O0");
  EXPECT_EQ(truth, truthOf(file, "-O2"));
  auto answers = answersTo(file);
  unsigned claims = 0, unanswered = 0;
  for (const Case &c : file.cases) {
    SCOPED_TRACE(c.name);
    for (const auto &[claim, answer] : answers[c.name]) {
      const bool isRight = c.mark != "open" || answer == "unknown";
      EXPECT_TRUE(isRight) << claim << ": " << answer;
    }
    EXPECT_TRUE(c.mark == "open" || !truth[c.name].empty());
    for (const auto &[claim, isBroken] : truth[c.name]) {
      const auto at = answers[c.name].find(claim);
      const std::string answer = at == answers[c.name].end() ? "none" : at->second;
      const std::string right = isBroken ? "violated" : "proved";
      ++claims;
      const bool isUnanswered = c.mark == "refused" && (answer == "unknown" || answer == "none");
      unanswered += isUnanswered;
      EXPECT_TRUE(isUnanswered || answer == right) << claim << ": " << answer;
    }
  }
  std::cout << file.cases.size() << " cases with " << claims << " claims, " << unanswered
            << " of which are not modelled\n";
}

INSTANTIATE_TEST_SUITE_P(Cases, CTruth, ::testing::ValuesIn(files()),
                         [](const auto &info) { return info.param; });

} // namespace pinproof::tests
