#include "testing/fake/schema.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/error.hpp>
#include <k8s/quantity.hpp>
#include <k8s/time.hpp>

#include "ascii.hpp"
#include "base64.hpp"
#include "testing/fake/go_quantity.hpp"
#include "testing/fake/go_time.hpp"

namespace k8s::testing::fake {
namespace {

using k8s::detail::Field;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;

/// The version of the package that a struct of an object of that version stands in: what kinds
/// share is of `v1`.
std::string package_of(std::string_view structure, std::string_view version) {
  static constexpr std::string_view shared[] = {"ObjectMeta", "OwnerReference",
                                                "ManagedFieldsEntry", "LabelSelector",
                                                "LabelSelectorRequirement"};
  return std::ranges::find(shared, structure) != std::end(shared) ? "v1" : std::string(version);
}

/// The type's name in Go's messages.
/// \param version of the object that has it
std::string go_type(const ValueType& type, std::string_view version) {
  switch (type.kind) {
    case ValueKind::boolean:
      return "bool";
    case ValueKind::int32:
    case ValueKind::int_or_string:
      return "int32";
    case ValueKind::int64:
      return "int64";
    case ValueKind::number:
      return "float64";
    case ValueKind::structure:
      return package_of(type.structure().name, version) + "." + type.structure().name;
    case ValueKind::array:
      return "[]" + go_type(*type.element, version);
    case ValueKind::map:
      return "map[string]" + go_type(*type.element, version);
    case ValueKind::optional:
    case ValueKind::box:
      return go_type(*type.element, version);
    case ValueKind::bytes:
      return "[]uint8";
    case ValueKind::string:
    case ValueKind::time:
    case ValueKind::micro_time:
    case ValueKind::quantity:
    case ValueKind::raw_json:
    case ValueKind::duration:
      break;
  }
  return "string";
}

const char* json_kind(const json::value& value) {
  if (value.is_object()) return "object";
  if (value.is_array()) return "array";
  if (value.is_string()) return "string";
  if (value.is_bool()) return "bool";
  return "number";
}

/// The Go struct, with a dot, that a member stands in though JSON does not show it.
std::string_view embedding(std::string_view structure, std::string_view member) {
  if (structure == "Volume" && member != "name") return "VolumeSource.";
  if (structure == "IngressRule" && member == "http") return "IngressRuleValue.";
  if (structure == "Probe" &&
      (member == "exec" || member == "httpGet" || member == "tcpSocket" || member == "grpc")) {
    return "ProbeHandler.";
  }
  return "";
}

/// Where Go's encoding/base64 finds that a text is none.
std::size_t base64_error(std::string_view text) {
  const auto skip_breaks = [text](std::size_t at) {
    while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
    return at;
  };
  std::size_t at = 0;
  for (std::size_t digits = 0;; digits = (digits + 1) % 4) {
    at = skip_breaks(at);
    if (at == text.size()) return at - digits;
    const char c = text[at++];
    if (is_alphanumeric(c) || c == '+' || c == '/') continue;
    if (c != '=' || digits < 2) return at - 1;
    if (digits == 2) {
      at = skip_breaks(at);
      if (at == text.size()) return at;
      if (text[at] != '=') return at - 1;
      ++at;
    }
    return skip_breaks(at);
  }
}

/// Walks an object with its type.
class Decoder {
 public:
  Decoder(const ParsedJson& document, std::string_view path, std::vector<std::string>& complaints)
      : document_(document), complaints_(complaints), strict_path_(path) {}

  json::object structure(const Table& table, const json::object& object) {
    const Table* const outer = std::exchange(table_, &table);
    if (table.kind != nullptr) version_ = table.kind->version;
    json::object known;
    for (const auto& member : object) {
      const std::string_view name = member.key();
      if (table.kind != nullptr && (name == "kind" || name == "apiVersion")) {
        check_duplicate(name);
        known[name] = member.value();
        continue;
      }
      const auto field = std::ranges::find(table.fields, name, &Field::name);
      if (field == table.fields.end()) {
        complaints_.push_back("unknown field \"" + strict_path_of(name) + "\"");
        continue;
      }
      check_duplicate(name);
      if (!member.value().is_null()) {
        known[name] = descend(name, *field->type, member.value());
      }
    }
    table_ = outer;
    return known;
  }

 private:
  [[nodiscard]] std::string strict_path_of(std::string_view name) const {
    return strict_path_ + (strict_path_.empty() ? "" : ".") + std::string(name);
  }

  void check_duplicate(std::string_view name) {
    const std::string path = strict_path_of(name);
    if (std::ranges::find(document_.duplicates, path) != document_.duplicates.end()) {
      complaints_.push_back("duplicate field \"" + path + "\"");
    }
  }

  json::value descend(std::string_view name, const ValueType& type, const json::value& value) {
    const std::size_t size = path_.size();
    const std::size_t strict_size = strict_path_.size();
    path_.append(path_.empty() ? "" : ".").append(embedding(table_->name, name)).append(name);
    strict_path_ = strict_path_of(name);
    json::value decoded = this->value(type, value);
    path_.resize(size);
    strict_path_.resize(strict_size);
    return decoded;
  }

  json::value value(const ValueType& type, const json::value& value) {
    switch (type.kind) {
      case ValueKind::boolean:
        return value.is_bool() ? value : mismatch(type, value);
      case ValueKind::int32:
        return integer(type, value, std::numeric_limits<std::int32_t>::min(),
                       std::numeric_limits<std::int32_t>::max());
      case ValueKind::int64:
        return integer(type, value, std::numeric_limits<std::int64_t>::min(),
                       std::numeric_limits<std::int64_t>::max());
      case ValueKind::number:
        return value.is_number() ? value : mismatch(type, value);
      case ValueKind::string:
        return value.is_string() ? value : mismatch(type, value);
      case ValueKind::bytes:
        return bytes(type, value);
      case ValueKind::time:
        return time<Time>(type, value);
      case ValueKind::micro_time:
        return time<MicroTime>(type, value);
      case ValueKind::quantity:
        return quantity(value);
      case ValueKind::duration:
        return value.is_string() ? value : mismatch(type, value);
      case ValueKind::int_or_string:
        return value.is_string() ? value
                                 : integer(type, value, std::numeric_limits<std::int32_t>::min(),
                                           std::numeric_limits<std::int32_t>::max());
      case ValueKind::raw_json:
        check_numbers(value, document_);
        return sorted(value);
      case ValueKind::structure:
        return value.is_object() ? json::value(structure(type.structure(), value.get_object()))
                                 : mismatch(type, value);
      case ValueKind::array:
        return array(type, value);
      case ValueKind::map:
        return map(type, value);
      case ValueKind::optional:
      case ValueKind::box:
        return this->value(*type.element, value);
    }
    return value;
  }

  json::value integer(const ValueType& type, const json::value& value, std::int64_t least,
                      std::int64_t most) {
    if (value.is_int64() && value.get_int64() >= least && value.get_int64() <= most) return value;
    return value.is_number() ? mismatch(type, value, " " + document_.literal(value))
                             : mismatch(type, value);
  }

  json::value bytes(const ValueType& type, const json::value& value) {
    if (!value.is_string()) return mismatch(type, value);
    const std::string_view text = value.get_string();
    if (const auto decoded = base64_decode(text)) return json::string(base64_encode(*decoded));
    throw SchemaError("illegal base64 data at input byte " + std::to_string(base64_error(text)));
  }

  template <class T>
  json::value time(const ValueType& type, const json::value& value) {
    if (!value.is_string()) return mismatch(type, value);
    const std::string_view text = value.get_string();
    const std::string problem = go_time_problem(text, std::is_same_v<T, MicroTime>);
    if (!problem.empty()) throw SchemaError(problem);
    return json::string(T::parse(text).to_string());
  }

  json::value quantity(const json::value& value) {
    if (value.is_number()) return json::string(go_quantity(document_.literal(value)));
    std::string text(value.is_string() ? std::string_view(value.get_string()) : "not a quantity");
    text.erase(0, text.find_first_not_of(" \t"));
    text.erase(text.find_last_not_of(" \t") + 1);
    return json::string(go_quantity(text));
  }

  /// The server rounds the amounts of a list of resources up to thousandths.
  static json::value rounded(const json::value& quantity) {
    const std::string_view text = quantity.get_string();
    const Quantity amount(text);
    const Quantity thousandths = Quantity::milli(amount.milli_value());
    const bool finer = amount.milli_value() < 1000000000 && thousandths > amount;
    if (!finer) return quantity;
    // "1e-9" stays in that form; "1E" is another.
    const bool has_exponent = text.find_first_of("eE") < text.size() - 1;
    return json::string(has_exponent
                            ? Quantity(std::to_string(amount.milli_value()) + "e-3").canonical()
                            : thousandths.canonical());
  }

  json::value array(const ValueType& type, const json::value& value) {
    if (!value.is_array()) return mismatch(type, value);
    const std::size_t strict_size = strict_path_.size();
    json::array elements;
    for (const json::value& element : value.get_array()) {
      strict_path_ += "[" + std::to_string(elements.size()) + "]";
      // A null in a list is an empty element.
      elements.push_back(element.is_null() ? zero(*type.element)
                                           : this->value(*type.element, element));
      strict_path_.resize(strict_size);
    }
    return elements;
  }

  json::value map(const ValueType& type, const json::value& value) {
    if (!value.is_object()) return mismatch(type, value);
    const std::size_t strict_size = strict_path_.size();
    json::object members;
    for (const auto& member : value.get_object()) {
      check_duplicate(member.key());
      strict_path_ = strict_path_of(member.key());
      json::value& read = members[member.key()];
      read = member.value().is_null() ? zero(*type.element)
                                      : this->value(*type.element, member.value());
      if (type.element->kind == ValueKind::quantity) read = rounded(read);
      strict_path_.resize(strict_size);
    }
    return members;
  }

  static json::value zero(const ValueType& type) {
    switch (type.kind) {
      case ValueKind::structure:
        return json::object();
      case ValueKind::string:
      case ValueKind::bytes:
        return "";
      case ValueKind::quantity:
        return "0";
      case ValueKind::boolean:
        return false;
      case ValueKind::int32:
      case ValueKind::int64:
      case ValueKind::number:
      case ValueKind::int_or_string:
        return 0;
      default:
        return nullptr;
    }
  }

  [[noreturn]] json::value mismatch(const ValueType& type, const json::value& value,
                                    const std::string& literal = {}) {
    throw SchemaError(std::string("json: cannot unmarshal ") + json_kind(value) + literal +
                      " into Go struct field " + table_->name + "." + path_ + " of type " +
                      go_type(type, version_));
  }

  const ParsedJson& document_;
  std::vector<std::string>& complaints_;
  const Table* table_ = nullptr;
  std::string_view version_ = "v1";
  std::string path_;         // without the indices of lists
  std::string strict_path_;  // with them
};

json::value arrange_value(const ValueType& type, const json::value& value);

bool is_empty(const ValueType& type, const json::value& value) {
  switch (type.kind) {
    case ValueKind::boolean:
      return value.is_bool() && !value.get_bool();
    case ValueKind::int32:
    case ValueKind::int64:
      return value.is_int64() && value.get_int64() == 0;
    case ValueKind::number:
      return value.is_number() && value.to_number<double>() == 0;
    case ValueKind::string:
    case ValueKind::bytes:
    case ValueKind::time:
    case ValueKind::micro_time:
    case ValueKind::duration:
      return value.is_string() && value.get_string().empty();
    case ValueKind::array:
      return value.is_array() && value.get_array().empty();
    case ValueKind::map:
      return value.is_object() && value.get_object().empty();
    default:
      return false;
  }
}

/// What Go writes for a member that has no value but is always written.
json::value absent_value(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::boolean:
      return false;
    case ValueKind::int32:
    case ValueKind::int64:
    case ValueKind::number:
    case ValueKind::int_or_string:
      return 0;
    case ValueKind::string:
      return "";
    case ValueKind::quantity:
      return "0";
    case ValueKind::structure:
      return arrange(type.structure(), {});
    default:
      return nullptr;
  }
}

json::value arrange_elements(const ValueType& type, const json::value& value) {
  if (value.is_array()) {
    json::array elements;
    for (const json::value& element : value.get_array()) {
      elements.push_back(arrange_value(*type.element, element));
    }
    return elements;
  }
  if (!value.is_object()) return value;
  std::vector<std::string_view> keys;
  for (const auto& member : value.get_object()) keys.push_back(member.key());
  std::ranges::sort(keys);
  json::object members;
  for (const std::string_view key : keys) {
    members[key] = arrange_value(*type.element, value.get_object().at(key));
  }
  return members;
}

json::value arrange_value(const ValueType& type, const json::value& value) {
  switch (type.kind) {
    case ValueKind::structure:
      return value.is_object() ? json::value(arrange(type.structure(), value.get_object())) : value;
    case ValueKind::array:
    case ValueKind::map:
      return arrange_elements(type, value);
    case ValueKind::optional:
    case ValueKind::box:
      return arrange_value(*type.element, value);
    default:
      return value;
  }
}

void forget_empty_lists_in(const ValueType& type, json::value& value) {
  switch (type.kind) {
    case ValueKind::structure:
      if (value.is_object()) forget_empty_lists(type.structure(), value.get_object());
      return;
    case ValueKind::array:
      if (!value.is_array()) return;
      for (json::value& element : value.get_array()) forget_empty_lists_in(*type.element, element);
      if (value.get_array().empty()) value = nullptr;
      return;
    case ValueKind::map:
      if (!value.is_object()) return;
      for (auto& member : value.get_object()) forget_empty_lists_in(*type.element, member.value());
      return;
    case ValueKind::optional:
    case ValueKind::box:
      return forget_empty_lists_in(*type.element, value);
    default:
      return;
  }
}

}  // namespace

void forget_empty_lists(const Table& table, json::object& object) {
  for (const Field& field : table.fields) {
    json::value* const value = object.if_contains(field.name);
    if (value != nullptr) forget_empty_lists_in(*field.type, *value);
  }
}

json::object decode(const Table& table, const json::object& object, const ParsedJson& document,
                    std::string_view path, std::vector<std::string>& complaints) {
  return Decoder(document, path, complaints).structure(table, object);
}

json::object arrange(const Table& table, const json::object& object) {
  json::object arranged;
  if (table.kind != nullptr) {
    for (const char* const name : {"kind", "apiVersion"}) {
      if (const json::value* const value = object.if_contains(name)) arranged[name] = *value;
    }
  }
  for (const Field& field : table.fields) {
    const bool always = (field.flags & (k8s::detail::always | k8s::detail::required)) != 0 ||
                        field.type->kind == ValueKind::structure;
    const json::value* const value = object.if_contains(field.name);
    if (value == nullptr || value->is_null()) {
      if (always) arranged[field.name] = absent_value(*field.type);
    } else if (always || !is_empty(*field.type, *value)) {
      arranged[field.name] = arrange_value(*field.type, *value);
    }
  }
  return arranged;
}

json::value sorted(const json::value& value) {
  if (value.is_array()) {
    json::array elements;
    for (const json::value& element : value.get_array()) elements.push_back(sorted(element));
    return elements;
  }
  if (!value.is_object()) return value;
  std::vector<std::string_view> keys;
  for (const auto& member : value.get_object()) keys.push_back(member.key());
  std::ranges::sort(keys);
  json::object members;
  for (const std::string_view key : keys) members[key] = sorted(value.get_object().at(key));
  return members;
}

void check_numbers(const json::value& value, const ParsedJson& document) {
  if (value.is_double() && std::isinf(value.get_double())) {
    throw SchemaError("json: cannot unmarshal number " + document.literal(value) +
                      " into Go value of type float64");
  }
  if (value.is_array()) {
    for (const json::value& element : value.get_array()) check_numbers(element, document);
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) check_numbers(member.value(), document);
  }
}

}  // namespace k8s::testing::fake
