// What the kernel's headers say of names is the same however they say it, and another thing where they say
// another: both of Debian's kernels are asked three times, as they are, with changes that change nothing, and
// with changes that do.
#include "model/clang/header_names.h"
#include "tests/kernel_sources.h"

#include <gmock/gmock.h>

namespace pinproof::model {
namespace {

using test::readFile;
using test::treeOf;
using testing::HasSubstr;
using testing::IsSupersetOf;

/// One place of a header, and the name whose meaning is there; "" where nothing is meant to change.
struct Edit {
  std::string file, from, to, name;
};

const std::string mm = "include/linux/mm.h", refs = "include/linux/page_ref.h",
                  flags = "include/linux/page-flags.h", types = "include/linux/mm_types.h";

/// Values, bodies of functions and macros, members, what macros make functions of, assembly.
const std::vector<Edit> changes = {
    {mm, "#define GUP_PIN_COUNTING_BIAS (1U << 10)", "#define GUP_PIN_COUNTING_BIAS (1U << 9)",
     "GUP_PIN_COUNTING_BIAS"},
    {mm, "if (folio_put_testzero(folio))", "if (folio_put_testzero(folio) || folio_ref_count(folio) == 1)",
     "folio_put"},
    {mm, "#define offset_in_page(p)\t((unsigned long)(p) & ~PAGE_MASK)",
     "#define offset_in_page(p)\t((unsigned int)(p) & ~PAGE_MASK)", "offset_in_page"},
    {refs, "atomic_sub_and_test(nr, &page->_refcount)", "atomic_sub_and_test(nr + 1, &page->_refcount)",
     "page_ref_sub_and_test"},
    {refs, "atomic_dec_and_test(&page->_refcount)", "!atomic_dec_and_test(&page->_refcount)",
     "page_ref_dec_and_test"},
    {types, "\t\t\tatomic_t _refcount;", "\t\t\tshort _refcount;", "folio._refcount"},
    {flags, "PAGEFLAG(Dirty, dirty, PF_HEAD)", "PAGEFLAG(Dirty, dirty, PF_ANY)", "folio_test_dirty"},
    {flags, "return folio_test_head(folio);", "return !folio_test_head(folio);", "folio_test_large"},
    {"include/linux/err.h", "#define MAX_ERRNO\t4095", "#define MAX_ERRNO\t4094", "MAX_ERRNO"},
    {"include/linux/fs.h", "DIO_LOCKING\t= 0x01,", "DIO_LOCKING\t= 0x04,", "DIO_LOCKING"},
    {"include/linux/fs.h", "u8\t\t\ti_blkbits;", "u16\t\t\ti_blkbits;", "inode.i_blkbits"},
    {"include/asm-generic/rwonce.h", "(*(const volatile __unqual_scalar_typeof(x) *)&(x))",
     "(*(volatile __unqual_scalar_typeof(x) *)&(x))", "__READ_ONCE"},
    {"include/asm-generic/bug.h", "int __ret_warn_on = !!(condition);", "int __ret_warn_on = !(condition);",
     "WARN_ON_ONCE"},
    {"arch/x86/include/asm/atomic.h", "LOCK_PREFIX \"addl %1,%0\"", "LOCK_PREFIX \"subl %1,%0\"",
     "arch_atomic_add"},
};

/// Comments, white space, lines that move, other words for the same number, a function that is new, one that
/// stand-ins have nothing to do with.
const std::vector<Edit> sameMeaning = {
    {mm, "#define GUP_PIN_COUNTING_BIAS (1U << 10)", "#define GUP_PIN_COUNTING_BIAS  /* a pin */ 1024U", ""},
    {mm, "if (folio_put_testzero(folio))", "\n\n/* the last one */\n\tif ( folio_put_testzero( folio ) )",
     ""},
    {refs, "atomic_sub_and_test(nr, &page->_refcount)", "atomic_sub_and_test(nr,\n\t\t&page->_refcount)", ""},
    {types, "\t\t\tatomic_t _refcount;", "\n\t\t\tatomic_t\n\t\t\t_refcount; // references", ""},
    {flags, "return folio_test_head(folio);", "return\tfolio_test_head(folio); /* or not */", ""},
    {refs, "static inline int page_ref_sub_and_test",
     "static inline int page_ref_of_nobody(struct page *page)\n{\n\tBUILD_BUG_ON(sizeof(page) != 8);\n"
     "\treturn page_ref_count(page);\n}\nstatic inline int page_ref_sub_and_test",
     ""},
    {"include/linux/fs.h", "DIO_LOCKING\t= 0x01,", "DIO_LOCKING = 1,", ""},
    {"include/linux/err.h", "#define MAX_ERRNO\t4095", "\n#define MAX_ERRNO 0xfff", ""},
    {"arch/x86/include/asm/atomic.h", "LOCK_PREFIX \"addl %1,%0\"", "LOCK_PREFIX   \"addl %1,%0\" /* add */",
     ""},
};

class HeaderNamesOf : public testing::TestWithParam<const char *> {
protected:
  HeaderNamesOf() {
    options.specDirectory = std::string(PINPROOF_SOURCE_DIR) + "/specs";
    options.kernelTree = treeOf(GetParam());
    question = {headersReplaced(options.specDirectory), identifiersOfOurs(options.specDirectory)};
  }
  HeaderNames read() const { return readHeaderNames(ownHeaders(options), question).names; }
  void apply(const std::vector<Edit> &edits) {
    for (const Edit &edit : edits) {
      std::optional<std::string> &text = options.overlay[edit.file];
      if (!text) text = readFile(options.kernelTree + "/" + edit.file);
      const size_t at = text->find(edit.from);
      ASSERT_NE(at, text->npos) << edit.file << ": " << edit.from;
      text->replace(at, edit.from.size(), edit.to);
    }
  }
  static std::set<std::string> different(const HeaderNames &a, const HeaderNames &b) {
    std::set<std::string> names;
    for (const auto &[name, one] : a.all) {
      auto other = b.all.find(name);
      if (other == b.all.end() || other->second.kind != one.kind || other->second.says != one.says ||
          other->second.uses != one.uses)
        names.insert(name);
    }
    for (const auto &[name, one] : b.all)
      if (!a.all.contains(name)) names.insert(name);
    return names;
  }

  ReadOptions options;
  HeaderQuestion question;
};

TEST_P(HeaderNamesOf, ChangeWithTheirMeaningAlone) {
  const HeaderNames before = read();
  EXPECT_EQ(before.trouble, "");
  EXPECT_EQ(before.all.at("GUP_PIN_COUNTING_BIAS").kind, "constant");
  EXPECT_EQ(before.all.at("GUP_PIN_COUNTING_BIAS").says, "1024 unsigned int");
  EXPECT_EQ(before.all.at("folio_put").where.file, mm);
  EXPECT_EQ(before.all.at("folio._refcount").says, "atomic_t");
  EXPECT_THAT(before.all.at("folio_ref_sub_and_test").uses, testing::Contains("page_ref_sub_and_test"));
  for (const auto &[name, one] : before.all) EXPECT_NE(one.kind, "unclear") << name << ": " << one.says;

  apply(sameMeaning);
  EXPECT_THAT(different(before, read()), testing::IsEmpty());
  options.overlay.clear();

  apply(changes);
  std::vector<std::string> meant;
  for (const Edit &edit : changes) meant.push_back(edit.name);
  const std::set<std::string> changed = different(before, read());
  EXPECT_THAT(changed, IsSupersetOf(meant));
  // PAGEFLAG() makes several functions in one line, and uses the other policy.
  for (const std::string &name : changed)
    EXPECT_TRUE(std::find(meant.begin(), meant.end(), name) != meant.end() ||
                name.find("irty") != name.npos || name.find("PF_ANY") != name.npos)
        << name;
  options.overlay.clear();

  apply({{"include/linux/types.h", "typedef unsigned int __bitwise gfp_t;",
          "typedef unsigned long __bitwise gfp_t;", ""}});
  EXPECT_THAT(different(before, read()), IsSupersetOf({"gfp_t", "bio_alloc_bioset", "GFP_KERNEL"}));
}

TEST_P(HeaderNamesOf, WhatDoesNotParseIsUnclear) {
  apply({{mm, "if (folio_put_testzero(folio))", "if (nobody_knows->folio)", ""}});
  const HeaderNames names = read();
  EXPECT_EQ(names.all.at("folio_put").kind, "unclear");
  EXPECT_EQ(names.all.at("folio_get").kind, "function");
}

TEST_P(HeaderNamesOf, HeadersThatLackAnotherSaySo) {
  options.overlay["include/linux/atomic.h"] = std::nullopt;
  EXPECT_THAT(read().trouble, HasSubstr("'linux/atomic.h' file not found"));
}

INSTANTIATE_TEST_SUITE_P(Kernels, HeaderNamesOf, testing::Values("6.1", "6.12"), [](const auto &info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return "Of" + name;
});

} // namespace
} // namespace pinproof::model
