// Small specifications in C, at random: what front end, symbolic execution and interpreter must all
// understand.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace pinproof::tests {

/// The decisions that made a program, in order: where they end, all further ones are 0, which is always the
/// simplest. So a shorter or smaller list makes a smaller program, and any list makes one.
using Decisions = std::vector<uint32_t>;

Decisions randomDecisions(unsigned seed);

/// A specification without undefined behaviour: globals of mixed widths and signs, narrow counters, structs
/// and pointers to them and copies of them, a union, local arrays, calls of functions and through pointers,
/// branches, bounded loops, switch, goto.
std::string randomC(const Decisions &decisions);

/// The smallest list found by cutting and lowering for which `fails` still says so.
Decisions shrunk(Decisions decisions, const std::function<bool(const Decisions &)> &fails);

} // namespace pinproof::tests
