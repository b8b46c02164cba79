#include <k8s/http.hpp>

#include <algorithm>

#include "ascii.hpp"
#include "http/percent_encode.hpp"

namespace k8s {

std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
  }
  return "";
}

Headers::Headers(std::initializer_list<Field> fields) : fields_(fields) {}

void Headers::set(std::string_view name, std::string value) {
  remove(name);
  add(name, value);
}

void Headers::add(std::string_view name, std::string_view value) {
  // As many as an API server's answer has.
  constexpr std::size_t usual = 8;
  if (fields_.empty()) fields_.reserve(usual);
  fields_.emplace_back(name, value);
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return same_but_for_case(field.first, name); });
}

const std::string* Headers::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find_if(
      fields_, [&](const Field& field) { return same_but_for_case(field.first, name); });
  return found == fields_.end() ? nullptr : &found->second;
}

std::vector<std::string> Headers::find_all(std::string_view name) const {
  std::vector<std::string> values;
  for (const Field& field : fields_) {
    if (same_but_for_case(field.first, name)) values.push_back(field.second);
  }
  return values;
}

std::string Request::url() const {
  std::string url = path;
  char separator = path.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : query) {
    url += separator;
    detail::append_percent_encoded(url, name);
    url += '=';
    detail::append_percent_encoded(url, value);
    separator = '&';
  }
  return url;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  detail::append_percent_encoded(encoded, text);
  return encoded;
}

}  // namespace k8s
