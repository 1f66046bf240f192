// What kernels say against what stand-ins were written for, in a few names.
#include "model/stand_ins.h"
#include "tests/process.h"

#include <gmock/gmock.h>

namespace pinproof::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string header = "specs/include/linux/mm.h";

HeaderName said(const std::string &kind, const std::string &says, std::vector<std::string> uses = {}) {
  return {kind, says, {"include/linux/mm.h", 7, 1}, 9, 0, std::move(uses)};
}

/// Two kernels: the newer has another bias, and put() by way of a helper.
class Lists : public testing::Test {
protected:
  Lists() {
    older.all = {{"BIAS", said("constant", "512 int")},
                 {"flag", said("constant", "1 int")},
                 {"other_flag", said("constant", "2 int")},
                 {"put", said("function", "aaaa", {"BIAS"})}};
    newer.all = {{"BIAS", said("constant", "1024 int")},
                 {"flag", said("constant", "2 int")},
                 {"other_flag", said("constant", "4 int")},
                 {"put", said("function", "bbbb", {"helper"})},
                 {"helper", said("macro", "cccc", {"BIAS"})}};
    for (const auto *kernel : {&older, &newer})
      record(specs(), {put, flag, other}, *kernel, kernel == &older ? "1.0" : "2.0");
  }
  std::string specs() const { return directory.path.string(); }
  Comparison compare(const std::vector<StandIn> &standIns, const HeaderNames &kernel) const {
    const KnownNames known(specs());
    return Comparer(kernel, known).compare(standIns);
  }
  std::vector<std::string> different(const HeaderNames &kernel, const std::vector<StandIn> &standIns) const {
    std::vector<std::string> names;
    for (const Drift &drift : compare(standIns, kernel).drifts) names.push_back(drift.function);
    return names;
  }

  test::TemporaryDirectory directory;
  HeaderNames older, newer;
  const StandIn put{"put", header, true}, flag{"flag", header, true}, other{"other_flag", header, true};
};

TEST_F(Lists, HoldWhatWasRecorded) {
  EXPECT_THAT(different(older, {put, flag, other}), IsEmpty());
  EXPECT_THAT(different(newer, {put, flag, other}), IsEmpty());
  const std::string list = test::readFile(directory.path / "include/linux/mm.h.known");
  EXPECT_THAT(list, HasSubstr("put function aaaa # 1.0\nput function bbbb # 2.0\n"));
  EXPECT_THAT(test::readFile(directory.path / "headers/helpers.known"),
              HasSubstr("helper macro cccc # 2.0\n"));
  EXPECT_EQ(record(specs(), {put, flag, other}, newer, "2.0"), 0u) << "nothing is new the second time";
  EXPECT_EQ(test::readFile(directory.path / "include/linux/mm.h.known"), list);
}

TEST_F(Lists, ChangesAreFoundWhereverANameLeads) {
  newer.all["BIAS"].says = "256 int";
  EXPECT_THAT(different(newer, {put}), ElementsAre("BIAS"));
  EXPECT_THAT(different(newer, {flag}), IsEmpty());
  newer.all["helper"].uses.push_back("unheard_of");
  newer.all["unheard_of"] = said("function", "dddd");
  EXPECT_THAT(different(newer, {put}), ElementsAre("BIAS", "unheard_of"));
  newer.all["put"] = said("unclear", "bbbb");
  EXPECT_THAT(different(newer, {put}), ElementsAre("put"));
}

/// What an older kernel says of one flag is another one's in the newer.
TEST_F(Lists, AreNotMixed) {
  newer.all["flag"].says = "1 int";
  EXPECT_THAT(different(newer, {flag}), ElementsAre("flag"));
  newer.all["put"] = older.all["put"];
  EXPECT_THAT(different(newer, {put, flag}), ElementsAre("flag", "put"));
}

/// Of the newest kernel most is known: that an older one says the same of names that nobody recorded of it
/// does not make it the newest.
TEST_F(Lists, AreOfTheKernelThatIsContradictedLeast) {
  std::vector<StandIn> more;
  for (const char *name : {"a", "b", "c", "d", "e", "f"}) {
    older.all[name] = newer.all[name] = said("constant", "7 int");
    more.push_back({name, header, true});
  }
  record(specs(), more, newer, "2.0");
  EXPECT_THAT(different(older, {put, flag, other}), IsEmpty());
  EXPECT_THAT(different(older, more), ElementsAre("a", "b", "c", "d", "e", "f"))
      << "nobody has read them there";
  EXPECT_THAT(different(newer, more), IsEmpty());
}

TEST_F(Lists, AreOfNoKernelOfWhichLittleIsKnown) {
  HeaderNames third = newer;
  third.all["flag"].says = "8 int";
  HeaderNames little;
  little.all["flag"] = third.all["flag"];
  record(specs(), {flag}, little, "3.0");
  EXPECT_THAT(different(third, {put, flag}), ElementsAre("flag"));
}

TEST_F(Lists, AreBesideWhatDiffersBetweenKernelsToo) {
  const StandIn named{"named", "specs/compat/mm.h", true};
  newer.all["named"] = said("function", "eeee");
  record(specs(), {named}, newer, "2.0");
  EXPECT_THAT(test::readFile(directory.path / "compat/mm.h.known"), HasSubstr("named function eeee # 2.0\n"));
  EXPECT_THAT(different(newer, {named}), IsEmpty());
}

TEST_F(Lists, NamesThatTheKernelLacksAreOursUnlessItsCodeUsesThem) {
  const StandIn ours{"ours", header, false}, theirs{"theirs", header, true};
  const Comparison comparison = compare({flag, ours}, newer);
  EXPECT_THAT(comparison.drifts, IsEmpty());
  EXPECT_THAT(comparison.replaced, ElementsAre(flag));
  EXPECT_THAT(different(newer, {theirs}), ElementsAre("theirs"));
  newer.trouble = "include/linux/mm.h:1: 'a.h' file not found";
  EXPECT_THAT(compare({theirs}, newer).drifts.at(0).actual, HasSubstr("'a.h' file not found"));
}

TEST_F(Lists, FunctionsWithoutBodiesAreToldApart) {
  newer.all["put"] = said("declared", "void (struct folio *)");
  record(specs(), {put}, newer, "2.0");
  EXPECT_THAT(compare({put, flag}, newer).declared, ElementsAre(put));
}

TEST_F(Lists, ThatAreDamagedAreRefused) {
  directory.write("include/linux/mm.h.known", "put function\n");
  EXPECT_THROW(KnownNames{specs()}, InputError);
}

} // namespace
} // namespace pinproof::model
