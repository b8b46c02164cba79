#include "testing/fake/ip.hpp"

#include <algorithm>
#include <optional>

#include "testing/fake/cel/network.hpp"
#include "testing/fake/ip_text.hpp"

namespace k8s::testing::fake {
namespace {

/// An IPv4 address whose numbers begin with no zeros.
std::string without_zeros(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = plain.empty() || plain.back() == '.';
    const bool goes_on = i + 1 < text.size() && text[i + 1] != '.';
    if (!(begins && goes_on && text[i] == '0')) plain += text[i];
  }
  return plain;
}

/// What an address that may be written loosely says.
std::optional<cel::Ip> read_loosely(std::string_view text) {
  if (!is_ip(text, LeadingZeros::allowed)) return std::nullopt;
  return cel::read_ip(text.find(':') == text.npos ? without_zeros(text) : std::string(text));
}

/// The address as text, as IPv4 where it is one in IPv6's clothes.
std::string plain_text(const cel::Ip& ip) {
  if (!cel::is_mapped(ip)) return cel::to_text(ip);
  cel::Ip v4{.is_v4 = true};
  std::copy_n(ip.bytes.end() - 4, 4, v4.bytes.begin());
  return cel::to_text(v4);
}

}  // namespace

Complaints check_ip(std::string_view text) {
  if (!is_ip(text, LeadingZeros::allowed)) {
    return {"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"};
  }
  if (!is_ip(text, LeadingZeros::refused)) return {"must not have leading 0s"};
  const std::optional<cel::Ip> ip = cel::read_ip(text);
  if (ip && cel::is_mapped(*ip)) return {"must not be an IPv4-mapped IPv6 address"};
  return {};
}

Complaints check_canonical_ip(std::string_view text) {
  Complaints complaints = check_ip(text);
  const std::optional<cel::Ip> ip = read_loosely(text);
  if (!complaints.empty() || !ip) return complaints;
  const std::string canonical = cel::to_text(*ip);
  if (canonical == text) return {};
  return {"must be in canonical form (" + go_quote(canonical) + ")"};
}

void validate_reachable(std::string_view address, const FieldPath& path, FieldErrors& errors) {
  const std::optional<cel::Ip> ip = read_loosely(address);
  if (!ip) return errors.invalid(path, address, "must be a valid IP address");
  if (cel::is_unspecified(*ip)) {
    errors.invalid(path, address, "may not be unspecified (" + std::string(address) + ")");
  }
  if (cel::is_loopback(*ip)) {
    errors.invalid(path, address, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  }
  if (cel::is_link_local_unicast(*ip)) {
    errors.invalid(path, address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  }
  if (cel::is_link_local_multicast(*ip)) {
    errors.invalid(path, address,
                   "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
}

void warn_of_ip(const FieldPath& path, std::string_view text, std::vector<std::string>& warnings) {
  const std::optional<cel::Ip> ip = read_loosely(text);
  if (!ip) return;
  const std::string plain = plain_text(*ip);
  if (!check_ip(text).empty()) {
    warnings.push_back(path.text() + ": non-standard IP address " + go_quote(text) +
                       " is invalid: use " + go_quote(plain));
  } else if (!ip->is_v4 && plain != text) {
    warnings.push_back(path.text() + ": IPv6 address " + go_quote(text) +
                       " should be in RFC 5952 canonical format (" + go_quote(plain) + ")");
  }
}

}  // namespace k8s::testing::fake
