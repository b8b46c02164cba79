#pragma once

#include <cstddef>
#include <ostream>
#include <vector>

#include <gmock/gmock.h>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/mock_transport.hpp>

// Assertions about what was asked of a FakeCluster, which list what was asked when they fail.
//
//     EXPECT_THAT(fake, WroteNothing());
//     EXPECT_THAT(fake, Wrote(IsPut("/apis/apps/v1/namespaces/default/deployments/nginx")));
//     EXPECT_THAT(fake, Received(ElementsAre(IsGet(), IsPut())));

namespace k8s::testing {

namespace detail {

inline void list_requests(const std::vector<Request>& requests, const char* what,
                          ::testing::MatchResultListener& listener) {
  if (!listener.IsInterested()) return;
  if (requests.empty()) {
    listener << "which " << what << " nothing";
    return;
  }
  listener << "which " << what << ':';
  for (const Request& request : requests) {
    listener << "\n  ";
    if (listener.stream() != nullptr) PrintTo(request, listener.stream());
  }
}

}  // namespace detail

/// Its requests say more than its bytes.
inline void PrintTo(const FakeCluster& /*cluster*/, std::ostream* out) {
  *out << "the FakeCluster";
}

/// A FakeCluster that no request has changed since its start or the last clear_requests().
MATCHER(WroteNothing, negation ? "was changed by a request" : "was changed by no request") {
  const std::vector<Request> writes = arg.writes();
  detail::list_requests(writes, "was changed by", *result_listener);
  return writes.empty();
}

/// A FakeCluster that was changed by one request, which the matcher fits, and by no other.
MATCHER_P(Wrote, request,
          "was changed by one request that " +
              ::testing::DescribeMatcher<const Request&>(request, negation)) {
  const std::vector<Request> writes = arg.writes();
  detail::list_requests(writes, "was changed by", *result_listener);
  return ::testing::Matches(::testing::ElementsAre(request))(writes);
}

/// A FakeCluster whose requests, refused ones included, fit a matcher of containers.
MATCHER_P(Received, requests,
          "received requests of which this holds: " +
              ::testing::DescribeMatcher<std::vector<Request>>(requests, negation)) {
  const std::vector<Request> received = arg.requests();
  detail::list_requests(received, "received", *result_listener);
  return ::testing::Matches(requests)(received);
}

}  // namespace k8s::testing
