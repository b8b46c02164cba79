#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "testing/fake/cel/source.hpp"

namespace k8s::testing::fake::cel {

struct Token {
  enum class Kind {
    end,
    symbol,
    keyword,
    identifier,
    quoted_identifier,
    integer,
    natural,
    real,
    text,
    bytes
  };
  Kind kind = Kind::end;
  std::string_view text{};  // as it stands in the source
  std::size_t offset = 0;
};

/// The tokens of an expression, an end behind them. What is no token is left out and told.
[[nodiscard]] std::vector<Token> read_tokens(std::string_view source, std::vector<Issue>& issues);

}  // namespace k8s::testing::fake::cel
