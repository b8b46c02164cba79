#include "lease_claim.hpp"

#include <cstdint>

namespace k8s::detail {

void LeaseClaim::saw(Lease lease, Time now) {
  const std::scoped_lock lock(mutex_);
  if (!lease_ || lease_->spec != lease.spec) changed_ = now;
  lease_ = std::move(lease);
}

void LeaseClaim::saw_none() {
  const std::scoped_lock lock(mutex_);
  lease_.reset();
}

std::string LeaseClaim::holder() const {
  const std::scoped_lock lock(mutex_);
  return known_holder();
}

bool LeaseClaim::is_taken(Time now) const {
  const std::scoped_lock lock(mutex_);
  const std::string holder = known_holder();
  return !holder.empty() && holder != identity_ && !is_over(now);
}

bool LeaseClaim::is_held(Time now) const {
  const std::scoped_lock lock(mutex_);
  return known_holder() == identity_ && !is_over(now);
}

Lease LeaseClaim::claimed(const Lease& make, WallTime now) const {
  const std::scoped_lock lock(mutex_);
  Lease lease = lease_.value_or(make);
  LeaseSpec& spec = lease.spec;
  if (known_holder() != identity_) {
    spec.leaseTransitions = lease_ ? spec.leaseTransitions.value_or(0) + 1 : 0;
    spec.acquireTime = now;
  }
  spec.holderIdentity = identity_;
  spec.leaseDurationSeconds = static_cast<std::int32_t>(duration_.count());
  spec.renewTime = now;
  return lease;
}

Lease LeaseClaim::released(WallTime now) const {
  const std::scoped_lock lock(mutex_);
  Lease lease = lease_.value();
  lease.spec.holderIdentity = "";
  lease.spec.leaseDurationSeconds = 1;  // the least that a server takes
  lease.spec.acquireTime = now;
  lease.spec.renewTime = now;
  return lease;
}

std::string LeaseClaim::known_holder() const {
  return lease_ ? lease_->spec.holderIdentity.value_or("") : "";
}

bool LeaseClaim::is_over(Time now) const {
  const std::chrono::seconds duration(lease_->spec.leaseDurationSeconds.value_or(0));
  return now >= changed_ + duration;
}

}  // namespace k8s::detail
