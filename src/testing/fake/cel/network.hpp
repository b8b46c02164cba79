#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "testing/fake/cel/value.hpp"

// Addresses and networks: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-library

namespace k8s::testing::fake::cel {

/// Nothing if the text is no address.
[[nodiscard]] std::optional<Ip> read_ip(std::string_view text);
/// Whether it is an IPv4 address that is written as an IPv6 one: `::ffff:1.2.3.4`.
[[nodiscard]] bool is_mapped(const Ip& ip);

/// An Ip, or an error that says why it is none.
[[nodiscard]] Value parse_ip(std::string_view text);
/// A Cidr, or an error.
[[nodiscard]] Value parse_cidr(std::string_view text);

/// The canonical form.
[[nodiscard]] std::string to_text(const Ip& ip);
[[nodiscard]] std::string to_text(const Cidr& cidr);

/// With nothing but zeros behind the prefix.
[[nodiscard]] Cidr masked(const Cidr& cidr);
[[nodiscard]] bool contains(const Cidr& cidr, const Ip& ip);
[[nodiscard]] bool contains(const Cidr& cidr, const Cidr& inner);

[[nodiscard]] bool is_unspecified(const Ip& ip);
[[nodiscard]] bool is_loopback(const Ip& ip);
[[nodiscard]] bool is_link_local_multicast(const Ip& ip);
[[nodiscard]] bool is_link_local_unicast(const Ip& ip);
[[nodiscard]] bool is_global_unicast(const Ip& ip);

}  // namespace k8s::testing::fake::cel
