#pragma once

#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/options.hpp>

#include "verbs/call.hpp"

namespace k8s::detail {

/// Writes an object over the stored one, which must be unchanged since it was read, and decodes the
/// answer into `answer`, a fresh object.
/// \param words what is done, for error messages: "update"
/// \param subresource "status", or empty for the object itself
/// \throws Conflict
void put(const Call& call, const Kind& kind, std::string_view words, const void* object,
         std::string_view subresource, const SaveOptions& options, void* answer);

}  // namespace k8s::detail
