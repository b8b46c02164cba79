#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <k8s/detail/kind.hpp>

#include "verbs/lists.hpp"
#include "watch/told_objects.hpp"

namespace k8s::detail {

/// An item of a list that cannot be decoded.
struct BadItem {
  Identity identity{};  // as far as it can be read
  std::string error{};
  std::string raw{};
};

/// Bad items by their place in the list. The array has an object there that means nothing.
using BadItems = std::map<std::size_t, BadItem>;

/// As fetch_list with the default page size, but one bad item does not cost the others.
[[nodiscard]] ListMetadata fetch_tolerantly(const Call& call, const Kind& kind,
                                            const Address& address, const Query& selectors,
                                            void* array, BadItems& bad);

}  // namespace k8s::detail
