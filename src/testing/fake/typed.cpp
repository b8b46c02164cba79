#include "testing/fake/typed.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "testing/fake/go_type.hpp"

namespace k8s::testing::fake {
namespace {

/// As which of the things that its type allows a value is taken.
enum class Form { scalar, list, map };

Form form_of(const MergeType& type, const json::value* value) {
  if (value != nullptr) {
    if (value->is_object() && type.is_map) return Form::map;
    if (value->is_array() && type.is_list) return Form::list;
    const bool scalar = value->is_number() || value->is_string() || value->is_bool();
    if (scalar && type.scalar != MergeType::Scalar::none) return Form::scalar;
  }
  if (type.is_map) return Form::map;
  return type.scalar != MergeType::Scalar::none ? Form::scalar : Form::list;
}

std::string wrapped(const json::value& value) {
  return "&{" + go_print(value) + "}";
}

/// The value as Go's %#v writes it.
std::string go_literal(const json::value& value) {
  if (value.is_string()) return go_quote(value.get_string());
  if (value.is_array()) {
    std::string elements;
    for (const json::value& element : value.get_array()) {
      elements += (elements.empty() ? "" : ", ") + go_literal(element);
    }
    return "[]interface {}{" + elements + "}";
  }
  if (value.is_object()) {
    std::string members;
    for (const auto& member : value.get_object()) {
      members +=
          (members.empty() ? "" : ", ") + go_quote(member.key()) + ":" + go_literal(member.value());
    }
    return "map[string]interface {}{" + members + "}";
  }
  return to_text(value);
}

/// Says which element of a list that is merged by keys or values this is.
/// \throws TypeError
PathElement element_of(const MergeType& list, const json::value& item) {
  if (list.keys.empty()) {
    if (item.is_object()) {
      throw TypeError("associative list without keys has an element that's a map type");
    }
    if (item.is_array()) {
      throw TypeError("not supported: associative list with lists as elements");
    }
    if (item.is_null()) {
      throw TypeError("associative list without keys has an element that's an explicit null");
    }
    return PathElement::value(item);
  }
  if (item.is_null()) throw TypeError("associative list with keys may not have a null element");
  if (!item.is_object()) {
    throw TypeError("associative list with keys may not have non-map elements");
  }
  std::map<std::string, json::value> found;
  for (const std::string& name : list.keys) {
    if (const json::value* const value = item.get_object().if_contains(name)) {
      found[name] = *value;
    } else if (const auto by_default = list.element->defaults.find(name);
               by_default != list.element->defaults.end()) {
      found[name] = by_default->second;
    }
  }
  if (found.empty()) {
    std::string names;
    for (const std::string& name : list.keys) names += (names.empty() ? "" : " ") + go_quote(name);
    throw TypeError("associative list with keys has an element that omits all key fields [" +
                    names + "] (and doesn't have default values for any key fields)");
  }
  json::object keys;
  for (auto& [name, value] : found) keys[name] = std::move(value);
  return PathElement::key(std::move(keys));
}

/// Collects what is wrong with a value.
class Checker {
 public:
  void value(const MergeType& type, const json::value& value) {
    switch (form_of(type, &value)) {
      case Form::scalar:
        return scalar(type.scalar, value);
      case Form::list:
        return list(type, value);
      case Form::map:
        return map(type, value);
    }
  }

  void finish() const {
    if (errors_.empty()) return;
    if (errors_.size() == 1) throw TypeError(errors_.front());
    std::string all = "errors:";
    for (const std::string& error : errors_) all += "\n  " + error;
    throw TypeError(all);
  }

 private:
  void fail(const std::string& why) {
    const std::string at = message_text(path_);
    errors_.push_back(at.empty() ? why : at + ": " + why);
  }

  void scalar(MergeType::Scalar scalar, const json::value& value) {
    if (value.is_null()) return;
    switch (scalar) {
      case MergeType::Scalar::numeric:
        if (!value.is_number())
          fail("expected numeric (int or float), got " + std::string(go_type(value)));
        return;
      case MergeType::Scalar::text:
        if (!value.is_string()) {
          fail("expected string, got &value.valueUnstructured{Value:" + go_literal(value) + "}");
        }
        return;
      case MergeType::Scalar::boolean:
        if (!value.is_bool()) fail("expected boolean, got " + wrapped(value));
        return;
      case MergeType::Scalar::any:
      case MergeType::Scalar::none:
        if (value.is_array() || value.is_object()) {
          fail("expected any scalar, got " + wrapped(value));
        }
    }
  }

  void list(const MergeType& type, const json::value& value) {
    if (value.is_null()) return;
    if (!value.is_array()) return fail("expected list, got " + wrapped(value));
    std::set<PathElement> seen;
    const json::array& array = value.get_array();
    for (std::size_t i = 0; i < array.size(); ++i) {
      PathElement element = PathElement::index(static_cast<std::int64_t>(i));
      if (!type.list_atomic) {
        try {
          element = element_of(type, array[i]);
        } catch (const TypeError& error) {
          return fail("element " + std::to_string(i) + ": " + error.what());
        }
        if (!seen.insert(element).second) {
          fail("duplicate entries for key " + element.message_text());
        }
      }
      below(element, *type.element, array[i]);
    }
  }

  void map(const MergeType& type, const json::value& value) {
    if (value.is_null()) return;
    if (!value.is_object()) return fail("expected map, got " + wrapped(value));
    for (const auto& member : value.get_object()) {
      const PathElement element = PathElement::field(member.key());
      const MergeType* const member_type = type.field(member.key());
      if (member_type == nullptr) {
        path_.push_back(element);
        fail("field not declared in schema");
        path_.pop_back();
        return;
      }
      below(element, *member_type, member.value());
    }
  }

  void below(const PathElement& element, const MergeType& type, const json::value& value) {
    path_.push_back(element);
    this->value(type, value);
    path_.pop_back();
  }

  ElementPath path_;
  std::vector<std::string> errors_;
};

/// Collects the fields of a value.
class Collector {
 public:
  void value(const MergeType& type, const json::value& value) {
    switch (form_of(type, &value)) {
      case Form::scalar:
        return set_.insert(path_);
      case Form::list:
        return list(type, value);
      case Form::map:
        return map(type, value);
    }
  }

  FieldSet take() { return std::move(set_); }

 private:
  void list(const MergeType& type, const json::value& value) {
    if (type.list_atomic) return set_.insert(path_);
    if (!value.is_array()) return;
    std::map<PathElement, int> counts;
    for (const json::value& item : value.get_array()) ++counts[element_of(type, item)];
    for (const json::value& item : value.get_array()) {
      const PathElement element = element_of(type, item);
      path_.push_back(element);
      // Elements that stand there more than once are managed as one.
      if (counts[element] == 1) this->value(*type.element, item);
      set_.insert(path_);
      path_.pop_back();
    }
  }

  void map(const MergeType& type, const json::value& value) {
    if (type.map_atomic) return set_.insert(path_);
    if (!value.is_object()) return;
    for (const auto& member : value.get_object()) {
      const std::string_view name = member.key();
      const MergeType* const member_type = type.field(name);
      path_.push_back(PathElement::field(name));
      const json::value& item = member.value();
      if (member_type != nullptr) this->value(*member_type, item);
      const bool empty = item.is_null() || (item.is_object() && item.get_object().empty());
      if (empty || !type.fields.contains(name)) set_.insert(path_);
      path_.pop_back();
    }
  }

  ElementPath path_;
  FieldSet set_;
};

/// The items of a list by what they are, in the order in which they first came.
struct Items {
  std::vector<PathElement> order{};
  std::map<PathElement, std::vector<const json::value*>> items{};

  Items(const MergeType& type, const json::value* list) {
    if (list == nullptr || !list->is_array()) return;
    for (const json::value& item : list->get_array()) {
      const PathElement element = element_of(type, item);
      std::vector<const json::value*>& same = items[element];
      if (same.empty()) order.push_back(element);
      same.push_back(&item);
    }
  }

  [[nodiscard]] std::vector<const json::value*> find(const PathElement& element) const {
    const auto found = items.find(element);
    return found != items.end() ? found->second : std::vector<const json::value*>();
  }
};

bool has_elements(const json::value* value) {
  return value != nullptr && value->is_array() && !value->get_array().empty();
}

bool has_members(const json::value* value) {
  return value != nullptr && value->is_object() && !value->get_object().empty();
}

const json::object& members_of(const json::value* value) {
  static const json::object none;
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

/// Compares two values, either of which may be absent.
class Comparer {
 public:
  void value(const MergeType& type, const json::value* before, const json::value* after) {
    if (before != nullptr && after != nullptr && *before == *after) return;
    const Form before_form = form_of(type, before);
    const Form after_form = form_of(type, after);
    bool leaf = false;
    if (after == nullptr) {
      leaf = as(before_form, type, before, after);
    } else if (before == nullptr || before_form == after_form) {
      leaf = as(after_form, type, before, after);
    } else {
      as(before_form, type, before, after);
      leaf = as(after_form, type, before, after);
    }
    if (leaf) return;
    if (before == nullptr) result_.added.insert(path_);
    if (after == nullptr) result_.removed.insert(path_);
  }

  Comparison take() { return std::move(result_); }

 private:
  /// Returns whether the value was compared as a whole.
  bool as(Form form, const MergeType& type, const json::value* before, const json::value* after) {
    if (form == Form::list && !type.list_atomic && (has_elements(before) || has_elements(after))) {
      list(type, before, after);
      return false;
    }
    if (form == Form::map && !type.map_atomic && (has_members(before) || has_members(after))) {
      map(type, members_of(before), members_of(after));
      return false;
    }
    whole(before, after);
    return true;
  }

  void whole(const json::value* before, const json::value* after) {
    if (before == nullptr) {
      result_.added.insert(path_);
    } else if (after == nullptr) {
      result_.removed.insert(path_);
    } else if (*before != *after) {
      result_.modified.insert(path_);
    }
  }

  void list(const MergeType& type, const json::value* before, const json::value* after) {
    const Items old_items(type, before);
    const Items new_items(type, after);
    for (const PathElement& element : old_items.order) {
      item(type, element, old_items.find(element), new_items.find(element));
    }
    for (const PathElement& element : new_items.order) {
      if (old_items.find(element).empty()) item(type, element, {}, new_items.find(element));
    }
  }

  using Same = std::vector<const json::value*>;

  void item(const MergeType& type, const PathElement& element, const Same& before,
            const Same& after) {
    path_.push_back(element);
    const auto first = [](const Same& items) { return items.empty() ? nullptr : items.front(); };
    const auto equal = [](const json::value* a, const json::value* b) { return *a == *b; };
    if (before.size() <= 1 && after.size() <= 1) {
      value(*type.element, first(before), first(after));
    } else if (before.size() >= 2 && after.size() >= 2) {
      if (!std::ranges::equal(before, after, equal)) result_.modified.insert(path_);
    } else if (before.size() >= 2) {
      if (!after.empty()) value(*type.element, nullptr, first(after));
      result_.removed.insert(path_);
    } else {
      if (!before.empty()) value(*type.element, first(before), nullptr);
      result_.added.insert(path_);
    }
    path_.pop_back();
  }

  void map(const MergeType& type, const json::object& before, const json::object& after) {
    const auto member = [&](std::string_view name, const json::value* old_value,
                            const json::value* new_value) {
      const MergeType* const member_type = type.field(name);
      if (member_type == nullptr) return;
      path_.push_back(PathElement::field(name));
      value(*member_type, old_value, new_value);
      path_.pop_back();
    };
    for (const auto& [name, old_value] : before) member(name, &old_value, after.if_contains(name));
    for (const auto& [name, new_value] : after) {
      if (!before.contains(name)) member(name, nullptr, &new_value);
    }
  }

  ElementPath path_;
  Comparison result_;
};

using Maybe = std::optional<json::value>;

Maybe merged(const MergeType& type, const json::value* live, const json::value* wanted);

/// Two lists that are merged by keys or values: the wanted order is kept, and what only the live
/// one has stays between its neighbours.
class ListMerger {
 public:
  ListMerger(const MergeType& type, const json::value* live, const json::value* wanted)
      : type_(type) {
    index(live, live_, live_items_);
    index(wanted, wanted_, wanted_items_);
    for (const Entry& entry : wanted_) {
      if (live_items_.contains(entry.element)) shared_.push_back(&entry.element);
    }
  }

  Maybe merge() {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < live_.size() || j < wanted_.size()) {
      if (i < live_.size() && j < wanted_.size()) {
        const PathElement& element = live_[i].element;
        if (element == wanted_[j].element) {
          take(element, done_shared_ < shared_.size());
          ++i;
          ++j;
          continue;
        }
        const PathElement* const next = next_shared();
        if (wanted_items_.contains(element) && next != nullptr && !(*next == element)) {
          ++i;  // It comes in its wanted place.
          continue;
        }
      }
      if (i < live_.size()) {
        const PathElement& element = live_[i].element;
        if (!wanted_items_.contains(element)) {
          append(merged(*type_.element, live_[i].value, nullptr));
          ++i;
          continue;
        }
        if (taken_.contains(element)) ++i;
      }
      if (j < wanted_.size()) {
        const PathElement& element = wanted_[j].element;
        const PathElement* const next = next_shared();
        take(element, next != nullptr && *next == element);
        ++j;
      }
    }
    if (result_.empty()) return std::nullopt;
    return json::value(std::move(result_));
  }

 private:
  struct Entry {
    PathElement element;
    const json::value* value;
  };
  using ByElement = std::map<PathElement, const json::value*>;

  void index(const json::value* list, std::vector<Entry>& entries, ByElement& items) const {
    static const json::value null;
    if (list == nullptr || !list->is_array()) return;
    for (const json::value& item : list->get_array()) {
      PathElement element = element_of(type_, item);
      // What stands there more than once is not merged with anything.
      const auto [found, is_new] = items.emplace(element, &item);
      if (!is_new) found->second = &null;
      entries.push_back({std::move(element), &item});
    }
  }

  [[nodiscard]] const PathElement* next_shared() const {
    return done_shared_ < shared_.size() ? shared_[done_shared_] : nullptr;
  }

  void take(const PathElement& element, bool is_shared) {
    const auto find = [&](const ByElement& items) {
      const auto found = items.find(element);
      return found != items.end() ? found->second : nullptr;
    };
    taken_.insert(element);
    append(merged(*type_.element, find(live_items_), find(wanted_items_)));
    if (is_shared) ++done_shared_;
  }

  void append(Maybe value) {
    if (value) result_.push_back(std::move(*value));
  }

  const MergeType& type_;
  std::vector<Entry> live_;
  std::vector<Entry> wanted_;
  ByElement live_items_;
  ByElement wanted_items_;
  std::vector<const PathElement*> shared_;  // in the wanted order
  std::size_t done_shared_ = 0;
  std::set<PathElement> taken_;
  json::array result_;
};

Maybe merged_map(const MergeType& type, const json::object& live, const json::object& wanted) {
  json::object result;
  const auto member = [&](std::string_view name, const json::value* a, const json::value* b) {
    const MergeType* const member_type = type.field(name);
    Maybe value = member_type != nullptr ? merged(*member_type, a, b) : Maybe();
    if (value) result[name] = std::move(*value);
  };
  for (const auto& [name, value] : live) member(name, &value, wanted.if_contains(name));
  for (const auto& [name, value] : wanted) {
    if (!live.contains(name)) member(name, nullptr, &value);
  }
  if (result.empty()) return std::nullopt;
  return json::value(std::move(result));
}

Maybe merged(const MergeType& type, const json::value* live, const json::value* wanted) {
  const Form form = form_of(type, wanted != nullptr ? wanted : live);
  if (form == Form::list && !type.list_atomic && (has_elements(live) || has_elements(wanted))) {
    return ListMerger(type, live, wanted).merge();
  }
  if (form == Form::map && !type.map_atomic && (has_members(live) || has_members(wanted))) {
    return merged_map(type, members_of(live), members_of(wanted));
  }
  return wanted != nullptr ? *wanted : *live;
}

/// Nothing if nothing is left.
Maybe cut(const MergeType& type, const json::value& value, const FieldSet& fields) {
  if (value.is_array() && type.is_list) {
    if (type.list_atomic) return std::nullopt;
    json::array left;
    for (const json::value& item : value.get_array()) {
      const PathElement element = element_of(type, item);
      if (fields.has(element)) continue;
      const FieldSet& below = fields.below(element);
      if (below.empty()) {
        left.push_back(item);
      } else {
        left.push_back(cut(*type.element, item, below).value_or(nullptr));
      }
    }
    if (left.empty()) return std::nullopt;
    return json::value(std::move(left));
  }
  if (value.is_object() && type.is_map) {
    if (type.map_atomic) return std::nullopt;
    json::object left;
    for (const auto& [name, member] : value.get_object()) {
      const PathElement element = PathElement::field(name);
      if (fields.has(element)) continue;
      const FieldSet& below = fields.below(element);
      const MergeType* const member_type = type.field(name);
      if (below.empty() || member_type == nullptr) {
        left[name] = member;
      } else {
        left[name] = cut(*member_type, member, below).value_or(nullptr);
      }
    }
    if (left.empty()) return std::nullopt;
    return json::value(std::move(left));
  }
  return value;
}

FieldSet::Naming naming_of(const MergeType* type) {
  return {.is_named =
              [type](const PathElement& element) {
                return type != nullptr && element.is_field() && type->is_map &&
                       type->fields.contains(element.name());
              },
          .below =
              [type](const PathElement& element) {
                if (type == nullptr) return naming_of(nullptr);
                return naming_of(element.is_field() ? type->field(element.name()) : type->element);
              }};
}

}  // namespace

void check_typed(const json::object& object, const MergeType& type) {
  Checker checker;
  checker.value(type, object);
  checker.finish();
}

FieldSet fields_of(const json::object& object, const MergeType& type) {
  Collector collector;
  collector.value(type, object);
  return collector.take();
}

Comparison compare(const json::object& before, const json::object& after, const MergeType& type) {
  const json::value old_value = before;
  const json::value new_value = after;
  Comparer comparer;
  comparer.value(type, &old_value, &new_value);
  return comparer.take();
}

json::object merge(const json::object& object, const json::object& configured,
                   const MergeType& type) {
  const json::value live = object;
  const json::value wanted = configured;
  Maybe result = merged(type, &live, &wanted);
  return result && result->is_object() ? std::move(result->get_object()) : json::object();
}

json::object without(const json::object& object, const FieldSet& fields, const MergeType& type) {
  Maybe left = cut(type, object, fields);
  return left && left->is_object() ? std::move(left->get_object()) : json::object();
}

FieldSet with_named_fields(const FieldSet& set, const MergeType& type) {
  return set.with_named(naming_of(&type));
}

}  // namespace k8s::testing::fake
