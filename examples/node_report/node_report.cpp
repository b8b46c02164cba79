#include "node_report.hpp"

#include <limits>

#include <k8s/k8s.hpp>
#include <k8s/models/core/v1/node.hpp>

namespace {

using Amounts = k8s::Map<k8s::Quantity>;

/// The amount of that name; nothing is none.
k8s::Quantity amount_of(const Amounts& amounts, const char* resource) {
  const auto found = amounts.find(resource);
  return found == amounts.end() ? k8s::Quantity() : found->second;
}

/// What the containers of some pods ask for together. Requests and limits have nothing to do with
/// each other: a container may name either, both or none.
struct Sums {
  k8s::Quantity requests{};
  k8s::Quantity limits{};

  void add(const k8s::ResourceRequirements& resources, const char* resource) {
    requests += amount_of(resources.requests, resource);
    limits += amount_of(resources.limits, resource);
  }
};

NodeReport report_node(const k8s::Node& node, const k8s::Client& client) {
  Sums cpu;
  Sums memory;
  // The pages of the list are followed to its end.
  for (const k8s::Pod& pod :
       k8s::Pod::list({.limit = 100,
                       .namespace_ = k8s::all_namespaces,
                       .fields = {{"spec.nodeName", node.metadata.name},
                                  {"status.phase", k8s::NotIn({"Failed", "Succeeded"})}},
                       .client = client})) {
    for (const k8s::Container& container : pod.spec.containers) {
      cpu.add(container.resources, "cpu");
      memory.add(container.resources, "memory");
    }
  }
  const k8s::NodeStatus& status = node.status;
  return {.name = node.metadata.name,
          .cpu = {.capacity = amount_of(status.capacity, "cpu").milli_value(),
                  .allocatable = amount_of(status.allocatable, "cpu").milli_value(),
                  .requests = cpu.requests.milli_value(),
                  .limits = cpu.limits.milli_value()},
          .memory = {.capacity = amount_of(status.capacity, "memory").value(),
                     .allocatable = amount_of(status.allocatable, "memory").value(),
                     .requests = memory.requests.value(),
                     .limits = memory.limits.value()}};
}

void write_share(std::ostream& out, const char* name, std::int64_t amount, std::int64_t capacity) {
  const double percent =
      capacity == 0 ? 0 : static_cast<double>(amount) / static_cast<double>(capacity) * 100;
  out << '"' << name << R"(":{"InstrumentedValue":)" << amount << R"(,"Percent":)" << percent
      << '}';
}

void write_resource(std::ostream& out, const char* name, const ResourceReport& resource) {
  out << '"' << name << R"(":{"Capacity":)" << resource.capacity << R"(,"Allocatable":)"
      << resource.allocatable << ',';
  write_share(out, "Requests", resource.requests, resource.capacity);
  out << ',';
  write_share(out, "Limits", resource.limits, resource.capacity);
  out << '}';
}

}  // namespace

std::vector<NodeReport> report_nodes(const k8s::Client& client) {
  std::vector<NodeReport> reports;
  for (const k8s::Node& node : k8s::Node::list({.client = client})) {
    reports.push_back(report_node(node, client));
  }
  return reports;
}

void write_json(const std::vector<NodeReport>& reports, std::ostream& out) {
  const auto precision = out.precision(std::numeric_limits<double>::max_digits10);
  out << R"({"Nodes":[)";
  const char* separator = "";
  for (const NodeReport& report : reports) {
    // A node's name is a DNS name: nothing in it needs an escape.
    out << separator << R"({"NodeName":")" << report.name << R"(",)";
    write_resource(out, "CPU", report.cpu);
    out << ',';
    write_resource(out, "RAM", report.memory);
    out << '}';
    separator = ",";
  }
  out << "]}\n";
  out.precision(precision);
}
