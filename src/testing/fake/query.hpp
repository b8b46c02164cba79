#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace k8s::testing::fake {

/// The parameters behind the `?` of a URL.
class Query {
 public:
  Query() = default;
  explicit Query(std::string_view text);

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  /// As find; empty if there is none.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  /// As the server reads flags: everything but `false` and `0` is true.
  [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
  /// \throws Refusal (400) if it is no number
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace k8s::testing::fake
