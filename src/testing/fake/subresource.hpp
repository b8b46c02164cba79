#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// A path below an object: `/status`, `/scale`, `/log`.
struct Subresource {
  std::string_view name{};
  /// The kind that it takes and gives, if that is not the object's own.
  std::string_view group{};
  std::string_view version{};
  std::string_view kind{};
  std::vector<std::string_view> verbs{};  // "create", "get", "patch", "update"

  [[nodiscard]] bool offers(std::string_view verb) const;
};

/// Whether a subresource of a pod leads to its containers: `/exec`, `/attach`, `/portforward`.
[[nodiscard]] bool is_connection(std::string_view subresource);

/// Whether the server makes tables of what a request for these objects, or a subresource of theirs,
/// answers with.
[[nodiscard]] bool has_table(const Resource& resource, std::string_view subresource);

/// What the server offers below the objects of a kind, in the order of discovery.
[[nodiscard]] std::vector<Subresource> subresources_of(const Resource& resource);

}  // namespace k8s::testing::fake
