#include "testing/fake/correlation.hpp"

#include <algorithm>

#include "testing/fake/object.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

bool is_map(const json::object& schema) {
  return text_at(schema, "x-kubernetes-list-type") == "map";
}

}  // namespace

const json::value* find_old_element(const json::object& schema, const json::value& element,
                                    const json::array& old) {
  const std::vector<std::string> keys = texts_at(schema, {"x-kubernetes-list-map-keys"});
  if (!is_map(schema) || keys.empty() || !element.is_object()) return nullptr;
  const auto found = std::ranges::find_if(old, [&](const json::value& candidate) {
    return candidate.is_object() && std::ranges::all_of(keys, [&](const std::string& key) {
             const json::value* const a = element.get_object().if_contains(key);
             const json::value* const b = candidate.get_object().if_contains(key);
             return a != nullptr && b != nullptr && *a == *b;
           });
  });
  return found != old.end() ? &*found : nullptr;
}

Correlation Correlation::key(std::string_view name) const {
  if (!exists() || !value_->is_object() || !old_->is_object()) return {};
  const json::value* const value = value_->get_object().if_contains(name);
  const json::value* const old = old_->get_object().if_contains(name);
  const json::object* const schema = member_schema(*schema_, name);
  if (value == nullptr || old == nullptr || schema == nullptr) return {};
  return {*schema, *value, old};
}

Correlation Correlation::index(std::size_t index) const {
  if (!exists() || !value_->is_array() || !old_->is_array()) return {};
  const json::object* const items = schema_at(*schema_, "items");
  const json::array& list = value_->get_array();
  if (items == nullptr || index >= list.size()) return {};
  const json::value* const old = find_old_element(*schema_, list[index], old_->get_array());
  return old != nullptr ? Correlation(*items, list[index], old) : Correlation();
}

bool Correlation::is_unchanged() const {
  if (!exists() || value_->kind() != old_->kind()) return false;
  if (const json::object* const object = value_->if_object()) {
    return object->size() == old_->get_object().size() &&
           std::ranges::all_of(
               *object, [this](const auto& member) { return key(member.key()).is_unchanged(); });
  }
  const json::array* const list = value_->if_array();
  if (list == nullptr || !is_map(*schema_)) return *value_ == *old_;
  if (list->size() != old_->get_array().size()) return false;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (!index(i).is_unchanged()) return false;
  }
  return true;
}

}  // namespace k8s::testing::fake
