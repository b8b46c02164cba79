#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <k8s/client.hpp>
#include <k8s/error.hpp>
#include <k8s/export.hpp>

namespace k8s {

/// For what, as whom and how to be elected.
struct LeaderElectionOptions {
  /// Of the Lease that the candidates share. It is made if there is none.
  std::string name{};
  /// Unset means the client's config().namespace_.
  std::optional<std::string> namespace_{};
  /// Tells this candidate from the others; empty means the host's name with a random end, and a
  /// pod's host has the name of the pod.
  std::string identity{};
  /// How long others wait for a leader that does not renew its lease, in whole seconds.
  std::chrono::seconds lease_duration{15};
  /// How long a leader tries to renew it before it gives up; less than `lease_duration`.
  std::chrono::milliseconds renew_deadline{10'000};
  /// The pause between two tries; candidates add up to 1.2 times as much, at random. The deadline
  /// has to be longer than that.
  std::chrono::milliseconds retry_period{2'000};
  /// Whether a leader that has done its work says so, so that the next need not wait.
  bool release = true;
  Client client{};
  /// Ends the election, and the lead.
  std::stop_token stop{};
};

/// The lease was lost while its holder worked.
class K8S_EXPORT LeaseLost : public Error {
 public:
  using Error::Error;
};

/// Sees to it that of several programs one works, by a Lease as client-go's do, so that candidates
/// in Go and here may share one.
///
///     LeaderElection election({.name = "scaler", .stop = token});
///     election.run([](std::stop_token lead) {
///       for (const auto& change : deployments.changes(lead)) reconcile(change);
///     });
///
/// Clocks of machines need not agree: a candidate counts from when it saw the lease change. That
/// there is never more than one leader holds as long as `work` ends soon after its token asks it to
/// (within what lease_duration is longer than renew_deadline), and as far as a process that was
/// held up for long looks at the token before it goes on.
///
/// Thread safety: run() by one thread at a time; the others may be called from any thread.
/// https://kubernetes.io/docs/concepts/architecture/leases/#leader-election
class K8S_EXPORT LeaderElection {
 public:
  /// \throws ValidationError for times that do not fit together or a name that can be none
  explicit LeaderElection(LeaderElectionOptions options);
  ~LeaderElection();
  LeaderElection(const LeaderElection&) = delete;
  LeaderElection& operator=(const LeaderElection&) = delete;

  /// Waits until this candidate leads, calls `work`, and gives the lead up when it returns. A
  /// thread of its own renews the lease meanwhile.
  ///
  /// Broken connections and servers that are not well (429, 5xx) are waited out, and told to the
  /// log. After a stop request it returns within 100 ms of `work`, or, if the server is slow to
  /// take the release, within `retry_period` or a second. A stop while it takes the lease may leave
  /// that held until its time is over.
  ///
  /// \param work called on this thread; what it throws is passed on, but for a Stopped that follows
  /// from the loss of the lease. Its token asks it to end when the lease is lost or a stop is
  /// requested
  /// \throws LeaseLost after `work` returned, if it was; Stopped if a stop is requested before it
  /// leads; ClientError if the server refuses to show or to store the lease (NotFound: there is no
  /// such namespace); TlsError if the first connection shows that there can be none; ConfigError
  void run(const std::function<void(std::stop_token)>& work);

  [[nodiscard]] const std::string& identity() const;
  /// Who leads, as far as this candidate has seen; empty if it has seen nobody.
  [[nodiscard]] std::string leader() const;
  /// Whether `work` runs and the lease was renewed in time.
  [[nodiscard]] bool is_leader() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s
