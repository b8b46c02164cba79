#include "rules.hpp"

#include <fstream>
#include <iterator>

#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

void require(bool holds, const std::string& place, std::string_view form) {
  if (!holds) throw SchemaError(place, "the form is: " + std::string(form));
}

}  // namespace

Rules Rules::read(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw SchemaError(file.string(), "cannot be read");
  return read(in, file.string());
}

Rules Rules::read(std::istream& text, std::string_view name) {
  Rules rules;
  std::string line;
  for (std::size_t count = 1; std::getline(text, line); ++count) {
    const std::string place = std::string(name) + ":" + std::to_string(count);
    const auto all = words(std::string_view(line).substr(0, line.find('#')));
    if (all.empty()) continue;
    const std::string_view rule = all[0];
    if (rule == "value") {
      require(all.size() == 4, place, "value DEFINITION TYPE HEADER");
      rules.values[std::string(all[1])] = {std::string(all[2]), std::string(all[3])};
    } else if (rule == "read_only" || rule == "once" || rule == "write_only") {
      require(all.size() > 2, place, "read_only|once|write_only DEFINITION FIELD...");
      auto& fields = rules.fields[std::string(all[1])];
      for (std::size_t i = 2; i < all.size(); ++i) {
        fields[std::string(all[i])].insert(std::string(rule));
      }
    } else if (rule == "constructor") {
      require(all.size() > 2, place, "constructor DEFINITION FIELD...");
      rules.constructors[std::string(all[1])] = {all.begin() + 2, all.end()};
    } else if (rule == "lift") {
      require(all.size() == 3, place, "lift TYPE DEFINITION");
      rules.lifted[std::string(all[1])] = std::string(all[2]);
    } else if (rule == "reserved") {
      rules.reserved.insert(all.begin() + 1, all.end());
    } else {
      throw SchemaError(place, "there is no rule \"" + std::string(rule) + "\"");
    }
  }
  return rules;
}

}  // namespace modelgen
