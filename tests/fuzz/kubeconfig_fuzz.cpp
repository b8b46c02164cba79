#include <cstddef>
#include <cstdint>
#include <string_view>

#include <k8s/config.hpp>
#include <k8s/error.hpp>

/// A kubeconfig may come from anywhere: it is read, or refused with a ConfigError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* context : {"", "c"}) {
    try {
      (void)k8s::parse_kube_config(text, context, "/nowhere");
    } catch (const k8s::ConfigError&) {
      continue;
    }
  }
  return 0;
}
