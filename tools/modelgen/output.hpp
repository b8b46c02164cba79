#pragma once

#include <filesystem>
#include <ostream>

#include "emit.hpp"
#include "model.hpp"

namespace modelgen {

/// Writes the files that differ and removes generated ones, below the folders that `files` uses,
/// that are no longer made.
/// \throws SchemaError if a file cannot be written
void write_files(const Files& files, const std::filesystem::path& root, const Selection& selection);

/// Tells on `out` which files differ from what stands on disk; true if none does.
bool check_files(const Files& files, const std::filesystem::path& root, const Selection& selection,
                 std::ostream& out);

}  // namespace modelgen
