#pragma once

#include <boost/json.hpp>

namespace recorder {

/// An answer, without what is another one on each server: uids, times, resourceVersions, addresses,
/// generated names, tokens.
[[nodiscard]] boost::json::value mapped(const boost::json::value& value);

}  // namespace recorder
