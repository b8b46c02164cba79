#pragma once

#include <optional>
#include <string_view>

#include <k8s/export.hpp>

namespace k8s {

/// The three ways to write a quantity.
enum class QuantityForm {
  decimal,   // 12M
  binary,    // 12Mi
  exponent,  // 12e6
};

/// A quantity's text, taken apart: sign, digits, and the power of 10 or 2 to multiply with.
struct QuantityText {
  bool negative = false;
  std::string_view integer{};
  std::string_view fraction{};
  QuantityForm form = QuantityForm::decimal;
  int power = 0;  // of 2 in binary form, else of 10
};

/// Nothing if the text is no quantity, or one beyond all reason: more than 1,000 digits, or an
/// exponent above 1,000.
[[nodiscard]] K8S_EXPORT std::optional<QuantityText> parse_quantity_text(
    std::string_view text) noexcept;

}  // namespace k8s
