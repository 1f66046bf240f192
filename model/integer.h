// Integers wide enough for every sum of 64-bit machine quantities.
//
// The model computes in mathematical integers; 128 bits hold any sum of a few 64-bit values times
// 32-bit coefficients. Arithmetic that could leave 128 bits throws instead of wrapping: a silent
// wrap here would be a wrong answer about the kernel's wraps.
#pragma once

#include <string>

namespace pinproof::model {

using Integer = __int128;

/// Sum, difference and product; throw std::overflow_error when 128 bits do not hold the result.
Integer add(Integer a, Integer b);
Integer subtract(Integer a, Integer b);
Integer multiply(Integer a, Integer b);

/// Quotient rounded towards minus infinity, for b > 0.
Integer floorDivide(Integer a, Integer b);

std::string toString(Integer value);

/// The value of a decimal numeral with optional sign; throws std::invalid_argument on anything else.
Integer parseInteger(const std::string &text);

/// `value` reduced to a machine integer of `width` bits (1..127; 128: as it is), two's complement if signed.
Integer wrap(Integer value, unsigned width, bool isSigned);

} // namespace pinproof::model
