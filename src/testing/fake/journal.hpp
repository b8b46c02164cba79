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

// What tests ask of a fake beside its answers: what was asked of it, and that things go wrong.

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

/// What a test has said that shall go wrong. Thread-safe.
class Faults {
 public:
  void add(RequestFilter filter, Fault fault);
  void add(RequestFilter filter, FakeCluster::Hook hook);
  void clear();

  /// The fault that a request meets; each time counts.
  [[nodiscard]] std::optional<Fault> next_fault(const Route& route);
  /// What the hooks answer to it.
  [[nodiscard]] std::optional<Response> ask_hooks(const Route& route, const Request& request) const;

 private:
  struct FaultRule {
    RequestFilter filter{};
    Fault fault{};
  };
  struct HookRule {
    RequestFilter filter{};
    FakeCluster::Hook hook{};
  };
  mutable std::mutex mutex_;
  std::vector<FaultRule> faults_;
  std::vector<HookRule> hooks_;
};

/// The request as a client of the library would have made it.
[[nodiscard]] Request to_request(const detail::ServerRequest& request);

}  // namespace k8s::testing::fake
