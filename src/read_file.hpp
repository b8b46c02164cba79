#pragma once

#include <cstddef>
#include <string>
#include <system_error>

namespace k8s::detail {

struct FileText {
  std::string text{};
  /// Why the file could not be read; false if it was.
  std::error_code error{};
};

/// All of a file, a pipe included. A file of more than `max_bytes` is refused.
[[nodiscard]] FileText read_file(const std::string& path, std::size_t max_bytes);

}  // namespace k8s::detail
