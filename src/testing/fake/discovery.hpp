#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "testing/fake/query.hpp"
#include "testing/fake/resource.hpp"
#include "testing/https_server.hpp"

// What the server tells of itself: that it is well, which kinds it has, and how they look.

namespace k8s::testing::fake {

/// What a GET of something that is no resource asks for.
struct DocumentRequest {
  std::string_view path{};
  const Query& query;
  const Headers& headers;
  std::chrono::sys_seconds began{};  // when the server did
  std::chrono::sys_seconds now{};
};

/// The document at that path; nothing if there is none.
/// \throws Refusal if it cannot be had in the form that is wanted
[[nodiscard]] std::optional<detail::ServerResponse> find_document(
    const DocumentRequest& request, const ResourceRegistry& resources);

/// Whether everybody may ask for it.
[[nodiscard]] bool is_public(std::string_view path);

/// Whether the server has an answer for that method there, where it has one for GET.
[[nodiscard]] bool takes_method(std::string_view path, std::string_view method);
/// Whether a path is that of a version of one of Kubernetes' own groups, though nobody serves it.
[[nodiscard]] bool names_version(std::string_view path, const ResourceRegistry& resources);

}  // namespace k8s::testing::fake
