#pragma once

#include <string_view>

#include <k8s/http.hpp>

namespace k8s::testing::fake {

/// Refuses a request that takes neither JSON nor YAML. \throws Refusal (406)
void check_accept(const Headers& headers);
/// Whether the client takes something else than tables and metadata alone.
[[nodiscard]] bool takes_whole_objects(const Headers& headers);
/// The client takes nothing that the server has.
/// \param verb of the request, such as "watch"
[[noreturn]] void refuse_accept(const Headers& headers, std::string_view verb);

/// Whether the client would rather have YAML than JSON.
[[nodiscard]] bool prefers_yaml(const Headers& headers);

}  // namespace k8s::testing::fake
