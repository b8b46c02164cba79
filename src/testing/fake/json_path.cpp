#include "testing/fake/json_path.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace k8s::testing::fake {
namespace {

using Values = std::vector<const json::value*>;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A text in quotes of either kind.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back()) return std::nullopt;
  if (text.front() != '\'' && text.front() != '"') return std::nullopt;
  return std::string(text.substr(1, text.size() - 2));
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Values members(const Values& values, const std::string& name) {
  Values found;
  for (const json::value* const value : values) {
    if (!value->is_object()) continue;
    if (const json::value* const member = value->get_object().if_contains(name)) {
      found.push_back(member);
    }
  }
  return found;
}

Values all_in(const Values& values) {
  Values found;
  for (const json::value* const value : values) {
    if (value->is_array()) {
      for (const json::value& element : value->get_array()) found.push_back(&element);
    } else if (value->is_object()) {
      for (const auto& member : value->get_object()) found.push_back(&member.value());
    }
  }
  return found;
}

Values elements(const Values& values, std::int64_t index) {
  Values found;
  for (const json::value* const value : values) {
    if (!value->is_array()) continue;
    const auto size = static_cast<std::int64_t>(value->get_array().size());
    const std::int64_t at = index < 0 ? index + size : index;
    if (at >= 0 && at < size) found.push_back(&value->get_array()[static_cast<std::size_t>(at)]);
  }
  return found;
}

/// `@.type=="Ready"`, or `@.type` for whatever has one.
class Filter {
 public:
  explicit Filter(std::string_view text) {
    for (const char* const sign : {"==", "!=", "<=", ">=", "<", ">"}) {
      const std::size_t at = text.find(sign);
      if (at == text.npos) continue;
      sign_ = sign;
      right_ = trimmed(text.substr(at + sign_.size()));
      text = text.substr(0, at);
      break;
    }
    left_ = trimmed(text);
  }

  [[nodiscard]] bool lets(const json::value& element) const {
    const Values found = values_of(left_, element);
    if (sign_.empty()) return !found.empty();
    if (found.empty()) return false;
    if (right_.starts_with('@')) {
      const Values other = values_of(right_, element);
      return !other.empty() && compare(*found.front(), *other.front());
    }
    if (const auto text = unquoted(right_)) return compare(*found.front(), json::value(*text));
    if (const auto number = number_of(right_)) return compare(*found.front(), *number);
    if (right_ == "true" || right_ == "false") return compare(*found.front(), right_ == "true");
    return false;
  }

 private:
  static Values values_of(std::string_view path, const json::value& element) {
    if (!path.starts_with('@')) return {};
    return find_json_path(element, path.substr(1));
  }

  [[nodiscard]] bool compare(const json::value& left, const json::value& right) const {
    if (left.is_number() && right.is_number()) {
      return holds(left.to_number<double>(), right.to_number<double>());
    }
    if (left.is_string() && right.is_string()) return holds(left.get_string(), right.get_string());
    if (left.is_bool() && right.is_bool()) return holds(left.get_bool(), right.get_bool());
    return false;
  }

  template <class T>
  [[nodiscard]] bool holds(const T& left, const T& right) const {
    if (sign_ == "==") return left == right;
    if (sign_ == "!=") return left != right;
    if (sign_ == "<=") return left <= right;
    if (sign_ == ">=") return left >= right;
    return sign_ == "<" ? left < right : left > right;
  }

  std::string_view left_;
  std::string_view sign_;
  std::string_view right_;
};

Values filtered(const Values& values, std::string_view condition) {
  const Filter filter(condition);
  Values found;
  for (const json::value* const value : all_in(values)) {
    if (filter.lets(*value)) found.push_back(value);
  }
  return found;
}

/// The elements of `[first:end:step]`, of which each part may be missing.
Values slice(const Values& values, std::string_view range) {
  std::array<std::optional<std::int64_t>, 3> parts;
  for (auto& part : parts) {
    const std::string_view text = range.substr(0, range.find(':'));
    range.remove_prefix(std::min(text.size() + 1, range.size()));
    part = number_of(text);
    if (!part && !text.empty()) return {};
  }
  const std::int64_t step = parts[2].value_or(1);
  if (step <= 0) return {};
  Values found;
  for (const json::value* const value : values) {
    if (!value->is_array()) continue;
    const auto size = static_cast<std::int64_t>(value->get_array().size());
    const auto place = [&](std::int64_t at) {
      return std::clamp(at < 0 ? at + size : at, std::int64_t{0}, size);
    };
    for (auto at = place(parts[0].value_or(0)); at < place(parts[1].value_or(size)); at += step) {
      found.push_back(&value->get_array()[static_cast<std::size_t>(at)]);
    }
  }
  return found;
}

/// What stands in brackets.
Values selected(const Values& values, std::string_view inside) {
  if (inside == "*") return all_in(values);
  if (inside.starts_with("?(") && inside.ends_with(')')) {
    return filtered(values, inside.substr(2, inside.size() - 3));
  }
  if (const auto name = unquoted(inside)) return members(values, *name);
  if (inside.find(':') != inside.npos) return slice(values, inside);
  const auto index = number_of(inside);
  return index ? elements(values, *index) : Values();
}

/// Where a bracket ends, which is not in quotes.
std::size_t end_of_bracket(std::string_view path) {
  char quote = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (quote != 0) {
      if (path[i] == quote) quote = 0;
    } else if (path[i] == '\'' || path[i] == '"') {
      quote = path[i];
    } else if (path[i] == ']') {
      return i;
    }
  }
  return path.npos;
}

/// Takes a name off a path; a backslash keeps what follows it in the name.
std::string take_name(std::string_view& path) {
  std::string name;
  while (!path.empty() && path.front() != '.' && path.front() != '[') {
    if (path.front() == '\\' && path.size() > 1) path.remove_prefix(1);
    name += path.front();
    path.remove_prefix(1);
  }
  return name;
}

}  // namespace

std::vector<const json::value*> find_json_path(const json::value& root, std::string_view path) {
  Values values{&root};
  while (!path.empty() && !values.empty()) {
    if (path.front() == '[') {
      const std::size_t end = end_of_bracket(path);
      if (end == path.npos) return {};
      values = selected(values, path.substr(1, end - 1));
      path.remove_prefix(end + 1);
      continue;
    }
    if (path.front() != '.') return {};
    path.remove_prefix(1);
    if (path.starts_with('[')) continue;
    const std::string name = take_name(path);
    if (name.empty()) return {};
    values = name == "*" ? all_in(values) : members(values, name);
  }
  return values;
}

}  // namespace k8s::testing::fake
