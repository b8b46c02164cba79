#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "testing/fake/kind_rules.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// The cluster IPs and node ports of all Services, kept up to date by their changes.
class ServiceAddresses {
 public:
  void on_change(const Change& change);
  void clear() { *this = ServiceAddresses(); }
  /// What one request takes of them; what it would take, if it is a dry run.
  [[nodiscard]] std::unique_ptr<AddressPool> for_request(bool dry_run);

  [[nodiscard]] std::string free_ip();
  [[nodiscard]] std::string ip_problem(std::string_view ip) const;
  /// \param besides ports that are taken too
  [[nodiscard]] std::int64_t free_port(const std::set<std::int64_t>& besides = {});
  [[nodiscard]] std::string port_problem(std::int64_t port) const;
  [[nodiscard]] bool has_port(std::int64_t port) const { return ports_.contains(port); }

 private:
  std::set<std::string, std::less<>> ips_;
  std::set<std::int64_t> ports_;
  std::int64_t last_ip_ = 0;  // that was given out
  std::int64_t last_port_ = 0;
};

}  // namespace k8s::testing::fake
