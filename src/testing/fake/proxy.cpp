#include "testing/fake/proxy.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "testing/fake/object.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

/// What a request names: `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`.
struct Destination {
  std::string name{};
  std::string port{};
};

std::optional<Destination> read_destination(const std::string& text) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() == 1) return Destination{parts[0]};
  if (parts.size() == 2) return Destination{parts[0], parts[1]};
  const bool is_scheme = parts[0].empty() || parts[0] == "http" || parts[0] == "https";
  if (parts.size() != 3 || !is_scheme) return std::nullopt;
  return Destination{parts[1], parts[2]};
}

[[noreturn]] void refuse_unavailable(std::string message) {
  throw Refusal({.code = 503, .reason = "ServiceUnavailable", .message = std::move(message)});
}

[[noreturn]] void refuse_unreachable() {
  refuse_unavailable("error trying to reach service: nothing runs on the nodes of a FakeCluster");
}

/// The name of the port that a request names by its number.
std::string port_name(const json::object& service, const Destination& destination) {
  std::int64_t number = 0;
  const std::string& text = destination.port;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  for (const json::value& port : array_at(service, {"spec", "ports"})) {
    if (number_at(port.get_object(), "port") == number) {
      return std::string(text_at(port.get_object(), "name"));
    }
  }
  refuse_unavailable("no service port " + text + " found for service " +
                     go_quote(destination.name));
}

bool is_ready(const json::object& endpoints, const std::string& port) {
  for (const json::value& subset : array_at(endpoints, "subsets")) {
    if (!subset.is_object() || array_at(subset.get_object(), "addresses").empty()) continue;
    const json::array& ports = array_at(subset.get_object(), "ports");
    const auto fits = [&](const json::value& each) {
      return each.is_object() && text_at(each.get_object(), "name") == port;
    };
    if (std::ranges::any_of(ports, fits)) return true;
  }
  return false;
}

void check_service(const Route& route, const Destination& destination, const json::object& service,
                   const Storage& storage) {
  const std::string port = port_name(service, destination);
  const ObjectPtr endpoints = storage.get("/endpoints", {route.namespace_, destination.name});
  if (endpoints == nullptr) refuse_not_found({"", "services"}, destination.name);
  if (!is_ready(*endpoints, port)) {
    refuse_unavailable("no endpoints available for service " + go_quote(route.name));
  }
}

void check_destination(const Route& route, const Storage& storage) {
  const Resource& resource = *route.resource;
  const std::optional<Destination> destination = read_destination(route.name);
  if (!destination) {
    std::string kind = resource.kind;
    kind[0] = static_cast<char>(kind[0] - 'A' + 'a');
    refuse_bad_request("invalid " + kind + " request " + go_quote(route.name));
  }
  const ObjectPtr object =
      storage.get(resource.collection(), {route.namespace_, destination->name});
  if (object == nullptr) refuse_not_found(resource.resource_name(), destination->name);
  if (resource.plural == "services") {
    check_service(route, *destination, *object, storage);
  } else if (resource.plural == "pods") {
    if (text_at(*object, {"status", "podIP"}).empty()) refuse_bad_request("address not allowed");
  } else if (array_at(*object, {"status", "addresses"}).empty()) {
    refuse_internal("no preferred addresses found; known addresses: []");
  }
}

}  // namespace

std::string proxy_location(std::string_view method, std::string_view target, const Route& route,
                           const Storage& storage) {
  check_destination(route, storage);
  const std::string_view path = target.substr(0, target.find('?'));
  const bool reads = method == "GET" || method == "HEAD";
  if (!reads || !route.path.ends_with("/" + route.name + "/proxy")) refuse_unreachable();
  return std::string(path) + "/" + std::string(target.substr(path.size()));
}

}  // namespace k8s::testing::fake
