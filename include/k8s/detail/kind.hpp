#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <k8s/detail/table.hpp>

namespace k8s::detail {

struct ValueType;

/// What an object knows of where it came from.
struct ObjectState {
  /// Decoded from the wire, so empty structs are written as Kubernetes' own Go types write them.
  bool fetched = false;
  /// Decoded without `apiVersion` or `kind`, as the items of typed lists come.
  bool without_api_version = false;
  bool without_kind = false;
};

/// Reaches the ObjectState of a Model<T>.
struct StateAccess {
  template <class T>
  static ObjectState& get(void* object) {
    return static_cast<T*>(object)->state_;
  }
};

/// What the server offers for a kind.
enum Verbs : std::uint16_t {
  verb_create = 1 << 0,
  verb_get = 1 << 1,
  verb_list = 1 << 2,
  verb_watch = 1 << 3,
  verb_update = 1 << 4,
  verb_patch = 1 << 5,
  verb_delete = 1 << 6,
  verb_deletecollection = 1 << 7,
  subresource_status = 1 << 8,
  subresource_scale = 1 << 9,
};

/// One top-level kind: its names, its paths and its table. All that the library below Model<T>
/// knows of it. Each kind T has a function `const Kind& k8s_kind(const T*)`.
struct Kind {
  std::string_view group;    // "" is the core group
  std::string_view version;  // "v1"
  std::string_view name;     // "Deployment"
  std::string_view plural;   // "deployments"
  bool namespaced;
  std::uint16_t verbs;  // Verbs
  const Table& (*table)();
  const ValueType* list;                // of Array<T>
  std::size_t metadata_offset;          // of meta::v1::ObjectMeta
  ObjectState& (*state)(void* object);  // of an object of this kind
  void* (*create)() = nullptr;          // a new, blank object, for whom no C++ type is known
  void (*destroy)(void* object) = nullptr;
  // What kubectl takes for the kind too.
  std::string_view singular{};     // "deployment"; empty if it is the name in lower case
  std::string_view short_names{};  // "deploy"; comma separated, as are the categories
  std::string_view categories{};   // "all"
  std::string_view list_kind{};    // "DeploymentList"; empty if it is the name with "List"
};

}  // namespace k8s::detail
