#include "testing/fake/addresses.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view network = "10.0.";  // a /16
constexpr std::string_view first_ip = "10.0.0.0";
constexpr std::string_view last_ip = "10.0.255.255";
constexpr std::string_view already_taken = "provided port is already allocated";

/// What there is to give out. Those below `first_given` are given out last, so that who wants one
/// of his own choice finds it free.
/// https://kubernetes.io/docs/reference/networking/virtual-ips/#avoiding-collisions
struct Range {
  std::int64_t first;
  std::int64_t first_given;
  std::int64_t last;
};

constexpr Range ips{1, 257, 0xFFFE};
constexpr Range ports{30000, 30086, 32767};

/// The next one that is free after `given`, round and round; nothing if all are taken.
std::optional<std::int64_t> next_free(const Range& range, std::int64_t given,
                                      const std::function<bool(std::int64_t)>& is_taken) {
  const auto look = [&](std::int64_t from, std::int64_t to) -> std::optional<std::int64_t> {
    for (std::int64_t number = from; number < to; ++number) {
      if (!is_taken(number)) return number;
    }
    return std::nullopt;
  };
  const std::int64_t next = std::max(given + 1, range.first_given);
  if (const auto found = look(next, range.last + 1)) return found;
  if (const auto found = look(range.first_given, std::min(next, range.last + 1))) return found;
  return look(range.first, range.first_given);
}

std::string ip_text(std::int64_t number) {
  return std::string(network) + std::to_string(number / 256) + "." + std::to_string(number % 256);
}

/// A Service has neither the first nor the last of a network.
bool is_in_range(std::string_view ip) {
  return ip.starts_with(network) && ip != first_ip && ip != last_ip;
}

class RequestedAddresses final : public AddressPool {
 public:
  explicit RequestedAddresses(ServiceAddresses& all) : all_(all) {}

  [[nodiscard]] std::string free_ip() override { return all_.free_ip(); }
  [[nodiscard]] std::string ip_problem(std::string_view ip) const override {
    return all_.ip_problem(ip);
  }
  [[nodiscard]] std::int64_t free_port() override {
    return *ports_.insert(all_.free_port(ports_)).first;
  }
  [[nodiscard]] std::string take_port(std::int64_t port) override {
    if (std::string problem = all_.port_problem(port); !problem.empty()) return problem;
    return std::string(ports_.insert(port).second ? "" : already_taken);
  }

 private:
  ServiceAddresses& all_;
  std::set<std::int64_t> ports_{};  // that the request has taken
};

/// As a server does it in a dry run: it looks for none that is free, and asks of ports only whether
/// they are taken, of IPs only whether they are in the range.
class TriedAddresses final : public AddressPool {
 public:
  explicit TriedAddresses(const ServiceAddresses& all) : all_(all) {}

  [[nodiscard]] std::string free_ip() override { return std::string(first_ip); }
  [[nodiscard]] std::string ip_problem(std::string_view ip) const override {
    if (is_in_range(ip)) return {};
    return "the provided IP (" + std::string(ip) +
           ") is not in the valid range. The range of valid IPs is " + std::string(first_ip) +
           "/16";
  }
  [[nodiscard]] std::int64_t free_port() override {
    const std::int64_t last = ports_.empty() ? ports.last + 1 : *ports_.rbegin();
    return *ports_.insert(std::max<std::int64_t>(last, 0) + 1).first;
  }
  [[nodiscard]] std::string take_port(std::int64_t port) override {
    const bool is_free = !all_.has_port(port) && ports_.insert(port).second;
    return std::string(is_free ? "" : already_taken);
  }

 private:
  const ServiceAddresses& all_;
  std::set<std::int64_t> ports_{};  // that the request would take
};

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
  const auto is_taken = [&](std::int64_t number) { return ips_.contains(ip_text(number)); };
  const auto number = next_free(ips, last_ip_, is_taken);
  if (!number) {
    refuse_internal_error("failed to allocate a serviceIP: range is full");
  }
  last_ip_ = *number;
  return ip_text(*number);
}

std::string ServiceAddresses::ip_problem(std::string_view ip) const {
  if (!is_in_range(ip)) return "the provided network does not match the current range";
  return ips_.contains(ip) ? "provided IP is already allocated" : "";
}

std::int64_t ServiceAddresses::free_port(const std::set<std::int64_t>& besides) {
  const auto is_taken = [&](std::int64_t number) {
    return ports_.contains(number) || besides.contains(number);
  };
  const auto number = next_free(ports, last_port_, is_taken);
  if (!number) {
    refuse_internal_error("failed to allocate a nodePort: range is full");
  }
  last_port_ = *number;
  return *number;
}

std::string ServiceAddresses::port_problem(std::int64_t port) const {
  if (port < ports.first || port > ports.last) {
    return "provided port is not in the valid range. The range of valid ports is 30000-32767";
  }
  return std::string(has_port(port) ? already_taken : "");
}

std::unique_ptr<AddressPool> ServiceAddresses::for_request(bool dry_run) {
  if (dry_run) return std::make_unique<TriedAddresses>(*this);
  return std::make_unique<RequestedAddresses>(*this);
}

}  // namespace k8s::testing::fake
