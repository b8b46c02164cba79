#include "testing/fake/json_patch.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "testing/fake/object.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

std::string unescaped(std::string_view segment) {
  std::string text;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const char next = i + 1 < segment.size() ? segment[i + 1] : '\0';
    if (segment[i] == '~' && (next == '0' || next == '1')) {
      text += next == '0' ? '~' : '/';
      ++i;
    } else {
      text += segment[i];
    }
  }
  return text;
}

/// The position that a key names in an array of that length, the last of `allowed` positions at
/// most.
std::size_t index_of(std::string_view key, std::size_t length, std::size_t allowed) {
  std::string_view digits = key;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw PatchMismatch("no index of a list: " + std::string(key));
  }
  if (index < 0) index += static_cast<std::int64_t>(length);
  if (index < 0 || index >= static_cast<std::int64_t>(allowed)) {
    throw PatchMismatch("no such index: " + std::string(key));
  }
  return static_cast<std::size_t>(index);
}

std::size_t index_of(std::string_view key, const json::array& array) {
  return index_of(key, array.size(), array.size());
}

/// The object or list that the last segment of a path stands in.
struct Place {
  json::value* container;
  std::string key;
};

class JsonPatch {
 public:
  explicit JsonPatch(json::value document) : document_(std::move(document)) {}

  void apply(const json::object& operation) {
    const std::string_view op = text_at(operation, "op");
    if (op == "add") {
      add(find_place(path_of(operation, "path")), value_of(operation));
    } else if (op == "remove") {
      remove(find_place(path_of(operation, "path")));
    } else if (op == "replace") {
      replace(operation);
    } else if (op == "move") {
      const Place from = find_place(path_of(operation, "from"));
      const json::value* const found = get(from);
      json::value value = found != nullptr ? *found : json::value();
      remove(from);
      add(find_place(path_of(operation, "path")), std::move(value));
    } else if (op == "copy") {
      const json::value* const found = get(find_place(path_of(operation, "from")));
      json::value value = found != nullptr ? *found : json::value();
      add(find_place(path_of(operation, "path")), std::move(value));
    } else if (op == "test") {
      test(operation);
    } else {
      throw PatchMismatch("unexpected kind: " + std::string(op));
    }
  }

  json::value take() { return std::move(document_); }

 private:
  static std::string_view path_of(const json::object& operation, const char* name) {
    const json::value* const path = find(operation, name);
    if (path == nullptr || !path->is_string()) {
      throw PatchMismatch(std::string("operation missing ") + name + " field");
    }
    return path->get_string();
  }

  static json::value value_of(const json::object& operation) {
    const json::value* const value = operation.if_contains("value");
    return value != nullptr ? *value : json::value();
  }

  Place find_place(std::string_view path) {
    std::size_t slash = path.find('/');
    if (slash == path.npos) throw PatchMismatch("missing path: " + std::string(path));
    json::value* container = &document_;
    for (;;) {
      path.remove_prefix(slash + 1);
      slash = path.find('/');
      std::string key = unescaped(path.substr(0, slash));
      if (slash == path.npos) return {container, std::move(key)};
      container = get({container, key});
      if (container == nullptr || !(container->is_object() || container->is_array())) {
        throw PatchMismatch("missing path below " + key);
      }
    }
  }

  /// Null if an object has no such member.
  static json::value* get(const Place& place) {
    if (place.container->is_object()) return place.container->get_object().if_contains(place.key);
    json::array& array = place.container->get_array();
    return &array[index_of(place.key, array)];
  }

  static void add(const Place& place, json::value value) {
    if (place.container->is_object()) {
      place.container->get_object()[place.key] = std::move(value);
      return;
    }
    json::array& array = place.container->get_array();
    // A negative index counts from behind the new end.
    const std::size_t index =
        place.key == "-" ? array.size() : index_of(place.key, array.size() + 1, array.size() + 1);
    array.insert(array.begin() + index, std::move(value));
  }

  static void remove(const Place& place) {
    if (place.container->is_object()) {
      json::object& object = place.container->get_object();
      if (!object.contains(place.key)) throw PatchMismatch("nonexistent key: " + place.key);
      object.stable_erase(place.key);
      return;
    }
    json::array& array = place.container->get_array();
    array.erase(array.begin() + index_of(place.key, array));
  }

  void replace(const json::object& operation) {
    const std::string_view path = path_of(operation, "path");
    json::value value = value_of(operation);
    if (path.empty()) {
      if (!value.is_object() && !value.is_array()) {
        throw PatchMismatch("replace operation value must be object or array");
      }
      document_ = std::move(value);
      return;
    }
    const Place place = find_place(path);
    if (place.container->is_object()) {
      place.container->get_object()[place.key] = std::move(value);
    } else {
      *get(place) = std::move(value);
    }
  }

  void test(const json::object& operation) {
    const std::string_view path = path_of(operation, "path");
    const json::value* const found = path.empty() ? &document_ : get(find_place(path));
    const json::value wanted = value_of(operation);
    const json::value is = found != nullptr ? *found : json::value();
    if (is != wanted) throw PatchMismatch("testing value " + std::string(path) + " failed");
  }

  json::value document_;
};

/// Without the null members of objects, however deep, in the order of their names.
json::value without_nulls(const json::value& value) {
  if (value.is_array()) {
    json::array elements;
    for (const json::value& element : value.get_array()) elements.push_back(without_nulls(element));
    return elements;
  }
  if (!value.is_object()) return value;
  json::object members;
  for (const auto& member : value.get_object()) {
    if (!member.value().is_null()) members[member.key()] = without_nulls(member.value());
  }
  return members;
}

json::object by_name(json::object object) {
  std::vector<std::string_view> names;
  for (const auto& member : object) names.push_back(member.key());
  std::ranges::sort(names);
  json::object result;
  for (const std::string_view name : names) result[name] = object.at(name);
  return result;
}

const char* go_kind(const json::value& value) {
  if (value.is_array()) return "array";
  if (value.is_object()) return "object";
  if (value.is_string()) return "string";
  return value.is_bool() ? "bool" : "number";
}

}  // namespace

json::value apply_json_patch(json::value document, const json::array& operations) {
  JsonPatch patch(std::move(document));
  for (const json::value& operation : operations) {
    // A null among them is an operation of no kind.
    if (!operation.is_object()) throw PatchMismatch("unexpected kind: unknown");
    patch.apply(operation.get_object());
  }
  return patch.take();
}

json::object apply_merge_patch(json::object document, const json::object& patch) {
  for (const auto& member : patch) {
    const std::string_view name = member.key();
    if (member.value().is_null()) {
      document.erase(name);
      continue;
    }
    json::value* const old = find(document, name);
    if (old == nullptr || !old->is_object()) {
      document[name] = without_nulls(member.value());
    } else if (!member.value().is_object()) {
      document[name] = member.value();
    } else {
      *old = apply_merge_patch(std::move(old->get_object()), member.value().get_object());
    }
  }
  return by_name(std::move(document));
}

std::vector<std::string> check_json_patch(const ParsedJson& patch) {
  static constexpr std::string_view texts[] = {"op", "path", "from"};
  const auto refuse = [](const json::value& value, const std::string& into) {
    throw SchemaError(std::string("json: cannot unmarshal ") + go_kind(value) + " into Go " + into);
  };
  std::vector<std::string> complaints;
  if (patch.value.is_null()) return complaints;
  if (!patch.value.is_array()) {
    refuse(patch.value, "value of type []handlers.jsonPatchOp");
  }
  const json::array& operations = patch.value.get_array();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].is_null()) continue;
    if (!operations[i].is_object()) refuse(operations[i], "value of type handlers.jsonPatchOp");
    const std::string at = "[" + std::to_string(i) + "].";
    for (const auto& member : operations[i].get_object()) {
      const std::string_view name = member.key();
      const bool is_text = std::ranges::find(texts, name) != std::end(texts);
      if (!is_text && name != "value") {
        complaints.push_back("json patch unknown field \"" + at + std::string(name) + "\"");
      } else if (is_text && !member.value().is_string() && !member.value().is_null()) {
        refuse(member.value(), "struct field jsonPatchOp." + std::string(name) + " of type string");
      }
    }
  }
  for (const std::string& path : patch.duplicates) {
    complaints.push_back("json patch duplicate field \"" + path + "\"");
  }
  return complaints;
}

}  // namespace k8s::testing::fake
