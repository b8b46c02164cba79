#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/access.hpp"
#include "testing/fake/clock.hpp"
#include "testing/fake/form.hpp"
#include "testing/fake/go_json.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/options.hpp"
#include "testing/fake/route.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing::fake {

/// A request on its way through the server, and the answer that is made for it.
struct Call {
  const detail::ServerRequest& request;
  const Clock& clock;  // the server's
  Caller caller{};
  Route route{};
  std::size_t number = 0;  // in the journal
  Layout layout = Layout::compact;
  Form form{};
  detail::ServerResponse answer{};
  std::vector<std::string> warnings{};
  std::chrono::milliseconds events_late{0};  // of a watch

  [[nodiscard]] Target target() const {
    return {route.resource, route.namespace_, route.name, route.subresource};
  }
  /// Whether it is about a kind of the core group.
  [[nodiscard]] bool is_of_core(std::string_view plural) const;
};

/// The options of a create or an update, with who writes. \throws Refusal
[[nodiscard]] WriteOptions write_options(const Call& call);
/// The options of a patch, with who writes. \throws Refusal
[[nodiscard]] WriteOptions patch_options(const Call& call, bool apply);

}  // namespace k8s::testing::fake
