#include "testing/fake/addresses.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view network = "10.0.";  // a /16

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
    refuse_internal("Internal error occurred: failed to allocate a serviceIP: range is full");
  }
  last_ip_ = *number;
  return ip_text(*number);
}

std::string ServiceAddresses::ip_problem(std::string_view ip) const {
  if (!ip.starts_with(network)) return "the provided network does not match the current range";
  return ips_.contains(ip) ? "provided IP is already allocated" : "";
}

std::int64_t ServiceAddresses::free_port() {
  const auto is_taken = [&](std::int64_t number) { return ports_.contains(number); };
  const auto number = next_free(ports, last_port_, is_taken);
  if (!number) {
    refuse_internal("Internal error occurred: failed to allocate a nodePort: range is full");
  }
  last_port_ = *number;
  return *number;
}

std::string ServiceAddresses::port_problem(std::int64_t port) const {
  if (port < ports.first || port > ports.last) {
    return "provided port is not in the valid range. The range of valid ports is 30000-32767";
  }
  return ports_.contains(port) ? "provided port is already allocated" : "";
}

}  // namespace k8s::testing::fake
