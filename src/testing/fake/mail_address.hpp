#pragma once

#include <string_view>

namespace k8s::testing::fake {

/// Whether the text is one address of RFC 5322, with or without a name: `Ann <ann@example.com>`.
/// As Go reads it: https://pkg.go.dev/net/mail#ParseAddress
[[nodiscard]] bool is_mail_address(std::string_view text);

}  // namespace k8s::testing::fake
