#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

bool is_empty(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return true;
    case json::kind::bool_:
      return !value.get_bool();
    case json::kind::int64:
      return value.get_int64() == 0;
    case json::kind::uint64:
      return value.get_uint64() == 0;
    case json::kind::double_:
      return value.get_double() == 0;
    case json::kind::string:
      return value.get_string().empty();
    case json::kind::array:
      return value.get_array().empty();
    case json::kind::object:
      break;
  }
  for (const auto& member : value.get_object()) {
    if (!is_empty(member.value())) return false;
  }
  return true;
}

bool same_members(const json::object& a, const json::object& b) {
  for (const auto& member : a) {
    if (!same_meaning(&member.value(), b.if_contains(member.key()))) return false;
  }
  for (const auto& member : b) {
    if (!a.contains(member.key()) && !is_empty(member.value())) return false;
  }
  return true;
}

bool same_elements(const json::array& a, const json::array& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same_meaning(&a[i], &b[i])) return false;
  }
  return true;
}

const json::object& as_object(const json::value* value) {
  static const json::object none;
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

const json::array& as_array(const json::value* value) {
  static const json::array none;
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

std::string_view as_text(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

std::optional<std::int64_t> as_number(const json::value* value) {
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

bool as_flag(const json::value* value) {
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace

const json::value* find(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

json::value* find(json::object& object, std::string_view name) {
  json::value* const value = object.if_contains(name);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

const json::value* find(const json::object& object, Path path) {
  const json::object* at = &object;
  const json::value* value = nullptr;
  for (const std::string_view name : path) {
    if (at == nullptr) return nullptr;
    value = find(*at, name);
    if (value == nullptr) return nullptr;
    at = value->if_object();
  }
  return value;
}

const json::object& object_at(const json::object& object, Path path) {
  return as_object(find(object, path));
}
const json::object& object_at(const json::object& object, std::string_view name) {
  return as_object(find(object, name));
}
const json::array& array_at(const json::object& object, Path path) {
  return as_array(find(object, path));
}
const json::array& array_at(const json::object& object, std::string_view name) {
  return as_array(find(object, name));
}
std::string_view text_at(const json::object& object, Path path) {
  return as_text(find(object, path));
}
std::string_view text_at(const json::object& object, std::string_view name) {
  return as_text(find(object, name));
}
std::optional<std::int64_t> number_at(const json::object& object, Path path) {
  return as_number(find(object, path));
}
std::optional<std::int64_t> number_at(const json::object& object, std::string_view name) {
  return as_number(find(object, name));
}
bool flag_at(const json::object& object, Path path) {
  return as_flag(find(object, path));
}
bool flag_at(const json::object& object, std::string_view name) {
  return as_flag(find(object, name));
}

const json::object& element_at(const json::array& array, std::size_t index) {
  return as_object(&array[index]);
}

std::vector<std::string> texts_at(const json::object& object, Path path) {
  std::vector<std::string> texts;
  for (const json::value& element : array_at(object, path)) {
    texts.emplace_back(as_text(&element));
  }
  return texts;
}

json::value& member_of(json::object& object, std::string_view name) {
  json::value* const member = object.if_contains(name);
  return member != nullptr ? *member : object[name];
}

json::object& ensure_object(json::object& parent, std::string_view name) {
  json::value& value = member_of(parent, name);
  return value.is_object() ? value.get_object() : value.emplace_object();
}

std::vector<json::object*> objects_in(json::object& parent, std::string_view name) {
  std::vector<json::object*> objects;
  json::value* const value = find(parent, name);
  if (value == nullptr || !value->is_array()) return objects;
  for (json::value& element : value->get_array()) {
    if (element.is_object()) objects.push_back(&element.get_object());
  }
  return objects;
}

void set_default(json::object& object, std::string_view name, json::value value) {
  json::value& member = member_of(object, name);
  if (member.is_null()) member = std::move(value);
}

void copy_member(json::object& to, const json::object& from, std::string_view name) {
  if (const json::value* const value = from.if_contains(name)) {
    member_of(to, name) = *value;
  } else {
    to.erase(name);
  }
}

bool same_meaning(const json::value* a, const json::value* b) {
  if (a == nullptr || b == nullptr) {
    const json::value* const other = a != nullptr ? a : b;
    return other == nullptr || is_empty(*other);
  }
  if (a->is_object() && b->is_object()) return same_members(a->get_object(), b->get_object());
  if (a->is_array() && b->is_array()) return same_elements(a->get_array(), b->get_array());
  return *a == *b || (is_empty(*a) && is_empty(*b));
}

const json::object& metadata_of(const json::object& object) {
  return object_at(object, "metadata");
}
json::object& metadata_of(json::object& object) {
  return ensure_object(object, "metadata");
}
std::string_view name_of(const json::object& object) {
  return text_at(object, {"metadata", "name"});
}
std::string_view namespace_of(const json::object& object) {
  return text_at(object, {"metadata", "namespace"});
}
std::string_view uid_of(const json::object& object) {
  return text_at(object, {"metadata", "uid"});
}
bool is_terminating(const json::object& object) {
  return find(object, {"metadata", "deletionTimestamp"}) != nullptr;
}

}  // namespace k8s::testing::fake
