#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// An answer that is no object of the store.
struct Document {
  std::string body{};
  std::string content_type = "application/json";
};

/// What is served at a path that is that of no resource: /version, /readyz, the kinds that there
/// are. Nothing if there is nothing.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
[[nodiscard]] std::optional<Document> find_document(std::string_view path,
                                                    const ResourceRegistry& resources);

/// Whether anybody may read it.
[[nodiscard]] bool is_public(std::string_view path);

}  // namespace k8s::testing::fake
