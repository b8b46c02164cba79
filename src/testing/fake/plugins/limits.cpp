// LimitRanger: what the LimitRanges of a namespace say.
// https://kubernetes.io/docs/concepts/policy/limit-range/

#include <algorithm>
#include <string>
#include <vector>

#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/pod_amounts.hpp"
#include "testing/fake/plugins/plugins.hpp"

namespace k8s::testing::fake {
namespace {

using Problems = std::vector<std::string>;

/// Sets what a container does not say, and tells what was set.
void merge(json::object& container, const json::object& item, const char* what,
           std::vector<std::string>& notes) {
  const std::string name(text_at(container, "name"));
  for (const auto& [list, words] :
       {std::pair("requests", "request"), std::pair("limits", "limit")}) {
    const json::object& defaults =
        object_at(item, std::string_view(list) == "limits" ? "default" : "defaultRequest");
    std::vector<std::string> set;
    for (const auto& member : defaults) {
      json::object& amounts = ensure_object(ensure_object(container, "resources"), list);
      if (find(amounts, member.key()) != nullptr) continue;
      amounts[member.key()] = member.value();
      set.emplace_back(member.key());
    }
    if (set.empty()) continue;
    std::ranges::sort(set);
    notes.push_back(joined(set, ", ") + " " + words + " for " + what + " " + name);
  }
}

void set_defaults(json::object& pod, const json::object& range) {
  std::vector<std::string> notes;
  const json::array& items = array_at(range, {"spec", "limits"});
  json::object& spec = ensure_object(pod, "spec");
  for (const auto& [list, what] :
       {std::pair("containers", "container"), std::pair("initContainers", "init container")}) {
    for (json::object* const container : objects_in(spec, list)) {
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (text_at(element_at(items, i), "type") != "Container") continue;
        merge(*container, element_at(items, i), what, notes);
      }
    }
  }
  if (notes.empty()) return;
  ensure_object(metadata_of(pod), "annotations")["kubernetes.io/limit-ranger"] =
      "LimitRanger plugin set: " + joined(notes, "; ");
}

const Quantity* find_amount(const Amounts& amounts, const std::string& name) {
  const auto found = amounts.find(name);
  return found == amounts.end() ? nullptr : &found->second;
}

/// What containers, pods or claims have, against one item of a LimitRange.
struct Check {
  std::string type;
  const Amounts& requests;
  const Amounts& limits;
  Problems& problems;

  void minimum(const std::string& name, const Quantity& least) const {
    const std::string words = "minimum " + name + " usage per " + type + " is " + least.canonical();
    const Quantity* const request = find_amount(requests, name);
    const Quantity* const limit = find_amount(limits, name);
    if (request == nullptr) {
      problems.push_back(words + ".  No request is specified");
    } else if (*request < least) {
      problems.push_back(words + ", but request is " + request->canonical());
    } else if (limit != nullptr && *limit < least) {
      problems.push_back(words + ", but limit is " + limit->canonical());
    }
  }

  void maximum(const std::string& name, const Quantity& most) const {
    const std::string words = "maximum " + name + " usage per " + type + " is " + most.canonical();
    const Quantity* const request = find_amount(requests, name);
    const Quantity* const limit = find_amount(limits, name);
    if (limit == nullptr) {
      problems.push_back(words + ".  No limit is specified");
    } else if (*limit > most) {
      problems.push_back(words + ", but limit is " + limit->canonical());
    } else if (request != nullptr && *request > most) {
      problems.push_back(words + ", but request is " + request->canonical());
    }
  }

  void maximum_request(const std::string& name, const Quantity& most) const {
    const std::string words = "maximum " + name + " usage per " + type + " is " + most.canonical();
    const Quantity* const request = find_amount(requests, name);
    if (request == nullptr) {
      problems.push_back(words + ".  No request is specified");
    } else if (*request > most) {
      problems.push_back(words + ", but request is " + request->canonical());
    }
  }

  void ratio(const std::string& name, const Quantity& most) const {
    constexpr double thousand = 1000;
    const std::string words =
        name + " max limit to request ratio per " + type + " is " + most.canonical() + ", but ";
    const Quantity* const request = find_amount(requests, name);
    const Quantity* const limit = find_amount(limits, name);
    if (request == nullptr || *request == Quantity(0)) {
      problems.push_back(words + "no request is specified or request is 0");
    } else if (limit == nullptr || *limit == Quantity(0)) {
      problems.push_back(words + "no limit is specified or limit is 0");
    } else {
      const double observed =
          static_cast<double>(limit->milli_value()) / static_cast<double>(request->milli_value());
      if (observed > static_cast<double>(most.milli_value()) / thousand) {
        problems.push_back(words + "provided ratio is " + std::to_string(observed));
      }
    }
  }

  void all(const json::object& item) const {
    for (const auto& [name, amount] : amounts_at(item, {"min"})) minimum(name, amount);
    for (const auto& [name, amount] : amounts_at(item, {"max"})) maximum(name, amount);
    for (const auto& [name, amount] : amounts_at(item, {"maxLimitRequestRatio"})) {
      ratio(name, amount);
    }
  }
};

void check_pod(const json::object& pod, const json::object& item, Problems& problems) {
  const std::string_view type = text_at(item, "type");
  if (type == "Pod") {
    const Amounts requests = pod_amounts(pod, "requests");
    const Amounts limits = pod_amounts(pod, "limits");
    Check{"Pod", requests, limits, problems}.all(item);
  }
  if (type != "Container") return;
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(pod, {"spec", list});
    for (std::size_t i = 0; i < containers.size(); ++i) {
      const Amounts requests = amounts_at(element_at(containers, i), {"resources", "requests"});
      const Amounts limits = amounts_at(element_at(containers, i), {"resources", "limits"});
      Check{"Container", requests, limits, problems}.all(item);
    }
  }
}

void check_claim(const json::object& claim, const json::object& item, Problems& problems) {
  if (text_at(item, "type") != "PersistentVolumeClaim") return;
  const Amounts requests = amounts_at(claim, {"spec", "resources", "requests"});
  const Amounts none;
  const Check check{"PersistentVolumeClaim", requests, none, problems};
  for (const auto& [name, amount] : amounts_at(item, {"min"})) check.minimum(name, amount);
  for (const auto& [name, amount] : amounts_at(item, {"max"})) check.maximum_request(name, amount);
}

std::vector<ObjectPtr> ranges_of(const AdmissionRequest& request) {
  return request.list("/limitranges", request.target.namespace_);
}

}  // namespace

void set_limits(const AdmissionRequest& request, json::object& object) {
  if (!request.is_about("", "pods") || !request.creates()) return;
  for (const ObjectPtr& range : ranges_of(request)) set_defaults(object, *range);
}

void check_limits(const AdmissionRequest& request, const json::object& object) {
  const bool of_pod = request.is_about("", "pods") && request.creates();
  const bool of_claim = request.is_about("", "persistentvolumeclaims");
  if (!of_pod && !of_claim) return;
  for (const ObjectPtr& range : ranges_of(request)) {
    Problems problems;
    const json::array& items = array_at(*range, {"spec", "limits"});
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (of_pod) check_pod(object, element_at(items, i), problems);
      if (of_claim) check_claim(object, element_at(items, i), problems);
    }
    if (problems.empty()) continue;
    request.refuse(object,
                   problems.size() == 1 ? problems.front() : "[" + joined(problems, ", ") + "]");
  }
}

}  // namespace k8s::testing::fake
