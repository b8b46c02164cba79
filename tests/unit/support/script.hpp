#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "support/temporary_directory.hpp"

namespace k8s::testing {

/// Writes a shell script that may be run, and returns its path.
inline std::string write_script(const TemporaryDirectory& directory, std::string_view name,
                                std::string_view text) {
  std::string path = directory.write(name, "#!/bin/sh\n" + std::string(text));
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

}  // namespace k8s::testing
