// ResourceQuota: a write may not take more than the quotas of its namespace leave.

#include <set>
#include <string>

#include "testing/fake/kinds/part.hpp"
#include "testing/fake/plugins/plugins.hpp"
#include "testing/fake/plugins/quota_usage.hpp"

namespace k8s::testing::fake {
namespace {

using Names = std::set<std::string>;

std::string listed(const Amounts& amounts, const Names& names) {
  std::string text;
  for (const std::string& name : names) {
    const auto found = amounts.find(name);
    if (found == amounts.end()) continue;
    text += (text.empty() ? "" : ",") + name + "=" + found->second.canonical();
  }
  return text;
}

std::string listed(const Names& names) {
  return joined({names.begin(), names.end()}, ",");
}

/// What a quota limits has to be said by each container.
void check_said(const AdmissionRequest& request, const json::object& quota, const json::object& pod,
                const Names& limited) {
  if (!object_at(pod, {"spec", "resources"}).empty()) return;
  std::map<std::string, Names> missing;
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(pod, {"spec", list});
    for (std::size_t i = 0; i < containers.size(); ++i) {
      const json::object& container = element_at(containers, i);
      for (const std::string& name : limited) {
        const bool is_limit = name.starts_with("limits.");
        const std::string resource =
            name.substr(name.find('.') == name.npos ? 0 : name.find('.') + 1);
        if (!is_one_of(resource, {"cpu", "memory"})) continue;
        const json::object& amounts =
            object_at(container, {"resources", is_limit ? "limits" : "requests"});
        if (find(amounts, resource) == nullptr) {
          missing[name].emplace(text_at(container, "name"));
        }
      }
    }
  }
  if (missing.empty()) return;
  std::vector<std::string> words;
  for (const auto& [name, containers] : missing) {
    words.push_back(name + " for: " + listed(containers));
  }
  request.refuse(pod, "failed quota: " + std::string(name_of(quota)) + ": must specify " +
                          joined(words, "; "));
}

/// What the write takes more than it did.
Amounts added_usage(const AdmissionRequest& request, const json::object& object) {
  const Resource& resource = *request.target.resource;
  Amounts usage = quota_usage(resource, object);
  if (request.old != nullptr) {
    for (const auto& [name, amount] : quota_usage(resource, *request.old)) {
      const auto found = usage.find(name);
      if (found == usage.end()) continue;
      found->second = found->second > amount ? found->second - amount : Quantity(0);
    }
  }
  std::erase_if(usage, [](const auto& entry) { return entry.second == Quantity(0); });
  return usage;
}

void take(const AdmissionRequest& request, const ObjectPtr& quota, const json::object& object) {
  const Resource& resource = *request.target.resource;
  const Amounts hard = amounts_at(*quota, {"status", "hard"});
  Amounts used = amounts_at(*quota, {"status", "used"});
  Names limited;
  for (const auto& [name, amount] : hard) {
    if (quota_counts(resource, name)) limited.insert(name);
  }
  bool about = false;
  for (const auto& limit : object_at(*quota, {"spec", "hard"})) {
    about = about || quota_counts(resource, limit.key());
  }
  if (!about || !quota_scopes_match(*quota, resource, object)) return;
  if (resource.plural == "pods" && resource.group.empty()) {
    check_said(request, *quota, object, limited);
  }
  for (const std::string& name : limited) {
    if (used.contains(name)) continue;
    request.refuse(object, "status unknown for quota: " + std::string(name_of(*quota)) +
                               ", resources: " + listed(limited));
  }
  Amounts wanted = added_usage(request, object);
  std::erase_if(wanted, [&](const auto& entry) { return !hard.contains(entry.first); });
  Names exceeded;
  Amounts after = used;
  add_amounts(after, wanted);
  for (const auto& [name, amount] : wanted) {
    if (after.at(name) > hard.at(name)) exceeded.insert(name);
  }
  if (!exceeded.empty()) {
    request.refuse(object, "exceeded quota: " + std::string(name_of(*quota)) + ", requested: " +
                               listed(wanted, exceeded) + ", used: " + listed(used, exceeded) +
                               ", limited: " + listed(hard, exceeded));
  }
  if (wanted.empty() || request.dry_run) return;
  json::object changed = *quota;
  ensure_object(changed, "status")["used"] = to_object(after);
  (void)request.storage.put("/resourcequotas", {namespace_of(*quota), name_of(*quota)},
                            std::move(changed));
}

}  // namespace

void check_quota(const AdmissionRequest& request, const json::object& object) {
  if (!request.target.resource->namespaced || !request.target.subresource.empty()) return;
  const bool of_pod =
      request.target.resource->group.empty() && request.target.resource->plural == "pods";
  if (of_pod && !request.creates()) return;
  for (const ObjectPtr& quota : request.list("/resourcequotas", request.target.namespace_)) {
    take(request, quota, object);
  }
}

}  // namespace k8s::testing::fake
