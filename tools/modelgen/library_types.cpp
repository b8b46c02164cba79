#include "library_types.hpp"

#include <sstream>

#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {

// The lines of library-types.tsv, and null: CMake makes a source of them.
extern const char* const library_types_table[];

LibraryTypes LibraryTypes::read(std::istream& text, std::string_view name) {
  LibraryTypes types;
  std::string line;
  for (std::size_t count = 1; std::getline(text, line); ++count) {
    const auto columns = split(line, '\t');
    if (columns.size() != 4) {
      throw SchemaError(std::string(name) + ":" + std::to_string(count), "a row has four columns");
    }
    if (count == 1) continue;  // the names of the columns
    types.types_[std::string(columns[0])] = {.is_struct = columns[1] == "struct",
                                             .name = std::string(columns[2]),
                                             .header = std::string(columns[3])};
  }
  return types;
}

LibraryTypes LibraryTypes::built_in() {
  std::stringstream text;
  for (const char* const* line = library_types_table; *line != nullptr; ++line)
    text << *line << '\n';
  return read(text, "library-types.tsv");
}

const LibraryTypes::Type* LibraryTypes::find(std::string_view definition) const {
  const auto found = types_.find(definition);
  return found == types_.end() ? nullptr : &found->second;
}

}  // namespace modelgen
