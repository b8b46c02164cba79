#include "testing/fake/merge_type.hpp"

#include <algorithm>
#include <mutex>
#include <tuple>

#include <k8s/detail/description.hpp>

namespace k8s::testing::fake {
namespace {

using k8s::detail::Field;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;

MergeType make_scalar(MergeType::Scalar scalar) {
  MergeType type;
  type.scalar = scalar;
  return type;
}

/// Makes types of tables, each once: types may contain themselves.
class TableTypes {
 public:
  const MergeType& structure(const Table& table) {
    const bool atomic = (table.flags & k8s::detail::atomic) != 0;
    return structure(table, atomic);
  }

 private:
  const MergeType& structure(const Table& table, bool atomic) {
    if ((table.flags & k8s::detail::preserve_unknown) != 0 && table.fields.empty()) {
      return deduced_type();
    }
    const auto [found, is_new] = structures_.try_emplace({&table, atomic}, nullptr);
    if (!is_new) return *found->second;
    MergeType& type = types_.add();
    found->second = &type;
    type.is_map = true;
    type.map_atomic = atomic;
    if (table.kind != nullptr) {
      type.fields["apiVersion"] = &text_;
      type.fields["kind"] = &text_;
    }
    for (const Field& field : table.fields) {
      const std::string name(field.name);
      type.fields[name] = &this->field(field);
      if (json::value value = default_of(field); !value.is_null()) {
        type.defaults[name] = std::move(value);
      }
    }
    return type;
  }

  /// What an element is keyed by where it does not say: what Go's zero value or the API's default
  /// is.
  static json::value default_of(const Field& field) {
    if (field.name == "protocol") return "TCP";
    if (field.type->kind == ValueKind::string && (field.flags & k8s::detail::always) != 0)
      return "";
    if (field.type->kind == ValueKind::string && (field.flags & k8s::detail::required) != 0) {
      return "";
    }
    const bool number =
        field.type->kind == ValueKind::int32 || field.type->kind == ValueKind::int64;
    return number ? json::value(0) : json::value();
  }

  const MergeType& field(const Field& field) {
    const ValueType* type = field.type;
    while (type->kind == ValueKind::optional || type->kind == ValueKind::box) type = type->element;
    const bool atomic = (field.flags & k8s::detail::atomic) != 0;
    if (type->kind == ValueKind::structure) return structure(type->structure(), atomic);
    if (type->kind == ValueKind::array) return array(field, *type);
    if (type->kind != ValueKind::map) return value(*type);
    MergeType& map = types_.add();
    map.is_map = true;
    map.map_atomic = atomic;
    map.other_fields = &value(*type->element);
    return map;
  }

  const MergeType& array(const Field& field, const ValueType& type) {
    MergeType& list = types_.add();
    list.is_list = true;
    list.list_atomic = (field.flags & (k8s::detail::list_set | k8s::detail::list_map)) == 0;
    if ((field.flags & k8s::detail::list_map) != 0) {
      std::string_view keys = field.map_keys;
      while (!keys.empty()) {
        const std::size_t comma = std::min(keys.find(','), keys.size());
        list.keys.emplace_back(keys.substr(0, comma));
        keys.remove_prefix(std::min(comma + 1, keys.size()));
      }
    }
    list.element = &value(*type.element);
    return list;
  }

  const MergeType& value(const ValueType& type) {
    switch (type.kind) {
      case ValueKind::boolean:
        return boolean_;
      case ValueKind::int32:
      case ValueKind::int64:
      case ValueKind::number:
        return numeric_;
      case ValueKind::string:
      case ValueKind::bytes:
      case ValueKind::time:
      case ValueKind::micro_time:
      case ValueKind::duration:
        return text_;
      case ValueKind::quantity:
      case ValueKind::int_or_string:
        return any_;
      case ValueKind::raw_json:
        return atomic_type();
      case ValueKind::structure:
        return structure(type.structure());
      case ValueKind::optional:
      case ValueKind::box:
        return value(*type.element);
      case ValueKind::array: {
        MergeType& list = types_.add();
        list.is_list = true;
        list.element = &value(*type.element);
        return list;
      }
      case ValueKind::map: {
        MergeType& map = types_.add();
        map.is_map = true;
        map.other_fields = &value(*type.element);
        return map;
      }
    }
    return deduced_type();
  }

  const MergeType numeric_ = make_scalar(MergeType::Scalar::numeric);
  const MergeType text_ = make_scalar(MergeType::Scalar::text);
  const MergeType boolean_ = make_scalar(MergeType::Scalar::boolean);
  const MergeType any_ = make_scalar(MergeType::Scalar::any);
  MergeTypes types_;
  std::map<std::tuple<const Table*, bool>, const MergeType*> structures_;
};

}  // namespace

const MergeType* MergeType::field(std::string_view name) const {
  const auto found = fields.find(name);
  return found != fields.end() ? found->second : other_fields;
}

const MergeType& atomic_type() {
  static const MergeType* const type = [] {
    static MergeType atomic;
    atomic.scalar = MergeType::Scalar::any;
    atomic.is_list = atomic.is_map = atomic.map_atomic = true;
    atomic.element = atomic.other_fields = &atomic;
    return &atomic;
  }();
  return *type;
}

const MergeType& deduced_type() {
  static const MergeType* const type = [] {
    static MergeType deduced;
    deduced.scalar = MergeType::Scalar::any;
    deduced.is_list = deduced.is_map = true;
    deduced.element = &atomic_type();
    deduced.other_fields = &deduced;
    return &deduced;
  }();
  return *type;
}

const MergeType& merge_type(const Table& table) {
  static std::mutex mutex;
  static TableTypes types;
  const std::scoped_lock lock(mutex);
  return types.structure(table);
}

}  // namespace k8s::testing::fake
