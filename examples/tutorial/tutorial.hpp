#pragma once

#include <ostream>
#include <string>

/// Walks through the library against the cluster of k8s::config(): creates, reads, changes,
/// selects, watches and deletes a Deployment in `name_space`, telling each step on `out`.
void run_tutorial(const std::string& name_space, std::ostream& out);
