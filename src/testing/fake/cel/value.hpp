#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <k8s/quantity.hpp>

#include "testing/fake/cel/access_check.hpp"
#include "testing/fake/go_json.hpp"

// The values that CEL computes with. An error is one too: it goes up until `&&`, `||` or a ternary
// no longer needs it.

namespace k8s::testing::fake::cel {

struct Null {};
struct Bytes {
  std::string data{};
};
struct Duration {
  std::int64_t nanoseconds = 0;
};
struct Timestamp {
  std::int64_t seconds = 0;  // since 1970
  std::int32_t nanoseconds = 0;
  std::int32_t offset = 0;  // seconds east of UTC in which it was written
};
/// What `type(x)` gives.
struct TypeName {
  std::string name{};
};
struct Ip {
  std::array<unsigned char, 16> bytes{};
  bool is_v4 = false;
  friend bool operator==(const Ip&, const Ip&) = default;
};
struct Cidr {
  Ip ip{};
  int length = 0;
  friend bool operator==(const Cidr&, const Cidr&) = default;
};
struct Semver {
  std::array<std::uint64_t, 3> numbers{};
  std::vector<std::string> pre_release{};
};
/// As Go's net/url takes it apart.
struct Url {
  std::string scheme{};
  std::string host{};  // with the port
  std::string escaped_path{};
  std::string query{};
  std::string text{};
};
/// One of the formats that `format.named` knows.
struct NamedFormat {
  std::string_view name{};
};
struct Error {
  std::string message{};
};

struct List;
struct Map;
struct Optional;
using ListPtr = std::shared_ptr<const List>;
using MapPtr = std::shared_ptr<const Map>;

using Value =
    std::variant<Null, bool, std::int64_t, std::uint64_t, double, std::string, Bytes, Duration,
                 Timestamp, TypeName, std::shared_ptr<const Optional>, ListPtr, MapPtr, Quantity,
                 std::shared_ptr<const Url>, Ip, Cidr, std::shared_ptr<const Semver>, NamedFormat,
                 std::shared_ptr<const AccessCheck>, Error>;

struct Optional {
  std::shared_ptr<const Value> value{};  // null if there is none
};

/// A list; those of a schema may be sets, or maps by some keys of their elements.
struct List {
  enum class Form { atomic, set, map };
  std::vector<Value> elements{};
  Form form = Form::atomic;
  std::vector<std::string> keys{};  // escaped
};

struct Entry {
  Value key{};
  Value value{};
};

/// A map, or an object whose members a schema describes.
struct Map {
  explicit Map(std::vector<Entry> all);

  /// Numbers that are equal are the same key. \returns null if there is none
  [[nodiscard]] const Value* find(const Value& key) const;
  [[nodiscard]] std::size_t size() const noexcept { return entries.size() + hidden.size(); }

  std::vector<Entry> entries;
  /// Whether the keys are names of members, which only text can be.
  bool is_object = false;
  /// Of a message: `Object.spec`.
  std::string message{};
  /// Members that expressions do not see, though they count and are compared.
  json::object hidden{};
  /// Computes a member when it is asked for, if the entries have but the names of the members.
  /// What it returns lives as long as the map; null if there is no such member.
  std::function<const Value*(const std::string& name)> compute{};

 private:
  std::unordered_map<std::string, std::size_t> positions_;
};

[[nodiscard]] inline bool is_error(const Value& value) {
  return std::holds_alternative<Error>(value);
}
[[nodiscard]] Value no_such_overload();

[[nodiscard]] Value make_list(std::vector<Value> elements);
[[nodiscard]] Value make_text_list(const std::vector<std::string>& texts);
[[nodiscard]] Value make_map(std::vector<Entry> entries);
[[nodiscard]] Value make_optional(Value value);
[[nodiscard]] Value no_optional();

/// The list within; null if it is none. Likewise for the others.
[[nodiscard]] const List* as_list(const Value& value);
[[nodiscard]] const Map* as_map(const Value& value);
[[nodiscard]] const Optional* as_optional(const Value& value);

/// `int`, `google.protobuf.Duration`, as `type(x)` tells it.
[[nodiscard]] std::string_view type_name(const Value& value);

/// As Go prints the value in messages: `no such key: a`.
[[nodiscard]] std::string print(const Value& value);

/// Elements of a list, members of a map, characters of a text; 1 for all else.
[[nodiscard]] std::uint64_t size_of(const Value& value);

/// How many characters, not bytes.
[[nodiscard]] std::size_t count_characters(std::string_view text);

}  // namespace k8s::testing::fake::cel
