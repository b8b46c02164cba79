#include "default_deny.hpp"

#include <iostream>
#include <string>

#include <k8s/constants.hpp>
#include <k8s/error.hpp>
#include <k8s/informer.hpp>
#include <k8s/models/core/v1/namespace.hpp>
#include <k8s/models/networking/v1/network_policy.hpp>

using namespace k8s;

namespace {

/// It selects all pods, and has no rule that lets anything in.
NetworkPolicy policy_for(const std::string& namespace_) {
  return NetworkPolicy({.name = "default-deny", .namespace_ = namespace_},
                       {.policyTypes = {PolicyType::Ingress}});
}

/// Does the same however often it is called: what is as it should be, stays as it is.
void reconcile(const Namespace& namespace_, const DefaultDenyOptions& options) {
  const std::string& name = namespace_.metadata.name;
  const auto wish = namespace_.metadata.labels.find("default-deny");
  if (wish == namespace_.metadata.labels.end() || wish->second != "off") {
    policy_for(name).apply(
        {.fieldManager = "default-deny", .client = options.client, .stop = options.stop});
  } else if (auto policy = NetworkPolicy::try_get(
                 "default-deny",
                 {.namespace_ = name, .client = options.client, .stop = options.stop})) {
    policy->delete_({.client = options.client, .stop = options.stop});
  }
}

}  // namespace

void keep_default_deny(const DefaultDenyOptions& options) {
  const Informer<Namespace> namespaces({.client = options.client});
  auto changes = namespaces.changes(options.stop);
  for (const InformerChange<Namespace>& change : changes) {
    if (change.is_deleted() || change.after->metadata.deletionTimestamp) continue;
    try {
      reconcile(*change.after, options);
      changes.again(change, options.recheck);
    } catch (const Stopped&) {
      return;
    } catch (const Error& error) {
      std::cerr << error.what() << '\n';
      changes.again(change);  // soon, and later each time
    }
  }
}
