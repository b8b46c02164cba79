#include "go_types.hpp"

#include <charconv>
#include <fstream>

#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

constexpr std::string_view header = "definition\tordinal\tfield\tkind\theld\twritten";

std::size_t number(std::string_view text, const std::string& place) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0) {
    throw SchemaError(place, "the ordinal is no positive number");
  }
  return value;
}

bool one_of(std::string_view text, std::string_view yes, std::string_view no,
            const std::string& place) {
  if (text != yes && text != no) {
    throw SchemaError(place, "\"" + std::string(text) + "\" is neither \"" + std::string(yes) +
                                 "\" nor \"" + std::string(no) + "\"");
  }
  return text == yes;
}

}  // namespace

GoTypes GoTypes::read(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw SchemaError(file.string(), "cannot be read");
  return read(in, file.string());
}

GoTypes GoTypes::read(std::istream& text, std::string_view name) {
  GoTypes types;
  std::string line;
  for (std::size_t count = 1; std::getline(text, line); ++count) {
    const std::string place = std::string(name) + ":" + std::to_string(count);
    if (count == 1) {
      if (line != header) throw SchemaError(place, "this is no table of Go's types");
      continue;
    }
    const auto columns = split(line, '\t');
    if (columns.size() != 6) throw SchemaError(place, "a row has six columns");
    const GoField field{.ordinal = number(columns[1], place),
                        .kind = std::string(columns[3]),
                        .pointer = one_of(columns[4], "pointer", "value", place),
                        .always = one_of(columns[5], "always", "omitempty", place)};
    types.definitions_[std::string(columns[0])].emplace(columns[2], field);
  }
  return types;
}

const GoTypes::Fields* GoTypes::find(std::string_view definition) const {
  const auto found = definitions_.find(definition);
  return found == definitions_.end() ? nullptr : &found->second;
}

}  // namespace modelgen
