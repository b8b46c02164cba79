#include "testing/fake/cel/value.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "testing/fake/cel/convert.hpp"
#include "testing/fake/cel/type.hpp"

namespace k8s::testing::fake::cel {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

/// The same text for equal keys, whatever the type of a number; nothing for what is no key.
std::optional<std::string> key_text(const Value& key) {
  return std::visit(
      Overloaded{
          [](bool flag) -> std::optional<std::string> { return flag ? "true" : "false"; },
          [](std::int64_t number) -> std::optional<std::string> { return std::to_string(number); },
          [](std::uint64_t number) -> std::optional<std::string> { return std::to_string(number); },
          [](double number) -> std::optional<std::string> {
            if (std::trunc(number) == number && std::abs(number) < 0x1p63) {
              return std::to_string(static_cast<std::int64_t>(number));
            }
            return std::to_string(number) + "f";
          },
          [](const std::string& text) -> std::optional<std::string> { return '"' + text; },
          [](const auto&) -> std::optional<std::string> { return std::nullopt; }},
      key);
}

}  // namespace

Map::Map(std::vector<Entry> all) {
  for (Entry& entry : all) {
    const auto text = key_text(entry.key);
    if (!text) continue;
    const auto [found, is_new] = positions_.emplace(*text, entries.size());
    if (is_new) {
      entries.push_back(std::move(entry));
    } else {
      entries[found->second] = std::move(entry);
    }
  }
}

const Value* Map::find(const Value& key) const {
  if (compute != nullptr) {
    const auto* const name = std::get_if<std::string>(&key);
    return name != nullptr ? compute(*name) : nullptr;
  }
  const auto text = key_text(key);
  if (!text) return nullptr;
  const auto found = positions_.find(*text);
  return found != positions_.end() ? &entries[found->second].value : nullptr;
}

Value no_such_overload() {
  return Error{"no such overload"};
}

Value make_list(std::vector<Value> elements) {
  return std::make_shared<const List>(List{.elements = std::move(elements)});
}

Value make_text_list(const std::vector<std::string>& texts) {
  return make_list(std::vector<Value>(texts.begin(), texts.end()));
}

Value make_map(std::vector<Entry> entries) {
  return std::make_shared<const Map>(std::move(entries));
}

Value make_optional(Value value) {
  if (is_error(value)) return value;
  return std::make_shared<const Optional>(
      Optional{std::make_shared<const Value>(std::move(value))});
}

Value no_optional() {
  return std::make_shared<const Optional>();
}

const List* as_list(const Value& value) {
  const auto* const list = std::get_if<ListPtr>(&value);
  return list != nullptr ? list->get() : nullptr;
}

const Map* as_map(const Value& value) {
  const auto* const map = std::get_if<MapPtr>(&value);
  return map != nullptr ? map->get() : nullptr;
}

const Optional* as_optional(const Value& value) {
  const auto* const optional = std::get_if<std::shared_ptr<const Optional>>(&value);
  return optional != nullptr ? optional->get() : nullptr;
}

std::string_view type_name(const Value& value) {
  if (const auto* const check = std::get_if<std::shared_ptr<const AccessCheck>>(&value)) {
    return (*check)->type_name();
  }
  if (const auto* const map = as_map(value); map != nullptr && !map->message.empty()) {
    return map->message;
  }
  static constexpr std::array<std::string_view, std::variant_size_v<Value>> names{
      "null_type",
      "bool",
      "int",
      "uint",
      "double",
      "string",
      "bytes",
      "google.protobuf.Duration",
      "google.protobuf.Timestamp",
      "type",
      "optional_type",
      "list",
      "map",
      "kubernetes.Quantity",
      "kubernetes.URL",
      "net.IP",
      "net.CIDR",
      "kubernetes.Semver",
      "kubernetes.NamedFormat",
      "kubernetes.authorization.Authorizer",
      "error"};
  return names.at(value.index());
}

std::string print(const Value& value) {
  return std::visit(Overloaded{[](const std::string& text) { return text; },
                               [](const TypeName& type) { return type.name; },
                               [](const Error& error) { return error.message; },
                               [&value](const auto&) {
                                 const Value text = to_string(value);
                                 const auto* const written = std::get_if<std::string>(&text);
                                 return written != nullptr ? *written
                                                           : std::string(type_name(value));
                               }},
                    value);
}

std::uint64_t size_of(const Value& value) {
  return std::visit(
      Overloaded{[](const std::string& text) -> std::uint64_t { return count_characters(text); },
                 [](const Bytes& bytes) -> std::uint64_t { return bytes.data.size(); },
                 [](const ListPtr& list) -> std::uint64_t { return list->elements.size(); },
                 [](const MapPtr& map) -> std::uint64_t { return map->size(); },
                 [](const Ip& ip) -> std::uint64_t { return ip.is_v4 ? 4 : 16; },
                 [](const Cidr& cidr) -> std::uint64_t {
                   return (static_cast<std::uint64_t>(cidr.length) + 7) / 8;
                 },
                 [](const std::shared_ptr<const Optional>& optional) -> std::uint64_t {
                   return optional->value != nullptr ? size_of(*optional->value) : 1;
                 },
                 [](const auto&) -> std::uint64_t { return 1; }},
      value);
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace k8s::testing::fake::cel
