// Places as a person reads them.
#include "model/source.h"

namespace pinproof::model {

std::string toString(const Source &where) {
  if (where.line == 0) return where.file;
  return where.file + ":" + std::to_string(where.line);
}

} // namespace pinproof::model
