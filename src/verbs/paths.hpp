#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/http.hpp>

namespace k8s::detail {

/// Where a request goes: its path, percent-encoded, and the words that errors say of it.
struct Address {
  std::string path{};
  RequestTarget target{};
};

/// \throws ValidationError if the server has no such verb for the kind
void require_verb(const Kind& kind, Verbs verb, std::string_view words);

/// One object, or a subresource of it.
///
/// Of a kind that lives outside namespaces `namespace_` is ignored.
/// \param words what is done, for error messages: "get"
/// \throws ValidationError if the name or namespace is empty or can be no segment of a path
[[nodiscard]] Address object_address(const Kind& kind, std::string_view words,
                                     std::string_view namespace_, std::string_view name,
                                     std::string_view subresource = {});

/// The objects of a namespace, or of all if there is none given.
/// \throws ValidationError if the namespace is empty or can be no segment of a path
[[nodiscard]] Address collection_address(const Kind& kind, std::string_view words,
                                         std::optional<std::string_view> namespace_);

/// Refuses a namespace that a caller names for a kind that lives outside of namespaces.
/// \throws ValidationError
void refuse_namespace(const Kind& kind, std::string_view words,
                      const std::optional<std::string>& namespace_);

}  // namespace k8s::detail
