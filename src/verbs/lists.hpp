#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/list.hpp>
#include <k8s/selector.hpp>

#include "verbs/call.hpp"

namespace k8s::detail {

/// The parts of a query that select objects: `fieldSelector` and `labelSelector`, where they are
/// not empty. \throws ValidationError naming what the server would refuse
[[nodiscard]] Query selector_query(const Selector& labels, const Selector& fields);

/// Reads a page: appends its items to `array` and tells its metadata.
using ReadPage =
    std::function<void(const Kind& kind, std::string_view body, void* array, ListMetadata* page)>;

/// Fetches a collection, page after page. All pages show the same moment; if the server forgets
/// that moment on the way (410), everything is fetched again, once and in one piece, so that what
/// is returned is never a mixture.
/// \param limit objects of a page; 0 leaves it to the server
/// \param array an empty Array of the kind
[[nodiscard]] ListMetadata fetch_list(const Call& call, const Kind& kind, const Address& address,
                                      const Query& selectors, std::int64_t limit, void* array,
                                      const ReadPage& read_page);

}  // namespace k8s::detail
