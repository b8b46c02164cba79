#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "testing/fake/kind_rules.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// The cluster IPs and node ports of all Services, kept up to date by their changes.
class ServiceAddresses final : public AddressPool {
 public:
  void on_change(const Change& change);
  void clear() { *this = ServiceAddresses(); }

  [[nodiscard]] std::string free_ip() override;
  [[nodiscard]] std::string ip_problem(std::string_view ip) const override;
  [[nodiscard]] std::int64_t free_port() override;
  [[nodiscard]] std::string port_problem(std::int64_t port) const override;

 private:
  std::set<std::string, std::less<>> ips_;
  std::set<std::int64_t> ports_;
  std::int64_t last_ip_ = 0;  // that was given out
  std::int64_t last_port_ = 0;
};

}  // namespace k8s::testing::fake
