/*
 * The vocabulary of specifications: ordinary C that clangd reads, over a dozen built-ins that pinproof
 * gives meaning to.
 *
 * A specification is one translation unit that includes the kernel file under test, as KUnit tests do,
 * and then says what happens (INIT, TRANSITION) and what must hold (INVARIANT, CHECK). Each transition
 * runs as one indivisible step, any number of times, in any order, with any inputs. Globals are the
 * state; locals do not outlive a transition.
 */
#ifndef PINPROOF_H
#define PINPROOF_H

typedef _Bool pinproof_bool;

/* A mathematical integer, for what callers believe they hold: it never wraps. No C that is read may say this type otherwise;
 * __int128, which has bounds, is not modelled. */
typedef _BitInt(128) integer;

#define PINPROOF(role) __attribute__((annotate("pinproof." role), used))
#define PINPROOF_JOIN_(a, b) a##b
#define PINPROOF_JOIN(a, b) PINPROOF_JOIN_(a, b)
#define PINPROOF_NOTE_(role) \
	static const char PINPROOF_JOIN(pinproof_note_, __COUNTER__)[] PINPROOF(role)

/* One line that says what the specification is about; shown in tables. */
#define SPEC(text) PINPROOF_NOTE_("title") = text
/* An approximation that the specification makes, or what it takes for granted; listed with every answer under
 * its label, by which it can be accepted: ASSUMPTION(A9, "no folio belongs to a device"). Labels of what comes with
 * pinproof are those of docs/model.md; others are shown behind the specification's name, "my_spec.label". */
#define ASSUMPTION(label, text) PINPROOF_NOTE_("assumption") = #label "\n" text

/* What the kernel calls `name` says nothing here, by the assumption with this label: a barrier, a statistic. A line
 * that a patch changes in nothing else is not checked. MEANINGLESS(smp_rmb, A1); */
#define MEANINGLESS(name, label) PINPROOF_NOTE_("meaningless") = #name "\n" #label

/* The initial states: what globals are before anything happens (they start as C says: zero). */
#define INIT() static void pinproof_init(void) PINPROOF("init"); static void pinproof_init(void)

/* Something that may happen in any state. */
#define TRANSITION(name) \
	static void transition_##name(void) PINPROOF("transition"); \
	static void transition_##name(void)

/* Returns whether the state is right; asked before and after every transition.
 * INVARIANT(name) { return …; }  or  INVARIANT(name, EXPECT(finding, "why")) { … }
 * EXPECT(finding, ...): a defect that a kernel may have. Violated it is reported as a finding, proved the kernel does not
 * have it; neither fails a run that is not strict.
 * EXPECT(violated, ...): a self-test: a mistake made on purpose, which has to be noticed. If it holds, the run fails. */
#define INVARIANT(name, ...) \
	static pinproof_bool invariant_##name(void) PINPROOF("invariant") __VA_ARGS__; \
	static pinproof_bool invariant_##name(void)
#define EXPECT(what, why) __attribute__((annotate("pinproof.expect." #what ":" why)))

/* What is expected of WARN, BUG and CHECK conditions: those inside C function `function` whose name or
 * condition contains `part` ("" for all). EXPECT_REPORT(try_get_folio, "", finding, "why"); */
#define EXPECT_REPORT(function, part, what, why) \
	PINPROOF_NOTE_("expect_report") = #function "\n" part "\n" #what "\n" why

/* This specification is about a function that not every kernel has: without it, it does not apply. */
#define REQUIRES(function) \
	__if_not_exists(function) { PINPROOF_NOTE_("absent") = #function; }

/* This specification was written for kernels with this function. What it is about is in others too, and nobody has looked
 * at it there: their answer is DRIFT, and not that it does not apply. */
#define WRITTEN_FOR(function) \
	__if_not_exists(function) { PINPROOF_NOTE_("unported") = #function; }

/* `function` must have one of these types, or the answer is DRIFT. Types as for a typedef of a function:
 * KNOWN_TYPE(try_grab_folio, int, (struct folio *, int, unsigned int)); several may stand for one name. */
#define KNOWN_TYPE(function, result, arguments) \
	typedef result PINPROOF_JOIN(pinproof_known_, __COUNTER__) arguments PINPROOF_KNOWN_(function)
#define PINPROOF_KNOWN_(function) __attribute__((annotate("pinproof.known." #function)))

/* This function is called instead of `function`, whatever body that has; listed with every answer. Written
 * after a declaration of the same type: static int simple(int a) MODELS(complicated); */
#ifndef MODELS /* as PINPROOF_EACH */
#define MODELS(function) __attribute__((annotate("pinproof.model." #function), unused))
#endif

/* What `function` does is not looked at: whoever calls it needs something that is not modelled. For kernel
 * functions behind conditions that never hold here; should one hold, the answer is UNKNOWN. */
#define OUTSIDE(function) PINPROOF_NOTE_("outside") = #function

/* For mutants: where the kernel says `word`, somebody could have said `other`. EXCHANGE(FOLL_PIN, FOLL_GET); */
#define EXCHANGE(word, other) PINPROOF_NOTE_("exchange") = #word "\n" #other

/* Any integer in [low, high] (constants), chosen anew each time; `label` is its unit in traces: "pages". */
#define any_int(label, low, high) ((int)__pinproof_any(label, low, high))
/* Any of the alternatives "fast|slow"; 0 for the first. */
#define any_of(alternatives) ((int)__pinproof_any_of(alternatives))
#define any_bool(label) (any_of("not " label "|" label) != 0)
/* Runs in which `condition` is false end here: nothing follows from them, and what they have reported stands. */
#define assume(condition) __pinproof_assume(!!(condition))
/* A claim about this very moment; a property of its own, by name. */
#define CHECK(name, condition) \
	do { \
		__pinproof_claim(#name, #condition); \
		if (!(condition)) \
			__pinproof_report("check", #name, #condition); \
	} while (0)

/* Built-ins. Labels and texts must be string literals. */
long __pinproof_any(const char *label, long low, long high);
long __pinproof_any_of(const char *alternatives);
void __pinproof_assume(int condition);
/* whether the CHECK of this name holds is decided next: it is a property, whichever way that goes */
void __pinproof_claim(const char *name, const char *condition);
/* kind: "warn" goes on, "bug" stops the run, "check" goes on */
void __pinproof_report(const char *kind, const char *name, const char *condition);
/* *counter += delta, wrapping at `bits` (a constant), indivisibly; returns the new value */
int __pinproof_atomic_add(int *counter, int delta, int bits);
/* array[0 .. count) = value, for an array of pointers declared as a local or global of the spec */
void __pinproof_fill(void *array, unsigned long count, const void *value);
/* whoever gets here needs something that is not modelled: UNKNOWN, with this text */
void __pinproof_refuse(const char *what);

/* A member declared PINPROOF_EACH is one of many alike: pointer arithmetic on a pointer to it moves an
 * index and reaches the same bytes. For the struct pages of one folio. It must be the last member of the
 * object: whatever lies at or beyond it is an element of it. */
#ifndef PINPROOF_EACH /* in runs of the compiled C there are really many */
#define PINPROOF_EACH __attribute__((annotate("pinproof.each")))
#endif

/* Width of every atomic_t counter; smaller in scaled-down runs that are explored state by state. */
#ifndef PINPROOF_COUNTER_BITS
#define PINPROOF_COUNTER_BITS 32
#endif
/* Bits of GUP_PIN_COUNTING_BIAS: a pin of a small folio adds 1 << this. */
#ifndef PINPROOF_BIAS_BITS
#define PINPROOF_BIAS_BITS 10
#endif
/* Most pages of one direct-I/O submission (DIO_PAGES of fs/direct-io.c). */
#ifndef PINPROOF_DIO_PAGES
#define PINPROOF_DIO_PAGES 64
#endif
/* Most pages of a large folio: those that one page table of 4 KiB maps, a huge page. */
#ifndef PINPROOF_HUGE_PAGES
#define PINPROOF_HUGE_PAGES 512
#endif

#endif
