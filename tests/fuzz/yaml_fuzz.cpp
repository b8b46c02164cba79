#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "yaml/yaml.hpp"

/// YAML is read or refused, and what was read survives being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    for (k8s::yaml::Node& node : k8s::yaml::parse_nodes(text, "")) {
      const boost::json::value value = to_json(std::move(node));
      if (k8s::yaml::parse(k8s::yaml::emit(value), "") != value) std::abort();
    }
  } catch (const k8s::yaml::ParseError&) {
    return 0;
  }
  return 0;
}
