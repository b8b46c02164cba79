// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include "testing/fake/cidr.hpp"
#include "testing/fake/ip_text.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& policy) {
  json::object& spec = ensure_object(policy, "spec");
  for (const char* const direction : {"ingress", "egress"}) {
    for (json::object* const rule : objects_in(spec, direction)) {
      for (json::object* const port : objects_in(*rule, "ports")) {
        set_default(*port, "protocol", "TCP");
      }
    }
  }
  if (!array_at(spec, "policyTypes").empty()) return;
  json::array types{"Ingress"};
  if (!array_at(spec, "egress").empty()) types.push_back("Egress");
  spec["policyTypes"] = std::move(types);
}

void validate_port(const json::object& port, const FieldPath& path, FieldErrors& errors) {
  const std::string_view protocol = text_at(port, "protocol");
  if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") {
    errors.not_supported(path.child("protocol"), protocol, {"TCP", "UDP", "SCTP"});
  }
  const json::value* const value = find(port, "port");
  const auto end = number_at(port, "endPort");
  if (value == nullptr) {
    if (end) {
      errors.invalid(path.child("endPort"), *end,
                     "may not be specified when `port` is not specified");
    }
    return;
  }
  if (value->is_string()) {
    errors.invalid(path.child("port"), *value, check_port_name(value->get_string()));
    if (end) {
      errors.invalid(path.child("endPort"), *end,
                     "may not be specified when `port` is non-numeric");
    }
    return;
  }
  const std::int64_t number = number_at(port, "port").value_or(0);
  errors.invalid(path.child("port"), number, check_port_number(number));
  if (end && *end < number) {
    // The server shows the other port.
    errors.invalid(path.child("endPort"), number, "must be greater than or equal to `port`");
  }
  if (end) errors.invalid(path.child("endPort"), *end, check_port_number(*end));
}

/// The bits of an address of either family, in front of the length of its prefix.
struct Network {
  explicit Network(std::string_view cidr) {
    const std::size_t slash = cidr.find('/');
    const std::string address(cidr.substr(0, slash));
    family = address.find(':') == address.npos ? AF_INET : AF_INET6;
    inet_pton(family, address.c_str(), bytes.data());
    std::from_chars(cidr.data() + slash + 1, cidr.data() + cidr.size(), length);
  }
  [[nodiscard]] bool bit(std::size_t at) const {
    return (bytes.at(at / 8) >> (7 - at % 8) & 1U) != 0;
  }

  int family = AF_INET;
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::size_t length = 0;
};

bool is_strictly_within(const Network& inner, const Network& outer) {
  if (inner.family != outer.family || inner.length <= outer.length) return false;
  for (std::size_t i = 0; i < outer.length; ++i) {
    if (inner.bit(i) != outer.bit(i)) return false;
  }
  return true;
}

void validate_block(const json::object& block, const FieldPath& path, FieldErrors& errors) {
  const std::string_view cidr = text_at(block, "cidr");
  if (cidr.empty()) return errors.required(path.child("cidr"));
  errors.invalid(path.child("cidr"), cidr, check_cidr(cidr));
  if (!is_loose_cidr(cidr)) return;
  const std::vector<std::string> excepted = texts_at(block, {"except"});
  for (std::size_t i = 0; i < excepted.size(); ++i) {
    const FieldPath at = path.child("except").index(i);
    errors.invalid(at, excepted[i], check_cidr(excepted[i]));
    if (!is_loose_cidr(excepted[i])) continue;
    if (!is_strictly_within(Network(excepted[i]), Network(cidr))) {
      errors.invalid(at, excepted[i], "must be a strict subset of `cidr`");
    }
  }
}

void validate_peer(const json::object& peer, const FieldPath& path, FieldErrors& errors) {
  bool selects = false;
  for (const char* const name : {"podSelector", "namespaceSelector"}) {
    if (find(peer, name) == nullptr) continue;
    selects = true;
    (void)validate_label_selector(object_at(peer, name), path.child(name), errors);
  }
  const bool has_block = find(peer, "ipBlock") != nullptr;
  if (has_block) validate_block(object_at(peer, "ipBlock"), path.child("ipBlock"), errors);
  if (!selects && !has_block) {
    errors.required(path, "must specify a peer");
  } else if (selects && has_block) {
    errors.forbidden(path, "may not specify both ipBlock and another peer");
  }
}

void validate_rules(const json::object& spec, const char* direction, const char* peers_name,
                    FieldErrors& errors) {
  const json::array& rules = array_at(spec, direction);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const json::object& rule = element_at(rules, i);
    const FieldPath path = FieldPath("spec").child(direction).index(i);
    const json::array& ports = array_at(rule, "ports");
    for (std::size_t j = 0; j < ports.size(); ++j) {
      validate_port(element_at(ports, j), path.child("ports").index(j), errors);
    }
    const json::array& peers = array_at(rule, peers_name);
    for (std::size_t j = 0; j < peers.size(); ++j) {
      validate_peer(element_at(peers, j), path.child(peers_name).index(j), errors);
    }
  }
}

void validate(const json::object& policy, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(policy, "spec");
  (void)validate_label_selector(object_at(spec, "podSelector"), path.child("podSelector"), errors);
  validate_rules(spec, "ingress", "from", errors);
  validate_rules(spec, "egress", "to", errors);
  const std::vector<std::string> types = texts_at(spec, {"policyTypes"});
  if (types.size() > 2) {
    return errors.invalid(path.child("policyTypes"), array_at(spec, "policyTypes"),
                          "may not specify more than two policyTypes");
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] == "Ingress" || types[i] == "Egress") continue;
    errors.not_supported(path.child("policyTypes").index(i), types[i], {"Ingress", "Egress"});
  }
}

void warn(const json::object& policy, std::vector<std::string>& warnings) {
  FieldErrors none;
  const Part spec{object_at(policy, "spec"), "spec", none};
  for (const auto& [direction, peers] : {std::pair("ingress", "from"), std::pair("egress", "to")}) {
    spec.each(direction, [&, list = peers](const Part& rule) {
      rule.each(list, [&](const Part& peer) {
        const Part block = peer.child("ipBlock");
        warn_of_cidr(block.at("cidr"), block.text("cidr"), warnings);
        block.each_text("except", [&](const std::string& range, const FieldPath& path) {
          warn_of_cidr(path, range, warnings);
        });
      });
    });
  }
}

}  // namespace

const KindRules network_policy_rules{.checks_new_metadata_on_update = true,
                                     .set_defaults = &set_defaults,
                                     .validate = &validate,
                                     .warn_always = &warn};

}  // namespace k8s::testing::fake
