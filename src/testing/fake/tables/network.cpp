// Service, Ingress.

#include <algorithm>
#include <set>

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

std::vector<std::string> load_balancer_addresses(const json::object& object) {
  std::set<std::string> addresses;
  const json::array& points = array_at(object, {"status", "loadBalancer", "ingress"});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const json::object& point = element_at(points, i);
    const std::string_view ip = text_at(point, "ip");
    addresses.emplace(ip.empty() ? text_at(point, "hostname") : ip);
  }
  addresses.erase("");
  return {addresses.begin(), addresses.end()};
}

std::string external_ip(const json::object& object) {
  const std::string_view type = text_at(object, {"spec", "type"});
  std::vector<std::string> addresses = texts_at(object, {"spec", "externalIPs"});
  if (type == "ClusterIP" || type == "NodePort") {
    return addresses.empty() ? none : join(addresses);
  }
  if (type == "LoadBalancer") {
    const std::vector<std::string> balanced = load_balancer_addresses(object);
    addresses.insert(addresses.begin(), balanced.begin(), balanced.end());
    return addresses.empty() ? "<pending>" : join(addresses);
  }
  if (type == "ExternalName") return std::string(text_at(object, {"spec", "externalName"}));
  return "<unknown>";
}

std::string ports_text(const json::array& ports) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const json::object& port = element_at(ports, i);
    std::string text = std::to_string(count_at(port, {"port"}));
    if (const std::int64_t node_port = count_at(port, {"nodePort"}); node_port > 0) {
      text += ":" + std::to_string(node_port);
    }
    texts.push_back(text + "/" + std::string(text_at(port, "protocol")));
  }
  return texts.empty() ? none : join(texts);
}

json::array service_cells(const json::object& object, std::chrono::sys_seconds now) {
  const std::vector<std::string> ips = texts_at(object, {"spec", "clusterIPs"});
  return {cell(name_of(object)),
          cell(text_at(object, {"spec", "type"})),
          cell(ips.empty() ? none : ips.front()),
          cell(external_ip(object)),
          cell(ports_text(array_at(object, {"spec", "ports"}))),
          cell(age_of(object, now)),
          cell(labels_text(object_at(object, {"spec", "selector"})))};
}

std::string hosts_text(const json::array& rules) {
  constexpr std::size_t shown = 3;
  std::vector<std::string> hosts;
  std::size_t more = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string_view host = text_at(element_at(rules, i), "host");
    if (host.empty()) continue;
    if (hosts.size() == shown) {
      ++more;
    } else {
      hosts.emplace_back(host);
    }
  }
  if (hosts.empty()) return "*";
  return join(hosts) + (more > 0 ? " + " + std::to_string(more) + " more..." : "");
}

json::array ingress_cells(const json::object& object, std::chrono::sys_seconds now) {
  return {cell(name_of(object)),
          cell_or_none(text_at(object, {"spec", "ingressClassName"})),
          cell(hosts_text(array_at(object, {"spec", "rules"}))),
          cell(join(load_balancer_addresses(object))),
          cell(array_at(object, {"spec", "tls"}).empty() ? "80" : "80, 443"),
          cell(age_of(object, now))};
}

}  // namespace

const TableColumns& service_columns() {
  static const FixedColumns columns{{name_column,
                                     {.name = "Type"},
                                     {.name = "Cluster-IP"},
                                     {.name = "External-IP"},
                                     {.name = "Port(s)"},
                                     age_column,
                                     wide("Selector")},
                                    &service_cells};
  return columns;
}

const TableColumns& ingress_columns() {
  static const FixedColumns columns{{name_column,
                                     {.name = "Class"},
                                     {.name = "Hosts"},
                                     {.name = "Address"},
                                     {.name = "Ports"},
                                     age_column},
                                    &ingress_cells};
  return columns;
}

}  // namespace k8s::testing::fake
