#include <k8s/int_or_string.hpp>

#include <charconv>
#include <optional>
#include <ostream>

#include <k8s/error.hpp>

namespace k8s {
namespace {

std::optional<std::int32_t> percentage_of(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::int32_t IntOrString::int_value() const {
  if (!is_int()) throw BadAccess("int_value() of an IntOrString that holds a string");
  return number_;
}

const std::string& IntOrString::string_value() const {
  if (!is_string()) throw BadAccess("string_value() of an IntOrString that holds a number");
  return text_;
}

bool IntOrString::is_percentage() const noexcept {
  return is_string() && percentage_of(text_).has_value();
}

std::int32_t IntOrString::of(std::int32_t total, bool round_up) const {
  if (is_int()) return int_value();
  const auto percentage = percentage_of(string_value());
  if (!percentage) {
    throw ValidationError("\"" + string_value() + "\" is neither a number nor a percentage");
  }
  const std::int64_t product = static_cast<std::int64_t>(*percentage) * total;
  std::int64_t share = product / 100;
  if (round_up && product % 100 > 0) ++share;
  if (!round_up && product % 100 < 0) --share;
  if (share != static_cast<std::int32_t>(share)) {
    throw ValidationError("\"" + string_value() + "\" of " + std::to_string(total) +
                          " is more than 32 bits hold");
  }
  return static_cast<std::int32_t>(share);
}

std::string IntOrString::to_string() const {
  return is_int() ? std::to_string(number_) : text_;
}

std::ostream& operator<<(std::ostream& out, const IntOrString& value) {
  return out << value.to_string();
}

}  // namespace k8s
