#pragma once

#include <string>
#include <string_view>

#include "testing/fake/caller.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake::policy {

/// What admission is asked about: a request, and the object that it writes, as it will be and as it
/// was.
struct Attributes {
  /// "CREATE", "UPDATE", "DELETE" or "CONNECT"
  std::string_view operation{};
  const Resource* resource = nullptr;
  std::string subresource{};
  /// That of a Namespace is its own name.
  std::string namespace_{};
  std::string name{};
  ObjectPtr object{};      // null of what is deleted
  ObjectPtr old_object{};  // null of what is new
  /// CreateOptions and their like, as an object of the API; empty if there are none.
  json::object options{};
  bool dry_run = false;
  Caller caller{};
};

/// What a request that is not admitted is told: 403, until the policy says otherwise.
[[nodiscard]] Failure forbidden(const Attributes& attributes, std::string_view why);

/// Whether a resource is that of namespaces, whose objects count as parts of themselves.
[[nodiscard]] bool is_namespaces(const Resource& resource);

/// A group, a version and a kind.
struct KindName {
  std::string group{};
  std::string version{};
  std::string kind{};
};

/// What kind of object a request about a resource, or about something below it, brings.
[[nodiscard]] KindName kind_of(const Resource& resource, std::string_view subresource);

}  // namespace k8s::testing::fake::policy
