#pragma once

#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "testing/fake/query.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// In which form a client wants objects.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
struct Form {
  enum class Kind {
    whole,
    table,          // rows for people
    metadata,       // PartialObjectMetadata
    metadata_list,  // PartialObjectMetadataList
  };
  /// What the rows of a table say beside their cells.
  enum class Include { none, metadata, object };

  Kind kind = Kind::whole;
  std::string version = "v1";  // of meta.k8s.io
  Include include = Include::metadata;

  [[nodiscard]] std::string api_version() const { return "meta.k8s.io/" + version; }
};

/// \param resource what is asked for: for custom ones more will do
/// \param verb of the request, such as "watch"
/// \param has_table whether the server makes tables of what is asked for
/// \throws Refusal: 406 if the client takes no form that the server has, 400 for a wrong query
[[nodiscard]] Form read_form(const Headers& headers, const Query& query, const Resource& resource,
                             std::string_view verb, bool has_table);

}  // namespace k8s::testing::fake
