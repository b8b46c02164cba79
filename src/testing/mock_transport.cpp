#include <k8s/testing/mock_transport.hpp>

#include <cstddef>
#include <stdexcept>

#include <boost/json.hpp>

#include "client_core.hpp"
#include "testing/instant_clock.hpp"

namespace k8s {
namespace testing::detail {
namespace {

namespace json = boost::json;

/// What one finds of an expected JSON in an actual one, path by path; the first difference counts.
std::string difference(const std::string& path, const json::value& actual,
                       const json::value& expected) {
  if (actual == expected) return {};
  if (actual.is_object() && expected.is_object()) {
    for (const auto& [key, value] : expected.get_object()) {
      const std::string at = path + "." + std::string(key);
      const json::value* const found = actual.get_object().if_contains(key);
      if (found == nullptr) return "without " + at;
      if (std::string inside = difference(at, *found, value); !inside.empty()) return inside;
    }
    for (const auto& [key, value] : actual.get_object()) {
      if (expected.get_object().contains(key)) continue;
      return "with " + path + "." + std::string(key) + ", which is " + json::serialize(value);
    }
  }
  if (actual.is_array() && expected.is_array() &&
      actual.get_array().size() == expected.get_array().size()) {
    for (std::size_t i = 0; i < actual.get_array().size(); ++i) {
      const std::string at = path + "[" + std::to_string(i) + "]";
      std::string inside = difference(at, actual.get_array()[i], expected.get_array()[i]);
      if (!inside.empty()) return inside;
    }
  }
  return "whose " + path + " is " + json::serialize(actual);
}

}  // namespace

const std::string* query_value(const Request& request, std::string_view name, std::size_t index) {
  for (const auto& [key, value] : request.query) {
    if (key == name && index-- == 0) return &value;
  }
  return nullptr;
}

std::string json_difference(std::string_view actual, std::string_view expected) {
  json::error_code problem;
  const json::value value = json::parse(actual, problem);
  if (problem) return actual.empty() ? "where there is nothing" : "which is no JSON";
  return difference("$", value, json::parse(expected));
}

std::string json_at(std::string_view text, std::string_view pointer) {
  json::error_code problem;
  const json::value value = json::parse(text, problem);
  if (problem) return {};
  const json::value* const found = value.find_pointer(pointer, problem);
  return found == nullptr ? std::string() : json::serialize(*found);
}

void require_json(std::string_view text) {
  json::error_code problem;
  json::parse(text, problem);
  if (problem) {
    throw std::invalid_argument("the test expects a body that is no JSON: " + std::string(text));
  }
}

}  // namespace testing::detail

namespace testing {

Client client_for(std::shared_ptr<Transport> transport, const Config& config) {
  return Client(std::make_shared<k8s::detail::ClientCore>(
      config, std::move(transport), std::make_shared<detail::InstantClock>()));
}

}  // namespace testing

void PrintTo(const Request& request, std::ostream* out) {
  *out << to_string(request.method) << ' ' << request.url();
  if (request.body.empty()) return;
  *out << ' ' << (request.target.secret ? "(secret)" : request.body);
}

}  // namespace k8s
