#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <k8s/http.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/route.hpp"
#include "testing/https_server.hpp"

// What tests ask of a fake beside its answers: what was asked of it.

namespace k8s::testing::fake {

/// The requests that came. Thread-safe.
class Journal {
 public:
  /// \param limit how many are remembered; 0 is all
  explicit Journal(std::size_t limit) : limit_(limit) {}

  /// Returns a number that names the request.
  std::size_t add(Request request);
  void mark_written(std::size_t number);
  [[nodiscard]] std::vector<Request> requests() const;
  [[nodiscard]] std::vector<Request> writes() const;
  void clear();

 private:
  struct Entry {
    Request request{};
    bool written = false;
  };
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  std::size_t first_ = 0;
};

/// The request as a client of the library would have made it.
[[nodiscard]] Request to_request(const detail::ServerRequest& request);

}  // namespace k8s::testing::fake
