#pragma once

#include <system_error>

namespace k8s {

/// Whether this process, or the whole system, can open no more files just now.
[[nodiscard]] inline bool is_lack_of_files(const std::error_code& error) noexcept {
  return error == std::errc::too_many_files_open ||
         error == std::errc::too_many_files_open_in_system;
}

}  // namespace k8s
