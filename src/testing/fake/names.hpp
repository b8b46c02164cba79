#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Which strings are good names, label values, keys and ports, and what the server says about
// others. Each function returns what is wrong, nothing if all is well.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/

namespace k8s::testing::fake {

using Complaints = std::vector<std::string>;

[[nodiscard]] Complaints check_dns_label(std::string_view text);
[[nodiscard]] Complaints check_dns_subdomain(std::string_view text);
/// A label, with the words that the server has for a namespace's name.
[[nodiscard]] Complaints check_namespace_name(std::string_view text);
/// A label that begins with a letter.
[[nodiscard]] Complaints check_dns_1035_label(std::string_view text);
/// `*.` and a subdomain.
[[nodiscard]] Complaints check_wildcard_subdomain(std::string_view text);
/// A name with an optional prefix: the key of a label or an annotation, a finalizer.
[[nodiscard]] Complaints check_label_key(std::string_view text);
[[nodiscard]] Complaints check_label_value(std::string_view text);
/// The key of a ConfigMap or a Secret.
[[nodiscard]] Complaints check_data_key(std::string_view text);
/// What stands in the path of a URL.
[[nodiscard]] Complaints check_path_segment(std::string_view text);
[[nodiscard]] Complaints check_environment_name(std::string_view text);
[[nodiscard]] Complaints check_port_name(std::string_view text);
[[nodiscard]] Complaints check_port_number(std::int64_t port);
[[nodiscard]] Complaints check_percent(std::string_view text);
[[nodiscard]] Complaints check_http_header_name(std::string_view text);

/// Whether the text is an address of either family.
[[nodiscard]] bool is_ip_address(std::string_view text);

/// What a name is checked with; a generateName is checked with its last dash masked, since more
/// follows.
using NameCheck = Complaints (*)(std::string_view text);
[[nodiscard]] Complaints check_name_prefix(NameCheck check, std::string_view prefix);

}  // namespace k8s::testing::fake
