// FNV-1a of 128 bits (Fowler, Noll, Vo; RFC 9923): a multiplication per byte and nothing to link. What is
// looked up by a digest is checked again before it is used, so a collision costs time and no answer.
#include "cli/digest.h"

namespace pinproof::cli {

std::string digest(const std::string &text) {
  using Wide = unsigned __int128;
  const Wide prime = (static_cast<Wide>(1) << 88) + 0x13b;
  Wide hash = (static_cast<Wide>(0x6c62272e07bb0142) << 64) + 0x62b821756295c58d;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
  std::string digits;
  for (int shift = 124; shift >= 0; shift -= 4) digits += "0123456789abcdef"[(hash >> shift) & 15];
  return digits;
}

} // namespace pinproof::cli
