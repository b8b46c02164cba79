#include "http/connection_pool.hpp"

#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

namespace k8s::detail {
namespace {

/// More than that many threads rarely send at the same moment.
constexpr std::size_t most_idle = 32;

/// API servers and what stands before them close a connection that was idle for some minutes.
constexpr std::chrono::minutes longest_idle{2};

struct IdleConnection {
  std::unique_ptr<Connection> connection;
  std::chrono::steady_clock::time_point since;
};

}  // namespace

struct ConnectionPool::Idle {
  Idle() { connections.reserve(most_idle); }

  const pid_t owner = ::getpid();
  std::mutex mutex;
  std::vector<IdleConnection> connections;  // the longest idle one first
};

ConnectionPool::ConnectionPool(std::shared_ptr<const CurlSettings> settings)
    : settings_(std::move(settings)), idle_(new Idle) {}

ConnectionPool::~ConnectionPool() {
  Idle* const last = idle_.load();
  if (last->owner == ::getpid()) delete last;
}

/// In the child of a fork the parent's list stays where it is: another thread may have held its
/// mutex at the moment of the fork, and would hold it for ever.
ConnectionPool::Idle& ConnectionPool::idle() {
  Idle* current = idle_.load();
  if (current->owner == ::getpid()) return *current;
  auto fresh = std::make_unique<Idle>();
  if (idle_.compare_exchange_strong(current, fresh.get())) return *fresh.release();
  return *current;
}

std::unique_ptr<Connection> ConnectionPool::take() {
  {
    Idle& here = idle();
    const std::lock_guard lock(here.mutex);
    if (!here.connections.empty()) {
      std::unique_ptr<Connection> connection = std::move(here.connections.back().connection);
      here.connections.pop_back();
      return connection;
    }
  }
  return std::make_unique<Connection>(settings_);
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) noexcept {
  if (connection->abandoned()) return;
  const auto now = std::chrono::steady_clock::now();
  std::unique_ptr<Connection> surplus;  // closed without the lock
  Idle& here = idle();
  const std::lock_guard lock(here.mutex);
  std::vector<IdleConnection>& all = here.connections;
  if (all.size() == most_idle || (!all.empty() && now - all.front().since > longest_idle)) {
    surplus = std::move(all.front().connection);
    all.erase(all.begin());
  }
  all.push_back({std::move(connection), now});
}

}  // namespace k8s::detail
