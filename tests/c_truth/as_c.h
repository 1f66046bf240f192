/*
 * The vocabulary of pinproof.h for an ordinary compiler: every choice is tried, with what follows from it.
 *
 * Choices are the digits of a number that counts up: after each run the last choice that has a next value
 * takes it, and those behind it are made anew. A choice from more than a few values is tried at its ends and
 * around zero.
 */
#ifndef PINPROOF_H
#define PINPROOF_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef __int128 integer;

#define TRANSITION(name) static void transition_##name(void)
#define INVARIANT(name, ...) static _Bool invariant_##name(void)
#define CHECK(name, condition) truth_note(#name, !!(condition))
#define any_int(label, low, high) ((int)__pinproof_any(label, low, high))
#define any_of(alternatives) ((int)__pinproof_any_of(alternatives))
#define any_bool(label) (any_of("not " label "|" label) != 0)
#define assume(condition) __pinproof_assume(!!(condition))

#define MOST_CHOICES 64
#define MOST_CLAIMS 64
#define MOST_RUNS 200000
#define MOST_STEPS 3

static struct truth {
  int at[MOST_CHOICES], count[MOST_CHOICES], chosen, made;
  jmp_buf out;
  struct {
    const char *name;
    int is_false;
  } claims[MOST_CLAIMS];
  int claim_count;
} * truth; /* outside of the state that is put back */

static void truth_note(const char *name, int holds) {
  int i;

  for (i = 0; i < truth->claim_count; i++)
    if (!strcmp(truth->claims[i].name, name)) break;
  truth->claims[i].name = name;
  truth->claims[i].is_false |= !holds;
  if (i == truth->claim_count) truth->claim_count++;
}

static __attribute__((unused)) long __pinproof_any(const char *label, long low, long high) {
  const long some[] = {low, low + 1, -1, 0, 1, 127, 128, 255, 256, high - 1, high};
  const int all = high - low < 16,
            count = all ? (int)(high - low + 1) : (int)(sizeof(some) / sizeof(some[0]));
  int which = 0;
  long value;

  (void)label;
  if (truth->made < truth->chosen)
    which = truth->at[truth->made];
  else
    truth->chosen = truth->made + 1;
  truth->at[truth->made] = which;
  truth->count[truth->made++] = count;
  value = all ? low + which : some[which];
  return value < low ? low : value > high ? high : value;
}

static __attribute__((unused)) long __pinproof_any_of(const char *alternatives) {
  long highest = 0;

  for (const char *c = alternatives; *c; c++) highest += *c == '|';
  return __pinproof_any(alternatives, 0, highest);
}

static __attribute__((unused)) void __pinproof_assume(int condition) {
  if (!condition) longjmp(truth->out, 1);
}

/* kind "bug" ends the run */
static __attribute__((unused)) void __pinproof_report(const char *kind, const char *name,
                                                      const char *condition) {
  (void)condition;
  truth_note(name, 0);
  if (!strcmp(kind, "bug")) longjmp(truth->out, 1);
}

/* The next combination of choices, or 0. */
static int truth_next(void) {
  while (truth->made > 0 && truth->at[truth->made - 1] + 1 >= truth->count[truth->made - 1]) truth->made--;
  if (truth->made == 0) return 0;
  truth->at[truth->made - 1]++;
  truth->chosen = truth->made;
  return 1;
}

extern char __data_start[], _end[];

/* Prints each claim of a case, and whether some run breaks it. */
static void truth_of(const char *name, void (*transition)(void), _Bool (*const *invariants)(void),
                     const char *const *invariant_names) {
  const size_t size = (size_t)(_end - __data_start);
  char *const beginning = malloc(size);
  volatile int steps, runs;

  truth = calloc(1, sizeof(*truth));
  memcpy(beginning, __data_start, size);
  for (steps = 0; steps <= MOST_STEPS; steps++) {
    truth->chosen = 0;
    runs = 0;
    do {
      memcpy(__data_start, beginning, size);
      truth->made = 0;
      if (!setjmp(truth->out)) {
        for (volatile int step = 0; step < steps; step++) transition();
        for (volatile int i = 0; invariants[i]; i++) truth_note(invariant_names[i], invariants[i]());
      }
    } while (truth_next() && ++runs < MOST_RUNS);
  }
  for (int i = 0; i < truth->claim_count; i++)
    printf("%s %s %d\n", name, truth->claims[i].name, truth->claims[i].is_false);
  memcpy(__data_start, beginning, size);
  free(beginning);
}

#endif
