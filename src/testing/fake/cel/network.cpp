#include "testing/fake/cel/network.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

#include <arpa/inet.h>

namespace k8s::testing::fake::cel {
namespace {

constexpr std::size_t v4_size = 4;
constexpr std::size_t groups = 8;

std::string mapped_problem(std::string_view text) {
  return "IPv4-mapped IPv6 address " + go_quote(text) + " is not allowed";
}

/// Why Go's netip cannot read an address.
std::string ip_problem(std::string_view text) {
  const std::size_t separator = text.find_first_of(".:");
  const std::string what = "ParseAddr(" + go_quote(text) + "): ";
  return what + (separator == text.npos ? "unable to parse IP" : "unexpected character");
}

unsigned group_at(const Ip& ip, std::size_t index) {
  return static_cast<unsigned>(ip.bytes[2 * index]) << 8U | ip.bytes[2 * index + 1];
}

/// The longest run of groups that are zero, of at least two: where it begins and how long it is.
std::pair<std::size_t, std::size_t> longest_gap(const Ip& ip) {
  std::pair<std::size_t, std::size_t> longest{groups, 1};
  for (std::size_t begin = 0; begin < groups; ++begin) {
    std::size_t end = begin;
    while (end < groups && group_at(ip, end) == 0) ++end;
    if (end - begin > longest.second) longest = {begin, end - begin};
  }
  return longest;
}

std::string v6_text(const Ip& ip) {
  const auto [gap, length] = longest_gap(ip);
  std::string text;
  for (std::size_t i = 0; i < groups; ++i) {
    if (i == gap) {
      text += "::";
      i += length;
      if (i >= groups) break;
    } else if (i > 0) {
      text += ":";
    }
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%x", group_at(ip, i));
    text += buffer.data();
  }
  return text;
}

int bits_of(const Ip& ip) {
  return ip.is_v4 ? 32 : 128;
}

}  // namespace

std::optional<Ip> read_ip(std::string_view text) {
  const std::string address(text);
  Ip ip;
  if (inet_pton(AF_INET, address.c_str(), ip.bytes.data()) == 1) {
    ip.is_v4 = true;
    return ip;
  }
  if (inet_pton(AF_INET6, address.c_str(), ip.bytes.data()) == 1) return ip;
  return std::nullopt;
}

bool is_mapped(const Ip& ip) {
  return !ip.is_v4 &&
         std::all_of(ip.bytes.begin(), ip.bytes.begin() + 10, [](auto b) { return b == 0; }) &&
         ip.bytes[10] == 0xFF && ip.bytes[11] == 0xFF;
}

Value parse_ip(std::string_view text) {
  const std::size_t zone = text.find('%');
  const auto ip = read_ip(text.substr(0, zone));
  if (!ip || (zone != text.npos && (ip->is_v4 || zone + 1 == text.size()))) {
    return Error{"IP Address " + go_quote(text) +
                 " parse error during conversion from string: " + ip_problem(text)};
  }
  if (zone != text.npos) {
    return Error{"IP address " + go_quote(text) + " with zone value is not allowed"};
  }
  if (is_mapped(*ip)) return Error{mapped_problem(text)};
  return *ip;
}

Value parse_cidr(std::string_view text) {
  const std::string words = "network address parse error during conversion from string: ";
  const std::string what = words + words + "netip.ParsePrefix(" + go_quote(text) + "): ";
  const std::size_t slash = text.rfind('/');
  if (slash == text.npos) return Error{what + "no '/'"};
  const auto ip = read_ip(text.substr(0, slash));
  if (!ip) return Error{what + ip_problem(text.substr(0, slash))};
  const std::string_view bits = text.substr(slash + 1);
  int length = -1;
  const auto [end, problem] = std::from_chars(bits.data(), bits.data() + bits.size(), length);
  const bool is_padded = bits.size() > 1 && !(bits[0] >= '1' && bits[0] <= '9');
  if (problem != std::errc() || end != bits.data() + bits.size() || is_padded || length < 0) {
    return Error{what + "bad bits after slash: " + go_quote(bits)};
  }
  if (length > bits_of(*ip)) return Error{what + "prefix length out of range"};
  if (is_mapped(*ip)) return Error{words + mapped_problem(text)};
  return Cidr{*ip, length};
}

std::string to_text(const Ip& ip) {
  if (!ip.is_v4) return v6_text(ip);
  std::string text;
  for (std::size_t i = 0; i < v4_size; ++i) {
    text += (i > 0 ? "." : "") + std::to_string(ip.bytes[i]);
  }
  return text;
}

std::string to_text(const Cidr& cidr) {
  return to_text(cidr.ip) + "/" + std::to_string(cidr.length);
}

Cidr masked(const Cidr& cidr) {
  Cidr result = cidr;
  for (std::size_t i = 0; i < result.ip.bytes.size(); ++i) {
    const int kept = std::clamp(cidr.length - 8 * static_cast<int>(i), 0, 8);
    result.ip.bytes[i] &= static_cast<unsigned char>(0xFF00U >> static_cast<unsigned>(kept));
  }
  return result;
}

bool contains(const Cidr& cidr, const Ip& ip) {
  return cidr.ip.is_v4 == ip.is_v4 && masked({ip, cidr.length}) == masked(cidr);
}

bool contains(const Cidr& cidr, const Cidr& inner) {
  return cidr.length <= inner.length && contains(cidr, inner.ip);
}

bool is_unspecified(const Ip& ip) {
  return std::ranges::all_of(ip.bytes, [](unsigned char byte) { return byte == 0; });
}

bool is_loopback(const Ip& ip) {
  if (ip.is_v4) return ip.bytes[0] == 127;
  return ip.bytes[15] == 1 && std::all_of(ip.bytes.begin(), ip.bytes.end() - 1,
                                          [](unsigned char byte) { return byte == 0; });
}

bool is_link_local_multicast(const Ip& ip) {
  if (ip.is_v4) return ip.bytes[0] == 224 && ip.bytes[1] == 0 && ip.bytes[2] == 0;
  return ip.bytes[0] == 0xFF && (ip.bytes[1] & 0x0FU) == 2;
}

bool is_link_local_unicast(const Ip& ip) {
  if (ip.is_v4) return ip.bytes[0] == 169 && ip.bytes[1] == 254;
  return ip.bytes[0] == 0xFE && (ip.bytes[1] & 0xC0U) == 0x80;
}

bool is_global_unicast(const Ip& ip) {
  const bool is_multicast = ip.is_v4 ? (ip.bytes[0] & 0xF0U) == 0xE0 : ip.bytes[0] == 0xFF;
  const bool is_broadcast = ip.is_v4 && std::all_of(ip.bytes.begin(), ip.bytes.begin() + v4_size,
                                                    [](unsigned char byte) { return byte == 255; });
  return !is_unspecified(ip) && !is_loopback(ip) && !is_multicast && !is_broadcast &&
         !is_link_local_unicast(ip);
}

}  // namespace k8s::testing::fake::cel
