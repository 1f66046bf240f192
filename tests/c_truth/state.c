// Claims about all that can happen, in any number of steps.

// counter_returns
static int st_n;
TRANSITION(counter_returns) { st_n++; if (st_n == 3) st_n = 0; CHECK(le, st_n <= 2); CHECK(lt, st_n < 2); }
INVARIANT(st_n_range) { return st_n >= 0 && st_n <= 2; }
INVARIANT(st_n_small) { return st_n < 2; }

// flag_and_counter
static int st_c; static _Bool st_held;
TRANSITION(flag_and_counter) { if (any_bool("take")) { if (!st_held) { st_c++; st_held = 1; } } else if (st_held) { st_c--; st_held = 0; } }
INVARIANT(st_c_is_held) { return st_c == st_held; }
INVARIANT(st_c_never) { return !st_held; }

// two_pointers
static int st_a, st_b; static int *st_p = &st_a, *st_q = &st_b;
TRANSITION(two_pointers) { int *t = st_p; if (any_bool("swap")) { st_p = st_q; st_q = t; } }
INVARIANT(st_differ) { return st_p != st_q; }
INVARIANT(st_first) { return st_p == &st_a; }

// last_value
static unsigned char st_last;
TRANSITION(last_value) { st_last = any_int("a", 0, 300); }
INVARIANT(st_byte) { return st_last <= 255; }
INVARIANT(st_half) { return st_last < 255; }

// invariant_by_bug
static int st_bug;
TRANSITION(invariant_by_bug) { st_bug = 1; }
INVARIANT(st_bug_free) { if (st_bug) __pinproof_report("bug", "st_bug_free", "st_bug"); return 1; }

// invariant_always_bug
static int st_always;
TRANSITION(invariant_always_bug) { st_always = any_int("a", 0, 2); }
INVARIANT(st_always_small) { __pinproof_report("bug", "st_always_small", "b"); return st_always < 2; }

// invariant_bug_not_reached
static int st_calm;
TRANSITION(invariant_bug_not_reached) { st_calm = any_int("a", 0, 2); }
INVARIANT(st_calm_small) { if (st_calm > 2) __pinproof_report("bug", "st_calm_small", "b"); return st_calm <= 2; }

// invariant_checks: refused
static int st_checked;
TRANSITION(invariant_checks) { st_checked = 1; }
INVARIANT(st_checks) { CHECK(st_inner, st_checked == 0); return 1; }

// invariant_writes
static int st_w;
TRANSITION(invariant_writes) { CHECK(le, st_w <= 2); CHECK(zero, st_w == 0); st_w = any_int("a", 0, 2); }
INVARIANT(st_w_range) { int t = st_w; return t >= 0; }

// bug_stops
static int st_stopped;
TRANSITION(bug_stops) { int a = any_int("a", 0, 1); if (a) __pinproof_report("bug", "bug:transition_bug_stops:a", "a"); st_stopped = a; }
INVARIANT(st_never_set) { return st_stopped == 0; }

// claims_of_two_steps
static int st_s;
TRANSITION(claims_of_two_steps) { CHECK(zero, st_s == 0); CHECK(small, st_s <= 1); if (!st_s) st_s = any_int("a", 0, 1); }

// array_of_states
static unsigned char st_arr[2];
TRANSITION(array_of_states) { int i = any_int("i", 0, 1); st_arr[i] ^= 1; }
INVARIANT(st_bits) { return st_arr[0] <= 1 && st_arr[1] <= 1; }
INVARIANT(st_not_both) { return !(st_arr[0] && st_arr[1]); }

// wrap_of_state
static unsigned char st_wrap = 254;
TRANSITION(wrap_of_state) { st_wrap++; }
INVARIANT(st_wrap_high) { return st_wrap >= 254 || st_wrap < 254; }
INVARIANT(st_wrap_never) { return st_wrap != 0; }
