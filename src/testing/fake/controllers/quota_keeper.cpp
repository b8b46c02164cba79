#include "testing/fake/controllers/quota_keeper.hpp"

#include "testing/fake/plugins/quota_usage.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* quotas = "/resourcequotas";

bool is_finished(const json::object& pod) {
  const std::string_view phase = text_at(pod, {"status", "phase"});
  return phase == "Succeeded" || phase == "Failed";
}

/// Whether less is used than before.
bool frees(const Change& change) {
  if (change.before == nullptr) return false;
  if (change.after == nullptr) return true;
  if (change.collection == "/services" || change.collection == "/persistentvolumeclaims") {
    return true;
  }
  return change.collection == "/pods" && is_finished(*change.after) && !is_finished(*change.before);
}

}  // namespace

void QuotaKeeper::on_change(const Change& change) {
  if (!change.key.namespace_.empty() && frees(change)) namespaces_.insert(change.key.namespace_);
  if (change.collection != quotas) return;
  if (change.after == nullptr) {
    due_.erase(change.key);
    return;
  }
  const bool same = change.before != nullptr && same_meaning(find(*change.before, {"spec", "hard"}),
                                                             find(*change.after, {"spec", "hard"}));
  if (!same) due_.insert(change.key);
}

bool QuotaKeeper::work() {
  if (!namespaces_.empty()) {
    const std::string name = namespaces_.extract(namespaces_.begin()).value();
    for (const ObjectPtr& quota : desk_.list(quotas, name)) {
      due_.emplace(namespace_of(*quota), name_of(*quota));
    }
    return true;
  }
  if (due_.empty()) return false;
  const Key key = due_.extract(due_.begin()).value();
  if (const ObjectPtr quota = desk_.get(quotas, key)) count(*quota);
  return true;
}

void QuotaKeeper::count(const json::object& quota) {
  const json::object& hard = object_at(quota, {"spec", "hard"});
  Amounts used;
  for (const auto& limit : hard) used.emplace(std::string(limit.key()), Quantity(0));
  std::set<std::string> seen;
  for (const Resource* const resource : desk_.resources().all()) {
    if (!resource->namespaced || !seen.insert(resource->collection()).second) continue;
    bool counts = false;
    for (const auto& limit : hard) counts = counts || quota_counts(*resource, limit.key());
    if (!counts) continue;
    for (const ObjectPtr& object : desk_.list(resource->collection(), namespace_of(quota))) {
      if (!quota_scopes_match(quota, *resource, *object)) continue;
      for (const auto& [name, amount] : quota_usage(*resource, *object)) {
        const auto found = used.find(name);
        if (found != used.end()) found->second += amount;
      }
    }
  }
  json::object counted = quota;
  counted["status"] = {{"hard", hard}, {"used", to_object(used)}};
  const json::value now = counted["status"];
  if (same_meaning(&now, find(quota, "status"))) return;
  (void)desk_.update_status(std::move(counted));
}

}  // namespace k8s::testing::fake
