// Which names of a stand-in header the paths of a specification use, and whether kernel code does.
#include "tests/reader_fixture.h"

#include <gmock/gmock.h>

namespace pinproof::model {
namespace {

using testing::Contains;
using testing::Not;
using testing::UnorderedElementsAre;

class StandInsUsedBy : public Reader {
protected:
  StandInsUsedBy() {
    write("specs/include/linux/counts.h", R"(
#define BIAS (1 << 3)
#define FAR_AWAY 7
#define IS_ON (BIAS > 1)
#define CONFIG_COUNTS 1
typedef int number_t;
enum { FIRST = 1, SECOND };
struct counted { number_t count; int unused; };
static inline void add(struct counted *c, number_t n) { c->count += n; }
static inline void put(struct counted *c) { add(c, -BIAS); }
static inline void never(void) {}
void given(void);
void of_the_tree(void);
)");
    write("tree/mm/gup.c", R"(
#include <linux/counts.h>
void of_the_tree(void) {}
int unreached(void) { never(); return FAR_AWAY + SECOND; }
int reached(struct counted *c) {
	struct counted other = { .unused = 1 };
	put(c);
	given();
	of_the_tree();
#if CONFIG_COUNTS
	return c->count + FIRST + IS_ON;
#endif
}
)");
  }
  /// "put", and "add (ours)" where only ours use it.
  std::vector<std::string> used(const std::string &body, const std::string &declarations = "") {
    std::vector<std::string> names;
    for (const StandIn &one : read("#include <pinproof.h>\n#include \"mm/gup.c\"\n"
                                   "static struct counted folio;\nMODELS(given) void ours(void) {}\n" +
                                   declarations + "INIT() {}\nTRANSITION(go) { " + body + " }\n")
                                  .standIns) {
      if (one.file == "specs/include/linux/counts.h")
        names.push_back(one.name + (one.isKernels ? "" : " (ours)"));
    }
    return names;
  }
};

TEST_F(StandInsUsedBy, PathsAreThoseThatTheirFunctionsSay) {
  EXPECT_THAT(used("reached(&folio);"),
              UnorderedElementsAre("BIAS (ours)", "FIRST", "IS_ON", "add (ours)", "counted.count",
                                   "counted.unused", "given", "number_t (ours)", "put"));
  EXPECT_THAT(used("unreached();"), UnorderedElementsAre("FAR_AWAY", "SECOND", "never"));
}

TEST_F(StandInsUsedBy, SpecificationsAreOurs) {
  EXPECT_THAT(used("put(&folio);"), UnorderedElementsAre("BIAS (ours)", "add (ours)", "counted.count (ours)",
                                                         "number_t (ours)", "put (ours)"));
}

TEST_F(StandInsUsedBy, NoPathIsWhatThePreprocessorAsksForAll) {
  write("tree/mm/gup.c",
        "#include <linux/counts.h>\n#if FAR_AWAY > 3\nint reached(void) { return 1; }\n#endif\n");
  EXPECT_THAT(used("reached();"), Contains("FAR_AWAY"));
}

TEST_F(StandInsUsedBy, WhatTheSpecificationDeclaresCountsWhereTheKernelUsesIt) {
  write("tree/mm/gup.c", "int reached(void) { return in_the_specification(); }\n");
  const std::string spec = "#include <pinproof.h>\nstatic int in_the_specification(void) { return 1; }\n"
                           "static int for_itself(void) { return 2; }\n"
                           "#include \"mm/gup.c\"\nINIT() {}\nTRANSITION(go) { reached(); for_itself(); }\n";
  const std::vector<StandIn> standIns = read(spec).standIns;
  ASSERT_EQ(standIns.size(), 1u);
  EXPECT_EQ(standIns[0], (StandIn{"in_the_specification", "specs/test.c", true}));
}

} // namespace
} // namespace pinproof::model
