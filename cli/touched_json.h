// Changed lines as JSON, in reports and in explore's.
#pragma once

#include "cli/json_member.h"
#include "cli/touched_file.h"

namespace pinproof::cli {

nlohmann::ordered_json toJson(const TouchedFile &file);
/// What that wrote. Throws model::InputError.
TouchedFile readTouched(const Member &m);

} // namespace pinproof::cli
