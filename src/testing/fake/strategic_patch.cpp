#include "testing/fake/strategic_patch.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/detail/description.hpp>

#include "testing/fake/go_type.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

using k8s::detail::Field;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;
using Kind = StrategicPatchError::Kind;

constexpr const char* directive = "$patch";
constexpr const char* retain_keys = "$retainKeys";
constexpr std::string_view delete_prefix = "$deleteFromPrimitiveList";
constexpr std::string_view order_prefix = "$setElementOrder";

[[noreturn]] void fail(Kind kind, const std::string& why) {
  throw StrategicPatchError(kind, why);
}

[[noreturn]] void fail_no_key(const json::value& map, std::string_view key) {
  fail(Kind::internal,
       "map: " + go_print(map) + " does not contain declared merge key: " + std::string(key));
}

[[noreturn]] void fail_type(const char* expected, const json::value& value) {
  fail(Kind::internal, std::string("expected a ") + expected + ", but received a " +
                           std::string(value.is_null() ? "%!s(<nil>)" : go_type(value)));
}

bool is_directive(const json::value& value) {
  return value.is_object() && value.get_object().contains(directive);
}

/// What the server knows of the type at a place of an object.
struct Meta {
  const Table* table = nullptr;  // null where there is no struct
  std::string go_kind = "struct";
};

/// How a member of a struct is merged.
struct MemberMeta {
  Meta below{};  // of its elements, if it is a list
  bool merges_list = false;
  std::string_view key{};  // of the elements; empty for scalars
};

const ValueType& inner(const ValueType& type) {
  const bool held = type.kind == ValueKind::optional || type.kind == ValueKind::box;
  return held ? inner(*type.element) : type;
}

Meta meta_of(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::structure:
      return {.table = &type.structure(), .go_kind = "struct"};
    case ValueKind::map:
      return {.go_kind = "map"};
    case ValueKind::array:
      return {.go_kind = "slice"};
    default:
      return {.go_kind = "string"};
  }
}

MemberMeta look_up(const Meta& meta, std::string_view name) {
  if (meta.table == nullptr) {
    fail(Kind::internal,
         "merging an object in json but data type is not struct, instead is: " + meta.go_kind);
  }
  const auto field = std::ranges::find(meta.table->fields, name, &Field::name);
  if (field == meta.table->fields.end()) {
    fail(Kind::internal, "unable to find api field in struct " + std::string(meta.table->name) +
                             " for the json field " + go_quote(name));
  }
  const ValueType& type = inner(*field->type);
  return {.below = meta_of(type.kind == ValueKind::array ? inner(*type.element) : type),
          .merges_list = (field->flags & k8s::detail::patch_merge) != 0,
          .key = field->patch_key};
}

/// Removes directives from what is taken over as it is. Returns whether anything is left.
bool remove_directives(json::value& value) {
  if (is_directive(value)) return false;
  if (json::object* const object = value.if_object()) {
    std::vector<std::string> gone;
    for (auto& member : *object) {
      if (!remove_directives(member.value())) gone.emplace_back(member.key());
    }
    for (const std::string& name : gone) object->erase(name);
  } else if (json::array* const array = value.if_array()) {
    json::array kept;
    for (json::value& element : *array) {
      if (remove_directives(element)) kept.push_back(std::move(element));
    }
    *array = std::move(kept);
  }
  return true;
}

void discard_nulls(json::value& value) {
  if (json::object* const object = value.if_object()) {
    std::vector<std::string> gone;
    for (auto& member : *object) {
      if (member.value().is_null()) {
        gone.emplace_back(member.key());
      } else {
        discard_nulls(member.value());
      }
    }
    for (const std::string& name : gone) object->erase(name);
  } else if (json::array* const array = value.if_array()) {
    for (json::value& element : *array) discard_nulls(element);
  }
}

/// Makes a member what the patch says, where there is nothing to merge.
void take_over(json::object& object, std::string_view name, json::value value) {
  discard_nulls(value);
  if (remove_directives(value)) {
    object[name] = std::move(value);
  } else {
    object.erase(name);
  }
}

/// `$setElementOrder/finalizers` names finalizers.
std::string_view name_behind(std::string_view key, std::string_view prefix) {
  if (key.size() <= prefix.size() || key[prefix.size()] != '/') {
    fail(Kind::bad_request, prefix == delete_prefix
                                ? "invalid patch format of primitive list"
                                : "invalid patch format of setElementOrder list");
  }
  return key.substr(prefix.size() + 1);
}

void apply_retain_keys(json::object& object, json::object& patch) {
  const json::value* const found = patch.if_contains(retain_keys);
  if (found == nullptr) return;
  const auto bad = [] { fail(Kind::bad_request, "invalid patch format of retainKeys"); };
  if (!found->is_array()) bad();
  const json::array kept = found->get_array();
  patch.erase(retain_keys);
  const auto is_kept = [&](std::string_view name) {
    return std::ranges::any_of(kept, [&](const json::value& key) {
      return key.is_string() && std::string_view(key.get_string()) == name;
    });
  };
  for (const auto& member : patch) {
    const std::string_view name = member.key();
    if (member.value().is_null() || name.starts_with(delete_prefix) ||
        name.starts_with(order_prefix)) {
      continue;
    }
    if (!is_kept(name)) bad();
  }
  std::vector<std::string> gone;
  for (const auto& member : object) {
    if (!is_kept(member.key())) gone.emplace_back(member.key());
  }
  for (const std::string& name : gone) object.erase(name);
}

/// The elements of lists that are merged, all of one type.
class ListMerger {
 public:
  ListMerger(const MemberMeta& meta, bool are_maps) : meta_(meta), are_maps_(are_maps) {}

  /// What two elements are compared by.
  [[nodiscard]] json::value identity(const json::value& element) const {
    if (!are_maps_) return element;
    if (!element.is_object()) return nullptr;
    const json::value* const value = element.get_object().if_contains(meta_.key);
    return value != nullptr ? *value : json::value();
  }

  [[nodiscard]] bool has(const json::array& list, const json::value& element) const {
    return index(list, element) >= 0;
  }

  /// Puts elements of a merged list in their order: those that the patch names in the order that it
  /// wants, the others between them as they stood.
  [[nodiscard]] json::array ordered(const json::array& merged, const json::array& wanted,
                                    const json::array& live) const {
    std::vector<json::value> named;
    std::vector<json::value> others;
    for (const json::value& element : merged) {
      (has(wanted, element) ? named : others).push_back(element);
    }
    sort(named, wanted);
    sort(others, live);
    json::array result;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < others.size() || j < named.size()) {
      const bool take_other =
          j == named.size() || (i < others.size() && is_before(live, others[i], named[j]));
      result.push_back(std::move(take_other ? others[i++] : named[j++]));
    }
    return result;
  }

  void check_keys(const json::array& list) const {
    if (!are_maps_) return;
    for (const json::value& element : list) {
      if (!element.is_object()) fail_type("map[string]interface {}", element);
      if (!element.get_object().contains(meta_.key)) fail_no_key(element, meta_.key);
    }
  }

 private:
  [[nodiscard]] std::ptrdiff_t index(const json::array& list, const json::value& element) const {
    const json::value wanted = identity(element);
    const auto found = std::ranges::find_if(
        list, [&](const json::value& other) { return identity(other) == wanted; });
    return found != list.end() ? found - list.begin() : -1;
  }

  [[nodiscard]] bool is_before(const json::array& order, const json::value& a,
                               const json::value& b) const {
    const std::ptrdiff_t i = index(order, a);
    const std::ptrdiff_t j = index(order, b);
    return i >= 0 && j >= 0 && i < j;
  }

  /// Those that the order does not know come last.
  void sort(std::vector<json::value>& list, const json::array& order) const {
    std::ranges::stable_sort(list, [&](const json::value& a, const json::value& b) {
      const std::ptrdiff_t i = index(order, a);
      const std::ptrdiff_t j = index(order, b);
      return i >= 0 && (j < 0 || i < j);
    });
  }

  const MemberMeta& meta_;
  bool are_maps_;
};

/// Whether the elements of two lists are maps. \throws StrategicPatchError if they differ in type
bool hold_maps(const json::array& a, const json::array& b) {
  const json::value* first = nullptr;
  for (const json::array* const list : {&a, &b}) {
    for (const json::value& element : *list) {
      if (first == nullptr) {
        first = &element;
        if (element.is_array()) fail(Kind::unprocessable, "lists of lists are not supported");
      } else if (go_type(*first) != go_type(element)) {
        fail(Kind::internal,
             "list element types are not identical: [" + go_print(a) + " " + go_print(b) + "]");
      }
    }
  }
  if (first == nullptr) fail(Kind::internal, "no elements in any of the given slices");
  return first->is_object();
}

class StrategicPatch {
 public:
  json::object merge(json::object object, json::object patch, const Meta& meta) {
    if (const json::value* const found = patch.if_contains(directive)) {
      return replace_or_delete(*found, patch);
    }
    apply_retain_keys(object, patch);
    merge_ordered_lists(object, patch, meta);
    for (auto& member : patch) merge_member(object, member.key(), std::move(member.value()), meta);
    return object;
  }

 private:
  static json::object replace_or_delete(const json::value& found, json::object patch) {
    const std::string what = found.is_string() ? std::string(found.get_string()) : go_print(found);
    if (what == "delete") return {};
    if (what != "replace") {
      fail(Kind::internal, "unknown patch type: " + what + " in map: " + go_print(patch));
    }
    patch.erase(directive);
    return patch;
  }

  void merge_member(json::object& object, std::string_view key, json::value value,
                    const Meta& meta) {
    const bool deletes = key.starts_with(delete_prefix);
    const std::string name(deletes ? name_behind(key, delete_prefix) : key);
    if (value.is_null()) {
      object.erase(name);
      return;
    }
    json::value* const old = object.if_contains(name);
    if (old == nullptr || go_type(*old) != go_type(value)) {
      if (!deletes) take_over(object, name, std::move(value));
      return;
    }
    if (value.is_object()) {
      *old = merge(std::move(old->get_object()), std::move(value.get_object()),
                   look_up(meta, name).below);
    } else if (value.is_array()) {
      const MemberMeta member = look_up(meta, name);
      *old = merge_list(old->get_array(), value.get_array(), member, deletes);
    } else {
      *old = std::move(value);
    }
  }

  json::array merge_list(const json::array& live, const json::array& patch, const MemberMeta& meta,
                         bool deletes) {
    if (!meta.merges_list && !deletes) return patch;
    if (live.empty() && patch.empty()) return live;
    const bool maps = hold_maps(live, patch);
    const ListMerger merger(meta, maps);
    if (!maps) {
      json::array merged;
      for (const json::value& element : live) {
        const bool keep = deletes ? !merger.has(patch, element) : !merger.has(merged, element);
        if (keep) merged.push_back(element);
      }
      if (deletes) return merged;
      for (const json::value& element : patch) {
        if (!merger.has(merged, element)) merged.push_back(element);
      }
      return merger.ordered(merged, patch, live);
    }
    if (meta.key.empty()) {
      fail(Kind::internal, "cannot merge lists without merge key for " + meta.below.go_kind);
    }
    json::array merged = live;
    json::array elements;
    if (replaces(merged, patch, elements, merger, meta)) return elements;
    for (const json::value& element : elements) merge_element(merged, element, merger, meta);
    merger.check_keys(merged);
    return merger.ordered(merged, elements, live);
  }

  /// Carries out the directives among the elements of a list: those to delete are gone from
  /// `merged`; what is left to merge is appended to `elements`.
  static bool replaces(json::array& merged, const json::array& patch, json::array& elements,
                       const ListMerger& merger, const MemberMeta& meta) {
    bool replace = false;
    for (const json::value& element : patch) {
      if (!is_directive(element)) {
        elements.push_back(element);
        continue;
      }
      const json::value& what = element.get_object().at(directive);
      if (what == "delete") {
        if (!element.get_object().contains(meta.key)) fail_no_key(element, meta.key);
        json::array left;
        for (json::value& other : merged) {
          if (merger.identity(other) != merger.identity(element)) left.push_back(std::move(other));
        }
        merged = std::move(left);
      } else if (what == "replace") {
        replace = true;
      } else if (what == "merge") {
        fail(Kind::internal, "merging lists cannot yet be specified in the patch");
      } else {
        fail(Kind::internal,
             "unknown patch type: " +
                 (what.is_string() ? std::string(what.get_string()) : go_print(what)) +
                 " in map: " + go_print(element));
      }
    }
    return replace;
  }

  void merge_element(json::array& merged, const json::value& element, const ListMerger& merger,
                     const MemberMeta& meta) {
    const json::object& patch = element.get_object();
    if (!patch.contains(meta.key)) fail_no_key(element, meta.key);
    const json::value wanted = merger.identity(element);
    const auto found = std::ranges::find_if(
        merged, [&](const json::value& other) { return merger.identity(other) == wanted; });
    if (found == merged.end()) {
      merged.push_back(element);
    } else {
      *found = merge(std::move(found->get_object()), patch, meta.below);
    }
  }

  /// The lists of which the patch says in which order their elements shall stand.
  void merge_ordered_lists(json::object& object, json::object& patch, const Meta& meta) {
    std::vector<std::string> keys;
    for (const auto& member : patch) {
      if (member.key().starts_with(order_prefix)) keys.emplace_back(member.key());
    }
    for (const std::string& key : keys) {
      const json::value order = patch.at(key);
      patch.erase(key);
      if (!order.is_array()) fail_type("[]interface {}", order);
      merge_ordered_list(object, patch, std::string(name_behind(key, order_prefix)),
                         order.get_array(), meta);
    }
  }

  void merge_ordered_list(json::object& object, json::object& patch, const std::string& name,
                          const json::array& order, const Meta& meta) {
    const json::value* const live = object.if_contains(name);
    const json::value* const patched = patch.if_contains(name);
    for (const json::value* const list : {live, patched}) {
      if (list != nullptr && !list->is_array()) fail_type("[]interface {}", *list);
    }
    const MemberMeta member = look_up(meta, name);
    const json::array live_list = live != nullptr ? live->get_array() : json::array();
    const json::array patch_list = patched != nullptr ? patched->get_array() : json::array();
    check_order(patch_list, order, member);
    if (live == nullptr && patched == nullptr) return;
    json::array merged;
    if (patched == nullptr) {
      merged = live_list;
    } else if (live == nullptr) {
      json::value list = patch_list;
      remove_directives(list);
      merged = std::move(list.get_array());
    } else {
      merged = merge_list(live_list, patch_list, member, false);
    }
    const bool maps = hold_maps(live_list, patch_list);
    const ListMerger merger(member, maps);
    merger.check_keys(merged);
    for (std::size_t i = 0; maps && i < order.size(); ++i) {
      if (order[i].is_object()) continue;
      fail(Kind::internal, "value for key " + std::to_string(i) + " is not a map");
    }
    merger.check_keys(order);
    object[name] = merger.ordered(merged, order, live_list);
    patch.erase(name);
  }

  /// The elements of a patch must stand in the order that it wants.
  static void check_order(const json::array& patch, const json::array& order,
                          const MemberMeta& meta) {
    if (order.empty() || patch.empty()) return;
    const ListMerger merger(meta, !meta.key.empty());
    std::size_t at = 0;
    std::size_t i = 0;
    while (i < patch.size() && at < order.size()) {
      if (is_directive(patch[i])) {
        ++i;
        continue;
      }
      for (const json::value* const element : {&patch[i], &order[at]}) {
        if (meta.key.empty()) continue;
        if (!element->is_object()) fail_type("map[string]interface {}", *element);
        if (!element->get_object().contains(meta.key)) fail_no_key(*element, meta.key);
      }
      if (merger.identity(patch[i]) == merger.identity(order[at])) ++i;
      ++at;
    }
    while (i < patch.size() && is_directive(patch[i])) ++i;
    if (i < patch.size()) {
      fail(Kind::internal, "The order in patch list:\n" + go_print(patch) + "\n doesn't match " +
                               std::string(order_prefix) + " list:\n" + go_print(order) + "\n");
    }
  }
};

}  // namespace

json::object apply_strategic_patch(json::object object, json::object patch, const Table& table) {
  return StrategicPatch().merge(std::move(object), std::move(patch), {.table = &table});
}

}  // namespace k8s::testing::fake
