#pragma once

#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// How the server writes a quantity that it was sent: canonically, but for a text whose digits it
/// need not change, such as `+5`, which it keeps.
/// https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#ParseQuantity
/// \throws SchemaError in the server's words if it is none
[[nodiscard]] std::string go_quantity(std::string_view text);

}  // namespace k8s::testing::fake
