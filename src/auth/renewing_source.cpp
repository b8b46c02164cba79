#include "auth/renewing_source.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <k8s/error.hpp>

namespace k8s::auth {

namespace {

/// Clocks differ, and a request takes its time.
constexpr std::chrono::seconds longest_margin{60};
/// Of the time that credentials are good for, a fifth: some are good for a minute only.
constexpr int margin_part = 5;
/// How soon a renewal that failed is tried again, while there is something that is still good.
constexpr std::chrono::seconds between_failures{10};

}  // namespace

RenewingSource::RenewingSource(Renew renew, std::optional<Credentials> initial,
                               std::shared_ptr<detail::Clock> clock)
    : renew_(std::move(renew)), clock_(std::move(clock)) {
  if (initial) take(std::move(*initial));
}

std::string RenewingSource::token() {
  return wait_for_token({});
}

std::string RenewingSource::wait_for_token(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!is_good()) wait_for_renewal(lock, stop);
  return now_->token;
}

/// The one that came with the last token, whose age decides.
std::shared_ptr<const ClientCertificate> RenewingSource::certificate() {
  std::unique_lock lock(mutex_);
  if (!now_) wait_for_renewal(lock, {});
  return now_->certificate;
}

void RenewingSource::refused(std::string_view token) {
  const std::lock_guard lock(mutex_);
  if (now_ && now_->token == token) refused_ = true;
}

/// If whoever renews is stopped, the next one who waits does it.
void RenewingSource::wait_for_renewal(std::unique_lock<std::mutex>& lock,
                                      const std::stop_token& stop) {
  // In the child of a fork nobody goes on with what the parent's thread began.
  while (renewal_ && renewal_->process.is_this()) {
    const std::shared_ptr<Renewal> renewal = renewal_;
    if (!renewed_.wait(lock, stop, [&] { return renewal->over; })) {
      throw Stopped("stopped while waiting for new credentials");
    }
    if (renewal->error) std::rethrow_exception(renewal->error);
    if (!renewal->stopped) return;
  }
  renew(lock, stop);
}

bool RenewingSource::is_good() const {
  return now_ && !refused_ && (!renew_at_ || clock_->wall_now() < *renew_at_);
}

bool RenewingSource::has_expired() const {
  return !now_ || refused_ || (now_->expires && clock_->wall_now() >= *now_->expires);
}

/// Renews without the lock.
void RenewingSource::renew(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const auto renewal = std::make_shared<Renewal>();
  renewal_ = renewal;
  lock.unlock();
  Credentials fresh;
  std::exception_ptr error;
  try {
    fresh = renew_(stop);
  } catch (const Stopped&) {
    renewal->stopped = true;
    error = std::current_exception();
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  renewal_ = nullptr;
  renewal->over = true;
  if (!error) {
    take(std::move(fresh));
  } else if (!renewal->stopped && !has_expired()) {
    renew_at_ = std::min<WallTime>(clock_->wall_now() + between_failures, *now_->expires);
    error = nullptr;
  } else if (!renewal->stopped) {
    renewal->error = error;
  }
  renewed_.notify_all();
  if (error) std::rethrow_exception(error);
}

void RenewingSource::take(Credentials fresh) {
  const WallTime now = clock_->wall_now();
  // The same certificate stays the same object, so that connections are kept.
  if (now_ && now_->certificate && fresh.certificate && *now_->certificate == *fresh.certificate) {
    fresh.certificate = now_->certificate;
  }
  renew_at_.reset();
  if (fresh.expires) {
    // What has expired when it comes is used for those who waited, as client-go does: clocks may
    // differ much.
    const auto margin = std::clamp<WallTime::duration>((*fresh.expires - now) / margin_part,
                                                       WallTime::duration::zero(), longest_margin);
    renew_at_ = *fresh.expires - margin;
  }
  now_ = std::move(fresh);
  refused_ = false;
}

}  // namespace k8s::auth
