#pragma once

#include <string>
#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/error.hpp>
#include <k8s/options.hpp>

#include "http/target.hpp"
#include "verbs/call.hpp"

namespace k8s::detail {

/// What all that write say in the query.
template <class Options>
[[nodiscard]] Query write_query(const Options& options) {
  Query query;
  if (!options.dryRun.empty()) query.emplace_back("dryRun", options.dryRun);
  if (!options.fieldManager.empty()) query.emplace_back("fieldManager", options.fieldManager);
  if (!options.fieldValidation.empty()) {
    query.emplace_back("fieldValidation", options.fieldValidation);
  }
  return query;
}

/// Does what refuses an object that cannot be written, in the words of which one it is.
template <class Write>
auto written(const RequestTarget& target, Write write) {
  try {
    return write();
  } catch (const ValidationError& error) {
    throw ValidationError(describe(target) + ": " + error.what());
  }
}

/// Writes an object over the stored one, which must be unchanged since it was read, and decodes the
/// answer into `answer`, a fresh object.
/// \param words what is done, for error messages: "update"
/// \param subresource "status", or empty for the object itself
/// \throws Conflict
void put(const Call& call, const Kind& kind, std::string_view words, const void* object,
         std::string_view subresource, const SaveOptions& options, void* answer);

}  // namespace k8s::detail
