// What a cluster is made of: nodes, events, endpoints, workloads beside those in workloads.cpp.

#include <cctype>
#include <map>
#include <set>

#include "ascii.hpp"
#include "testing/fake/api_version.hpp"
#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

using Now = std::chrono::sys_seconds;

std::string_view or_unknown(std::string_view text) {
  return text.empty() ? "<unknown>" : text;
}

std::string node_status(const json::object& node) {
  std::string status = "Unknown";
  for (const json::value& value : array_at(node, {"status", "conditions"})) {
    if (!value.is_object() || text_at(value.get_object(), "type") != "Ready") continue;
    status = text_at(value.get_object(), "status") == "True" ? "Ready" : "NotReady";
  }
  return flag_at(node, {"spec", "unschedulable"}) ? status + ",SchedulingDisabled" : status;
}

std::string node_roles(const json::object& node) {
  constexpr std::string_view prefix = "node-role.kubernetes.io/";
  std::set<std::string> roles;
  const json::object& labels = object_at(node, {"metadata", "labels"});
  for (const auto& label : labels) {
    const std::string_view key = label.key();
    if (key.starts_with(prefix) && key.size() > prefix.size()) {
      roles.emplace(key.substr(prefix.size()));
    } else if (key == "kubernetes.io/role" && !text_at(labels, key).empty()) {
      roles.emplace(text_at(labels, key));
    }
  }
  return join({roles.begin(), roles.end()});
}

std::string_view node_address(const json::object& node, std::string_view type) {
  for (const json::value& value : array_at(node, {"status", "addresses"})) {
    if (value.is_object() && text_at(value.get_object(), "type") == type) {
      return text_at(value.get_object(), "address");
    }
  }
  return none;
}

json::array node_cells(const json::object& node, Now now) {
  const json::object& info = object_at(node, {"status", "nodeInfo"});
  std::string kernel(or_unknown(text_at(info, "kernelVersion")));
  if (const std::string_view machine = text_at(info, "architecture"); !machine.empty()) {
    kernel.append(" (").append(machine).append(")");
  }
  return {cell(name_of(node)),
          cell(node_status(node)),
          cell_or_none(node_roles(node)),
          cell(age_of(node, now)),
          cell(text_at(info, "kubeletVersion")),
          cell(node_address(node, "InternalIP")),
          cell(node_address(node, "ExternalIP")),
          cell(or_unknown(text_at(info, "osImage"))),
          cell(kernel),
          cell(or_unknown(text_at(info, "containerRuntimeVersion")))};
}

/// How long ago a time was, which may have fractions of a second.
std::string since(std::string_view time, Now now) {
  return time.empty() ? "<unknown>" : human_age(time, now);
}

std::string_view first_of(std::string_view one, std::string_view other) {
  return one.empty() ? other : one;
}

json::array event_cells(const json::object& event, Now now) {
  const bool is_new = find(event, "regarding") != nullptr;
  const json::object& subject = object_at(event, is_new ? "regarding" : "involvedObject");
  const json::object& source = object_at(event, is_new ? "deprecatedSource" : "source");
  const auto old = [&](const char* name, const char* new_name) {
    return text_at(event, is_new ? new_name : name);
  };
  const std::string first = since(
      first_of(old("firstTimestamp", "deprecatedFirstTimestamp"), text_at(event, "eventTime")),
      now);
  const std::string_view last_time = old("lastTimestamp", "deprecatedLastTimestamp");
  std::string last = last_time.empty() ? first : since(last_time, now);
  std::int64_t count = number_at(event, is_new ? "deprecatedCount" : "count").value_or(0);
  if (find(event, "series") != nullptr) {
    last = since(text_at(event, {"series", "lastObservedTime"}), now);
    count = count_at(event, {"series", "count"});
  } else if (count == 0) {
    count = 1;
  }
  std::string object = lower(text_at(subject, "kind"));
  if (!text_at(subject, "name").empty()) object.append("/").append(text_at(subject, "name"));
  const std::string_view host =
      first_of(text_at(source, "host"), text_at(event, "reportingInstance"));
  std::string component(
      first_of(text_at(source, "component"), old("reportingComponent", "reportingController")));
  if (!host.empty()) component.append(", ").append(host);
  std::string_view message = old("message", "note");
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!message.empty() && is_space(message.front())) message.remove_prefix(1);
  while (!message.empty() && is_space(message.back())) message.remove_suffix(1);
  return {cell(last),
          cell(text_at(event, "type")),
          cell(text_at(event, "reason")),
          cell(object),
          cell(text_at(subject, "fieldPath")),
          cell(component),
          cell(message),
          cell(first),
          count,
          cell(name_of(event))};
}

json::array endpoints_cells(const json::object& endpoints, Now now) {
  constexpr std::size_t most = 3;
  std::vector<std::string> list;
  const json::array& subsets = array_at(endpoints, "subsets");
  for (std::size_t i = 0; i < subsets.size(); ++i) {
    const json::object& subset = element_at(subsets, i);
    const json::array& ports = array_at(subset, "ports");
    const json::array& addresses = array_at(subset, "addresses");
    for (std::size_t p = 0; p < std::max<std::size_t>(ports.size(), 1); ++p) {
      for (std::size_t a = 0; a < addresses.size(); ++a) {
        const std::string ip(text_at(element_at(addresses, a), "ip"));
        if (ports.empty()) {
          list.push_back(ip);
          continue;
        }
        const std::string port =
            std::to_string(number_at(element_at(ports, p), "port").value_or(0));
        list.push_back((ip.find(':') == ip.npos ? ip : "[" + ip + "]") + ":" + port);
      }
    }
  }
  return {cell(name_of(endpoints)), cell(join_some(list, most)), cell(age_of(endpoints, now))};
}

json::array slice_cells(const json::object& slice, Now now) {
  constexpr std::size_t most = 3;
  std::vector<std::string> ports;
  const json::array& all = array_at(slice, "ports");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const json::object& port = element_at(all, i);
    const auto number = number_at(port, "port");
    ports.push_back(number                          ? std::to_string(*number)
                    : find(port, "name") != nullptr ? std::string(text_at(port, "name"))
                                                    : "*");
  }
  std::vector<std::string> addresses;
  const json::array& endpoints = array_at(slice, "endpoints");
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    for (std::string& address : texts_at(element_at(endpoints, i), {"addresses"})) {
      addresses.push_back(std::move(address));
    }
  }
  const auto listed = [](const std::vector<std::string>& texts) {
    return cell(texts.empty() ? unset : join_some(texts, most));
  };
  return {cell(name_of(slice)), cell(text_at(slice, "addressType")), listed(ports),
          listed(addresses), cell(age_of(slice, now))};
}

json::array controller_cells(const json::object& object, Now now) {
  json::array cells{cell(name_of(object)), count_at(object, {"spec", "replicas"}),
                    count_at(object, {"status", "replicas"}),
                    count_at(object, {"status", "readyReplicas"}), cell(age_of(object, now))};
  append_containers(object_at(object, {"spec", "template", "spec"}), cells);
  cells.push_back(cell(labels_text(object_at(object, {"spec", "selector"}))));
  return cells;
}

json::array daemon_set_cells(const json::object& object, Now now) {
  json::array cells{cell(name_of(object))};
  for (const char* const name : {"desiredNumberScheduled", "currentNumberScheduled", "numberReady",
                                 "updatedNumberScheduled", "numberAvailable"}) {
    cells.push_back(count_at(object, {"status", name}));
  }
  const json::object& pod_spec = object_at(object, {"spec", "template", "spec"});
  cells.push_back(cell(labels_text(object_at(pod_spec, "nodeSelector"))));
  cells.push_back(cell(age_of(object, now)));
  append_containers(pod_spec, cells);
  cells.push_back(cell(label_selector_text(object_at(object, {"spec", "selector"}))));
  return cells;
}

json::array stateful_set_cells(const json::object& object, Now now) {
  json::array cells{cell(name_of(object)),
                    cell(std::to_string(count_at(object, {"status", "readyReplicas"})) + "/" +
                         std::to_string(count_at(object, {"spec", "replicas"}))),
                    cell(age_of(object, now))};
  append_containers(object_at(object, {"spec", "template", "spec"}), cells);
  return cells;
}

json::array cron_job_cells(const json::object& object, Now now) {
  const std::string_view last = text_at(object, {"status", "lastScheduleTime"});
  json::array cells{cell(name_of(object)),
                    cell(text_at(object, {"spec", "schedule"})),
                    cell_or_none(text_at(object, {"spec", "timeZone"})),
                    cell(flag_at(object, {"spec", "suspend"}) ? "True" : "False"),
                    static_cast<std::int64_t>(array_at(object, {"status", "active"}).size()),
                    cell(last.empty() ? none : human_age(last, now)),
                    cell(age_of(object, now))};
  const json::object& job = object_at(object, {"spec", "jobTemplate", "spec"});
  append_containers(object_at(job, {"template", "spec"}), cells);
  cells.push_back(cell(
      find(job, "selector") == nullptr ? none : label_selector_text(object_at(job, "selector"))));
  return cells;
}

json::array template_cells(const json::object& object, Now /*now*/) {
  json::array cells{cell(name_of(object))};
  append_containers(object_at(object, {"template", "spec"}), cells);
  cells.push_back(cell(labels_text(object_at(object, {"template", "metadata", "labels"}))));
  return cells;
}

json::array revision_cells(const json::object& object, Now now) {
  std::string owner = none;
  for (const json::value& value : array_at(object, {"metadata", "ownerReferences"})) {
    if (!value.is_object() || !flag_at(value.get_object(), "controller")) continue;
    const json::object& reference = value.get_object();
    const std::string_view group = split_api_version(text_at(reference, "apiVersion")).group;
    owner = lower(text_at(reference, "kind"));
    if (!group.empty()) owner.append(".").append(group);
    owner.append("/").append(text_at(reference, "name"));
  }
  return {cell(name_of(object)), cell(owner), number_at(object, "revision").value_or(0),
          cell(age_of(object, now))};
}

json::array named_cells(const json::object& object, Now now) {
  return {cell(name_of(object)), cell(age_of(object, now))};
}

}  // namespace

const TableColumns* cluster_columns(std::string_view group, std::string_view plural) {
  static const std::map<std::pair<std::string_view, std::string_view>, BuiltinColumns> columns{
      {{"", "endpoints"}, BuiltinColumns(&endpoints_cells)},
      {{"", "events"}, BuiltinColumns(&event_cells)},
      {{"", "nodes"}, BuiltinColumns(&node_cells)},
      {{"", "podtemplates"}, BuiltinColumns(&template_cells)},
      {{"", "replicationcontrollers"}, BuiltinColumns(&controller_cells)},
      {{"", "serviceaccounts"}, BuiltinColumns(&named_cells)},
      {{"apps", "controllerrevisions"}, BuiltinColumns(&revision_cells)},
      {{"apps", "daemonsets"}, BuiltinColumns(&daemon_set_cells)},
      {{"apps", "statefulsets"}, BuiltinColumns(&stateful_set_cells)},
      {{"batch", "cronjobs"}, BuiltinColumns(&cron_job_cells)},
      {{"discovery.k8s.io", "endpointslices"}, BuiltinColumns(&slice_cells)},
      {{"events.k8s.io", "events"}, BuiltinColumns(&event_cells)},
      {{"resource.k8s.io", "deviceclasses"}, BuiltinColumns(&named_cells)},
      {{"resource.k8s.io", "resourceclaimtemplates"}, BuiltinColumns(&named_cells)},
  };
  const auto found = columns.find({group, plural});
  return found == columns.end() ? nullptr : &found->second;
}

}  // namespace k8s::testing::fake
