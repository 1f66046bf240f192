// A generator that reads decisions instead of rolling dice (as property-based testing libraries do): failures
// then shrink by shrinking the list, with no knowledge of C.
//
// Mostly linear, because that is what the model is exact about; now and then a shift, a division, a bitwise
// operation, which may be refused there and must still be computed alike by interpreter and compiler.
#include "tests/random_c.h"

#include <algorithm>

namespace pinproof::tests {

namespace {

struct Scalar {
  const char *type, *name;
};
constexpr Scalar globals[] = {{"int", "i0"},           {"unsigned int", "u0"},  {"signed char", "c0"},
                              {"unsigned char", "b0"}, {"short", "s0"},         {"unsigned short", "h0"},
                              {"long", "l0"},          {"unsigned long", "m0"}, {"_Bool", "t0"}};
constexpr const char *types[] = {"int",   "unsigned int",   "signed char", "unsigned char",
                                 "short", "unsigned short", "long"};

/// What the statements share beyond scalars.
constexpr const char *declarations = R"(
struct item { int count; unsigned char flag; struct item *next; };
struct pair { short low; unsigned char high[2]; long wide; };
static struct item a, b;
static struct item *p;
static struct pair first, second;
static union { unsigned int natural; int whole; } mixed;
static int counter, table[4];
static integer ghost;
static int up(int n) { return n + 1; }
static int down(int n) { return -n; }
static struct pair swapped(struct pair given)
{
	struct pair result = { given.high[0], { given.low, [1] = 7 } };

	given.wide++;
	result.wide = given.wide;
	return result;
}
)";

/// Of every function with a body of statements: what they work on.
constexpr const char *locals = "\tunsigned char bytes[2] = { 1, 200 };\n\tint (*f)(int) = up;\n";
constexpr const char *uses =
    "\t(void)y;\n\t(void)z;\n\t(void)list;\n\t(void)q;\n\t(void)bytes;\n\t(void)f;\n";

class Generator {
public:
  explicit Generator(const Decisions &decisions) : decisions(decisions) {}

  std::string specification() {
    std::string text = std::string("#include <pinproof.h>\nSPEC(\"at random\");\n") + declarations;
    for (const Scalar &g : globals) text += std::string("static ") + g.type + " " + g.name + ";\n";
    helpers = any(3);
    for (unsigned h = 0; h < helpers; ++h) text += helper(h);
    inHelper = helpers;
    text += "\nINIT()\n{\n" + start() + "}\n";
    unsigned transitions = 1 + any(3);
    for (unsigned t = 0; t < transitions; ++t)
      text += "\nTRANSITION(t" + std::to_string(t) + ")\n{\n" + body() + "}\n";
    return text + "\nINVARIANT(any)\n{\n\treturn i0 != 12345;\n}\n";
  }

private:
  const Decisions &decisions;
  size_t next = 0;
  unsigned helpers = 0, inHelper = 0; // a helper calls those before it
  unsigned loops = 0, budget = 0, claims = 0, depthOfLoops = 0;
  bool hasParameters = false;

  /// Below `n`; 0 is the simplest.
  unsigned any(unsigned n) { return next < decisions.size() ? decisions[next++] % n : 0; }
  static std::string number(unsigned n) { return std::to_string(n); }

  std::string start() {
    std::string text = "\ta.next = &b;\n\tb.next = &a;\n";
    if (any(2)) text += "\tp = &a;\n";
    if (any(2)) text += "\ti0 = any_int(\"i\", -3, 4);\n";
    if (any(2)) text += "\tu0 = any_int(\"u\", 0, 3);\n";
    return text;
  }

  std::string body() {
    loops = 0;
    budget = 14;
    std::string text = "\tint x = " + constant() + ", y = 0;\n";
    text += std::string("\t") + types[any(7)] +
            " z = 0;\n\tstruct item *list[3] = { &a, &b, &a };\n\tstruct item *q = &a;\n" + locals;
    for (unsigned n = 1 + any(6); n > 0; --n) text += statement(1);
    return text + "out:\n\t(void)x;\n" + uses + "\treturn;\n";
  }

  std::string helper(unsigned h) {
    inHelper = h;
    hasParameters = true;
    std::string text = "\nstatic int helper" + number(h) +
                       "(struct item *item, int n)\n{\n\tint x = n, y = 0;\n\tlong z = 0;\n"
                       "\tstruct item *list[3] = { item, &b, item };\n\tstruct item *q = item;\n" +
                       locals;
    budget = 6;
    for (unsigned n = 1 + any(3); n > 0; --n) text += statement(1);
    text += "\treturn " + expression(1) + ";\nout:\n" + uses + "\treturn x;\n}\n";
    hasParameters = false;
    return text;
  }

  // --- expressions ---

  std::string constant() {
    static const char *values[] = {"0",  "1",   "-1",  "2",    "3",     "7",          "64", "100",
                                   "-5", "127", "255", "1000", "40000", "0x7fffffff", "3u", "0xffffffffu"};
    return values[any(16)];
  }

  std::string place() {
    switch (any(16)) {
    case 9: return "first.low";
    case 10: return "second.high[" + number(any(2)) + "]";
    case 11: return any(2) ? "first.wide" : "table[y & 3]";
    case 12: return any(2) ? "mixed.natural" : "mixed.whole";
    case 13: return any(2) ? "(*(unsigned int *)&i0)" : "(*(short *)&h0)";
    case 14: return "bytes[" + number(any(2)) + "]";
    case 0: return "x";
    case 1: return "y";
    case 2: return "z";
    case 3: return "a.count";
    case 4: return "b.flag";
    case 5: return "q->count";
    case 6: return "list[" + number(any(3)) + "]->count";
    default: return globals[any(9)].name;
    }
  }

  std::string value() {
    switch (any(7)) {
    case 0: return place();
    case 6: return "f(" + place() + ")";
    case 1: return constant();
    case 2: return "counter";
    case 3: return std::string("(") + types[any(7)] + ")" + place();
    case 4: return "any_int(\"n\", " + number(any(3)) + ", " + number(3 + any(3)) + ")";
    default: return "q->flag";
    }
  }

  std::string expression(unsigned depth) {
    if (depth > 2) return value();
    switch (any(15)) {
    case 0:
    case 1: return value();
    case 2:
    case 3: return "(" + expression(depth + 1) + " + " + expression(depth + 1) + ")";
    case 4:
    case 5: return "(" + expression(depth + 1) + " - " + expression(depth + 1) + ")";
    case 6: return "(" + expression(depth + 1) + " * " + number(2 + any(3)) + ")";
    case 7:
      return "(" + condition(depth + 1) + " ? " + expression(depth + 1) + " : " + expression(depth + 1) + ")";
    case 8: return "(" + std::string(types[any(7)]) + ")" + expression(depth + 1);
    case 9:
      if (inHelper > 0)
        return "helper" + number(any(inHelper)) + "(" + pointer() + ", " + expression(depth + 1) + ")";
      return "-(" + value() + ")";
    case 10: {
      static const char *rare[] = {" & 7",      " | 1",
                                   " ^ 5",      " << 2",
                                   " >> 1",     " / 3",
                                   " % 4",      " & 0x80000000u",
                                   " & 0x8000", " & -8",
                                   " / -3",     " % -5",
                                   " & 0x50",   " & -2147483647L",
                                   " * -1",     " & (-2147483647 - 1)"};
      return "(" + value() + rare[any(16)] + ")";
    }
    case 11: return "~" + value();
    case 12: return "(" + place() + " ?: " + value() + ")";
    case 13:
      return "({ " + std::string(types[any(7)]) + " s = " + value() + "; if " + condition(depth + 1) +
             " s += " + constant() + "; s; })";
    default: return condition(depth + 1);
    }
  }

  std::string condition(unsigned depth) {
    static const char *relations[] = {" < ", " <= ", " == ", " != ", " > ", " >= "};
    switch (depth > 2 ? 0 : any(6)) {
    case 4: return "(" + condition(depth + 1) + " && " + condition(depth + 1) + ")";
    case 5: return "(" + condition(depth + 1) + " || !" + condition(depth + 1) + ")";
    case 3: return any(2) ? "(p == &a)" : "(p != 0)";
    default: return "(" + value() + relations[any(6)] + value() + ")";
    }
  }

  std::string pointer() {
    static const char *pointers[] = {"&a", "&b", "q", "q->next", "list[0]", "list[1]", "a.next"};
    return pointers[any(7)];
  }

  // --- statements ---

  std::string block(unsigned depth) {
    std::string text = "{\n";
    for (unsigned n = 1 + any(3); n > 0; --n) text += statement(depth + 1);
    return text + std::string(depth, '\t') + "}\n";
  }

  std::string statement(unsigned depth) {
    const std::string tab(depth, '\t');
    if (budget == 0 || depth > 3) return tab + place() + " = " + expression(1) + ";\n";
    --budget;
    static const char *updates[] = {" += ", " -= ", " = "};
    switch (any(24)) {
    case 17: {
      static const char *narrowing[] = {" *= 3",  " /= 3",    " %= 5",   " <<= 2",  " >>= 1",
                                        " &= 60", " &= -32L", " |= 129", " ^= 129", " /= -2"};
      return tab + place() + narrowing[any(10)] + ";\n";
    }
    case 18: {
      static const char *copies[] = {"first = second",
                                     "second = swapped(first)",
                                     "a = b",
                                     "*q = a",
                                     "first = (struct pair){ .high = { 3, 4 }, .low = -2 }",
                                     "q = q->next",
                                     "f = f == up ? down : up",
                                     "z = swapped(second).low"};
      return tab + copies[any(8)] + ";\n";
    }
    case 19: return tab + "y = " + (any(2) ? "x++" : "--x") + ";\n";
    case 20:
      return tab + "(void)(" + condition(1) + (any(2) ? " && " : " || ") + "(x = " + expression(1) + "));\n";
    case 21:
      return tab + "switch (" + value() + ") {\n" + tab + "case -5 ... -1:\n" + statement(depth + 1) +
             (any(2) ? tab + "\tbreak;\n" : "") + tab + "default:\n" + statement(depth + 1) +
             (any(2) ? tab + "\tbreak;\n" : "") + tab + "case 1:\n" + tab + "case 3 ... 100:\n" +
             statement(depth + 1) + tab + "}\n";
    case 22: {
      if (depthOfLoops > 0) return tab + place() + " = " + expression(1) + ";\n";
      const std::string again = "again" + number(loops++);
      ++depthOfLoops;
      std::string text = tab + "{\n" + tab + "int round = 0;\n" + again + ":\n" + statement(depth + 1) + tab +
                         "if (++round < 3)\n" + tab + "\tgoto " + again + ";\n" + tab + "}\n";
      --depthOfLoops;
      return text;
    }
    case 23:
      return tab + "{\n" + tab + "\t" + types[any(7)] + " late;\n\n" + tab + "\tlate = " + expression(1) +
             ";\n" + tab + "\t" + place() + " = late;\n" + tab + "}\n";
    case 0:
    case 1: return tab + place() + " = " + expression(0) + ";\n";
    case 2:
    case 3: return tab + place() + updates[any(2)] + expression(1) + ";\n";
    case 4: return tab + place() + (any(2) ? "++" : "--") + ";\n";
    case 5:
    case 6: {
      std::string text = tab + "if " + condition(0) + " " + block(depth);
      if (any(2)) text += tab + "else " + block(depth);
      return text;
    }
    case 7: return tab + "q = " + pointer() + ";\n";
    case 8:
      return any(2) ? tab + "p = " + pointer() + ";\n"
                    : tab + "if (p)\n" + tab + "\tp->count" + updates[any(3)] + value() + ";\n";
    case 9: return tab + "__pinproof_atomic_add(&counter, " + expression(1) + ", 6);\n";
    case 10: return tab + "list[" + number(any(3)) + "] = " + pointer() + ";\n";
    case 11: return tab + "ghost " + (any(2) ? "+= " : "-= ") + value() + ";\n";
    case 12:
      if (depthOfLoops > 1) return tab + "assume(" + condition(1) + ");\n";
      return loop(depth);
    case 13: return tab + "goto out;\n";
    case 14: return tab + "CHECK(claim" + number(claims++) + ", " + condition(1) + ");\n";
    case 15:
      return tab + "switch (any_of(\"zero|one|two\")) {\n" + tab + "case 0:\n" + statement(depth + 1) + tab +
             (any(2) ? "\tbreak;\n" : "\t/* on */\n") + tab + "case 2:\n" + statement(depth + 1) + tab +
             "\tbreak;\n" + tab + "default:\n" + statement(depth + 1) + tab + "}\n";
    default: return tab + "assume(" + condition(1) + ");\n";
    }
  }

  std::string loop(unsigned depth) {
    const std::string tab(depth, '\t'), i = "n" + number(loops++);
    ++depthOfLoops;
    std::string text;
    switch (any(4)) {
    case 0:
      text = tab + "for (int " + i + " = 0; " + i + " < " + number(1 + any(4)) + "; " + i + "++) " +
             block(depth);
      break;
    case 1:
      text = tab + "for (unsigned int " + i + " = 0; " + i + " < 3; " + i + "++) {\n" + tab + "\tlist[" + i +
             "]->count += " + value() + ";\n" + tab + "\tif " + condition(1) + "\n" + tab + "\t\t" +
             (any(2) ? "break" : "continue") + ";\n" + statement(depth + 1) + tab + "}\n";
      break;
    case 2:
      text = tab + "for (int " + i + " = any_int(\"times\", 0, 5); " + i + " > 0; " + i + "--)\n" + tab +
             "\t" + place() + " += " + constant() + ";\n";
      break;
    default:
      text = tab + "int " + i + " = 0;\n" + tab + "do " + block(depth);
      text.pop_back();
      text += " while (++" + i + " < " + number(1 + any(3)) + ");\n";
      text = tab + "{\n" + text + tab + "}\n";
    }
    --depthOfLoops;
    return text;
  }
};

} // namespace

Decisions randomDecisions(unsigned seed) {
  std::mt19937 random(seed);
  Decisions decisions(40 + random() % 160);
  for (uint32_t &d : decisions) d = random() % 5040; // divisible by every number of alternatives up to 10
  return decisions;
}

std::string randomC(const Decisions &decisions) { return Generator(decisions).specification(); }

Decisions shrunk(Decisions decisions, const std::function<bool(const Decisions &)> &fails) {
  for (bool isSmaller = true; isSmaller;) {
    isSmaller = false;
    auto accept = [&](const Decisions &candidate) {
      if (candidate >= decisions && candidate.size() >= decisions.size()) return false;
      if (!fails(candidate)) return false;
      decisions = candidate;
      return isSmaller = true;
    };
    for (size_t length = std::max<size_t>(decisions.size() / 2, 1); length > 0; length /= 2)
      for (size_t at = 0; at < decisions.size();) {
        Decisions without = decisions;
        without.erase(without.begin() + static_cast<long>(at),
                      without.begin() + static_cast<long>(std::min(at + length, without.size())));
        if (!accept(without)) at += length;
      }
    for (size_t at = 0; at < decisions.size(); ++at)
      for (uint32_t lower : {uint32_t{0}, decisions[at] / 2, decisions[at] - 1}) {
        if (decisions[at] == 0 || lower >= decisions[at]) continue;
        Decisions smaller = decisions;
        smaller[at] = lower;
        if (accept(smaller)) break;
      }
  }
  return decisions;
}

} // namespace pinproof::tests
