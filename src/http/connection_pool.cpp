#include "http/connection_pool.hpp"

#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "owner_process.hpp"

namespace k8s::detail {
namespace {

/// More than that many threads rarely send at the same moment.
constexpr std::size_t most_idle = 32;

/// API servers and what stands before them close a connection that was idle for some minutes.
constexpr std::chrono::minutes longest_idle{2};

/// Whether the settings were made, and checked, with this already.
bool is_of(const CurlSettings& settings, const TlsMaterial& material) {
  return settings.options.ca_pem == material.ca_pem &&
         settings.options.certificate_pem == material.certificate_pem &&
         settings.options.key_pem == material.key_pem;
}

bool speaks_http2() {
  return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) != 0;
}

/// In the child of a fork nothing of it may be touched.
struct DeleteUnlessForked {
  OwnerProcess owner{};
  void operator()(Multiplexer* multiplexer) const {
    if (owner.is_this()) delete multiplexer;
  }
};

struct IdleConnection {
  std::unique_ptr<Connection> connection;
  std::chrono::steady_clock::time_point since;
};

}  // namespace

struct ConnectionPool::Idle {
  explicit Idle(std::shared_ptr<const CurlSettings> begin)
      : settings(std::move(begin)), shares(settings->server.scheme == "https" && speaks_http2()) {
    connections.reserve(most_idle);
  }

  const OwnerProcess owner{};
  std::mutex mutex;
  std::vector<IdleConnection> connections;  // the longest idle one first
  // What all of them were made with, and where its certificates came from, if they can change.
  std::shared_ptr<const CurlSettings> settings;
  std::shared_ptr<TlsSessions> sessions = std::make_shared<TlsSessions>();
  std::shared_ptr<const TlsMaterial> material;
  bool shares;
  std::shared_ptr<Multiplexer> multiplexer;  // made when it is wanted first
};

ConnectionPool::ConnectionPool(std::shared_ptr<const CurlSettings> settings)
    : settings_(std::move(settings)), idle_(new Idle(settings_)) {}

ConnectionPool::~ConnectionPool() {
  Idle* const last = idle_.load();
  if (last->owner.is_this()) delete last;
}

/// In the child of a fork the parent's list stays where it is: another thread may have held its
/// mutex at the moment of the fork, and would hold it for ever.
ConnectionPool::Idle& ConnectionPool::idle() {
  Idle* current = idle_.load();
  if (current->owner.is_this()) return *current;
  auto fresh = std::make_unique<Idle>(settings_);
  if (idle_.compare_exchange_strong(current, fresh.get())) return *fresh.release();
  return *current;
}

/// A TLS session of an old connection would speak for the old certificate, and libcurl would resume
/// it: so the connections go, with all that they remember.
void ConnectionPool::renew(Idle& here) {
  if (!settings_->options.tls_source) return;
  std::shared_ptr<const TlsMaterial> material = settings_->options.tls_source->material();
  // Ended without the lock:
  std::vector<IdleConnection> outdated;
  std::shared_ptr<Multiplexer> outdated_multiplexer;
  const std::lock_guard lock(here.mutex);
  if (material == here.material) return;
  if (!here.material && is_of(*settings_, *material)) {
    here.material = std::move(material);
    return;
  }
  here.settings = std::make_shared<const CurlSettings>(with_material(*settings_, *material));
  here.sessions = std::make_shared<TlsSessions>();
  here.material = std::move(material);
  outdated.swap(here.connections);
  outdated_multiplexer.swap(here.multiplexer);
  here.connections.reserve(most_idle);
}

std::unique_ptr<Connection> ConnectionPool::take() {
  Idle& here = idle();
  renew(here);
  while (true) {
    std::unique_ptr<Connection> connection;
    std::shared_ptr<const CurlSettings> settings;
    std::shared_ptr<TlsSessions> sessions;
    {
      const std::lock_guard lock(here.mutex);
      if (here.connections.empty()) {
        settings = here.settings;
        sessions = here.sessions;
      } else {
        connection = std::move(here.connections.back().connection);
        here.connections.pop_back();
      }
    }
    if (!connection) return std::make_unique<Connection>(std::move(settings), std::move(sessions));
    if (connection->is_quiet()) return connection;
  }
}

std::optional<SharedConnections> ConnectionPool::share() {
  Idle& here = idle();
  renew(here);
  const std::lock_guard lock(here.mutex);
  if (!here.shares) return std::nullopt;
  if (!here.multiplexer) here.multiplexer.reset(new Multiplexer, DeleteUnlessForked());
  return SharedConnections{here.multiplexer, here.settings, here.sessions};
}

void ConnectionPool::give_up(const SharedConnections& silent) {
  Idle& here = idle();
  const std::lock_guard lock(here.mutex);
  if (here.multiplexer == silent.multiplexer) here.multiplexer.reset();
}

void ConnectionPool::stop_sharing() {
  Idle& here = idle();
  const std::lock_guard lock(here.mutex);
  here.shares = false;
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) noexcept {
  if (connection->abandoned()) return;
  const auto now = std::chrono::steady_clock::now();
  std::unique_ptr<Connection> surplus;  // closed without the lock
  Idle& here = idle();
  const std::lock_guard lock(here.mutex);
  if (&connection->settings() != here.settings.get()) {
    surplus = std::move(connection);
    return;
  }
  std::vector<IdleConnection>& all = here.connections;
  if (all.size() == most_idle || (!all.empty() && now - all.front().since > longest_idle)) {
    surplus = std::move(all.front().connection);
    all.erase(all.begin());
  }
  all.push_back({std::move(connection), now});
}

}  // namespace k8s::detail
