#include "testing/fake/addresses.hpp"

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view network = "10.0.";  // a /16
constexpr std::uint32_t first_ip = 1;
constexpr std::uint32_t last_ip = 0xFFFE;
constexpr std::int64_t first_port = 30000;
constexpr std::int64_t last_port = 32767;

std::string ip_text(std::uint32_t number) {
  return std::string(network) + std::to_string(number >> 8) + "." + std::to_string(number & 255U);
}

}  // namespace

void ServiceAddresses::on_change(const Change& change) {
  if (change.collection != "/services") return;
  const auto for_each = [](const ObjectPtr& service, const auto& ip, const auto& port) {
    if (service == nullptr) return;
    for (const std::string& text : texts_at(*service, {"spec", "clusterIPs"})) ip(text);
    port(number_at(*service, {"spec", "healthCheckNodePort"}).value_or(0));
    for (const json::value& value : array_at(*service, {"spec", "ports"})) {
      if (value.is_object()) port(number_at(value.get_object(), "nodePort").value_or(0));
    }
  };
  for_each(
      change.before, [&](const std::string& ip) { ips_.erase(ip); },
      [&](std::int64_t port) { ports_.erase(port); });
  for_each(
      change.after, [&](const std::string& ip) { ips_.insert(ip); },
      [&](std::int64_t port) { ports_.insert(port); });
}

std::string ServiceAddresses::free_ip() {
  for (std::uint32_t tries = first_ip; tries <= last_ip; ++tries) {
    next_ip_ = next_ip_ < last_ip ? next_ip_ + 1 : first_ip;
    std::string ip = ip_text(next_ip_);
    if (!ips_.contains(ip)) return ip;
  }
  refuse_internal("Internal error occurred: failed to allocate a serviceIP: range is full");
}

std::string ServiceAddresses::ip_problem(std::string_view ip) const {
  if (!ip.starts_with(network)) return "the provided network does not match the current range";
  return ips_.contains(ip) ? "provided IP is already allocated" : "";
}

std::int64_t ServiceAddresses::free_port() {
  for (std::int64_t tries = first_port; tries <= last_port; ++tries) {
    next_port_ = next_port_ >= first_port && next_port_ < last_port ? next_port_ + 1 : first_port;
    if (!ports_.contains(next_port_)) return next_port_;
  }
  refuse_internal("Internal error occurred: failed to allocate a nodePort: range is full");
}

std::string ServiceAddresses::port_problem(std::int64_t port) const {
  if (port < first_port || port > last_port) {
    return "provided port is not in the valid range. The range of valid ports is 30000-32767";
  }
  return ports_.contains(port) ? "provided port is already allocated" : "";
}

}  // namespace k8s::testing::fake
