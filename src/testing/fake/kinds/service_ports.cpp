// The ports of a Service.

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

#include "testing/fake/kinds/service_parts.hpp"

namespace k8s::testing::fake {
namespace {

void validate_target(const json::object& port, const FieldPath& path, FieldErrors& errors) {
  const json::value* const target = find(port, "targetPort");
  if (target == nullptr) return;
  if (target->is_string()) {
    errors.invalid(path.child("targetPort"), *target, check_port_name(target->get_string()));
  } else if (target->is_int64()) {
    errors.invalid(path.child("targetPort"), *target, check_port_number(target->get_int64()));
  }
}

}  // namespace

void validate_service_ports(const json::object& spec, FieldErrors& errors) {
  const json::array& ports = array_at(spec, "ports");
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const json::object& port = element_at(ports, i);
    const FieldPath path = FieldPath("spec.ports").index(i);
    const std::string_view name = text_at(port, "name");
    if (name.empty()) {
      if (ports.size() > 1) errors.required(path.child("name"));
    } else {
      errors.invalid(path.child("name"), name, check_dns_label(name));
      if (!names.emplace(name).second) errors.duplicate(path.child("name"), name);
    }
    const std::int64_t number = number_at(port, "port").value_or(0);
    errors.invalid(path.child("port"), number, check_port_number(number));
    static constexpr std::string_view protocols[] = {"SCTP", "TCP", "UDP"};
    const std::string_view protocol = text_at(port, "protocol");
    if (std::ranges::find(protocols, protocol) == std::end(protocols)) {
      errors.not_supported(path.child("protocol"), protocol, protocols);
    }
    validate_target(port, path, errors);
    if (find(port, "appProtocol") != nullptr) {
      const std::string_view application = text_at(port, "appProtocol");
      errors.invalid(path.child("appProtocol"), application, check_label_key(application));
    }
  }
}

void validate_port_conflicts(const json::object& spec, FieldErrors& errors) {
  const json::array& ports = array_at(spec, "ports");
  std::set<std::tuple<std::string, std::int64_t>> seen;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const json::object& port = element_at(ports, i);
    const std::int64_t number = number_at(port, "port").value_or(0);
    if (seen.emplace(text_at(port, "protocol"), number).second) continue;
    errors.duplicate(FieldPath("spec.ports").index(i),
                     json::object{{"Name", ""},
                                  {"Protocol", text_at(port, "protocol")},
                                  {"AppProtocol", nullptr},
                                  {"Port", number},
                                  {"TargetPort", 0},
                                  {"NodePort", 0}});
  }
}

}  // namespace k8s::testing::fake
