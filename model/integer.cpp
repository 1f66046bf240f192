#include "model/integer.h"

#include <algorithm>
#include <stdexcept>

namespace pinproof::model {

Integer add(Integer a, Integer b) {
  Integer result;
  if (__builtin_add_overflow(a, b, &result)) throw std::overflow_error("a sum exceeds 128 bits");
  return result;
}

Integer subtract(Integer a, Integer b) {
  Integer result;
  if (__builtin_sub_overflow(a, b, &result)) throw std::overflow_error("a difference exceeds 128 bits");
  return result;
}

Integer multiply(Integer a, Integer b) {
  Integer result;
  if (__builtin_mul_overflow(a, b, &result)) throw std::overflow_error("a product exceeds 128 bits");
  return result;
}

Integer floorDivide(Integer a, Integer b) {
  Integer quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

std::string toString(Integer value) {
  if (value == 0) return "0";
  bool negative = value < 0;
  auto magnitude = negative ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  std::string digits;
  for (; magnitude != 0; magnitude /= 10)
    digits.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
  if (negative) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Integer parseInteger(const std::string &text) {
  size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (at == text.size()) throw std::invalid_argument("not a number: '" + text + "'");
  Integer value = 0;
  for (; at < text.size(); ++at) {
    if (text[at] < '0' || text[at] > '9') throw std::invalid_argument("not a number: '" + text + "'");
    value = add(multiply(value, 10), text[at] - '0');
  }
  return text[0] == '-' ? -value : value;
}

Integer wrap(Integer value, unsigned width, bool isSigned) {
  if (width >= 128) return value; // unbounded
  const Integer modulus = static_cast<Integer>(1) << width;
  Integer reduced = value - floorDivide(value, modulus) * modulus;
  return isSigned && reduced >= modulus / 2 ? reduced - modulus : reduced;
}

} // namespace pinproof::model
