#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/table.hpp>

#include "testing/fake/go_json.hpp"

// What the API server's Go types do to an object on its way in and out: refuse values of a wrong
// type, drop members that they do not know, bring times and quantities into their canonical form,
// and write members in their order, with what Go always writes and without what it leaves out.

namespace k8s::testing::fake {

/// A value of a wrong type; what() is what Go's decoder says.
class SchemaError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps of `object` what the struct knows, null members excepted.
/// \param document where `object` comes from
/// \param path where in it
/// \param complaints of members that the struct does not know or that stood there twice are
///     appended, in their order: `unknown field "spec.foo"`
/// \throws SchemaError
[[nodiscard]] json::object decode(const k8s::detail::Table& table, const json::object& object,
                                  const ParsedJson& document, std::string_view path,
                                  std::vector<std::string>& complaints);

/// Orders members as Go writes them, adds those that it always writes, drops empty ones.
[[nodiscard]] json::object arrange(const k8s::detail::Table& table, const json::object& object);

/// Makes lists that Go always writes null where they are empty, as they are once they are stored.
void forget_empty_lists(const k8s::detail::Table& table, json::object& object);

/// Orders members by name, as Go writes what it has no type for.
[[nodiscard]] json::value sorted(const json::value& value);

/// Refuses numbers that no double can hold, which Go refuses where it has no type.
/// \throws SchemaError
void check_numbers(const json::value& value, const ParsedJson& document);

}  // namespace k8s::testing::fake
