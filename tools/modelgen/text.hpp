#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace modelgen {

/// The parts between separators, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The words between blanks.
std::vector<std::string_view> words(std::string_view line);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// \throws SchemaError if the file cannot be read
std::string read_file(const std::filesystem::path& file);

/// Writes a file as a whole or not at all. \throws SchemaError if it cannot be written
void write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace modelgen
