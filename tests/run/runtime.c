/*
 * The primitives of pinproof.h as a machine has them, for specifications compiled by an ordinary compiler.
 *
 * Reads a script from standard input, a line per step: the transition's number (0: back to the beginning, and
 * INIT), how often, how many choices, and the choices, which are the same each time. Answers with a block of
 * lines per step: how it ended, every scalar, how often each has wrapped, every invariant, and what was
 * reported.
 */
#include "runtime.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CHOICES 4096
#define MOST_COUNTERS 256
#define MOST_REPORTS 64

static long choices[MOST_CHOICES];
static unsigned int choice_count, next_choice;

static struct {
	int *counter;
	long long wraps;
} counters[MOST_COUNTERS], counters_before[MOST_COUNTERS];

static struct {
	const char *kind, *name, *condition;
} reports[MOST_REPORTS];
static unsigned int report_count;

static jmp_buf out_of_the_step;
static const char *ending, *detail;
static char *beginning, *before; /* images of all objects */

static _Noreturn void end_step(const char *how, const char *why)
{
	ending = how;
	detail = why;
	longjmp(out_of_the_step, 1);
}

/* --- what specifications call --- */

long __pinproof_any(const char *label, long low, long high)
{
	if (next_choice == choice_count)
		end_step("asks for more choices", label);
	if (choices[next_choice] < low || choices[next_choice] > high)
		end_step("asks for another range", label);
	return choices[next_choice++];
}

long __pinproof_any_of(const char *alternatives)
{
	long highest = 0;

	for (const char *c = alternatives; *c; c++)
		highest += *c == '|';
	return __pinproof_any(alternatives, 0, highest);
}

void __pinproof_assume(int condition)
{
	if (!condition)
		end_step("assume", "");
}

void __pinproof_claim(const char *name, const char *condition)
{
	(void)name;
	(void)condition;
}

void __pinproof_report(const char *kind, const char *name, const char *condition)
{
	unsigned int i;

	for (i = 0; i < report_count; i++)
		if (!strcmp(reports[i].name, name) && !strcmp(reports[i].condition, condition))
			break;
	if (i == report_count && i < MOST_REPORTS) {
		reports[i].kind = kind;
		reports[i].name = name;
		reports[i].condition = condition;
		report_count++;
	}
	if (!strcmp(kind, "bug"))
		end_step("bug", "");
}

int __pinproof_atomic_add(int *counter, int delta, int bits)
{
	long long modulus = 1LL << bits, sum = (long long)*counter + delta, kept = sum;
	unsigned int i = 0;

	while (kept >= modulus / 2)
		kept -= modulus;
	while (kept < -modulus / 2)
		kept += modulus;
	if (kept != sum) {
		while (i < MOST_COUNTERS - 1 && counters[i].counter && counters[i].counter != counter)
			i++;
		counters[i].counter = counter;
		counters[i].wraps += (sum - kept) / modulus;
	}
	return *counter = (int)kept;
}

void __pinproof_fill(void *array, unsigned long count, const void *value)
{
	for (unsigned long i = 0; i < count; i++)
		((const void **)array)[i] = value;
}

void __pinproof_refuse(const char *what)
{
	end_step("refused", what);
}

/* --- the state --- */

static unsigned long state_size(void)
{
	unsigned long size = 0;

	for (unsigned int i = 0; i < pinproof_object_count; i++)
		size += pinproof_objects[i].size;
	return size;
}

static void copy_state(char *image, int restore)
{
	for (unsigned int i = 0; i < pinproof_object_count; i++) {
		const struct pinproof_object *o = &pinproof_objects[i];

		if (restore && memcmp(o->at, image, o->size)) /* constants never differ */
			memcpy(o->at, image, o->size);
		else if (!restore)
			memcpy(image, o->at, o->size);
		image += o->size;
	}
}

/* Of many that are alike, one that was written is what all are from now on. */
static void keep_alike(const char *image)
{
	for (unsigned int i = 0; i < pinproof_object_count; image += pinproof_objects[i].size, i++) {
		const struct pinproof_object *o = &pinproof_objects[i];
		char *first = (char *)o->at + o->each_offset, *written = first;

		for (unsigned long n = 1; n < o->each_count; n++)
			if (memcmp(first + n * o->each_size, image + o->each_offset + n * o->each_size, o->each_size))
				written = first + n * o->each_size;
		for (unsigned long n = 0; n < o->each_count; n++)
			if (first + n * o->each_size != written)
				memcpy(first + n * o->each_size, written, o->each_size);
	}
}

static void print_integer(__int128 value)
{
	char digits[50];
	int at = sizeof(digits) - 1;
	int negative = value < 0;

	digits[at] = 0;
	do {
		int digit = (int)(value % 10);

		digits[--at] = (char)('0' + (digit < 0 ? -digit : digit));
		value /= 10;
	} while (value);
	printf(" %s%s", negative ? "-" : "", digits + at);
}

static void print_pointer(const char *value)
{
	for (unsigned int i = 0; i < pinproof_object_count; i++) {
		const char *begin = pinproof_objects[i].at;

		if (value == begin || (value > begin && value < begin + pinproof_objects[i].size)) {
			printf(" p%u+%ld", pinproof_objects[i].number, (long)(value - begin));
			return;
		}
	}
	print_integer((long)value);
}

static void print_cell(const struct pinproof_cell *cell)
{
	unsigned __int128 bits = 0;
	unsigned int unused = 128 - 8 * (unsigned int)cell->bytes;

	memcpy(&bits, cell->at, (size_t)cell->bytes);
	if (cell->is_pointer)
		print_pointer((const char *)(unsigned long)bits);
	else if (cell->is_signed)
		print_integer((__int128)(bits << unused) >> unused);
	else
		print_integer((__int128)bits);
}

static long long wraps_of(const void *counter)
{
	for (unsigned int i = 0; i < MOST_COUNTERS; i++)
		if (counters[i].counter == counter)
			return counters[i].wraps;
	return 0;
}

/* An invariant that runs into BUG does not hold. */
static int holds(unsigned int invariant)
{
	return !setjmp(out_of_the_step) && pinproof_invariants[invariant]();
}

static void answer(void)
{
	printf("%s %s\ncells", ending, detail);
	for (unsigned int i = 0; i < pinproof_cell_count; i++)
		print_cell(&pinproof_cells[i]);
	printf("\nwraps");
	for (unsigned int i = 0; i < pinproof_cell_count; i++)
		print_integer(wraps_of(pinproof_cells[i].at));
	printf("\ninvariants");
	for (unsigned int i = 0; i < pinproof_invariant_count; i++)
		printf(" %d", holds(i));
	printf("\n");
	for (unsigned int i = 0; i < report_count; i++)
		printf("report %s|%s|%s\n", reports[i].kind, reports[i].name, reports[i].condition);
	printf(".\n");
}

/* --- steps --- */

static void step(unsigned int transition, unsigned long long count)
{
	ending = "done";
	detail = "";
	report_count = 0;
	if (transition == 0) {
		copy_state(beginning, 1);
		memset(counters, 0, sizeof(counters));
	}
	for (unsigned long long i = 0; i < count && !strcmp(ending, "done"); i++) {
		copy_state(before, 0);
		memcpy(counters_before, counters, sizeof(counters));
		next_choice = 0;
		if (!setjmp(out_of_the_step)) {
			pinproof_transitions[transition].run();
			if (next_choice != choice_count)
				ending = "asks for fewer choices";
		}
		keep_alike(before);
		if (!strcmp(ending, "assume")) {
			copy_state(before, 1);
			memcpy(counters, counters_before, sizeof(counters));
		}
	}
	answer();
}

int main(void)
{
	unsigned int transition;
	unsigned long long count;

	beginning = malloc(state_size() + 1);
	before = malloc(state_size() + 1);
	if (!beginning || !before)
		return 1;
	copy_state(beginning, 0);
	while (scanf("%u %llu %u", &transition, &count, &choice_count) == 3) {
		if (transition >= pinproof_transition_count || choice_count > MOST_CHOICES)
			return 1;
		for (unsigned int i = 0; i < choice_count; i++)
			if (scanf("%ld", &choices[i]) != 1)
				return 1;
		step(transition, count);
	}
	free(beginning);
	free(before);
	return 0;
}
