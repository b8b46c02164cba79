#include "testing/fake/go_quantity.hpp"

#include <k8s/error.hpp>
#include <k8s/quantity.hpp>

#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view digits = "0123456789";

/// What a quantity is made of; `rest` is what belongs to none of it.
struct Parts {
  std::string_view sign{};
  std::string_view integer{};  // without leading zeros
  std::string_view fraction{};
  std::string_view suffix{};
  std::string_view rest{};
  bool has_digits = false;
};

std::string_view take(std::string_view& text, std::string_view characters,
                      std::size_t most = std::string_view::npos) {
  const std::size_t count = text.substr(0, most).find_first_not_of(characters);
  const std::string_view taken = text.substr(0, count == text.npos ? most : count);
  text.remove_prefix(taken.size());
  return taken;
}

Parts parts_of(std::string_view text) {
  Parts parts;
  parts.sign = take(text, "+-", 1);
  const std::string_view zeros = take(text, "0");
  parts.integer = take(text, digits);
  if (!take(text, ".", 1).empty()) parts.fraction = take(text, digits);
  parts.has_digits = zeros.size() + parts.integer.size() + parts.fraction.size() > 0;
  const std::string_view suffix = text;
  take(text, "eEinumkKMGTP");
  take(text, "+-", 1);
  take(text, digits);
  parts.suffix = suffix.substr(0, suffix.size() - text.size());
  parts.rest = text;
  return parts;
}

/// The power of ten of a suffix that is one; those of two have powers that three divides.
int exponent_of(std::string_view suffix) {
  const bool is_exponent = suffix.size() > 1 && (suffix[0] == 'e' || suffix[0] == 'E');
  return is_exponent ? std::stoi(std::string(suffix.substr(1))) : 0;
}

/// Whether what the server would write has the same digits.
bool is_kept(const Parts& parts) {
  constexpr std::size_t most_digits = 18;
  constexpr std::size_t most_exponent = 5;
  if (parts.integer.empty() || parts.suffix.size() > most_exponent) return false;
  const std::string all = std::string(parts.integer) + std::string(parts.fraction);
  if (all.size() >= most_digits || all.ends_with("000")) return false;
  if (parts.suffix.ends_with('i')) {
    // About the digits of a power of 1024; the server counts in 15 of them.
    const std::size_t power = 3 * (std::string_view("KMGTPE").find(parts.suffix[0]) + 1);
    return parts.fraction.empty() && all.size() + power <= 14 && std::stoll(all) % 1024 != 0;
  }
  return (exponent_of(parts.suffix) - static_cast<int>(parts.fraction.size())) % 3 == 0;
}

}  // namespace

std::string go_quantity(std::string_view text) {
  const Parts parts = parts_of(text);
  if (text.empty() || !parts.rest.empty()) {
    throw SchemaError(
        "quantities must match the regular expression "
        "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
  try {
    // To the server no digits are zero.
    const Quantity amount(parts.has_digits ? std::string(text) : "0" + std::string(parts.suffix));
    return is_kept(parts) ? std::string(text) : amount.canonical();
  } catch (const ValidationError&) {
    throw SchemaError("unable to parse quantity's suffix");
  }
}

}  // namespace k8s::testing::fake
