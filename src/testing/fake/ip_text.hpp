#pragma once

#include <string_view>

// IP addresses as Go reads them: https://pkg.go.dev/net#ParseIP

namespace k8s::testing::fake {

/// Whether a number in an address may begin with zeros. Kubernetes lets it where old objects have
/// such: https://issue.k8s.io/100895
enum class LeadingZeros { refused, allowed };

[[nodiscard]] bool is_ip(std::string_view text, LeadingZeros zeros);

/// Whether it is an address, a slash and the length of a prefix, any with leading zeros.
[[nodiscard]] bool is_loose_cidr(std::string_view text);

}  // namespace k8s::testing::fake
