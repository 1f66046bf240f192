// Which kernel lines are on some path: on a kernel of a few lines, and of all specifications together.
#include "cli/coverage.h"
#include "cli/formats.h"
#include "tests/process.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Json = nlohmann::json;
using Line = FunctionCoverage::Line;

/// Lines 1 to 24 of a kernel file.
const char *const kernel = R"(int flag;
int helper(int a)
{
	if (a > 3)
		return 1;
	return 0;
}
int unused(void) { return 0; }
int f(int a)
{
	int result = 0;
#ifdef CONFIG_OTHER
	result++;
#endif
	if (0)
		result = 9;
	if (a < 5)
		result = helper(a);
	if (a > 7) {
		result =
			helper(a);
		flag += 1;
	}
	return result;
}
)";

std::string spec(const std::string &transition) {
  return "#include <pinproof.h>\n#include \"mm/gup.c\"\nstatic int seen;\nINIT() { }\nTRANSITION(go) { " +
         transition + " }\nINVARIANT(fine) { return seen >= 0; }\n";
}

class Coverage : public ::testing::Test {
protected:
  Coverage() {
    directory.write("linux/mm/gup.c", kernel);
    directory.write("low.c", spec("seen += f(any_int(\"a\", 0, 2));"));
    directory.write("high.c", spec("seen += f(any_int(\"a\", 4, 6));"));
    directory.write("refused.c", spec("if (f(8) > 0) __pinproof_refuse(\"this\");"));
  }
  std::string run(std::vector<std::string> arguments, const std::vector<std::string> &specs) const {
    arguments.insert(arguments.end(), {"--kernel", (directory.path / "linux").string()});
    for (const std::string &name : specs)
      arguments.insert(arguments.end(), {"--spec", (directory.path / name).string()});
    const test::Result result = test::pinproof(arguments);
    EXPECT_EQ(result.exit, 0) << result.err;
    return result.out;
  }
  Json functionIn(const std::vector<std::string> &specs, const std::string &name) const {
    const Json report = Json::parse(run({"coverage", "--format", "json"}, specs));
    for (const Json &function : report.at("functions"))
      if (function.at("function") == name) return function;
    return nullptr;
  }
  test::TemporaryDirectory directory;
};

TEST_F(Coverage, SaysWhichLinesAreOnNoPath) {
  const Json f = functionIn({"low.c"}, "f");
  EXPECT_EQ(f.at("file"), "mm/gup.c");
  EXPECT_EQ(f.at("line"), 9);
  EXPECT_EQ(f.at("run").dump(), "[[11,11],[17,19],[24,24]]");
  EXPECT_EQ(f.at("notRun").dump(), "[[20,22]]");
  EXPECT_EQ(f.at("constant").dump(), "[[16,16]]");
  EXPECT_EQ(f.at("skipped").dump(), "[[13,13]]");
  EXPECT_EQ(functionIn({"low.c"}, "helper").at("notRun").dump(), "[[5,5]]");
  EXPECT_EQ(functionIn({"low.c"}, "unused"), nullptr) << "no specification reaches it";
}

TEST_F(Coverage, IsOfAllSpecificationsTogether) {
  const Json helper = functionIn({"low.c", "high.c"}, "helper");
  EXPECT_EQ(helper.at("notRun").dump(), "[]");
  EXPECT_EQ(helper.at("specs").dump(), R"(["high","low"])");
  const std::string text = run({"coverage"}, {"low.c", "high.c"});
  EXPECT_THAT(text, HasSubstr("mm/gup.c: 8 of 11 lines of 2 functions on some path"));
  EXPECT_THAT(text, HasSubstr("       22  \t\tflag += 1;\n"));
  EXPECT_THAT(text, Not(HasSubstr("helper()\n")));
}

TEST_F(Coverage, PathsThatWereNotKeptDoNotCount) {
  EXPECT_EQ(functionIn({"refused.c"}, "f").at("run").dump(), "[]");
}

TEST_F(Coverage, IsInTheReport) {
  EXPECT_THAT(run({"verify", "-v"}, {"low.c"}), HasSubstr("7 of 11 lines of 2 functions on some path"));
  const std::string html = run({"verify", "--format", "html"}, {"low.c"});
  EXPECT_THAT(html, HasSubstr("<span class=\"notrun\" title=\"on no path\"><span class=\"no\">22</span>"));
  EXPECT_THAT(html, HasSubstr("<span class=\"run\"><span class=\"no\">24</span>\treturn result;</span>"));
}

TEST(AddingCoverage, KeepsTheBestOfEachLine) {
  const FunctionCoverage f{"a.c", "f", 3, {Line::Run, Line::NotRun, Line::Constant}, {"", "", ""}, {"x"}};
  const FunctionCoverage g{"a.c", "f", 3, {Line::NotRun, Line::Skipped, Line::Run}, {"", "", ""}, {"b"}};
  const FunctionCoverage before{"a.c", "e", 1, {Line::Run}, {""}, {"x"}};
  std::vector<FunctionCoverage> all{f};
  addCoverage(all, {g, before});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "e");
  EXPECT_THAT(all[1].lines, ElementsAre(Line::Run, Line::NotRun, Line::Run));
  EXPECT_THAT(all[1].specs, ElementsAre("b", "x"));
}

} // namespace
} // namespace pinproof::cli
