#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <k8s/config.hpp>

#include "clock.hpp"
#include "owner_process.hpp"

namespace k8s::auth {

/// The clock counts nanoseconds, and ends in 2262; some who mean "never" write the year 9999.
inline constexpr std::chrono::sys_seconds latest_expiry{
    std::chrono::sys_days(std::chrono::year(2200) / 1 / 1)};

/// What shows who we are, for some time. Either may be missing, but not both.
struct Credentials {
  std::string token{};
  std::shared_ptr<const ClientCertificate> certificate{};
  std::optional<std::chrono::system_clock::time_point> expires{};
};

/// Credentials that somebody makes on demand: got when one first asks, and again shortly before
/// they expire or after the server refused them. However many ask, they are got once; all who wait
/// get them, or the error. As long as the old ones have not expired, a failed renewal harms nobody.
class RenewingSource : public TokenSource, public CertificateSource {
 public:
  /// Called by one thread at a time. \throws ConfigError, TransportError, Stopped
  using Renew = std::function<Credentials(const std::stop_token&)>;

  /// \param clock for tests
  explicit RenewingSource(Renew renew, std::optional<Credentials> initial = {},
                          std::shared_ptr<detail::Clock> clock = detail::real_clock());

  [[nodiscard]] std::string token() override;
  [[nodiscard]] std::string wait_for_token(const std::stop_token& stop) override;
  void refused(std::string_view token) override;
  [[nodiscard]] std::shared_ptr<const ClientCertificate> certificate() override;

 private:
  using WallTime = std::chrono::system_clock::time_point;
  /// One renewal, for those who wait for it.
  struct Renewal {
    detail::OwnerProcess process{};
    bool over = false;
    bool stopped = false;
    std::exception_ptr error{};
  };

  [[nodiscard]] bool is_good() const;
  [[nodiscard]] bool has_expired() const;
  void wait_for_renewal(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void renew(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void take(Credentials fresh);

  const Renew renew_;
  const std::shared_ptr<detail::Clock> clock_;
  std::mutex mutex_;
  std::condition_variable_any renewed_;
  std::shared_ptr<Renewal> renewal_;
  std::optional<Credentials> now_;
  bool refused_ = false;
  /// When to renew, if the credentials expire.
  std::optional<WallTime> renew_at_;
};

}  // namespace k8s::auth
