#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "testing/fake/query.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// What a request line asks for.
struct Route {
  std::string path{};  // decoded
  Query query{};

  /// The kind, unless the path is that of no resource.
  const Resource* resource = nullptr;
  std::string namespace_{};  // of a namespaced kind; empty is all
  std::string name{};
  std::string subresource{};
  /// As Kubernetes names it: "get", "list", "watch", "create", "update", "patch", "delete",
  /// "deletecollection"; the method in small letters if the path is that of no resource.
  std::string verb{};
  /// Why the server does not offer that method there, which it tells those who may ask.
  std::optional<Failure> refusal{};
};

/// Whether a request is for something that a URL can name: a path, or a URL of its own.
[[nodiscard]] bool is_target(std::string_view target);

/// \throws Refusal if the server offers no such path
[[nodiscard]] Route read_route(std::string_view method, std::string_view target,
                               const ResourceRegistry& resources);

}  // namespace k8s::testing::fake
