#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <k8s/client.hpp>

/// What a node has of a resource, and what its pods ask for: CPU in millicores, memory in bytes.
struct ResourceReport {
  std::int64_t capacity = 0;
  std::int64_t allocatable = 0;
  std::int64_t requests = 0;
  std::int64_t limits = 0;
};

struct NodeReport {
  std::string name{};
  ResourceReport cpu{};
  ResourceReport memory{};
};

/// Adds up what the containers of each node's pods ask for, without pods that have ended.
/// \throws k8s::Error
std::vector<NodeReport> report_nodes(const k8s::Client& client = {});

/// Writes the reports as one JSON object; shares are percents of the capacity.
void write_json(const std::vector<NodeReport>& reports, std::ostream& out);
