#include "text.hpp"

#include <fstream>
#include <iterator>

#include "schema_error.hpp"

namespace modelgen {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return parts;
    line.remove_prefix(begin);
    const std::size_t end = line.find_first_of(" \t\r");
    parts.push_back(line.substr(0, end));
    line.remove_prefix(parts.back().size());
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) result += separator;
    result += part;
  }
  return result;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) throw SchemaError(file.string(), "cannot be read");
  return text;
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  namespace fs = std::filesystem;
  if (file.has_parent_path()) fs::create_directories(file.parent_path());
  const fs::path fresh = file.string() + ".new";
  std::ofstream out(fresh, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw SchemaError(fresh.string(), "cannot be written");
  fs::rename(fresh, file);
}

}  // namespace modelgen
