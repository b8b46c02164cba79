#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <k8s/models/coordination/v1/lease.hpp>

namespace k8s::detail {

/// What a candidate knows of a Lease, and what it writes to hold it. Times of others are never
/// compared with its own clock: it counts from when it saw the lease change. Does no I/O. Safe to
/// use from any thread.
class LeaseClaim {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using WallTime = std::chrono::system_clock::time_point;

  LeaseClaim(std::string identity, std::chrono::seconds duration)
      : identity_(std::move(identity)), duration_(duration) {}

  /// The lease is stored like this, now.
  void saw(Lease lease, Time now);
  /// There is none.
  void saw_none();

  /// Who holds it, whether or not that is over; empty if nobody does.
  [[nodiscard]] std::string holder() const;
  /// Whether another candidate holds it and has renewed it in time.
  [[nodiscard]] bool is_taken(Time now) const;
  /// Whether this candidate holds it and has renewed it in time.
  [[nodiscard]] bool is_held(Time now) const;

  /// What was seen last, held by this candidate, since it began or from now on.
  /// \param make one if none was seen
  [[nodiscard]] Lease claimed(const Lease& make, WallTime now) const;
  /// What was seen last, held by nobody.
  [[nodiscard]] Lease released(WallTime now) const;

 private:
  // Of what is locked:
  [[nodiscard]] std::string known_holder() const;
  [[nodiscard]] bool is_over(Time now) const;

  const std::string identity_;
  const std::chrono::seconds duration_;
  mutable std::mutex mutex_;
  std::optional<Lease> lease_;
  Time changed_{};  // when it was seen to be another than before
};

}  // namespace k8s::detail
