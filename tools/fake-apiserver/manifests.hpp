#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fake_apiserver {

/// The files that a path of the command line stands for: itself, or, of a folder, those in it that
/// end in .yaml, .yml or .json, by name.
/// \throws std::runtime_error if a folder has none
[[nodiscard]] std::vector<std::filesystem::path> manifest_files(const std::filesystem::path& path);

/// \throws std::runtime_error that names the file
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace fake_apiserver
