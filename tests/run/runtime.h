/*
 * Between a specification compiled as it stands and the program that runs it. No header of any C library is
 * included here: the specification's unit has the kernel's types.
 */
#ifndef PINPROOF_RUNTIME_H
#define PINPROOF_RUNTIME_H

/* A global of the specification or the kernel. Of a member that is one of many alike (PINPROOF_EACH) there
 * are really `each_count` here, which the runtime keeps alike. */
struct pinproof_object {
  unsigned int number; /* in Program::globals */
  void *at;
  unsigned long size;
  unsigned long each_offset, each_size, each_count;
};

/* A scalar of the state. */
struct pinproof_cell {
  void *at;
  int bytes, is_signed, is_pointer;
};

struct pinproof_transition {
  const char *name;
  void (*run)(void);
};

extern const struct pinproof_object pinproof_objects[];
extern const struct pinproof_cell pinproof_cells[];
extern const struct pinproof_transition pinproof_transitions[]; /* the first is INIT */
extern _Bool (*const pinproof_invariants[])(void);
extern const unsigned int pinproof_object_count, pinproof_cell_count, pinproof_transition_count,
    pinproof_invariant_count;

#endif
