#include "testing/fake/media_type.hpp"

#include <algorithm>
#include <charconv>

namespace k8s::testing::fake {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Takes what stands before the next `separator`.
std::string_view take(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return trimmed(part);
}

MediaType read_one(std::string_view text) {
  MediaType media{.type = std::string(take(text, ';'))};
  while (!text.empty()) {
    std::string_view parameter = take(text, ';');
    const std::string_view name = take(parameter, '=');
    const std::string_view value = trimmed(parameter);
    if (name == "q") {
      std::from_chars(value.data(), value.data() + value.size(), media.quality);
    } else if (!name.empty()) {
      media.parameters.emplace_back(name, value);
    }
  }
  return media;
}

}  // namespace

std::string_view MediaType::parameter(std::string_view name) const {
  const auto found = std::ranges::find(
      parameters, name, [](const auto& entry) { return std::string_view(entry.first); });
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

bool MediaType::takes_json() const {
  return type == "application/json" || type == "application/*" || type == "*/*" || type == "*";
}

std::vector<MediaType> read_accept(const Headers& headers) {
  const std::string* const header = headers.find("Accept");
  std::string_view rest = header == nullptr ? "" : std::string_view(*header);
  if (trimmed(rest).empty()) rest = "*/*";
  std::vector<MediaType> accepted;
  while (!rest.empty()) {
    const std::string_view range = take(rest, ',');
    if (!range.empty()) accepted.push_back(read_one(range));
  }
  std::ranges::stable_sort(accepted, std::greater<>(), &MediaType::quality);
  return accepted;
}

}  // namespace k8s::testing::fake
