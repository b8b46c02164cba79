#include "testing/fake/cidr.hpp"

#include <string>
#include <variant>

#include "testing/fake/cel/network.hpp"
#include "testing/fake/go_json.hpp"
#include "testing/fake/ip_text.hpp"

namespace k8s::testing::fake {

Complaints check_cidr(std::string_view text) {
  if (!is_loose_cidr(text)) {
    return {"must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"};
  }
  const cel::Value value = cel::parse_cidr(text);
  if (const auto* const error = std::get_if<cel::Error>(&value)) {
    const bool is_mapped = error->message.find("IPv4-mapped") != std::string::npos;
    return {is_mapped ? "must not have an IPv4-mapped IPv6 address"
                      : "must not have leading 0s in IP or prefix length"};
  }
  const auto& cidr = std::get<cel::Cidr>(value);
  if (cel::masked(cidr) == cidr) return {};
  return {"must not have bits set beyond the prefix length"};
}

Complaints check_canonical_cidr(std::string_view text) {
  Complaints complaints = check_cidr(text);
  if (!complaints.empty()) return complaints;
  const std::string canonical = cel::to_text(std::get<cel::Cidr>(cel::parse_cidr(text)));
  if (canonical == text) return {};
  return {"must be in canonical form (" + go_quote(canonical) + ")"};
}

void warn_of_cidr(const FieldPath& path, std::string_view text,
                  std::vector<std::string>& warnings) {
  const cel::Value value = cel::parse_cidr(text);
  const auto* const cidr = std::get_if<cel::Cidr>(&value);
  // What is no network at all is refused, or nobody's concern here.
  if (cidr == nullptr || cidr->ip.is_v4) return;
  const std::string canonical = cel::to_text(*cidr);
  if (canonical == text) return;
  warnings.push_back(path.text() + ": IPv6 CIDR value " + go_quote(text) +
                     " should be in RFC 5952 canonical format (" + go_quote(canonical) + ")");
}

}  // namespace k8s::testing::fake
