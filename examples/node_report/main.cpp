// Prints what the pods of each node ask for, of what the node has, as JSON.

#include <iostream>

#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "node_report.hpp"

int main() {
  try {
    k8s::load_config();
    write_json(report_nodes(), std::cout);
  } catch (const k8s::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
