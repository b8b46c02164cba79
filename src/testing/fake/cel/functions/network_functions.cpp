// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-library and
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-cidr-library

#include <array>

#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/network.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

Result ip(Arguments arguments) {
  if (auto result = with<std::string>(arguments, [](const auto& text) { return parse_ip(text); })) {
    return result;
  }
  return with<Cidr>(arguments, [](const Cidr& cidr) { return cidr.ip; });
}

Result is_ip(Arguments arguments) {
  return with<std::string>(arguments, [](const auto& text) { return !is_error(parse_ip(text)); });
}

Result is_canonical(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& text) -> Value {
    Value parsed = parse_ip(text);
    const auto* const address = std::get_if<Ip>(&parsed);
    return address != nullptr ? Value(to_text(*address) == text) : parsed;
  });
}

Result family(Arguments arguments) {
  return with<Ip>(arguments, [](const Ip& address) { return std::int64_t{address.is_v4 ? 4 : 6}; });
}

template <bool (*holds)(const Ip&)>
Result test(Arguments arguments) {
  return with<Ip>(arguments, holds);
}

Result cidr(Arguments arguments) {
  return with<std::string>(arguments, [](const auto& text) { return parse_cidr(text); });
}

Result is_cidr(Arguments arguments) {
  return with<std::string>(arguments, [](const auto& text) { return !is_error(parse_cidr(text)); });
}

Result contains_ip(Arguments arguments) {
  if (auto result = with<Cidr, Ip>(arguments, [](const auto& network, const auto& inner) {
        return contains(network, inner);
      })) {
    return result;
  }
  return with<Cidr, std::string>(arguments, [](const Cidr& network, const auto& text) -> Value {
    Value parsed = parse_ip(text);
    const auto* const inner = std::get_if<Ip>(&parsed);
    return inner != nullptr ? Value(contains(network, *inner)) : no_such_overload();
  });
}

Result contains_cidr(Arguments arguments) {
  if (auto result = with<Cidr, Cidr>(arguments, [](const auto& network, const auto& inner) {
        return contains(network, inner);
      })) {
    return result;
  }
  return with<Cidr, std::string>(arguments, [](const Cidr& network, const auto& text) -> Value {
    Value parsed = parse_cidr(text);
    const auto* const inner = std::get_if<Cidr>(&parsed);
    return inner != nullptr ? Value(contains(network, *inner)) : parsed;
  });
}

Result prefix_length(Arguments arguments) {
  return with<Cidr>(arguments, [](const Cidr& network) { return std::int64_t{network.length}; });
}

Result mask(Arguments arguments) {
  return with<Cidr>(arguments, &masked);
}

constexpr std::array<Function, 15> functions{
    {{"ip", &ip},
     {"isIP", &is_ip},
     {"ip.isCanonical", &is_canonical},
     {"family", &family},
     {"isUnspecified", &test<&is_unspecified>},
     {"isLoopback", &test<&is_loopback>},
     {"isLinkLocalMulticast", &test<&is_link_local_multicast>},
     {"isLinkLocalUnicast", &test<&is_link_local_unicast>},
     {"isGlobalUnicast", &test<&is_global_unicast>},
     {"cidr", &cidr},
     {"isCIDR", &is_cidr},
     {"containsIP", &contains_ip},
     {"containsCIDR", &contains_cidr},
     {"prefixLength", &prefix_length},
     {"masked", &mask}}};

}  // namespace

std::span<const Function> network_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
