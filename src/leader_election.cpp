#include <k8s/leader_election.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <limits>
#include <random>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <k8s/models/coordination/v1/lease.hpp>

#include "client_core.hpp"
#include "http/curl_error.hpp"
#include "lease_claim.hpp"
#include "log.hpp"
#include "random_fraction.hpp"
#include "signals_blocked.hpp"
#include "stop_forward.hpp"
#include "time_text.hpp"
#include "verbs/call.hpp"

namespace k8s {
namespace {

using detail::LeaseClaim;
using std::chrono::milliseconds;
using SteadyTime = LeaseClaim::Time;

constexpr double most_jitter = 1.2;  // as much as client-go's

std::string random_identity() {
  constexpr std::size_t longest_host = 256;
  std::array<char, longest_host> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::random_device random;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string identity = std::string(host.data()) + '_';
  for (int i = 0; i < 16; ++i) identity += digits[random() % digits.size()];
  return identity;
}

void check(const LeaderElectionOptions& options) {
  const std::string who = "leader election " + options.name;
  const auto refuse = [&who](const std::string& what) { throw ValidationError(who + ": " + what); };
  if (options.lease_duration.count() < 1 ||
      options.lease_duration.count() > std::numeric_limits<std::int32_t>::max()) {
    refuse("lease_duration has to be 1 s or more");
  }
  if (options.retry_period.count() < 1) refuse("retry_period has to be 1 ms or more");
  if (options.renew_deadline >= options.lease_duration) {
    refuse("renew_deadline has to be less than lease_duration, which is " +
           detail::time_text(options.lease_duration));
  }
  if (options.renew_deadline <= options.retry_period * most_jitter) {
    refuse("renew_deadline has to be more than 1.2 times retry_period, which is " +
           detail::time_text(options.retry_period));
  }
}

}  // namespace

class LeaderElection::State {
 public:
  explicit State(LeaderElectionOptions options)
      : options_(std::move(options)),
        identity_(options_.identity.empty() ? random_identity() : options_.identity),
        claim_(identity_, options_.lease_duration) {
    check(options_);
    const detail::Call call(options_.client, {}, std::nullopt);
    const detail::Kind& kind = k8s_kind(static_cast<const Lease*>(nullptr));
    const auto in = call.namespace_for(kind, "get", options_.namespace_);
    namespace_ = in;
    (void)detail::object_address(kind, "get", in, options_.name);
  }

  void run(const std::function<void(std::stop_token)>& work) {
    acquire();
    Renewal renewal(*this);
    std::exception_ptr failure;
    try {
      work(renewal.lead());
    } catch (...) {
      failure = std::current_exception();
    }
    const bool lost = renewal.end();
    if (!lost && options_.release) release();
    if (failure) std::rethrow_exception(failure);
    if (lost) throw LeaseLost(who() + ": " + how_it_was_lost());
  }

  [[nodiscard]] const std::string& identity() const { return identity_; }
  [[nodiscard]] std::string leader() const { return claim_.holder(); }
  [[nodiscard]] bool is_leader() const { return claim_.is_held(now()); }

 private:
  /// Renews the lease, on a thread of its own, until it is lost or its end.
  class Renewal {
   public:
    explicit Renewal(State& state) : state_(state), stopped_(state.options_.stop, lead_) {
      const detail::SignalsBlocked blocked;  // they are for the program's own threads
      try {
        thread_ = std::thread([this] { run(); });
      } catch (const std::system_error& error) {
        detail::throw_no_room(state_.who(), error.code());
      }
    }
    ~Renewal() { (void)end(); }
    Renewal(const Renewal&) = delete;
    Renewal& operator=(const Renewal&) = delete;

    /// Asks to stop when there is no lead any more.
    [[nodiscard]] std::stop_token lead() const { return lead_.get_token(); }
    /// Returns whether the lease was lost.
    bool end() {
      over_.request_stop();
      if (thread_.joinable()) thread_.join();
      return lost_;
    }

   private:
    void run() {
      const std::stop_token over = over_.get_token();
      while (state_.sleep_until(std::min(state_.next_try(), state_.deadline()), over)) {
        const bool renewed = state_.now() < state_.deadline() && state_.try_to_renew(over);
        if (over.stop_requested()) return;
        if (!renewed && state_.is_lost()) {
          lost_ = true;
          lead_.request_stop();
          return;
        }
      }
    }

    State& state_;
    std::stop_source lead_;
    detail::StopForward stopped_;
    std::stop_source over_;
    bool lost_ = false;  // of the thread until it is joined
    std::thread thread_;
  };

  // ---- steps ----

  void acquire() {
    while (!try_to_acquire()) {
      const auto jitter = options_.retry_period * (most_jitter * detail::random_fraction());
      const auto pause = options_.retry_period + std::chrono::duration_cast<milliseconds>(jitter);
      if (!sleep_until(now() + pause, options_.stop)) throw Stopped(who() + ": stopped");
    }
    log(LogLevel::info, who() + ": " + identity_ + " leads");
  }

  bool try_to_acquire() {
    try {
      return claim(now() + options_.renew_deadline, options_.stop);
    } catch (const TlsError&) {  // which waiting does not heal
      throw;
    } catch (const TransportError& error) {
      log(LogLevel::info, who() + ": " + error.what());
    } catch (const ServerError& error) {
      log(LogLevel::info, who() + ": " + error.what());
    } catch (const TooManyRequests& error) {
      log(LogLevel::info, who() + ": " + error.what());
    }
    return false;
  }

  bool try_to_renew(const std::stop_token& stop) {
    try {
      return claim(deadline(), stop);
    } catch (const Stopped&) {
    } catch (const std::exception& error) {
      log(LogLevel::warning, who() + ": cannot renew the lease: " + error.what());
    }
    return false;
  }

  /// So that the next candidate need not wait until the lease is over.
  void release() {
    try {
      Lease lease = claim_.released(wall_now());
      lease.save({.client = options_.client, .timeout = options_.retry_period});
      claim_.saw(std::move(lease), now());
    } catch (const std::exception& error) {
      log(LogLevel::warning, who() + ": cannot release the lease: " + error.what());
    }
  }

  /// Takes the lease, or renews it; false if somebody else has it, or was faster.
  bool claim(SteadyTime deadline, const std::stop_token& stop) {
    // A leader knows what is stored, since nobody else writes it.
    if (claim_.is_held(now()) && write(deadline, stop)) return true;
    read(deadline, stop);
    return !claim_.is_taken(now()) && write(deadline, stop);
  }

  void read(SteadyTime deadline, const std::stop_token& stop) {
    auto found = Lease::try_get(options_.name, {.namespace_ = namespace_,
                                                .client = options_.client,
                                                .stop = stop,
                                                .timeout = left(deadline)});
    if (found) {
      claim_.saw(std::move(*found), now());
    } else {
      claim_.saw_none();
    }
  }

  bool write(SteadyTime deadline, const std::stop_token& stop) {
    const Lease none({.name = options_.name, .namespace_ = namespace_});
    Lease lease = claim_.claimed(none, wall_now());
    // Others count from when the server has it, which may be long before its answer is here.
    const SteadyTime sent = now();
    try {
      lease.save({.client = options_.client, .stop = stop, .timeout = left(deadline)});
    } catch (const Conflict&) {
      return false;
    } catch (const AlreadyExists&) {
      return false;
    } catch (const NotFound&) {
      return false;
    }
    claim_.saw(std::move(lease), sent);
    renewed_ = sent;
    return true;
  }

  // ---- of a leader ----

  [[nodiscard]] SteadyTime deadline() const { return renewed_ + options_.renew_deadline; }
  [[nodiscard]] SteadyTime next_try() const { return now() + options_.retry_period; }
  [[nodiscard]] bool is_lost() const { return claim_.is_taken(now()) || now() >= deadline(); }

  // ---- words and time ----

  [[nodiscard]] std::string how_it_was_lost() const {
    const std::string holder = leader();
    if (holder.empty() || holder == identity_) {
      return "the lease could not be renewed within " + detail::time_text(options_.renew_deadline);
    }
    return "the lease was lost to " + holder;
  }
  [[nodiscard]] std::string who() const {
    return "leader election " + namespace_ + '/' + options_.name;
  }
  [[nodiscard]] milliseconds left(SteadyTime deadline) const {
    return std::max(std::chrono::ceil<milliseconds>(deadline - now()), milliseconds(1));
  }
  [[nodiscard]] SteadyTime now() const { return options_.client.core()->clock()->now(); }
  [[nodiscard]] LeaseClaim::WallTime wall_now() const {
    return options_.client.core()->clock()->wall_now();
  }
  bool sleep_until(SteadyTime when, const std::stop_token& stop) const {
    return options_.client.core()->clock()->sleep_until(when, stop);
  }
  void log(LogLevel level, const std::string& line) const {
    detail::log(options_.client.core()->config(), level, line);
  }

  const LeaderElectionOptions options_;
  const std::string identity_;
  std::string namespace_;
  LeaseClaim claim_;
  SteadyTime renewed_{};  // of the thread that acquires or renews
};

LeaderElection::LeaderElection(LeaderElectionOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
LeaderElection::~LeaderElection() = default;

void LeaderElection::run(const std::function<void(std::stop_token)>& work) {
  state_->run(work);
}

const std::string& LeaderElection::identity() const {
  return state_->identity();
}

std::string LeaderElection::leader() const {
  return state_->leader();
}

bool LeaderElection::is_leader() const {
  return state_->is_leader();
}

}  // namespace k8s
