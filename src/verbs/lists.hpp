#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/list.hpp>
#include <k8s/selector.hpp>

#include "verbs/call.hpp"

namespace k8s::detail {

/// The parts of a query that select objects: `fieldSelector` and `labelSelector`, where they are
/// not empty. \throws ValidationError naming what the server would refuse
[[nodiscard]] Query selector_query(const Selector& labels, const Selector& fields);

/// How a collection is fetched.
struct ListFetching {
  /// Objects of a page; 0 leaves it to the server.
  std::int64_t limit = 0;
  /// Of the first page; the others show the same moment.
  std::string_view resourceVersion{};
  std::string_view resourceVersionMatch{};
  /// An item that cannot be decoded is an error.
  bool strict = false;
  bool drop_managed_fields = false;
};

/// As options say it, which have to outlive it. \throws ValidationError
[[nodiscard]] ListFetching fetching_of(const Kind& kind, const ListOptions& options);

/// What is fetched, and how; it has to outlive the fetching.
struct ListRequest {
  const Kind& kind;
  const Address& address;
  const Query& selectors;
  ListFetching how{};
};

/// Fetches one page of a collection, and decodes the items as they arrive.
/// \param continue_ where the page begins, empty for the first; then where the next one does, empty
/// after the last
/// \param array to which the items are added
/// \throws Gone if the server has forgotten the moment that the first page showed
[[nodiscard]] ListMetadata fetch_page(const Call& call, const ListRequest& what,
                                      std::string& continue_, void* array,
                                      std::vector<ItemError>& errors);

/// Fetches a collection, page after page, and decodes the items as they arrive. All pages show the
/// same moment; if the server forgets that moment on the way (410), everything is fetched again,
/// once and in one piece, so that what is returned is never a mixture.
/// \param array an empty Array of the kind
/// \param errors empty: what could not be decoded, unless that is an error
[[nodiscard]] ListMetadata fetch_list(const Call& call, const ListRequest& what, void* array,
                                      std::vector<ItemError>& errors);

}  // namespace k8s::detail
