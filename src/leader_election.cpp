#include <k8s/leader_election.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
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

constexpr double most_jitter = 1.2;       // as much as client-go's
constexpr milliseconds least_time{1000};  // for a request

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
      : options_(with_fixed_client(std::move(options))),
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
    std::exception_ptr failure;
    bool was_stopped = false;
    bool lost = false;
    leads_ = true;
    try {
      Renewal renewal(*this);
      try {
        work(renewal.lead());
      } catch (const Stopped&) {
        was_stopped = true;
        failure = std::current_exception();
      } catch (...) {
        failure = std::current_exception();
      }
      lost = renewal.end();
    } catch (const TransportError&) {  // no room for its threads
      failure = std::current_exception();
    }
    if (!lost && options_.release) release();
    // That it was stopped follows from the loss.
    if (lost && (!failure || was_stopped)) throw LeaseLost(who() + ": " + how_it_was_lost());
    if (failure) std::rethrow_exception(failure);
  }

  [[nodiscard]] const std::string& identity() const { return identity_; }
  [[nodiscard]] std::string leader() const { return claim_.holder(); }
  [[nodiscard]] bool is_leader() const { return leads_ && now() < deadline(); }

 private:
  /// Renews the lease until it is lost or its end. A thread renews, and another looks at the clock,
  /// so that the lead is over in time even if a request is not: it may wait for a fresh token, or
  /// for what a transport of the user's does.
  class Renewal {
   public:
    explicit Renewal(State& state) : state_(state), stopped_(state.options_.stop, lead_) {
      const detail::SignalsBlocked blocked;  // they are for the program's own threads
      try {
        renewing_ = std::thread([this] { renew(); });
        watching_ = std::thread([this] { watch_the_clock(); });
      } catch (const std::system_error& error) {
        end();
        detail::throw_no_room(state_.who(), error.code());
      }
    }
    ~Renewal() { end(); }
    Renewal(const Renewal&) = delete;
    Renewal& operator=(const Renewal&) = delete;

    /// Asks to stop when there is no lead any more.
    [[nodiscard]] std::stop_token lead() const { return lead_.get_token(); }
    /// Returns whether the lease was lost.
    bool end() {
      state_.leads_ = false;
      over_.request_stop();
      if (renewing_.joinable()) renewing_.join();
      if (watching_.joinable()) watching_.join();
      return lost_;
    }

   private:
    void renew() {
      const std::stop_token over = over_.get_token();
      while (state_.sleep_until(std::min(state_.next_try(), state_.deadline()), over)) {
        const bool renewed = state_.now() < state_.deadline() && state_.try_to_renew(over);
        if (!renewed && (state_.is_taken() || state_.now() >= state_.deadline())) return lose();
      }
    }

    /// The machine's, as what hangs does so by that.
    void watch_the_clock() {
      const auto clock = detail::real_clock();
      const std::stop_token over = over_.get_token();
      while (clock->sleep_until(state_.machine_deadline(), over)) {
        if (clock->now() >= state_.machine_deadline()) return lose();
      }
    }

    void lose() {
      state_.leads_ = false;
      lost_ = true;
      lead_.request_stop();
      over_.request_stop();
    }

    State& state_;
    std::stop_source lead_;
    detail::StopForward stopped_;
    std::stop_source over_;
    std::atomic<bool> lost_ = false;
    std::thread renewing_;
    std::thread watching_;
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
      const bool acquired = claim(now() + options_.renew_deadline, options_.stop);
      connected_once_ = true;
      // What took too long is to be renewed before anybody relies on it.
      return acquired && now() < deadline() &&
             std::chrono::steady_clock::now() < machine_deadline();
    } catch (const TlsError& error) {
      if (!connected_once_) throw;  // it never will: a configuration that cannot work
      log(LogLevel::info, who() + ": " + error.what());
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
    constexpr std::string_view words = ": cannot renew the lease: ";
    try {
      return claim(deadline(), stop);
    } catch (const Stopped&) {
    } catch (const std::exception& error) {
      log(LogLevel::warning, who().append(words).append(error.what()));
    } catch (...) {  // of a transport or a source of tokens that is the user's
      log(LogLevel::warning,
          who().append(words) + "something that is no std::exception was thrown");
    }
    return false;
  }

  /// So that the next candidate need not wait until the lease is over.
  void release() {
    const SteadyTime until = now() + std::max(options_.retry_period, least_time);
    try {
      while (claim_.holder() == identity_) {
        Lease lease = claim_.released(wall_now());
        try {
          lease.save({.client = options_.client, .timeout = left(until)});
          return claim_.saw(std::move(lease), now());
        } catch (const Conflict&) {
          // A renewal that was broken off was done all the same.
          if (now() >= until) throw;
          read(until, {});
        }
      }
    } catch (const std::exception& error) {
      log(LogLevel::warning, who() + ": cannot release the lease: " + error.what());
    } catch (...) {
      log(LogLevel::warning, who() + ": cannot release the lease");
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
                                                .timeout = time_for_one(deadline)});
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
    const SteadyTime machine_sent = std::chrono::steady_clock::now();
    try {
      lease.save({.client = options_.client, .stop = stop, .timeout = time_for_one(deadline)});
    } catch (const Conflict&) {
      return false;
    } catch (const AlreadyExists&) {
      return false;
    } catch (const NotFound&) {
      if (lease.metadata.resourceVersion.empty()) throw;  // the namespace
      return false;
    }
    claim_.saw(std::move(lease), sent);
    renewed_ = sent;
    machine_renewed_ = machine_sent;
    return true;
  }

  // ---- of a leader ----

  [[nodiscard]] SteadyTime deadline() const { return renewed_.load() + options_.renew_deadline; }
  /// The same by the machine's clock.
  [[nodiscard]] SteadyTime machine_deadline() const {
    return machine_renewed_.load() + options_.renew_deadline;
  }
  [[nodiscard]] SteadyTime next_try() const { return now() + options_.retry_period; }
  [[nodiscard]] bool is_taken() const { return claim_.is_taken(now()); }

  // ---- words and time ----

  /// The default client may become another one, of another cluster.
  static LeaderElectionOptions with_fixed_client(LeaderElectionOptions options) {
    options.client = Client(options.client.core());
    return options;
  }
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
  /// So that after a request that hangs there is time for another.
  [[nodiscard]] milliseconds time_for_one(SteadyTime deadline) const {
    return std::min(left(deadline), std::max(options_.renew_deadline / 2, least_time));
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
  std::atomic<SteadyTime> renewed_{};
  std::atomic<SteadyTime> machine_renewed_{};
  std::atomic<bool> leads_ = false;
  bool connected_once_ = false;
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
