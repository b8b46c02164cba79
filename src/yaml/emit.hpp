#pragma once

#include <string>

#include <boost/json/value.hpp>
#include <k8s/export.hpp>

namespace k8s::yaml {

/// The value as one YAML document in the style of kubectl: blocks, `- ` not indented under its key,
/// quotes where a string would read back as something else, `|` for text of several lines, nothing
/// folded. Members keep their order. Ends with a line break.
[[nodiscard]] K8S_EXPORT std::string emit(const boost::json::value& value);

}  // namespace k8s::yaml
