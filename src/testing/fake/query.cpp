#include "testing/fake/query.hpp"

#include <algorithm>
#include <charconv>

#include "ascii.hpp"
#include "testing/fake/encoding.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {

Query::Query(std::string_view text) {
  while (!text.empty()) {
    const std::string_view parameter = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), parameter.size() + 1));
    const std::size_t equals = parameter.find('=');
    const auto name = percent_decode(parameter.substr(0, equals), true);
    const auto value = equals == parameter.npos
                           ? std::optional<std::string>("")
                           : percent_decode(parameter.substr(equals + 1), true);
    // Like Go's, the server drops what it cannot decode, and what has a semicolon.
    const bool reads = name && value && parameter.find(';') == parameter.npos;
    if (reads && !parameter.empty()) parameters_.emplace_back(*name, *value);
  }
}

std::optional<std::string> Query::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters_, name,
                                       [](const auto& p) -> std::string_view { return p.first; });
  return found == parameters_.end() ? std::nullopt : std::optional(found->second);
}

std::string Query::text(std::string_view name) const {
  return find(name).value_or(std::string());
}

std::vector<std::string> Query::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [parameter, value] : parameters_) {
    if (parameter == name) values.push_back(value);
  }
  return values;
}

std::optional<bool> Query::flag(std::string_view name) const {
  const std::optional<std::string> value = find(name);
  if (!value) return std::nullopt;
  return !same_but_for_case(*value, "false") && *value != "0";
}

std::optional<std::int64_t> Query::number(std::string_view name) const {
  const std::optional<std::string> value = find(name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  const char* begin = value->data();
  const char* const end = begin + value->size();
  if (value->size() > 1 && *begin == '+' && begin[1] != '-') ++begin;
  const auto result = std::from_chars(begin, end, number);
  if (result.ec == std::errc::result_out_of_range) {
    refuse_bad_request("strconv.ParseInt: parsing \"" + *value + "\": value out of range");
  }
  if (result.ec != std::errc() || result.ptr != end) {
    refuse_bad_request("strconv.ParseInt: parsing \"" + *value + "\": invalid syntax");
  }
  return number;
}

}  // namespace k8s::testing::fake
