#include "testing/fake/schema_format.hpp"

#include <charconv>
#include <map>
#include <string>

#include "testing/fake/go_time.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake {
namespace {

bool is_ipv4(std::string_view text) {
  return is_ip_address(text) && text.find(':') == text.npos;
}

bool is_ipv6(std::string_view text) {
  return is_ip_address(text) && text.find(':') != text.npos;
}

bool is_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos || !is_ip_address(text.substr(0, slash))) return false;
  const std::string_view bits = text.substr(slash + 1);
  int length = -1;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), length);
  const int most = is_ipv4(text.substr(0, slash)) ? 32 : 128;
  return error == std::errc() && end == bits.data() + bits.size() && length >= 0 && length <= most;
}

/// The formats that a pattern says all about.
const std::map<std::string_view, std::string_view>& patterns() {
  static const std::map<std::string_view, std::string_view> all{
      {"byte", "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"},
      {"duration",
       "^[-+]?([0-9]*[.]?[0-9]+ *(ns|nanos?|nanoseconds?|us|\xc2\xb5s|"
       "micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|"
       "mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?) *)+$"},
      {"email", "^[^@\\s<>]+@[^@\\s<>]+$"},
      {"hostname",
       "^([a-zA-Z0-9](-?[a-zA-Z0-9]{0,62})?|"
       "([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?[.])+[a-zA-Z]{2,63})$"},
      {"mac",
       "^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$|"
       "^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){7}$|"
       "^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){19}$|"
       "^[0-9a-fA-F]{4}([.][0-9a-fA-F]{4}){2}$"},
      {"uri", "^(/|[a-zA-Z][a-zA-Z0-9+.-]*:)[^\\s\\x00-\\x1f]*$"},
      {"uuid",
       "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?"
       "[0-9a-fA-F]{12}$"}};
  return all;
}

}  // namespace

bool has_format(std::string_view format, std::string_view text) {
  if (format == "date-time") return go_time_problem(text, false).empty();
  if (format == "date") {
    return go_time_problem(std::string(text) + "T00:00:00Z", false).empty();
  }
  if (format == "ipv4") return is_ipv4(text);
  if (format == "ipv6") return is_ipv6(text);
  if (format == "cidr") return is_cidr(text);
  const auto pattern = patterns().find(format);
  return pattern == patterns().end() || matches_pattern(text, pattern->second);
}

}  // namespace k8s::testing::fake
