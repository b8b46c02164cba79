#include "testing/fake/managed_fields.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "testing/fake/object.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_updaters = 10;
constexpr const char* old_updaters = "ancient-changes";
constexpr const char* last_applied = "kubectl.kubernetes.io/last-applied-configuration";

constexpr const char* scale_version = "autoscaling/v1";

FieldSet scale_replicas() {
  FieldSet fields;
  fields.insert(ElementPath{PathElement::field("spec"), PathElement::field("replicas")});
  return fields;
}

/// What nobody manages.
const FieldSet& system_fields() {
  static const FieldSet set = [] {
    FieldSet fields;
    const PathElement metadata = PathElement::field("metadata");
    for (const char* const name : {"apiVersion", "kind", "metadata"}) {
      fields.insert(ElementPath{PathElement::field(name)});
    }
    for (const char* const name :
         {"name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
          "managedFields", "resourceVersion"}) {
      fields.insert(ElementPath{metadata, PathElement::field(name)});
    }
    return fields;
  }();
  return set;
}

Comparison filtered(Comparison comparison, const FieldSet& reset) {
  if (reset.empty()) return comparison;
  return {.removed = comparison.removed.without_trees(reset),
          .modified = comparison.modified.without_trees(reset),
          .added = comparison.added.without_trees(reset)};
}

json::object entry_of(const Manager& manager) {
  json::object entry;
  if (!manager.name.empty()) entry["manager"] = manager.name;
  entry["operation"] = manager.operation;
  entry["apiVersion"] = manager.api_version;
  if (!manager.time.empty()) entry["time"] = manager.time;
  entry["fieldsType"] = "FieldsV1";
  entry["fieldsV1"] = manager.fields.fields_v1();
  if (!manager.subresource.empty()) entry["subresource"] = manager.subresource;
  return entry;
}

std::optional<Manager> parse_entry(const json::object& entry) {
  Manager manager{.name = std::string(text_at(entry, "manager")),
                  .operation = std::string(text_at(entry, "operation")),
                  .api_version = std::string(text_at(entry, "apiVersion")),
                  .subresource = std::string(text_at(entry, "subresource")),
                  .time = std::string(text_at(entry, "time"))};
  if (manager.operation != "Apply" && manager.operation != "Update") return std::nullopt;
  if (manager.api_version.empty() || text_at(entry, "fieldsType") != "FieldsV1") {
    return std::nullopt;
  }
  std::optional<FieldSet> fields = FieldSet::parse(object_at(entry, "fieldsV1"));
  if (!fields) return std::nullopt;
  manager.fields = std::move(*fields);
  return manager;
}

[[noreturn]] void refuse(const std::vector<FieldConflict>& conflicts) {
  std::vector<FieldError> causes;
  std::map<std::string, std::pair<std::string, std::vector<std::string>>> by_manager;
  for (const FieldConflict& conflict : conflicts) {
    const std::string manager = conflict.manager->message_text();
    const std::string path = message_text(conflict.path);
    causes.push_back({"FieldManagerConflict", "conflict with " + manager, path});
    auto& [name, paths] = by_manager[conflict.manager->identity()];
    name = manager;
    paths.push_back(path);
  }
  std::string message = "Apply failed with " + std::to_string(conflicts.size()) + " conflict";
  if (conflicts.size() == 1) {
    message += ": " + causes.front().message + ": " + causes.front().field;
  } else {
    const char* separator = "s: ";
    for (const auto& [identity, manager] : by_manager) {
      message += separator + std::string("conflicts with ") + manager.first + ":";
      for (const std::string& path : manager.second) message += "\n- " + path;
      separator = "\n";
    }
  }
  refuse_apply_conflict(std::move(message), std::move(causes));
}

}  // namespace

bool Manager::is(const Manager& other) const {
  return name == other.name && operation == other.operation && subresource == other.subresource &&
         (applies() || api_version == other.api_version);
}

std::string Manager::identity() const {
  json::object identity{{"manager", name}, {"operation", operation}};
  if (!applies()) identity["apiVersion"] = api_version;
  if (!subresource.empty()) identity["subresource"] = subresource;
  return to_text(identity);
}

std::string Manager::message_text() const {
  std::string text = go_quote(name);
  if (!subresource.empty()) text += " with subresource " + go_quote(subresource);
  return applies() ? text : text + " using " + api_version;
}

std::optional<ManagedFields> ManagedFields::parse(const json::array& entries) {
  ManagedFields fields;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::optional<Manager> manager = parse_entry(element_at(entries, i));
    if (!manager) return std::nullopt;
    fields.ensure(*manager) = std::move(*manager);
  }
  return fields;
}

std::optional<json::array> ManagedFields::entries() const {
  if (managers_.empty()) return std::nullopt;
  std::vector<const Manager*> order;
  for (const Manager& manager : managers_) order.push_back(&manager);
  std::ranges::sort(order, {}, [](const Manager* manager) {
    return std::tie(manager->operation, manager->time, manager->name, manager->api_version,
                    manager->subresource);
  });
  json::array entries;
  for (const Manager* const manager : order) entries.push_back(entry_of(*manager));
  return entries;
}

Manager* ManagedFields::find(const Manager& manager) {
  const auto found =
      std::ranges::find_if(managers_, [&](const Manager& other) { return other.is(manager); });
  return found != managers_.end() ? &*found : nullptr;
}

Manager& ManagedFields::ensure(const Manager& manager) {
  Manager* const found = find(manager);
  return found != nullptr ? *found : managers_.emplace_back(manager);
}

void ManagedFields::drop_empty() {
  std::erase_if(managers_, [](const Manager& manager) { return manager.fields.empty(); });
}

void ManagedFields::update(const json::object& before, const json::object& after,
                           const FieldRules& rules, const Writer& writer) {
  const Comparison comparison = filtered(compare(before, after, *rules.type), rules.reset);
  const FieldSet changed = comparison.changed();
  for (Manager& manager : managers_) {
    manager.fields = manager.fields.without(changed).without(comparison.removed);
  }
  drop_empty();
  Manager self{.name = writer.name,
               .operation = "Update",
               .api_version = writer.api_version,
               .subresource = writer.subresource,
               .time = writer.now,
               .fields = changed.without(system_fields())};
  if (!self.fields.empty()) {
    Manager& mine = ensure(self);
    mine.fields = mine.fields.united(self.fields);
    mine.time = writer.now;
  }
  cap_updaters();
}

/// So that an object does not grow with every client that ever wrote it.
void ManagedFields::cap_updaters() {
  std::vector<Manager> updaters;
  std::ranges::copy_if(managers_, std::back_inserter(updaters),
                       [](const Manager& manager) { return !manager.applies(); });
  if (updaters.size() <= max_updaters) return;
  std::ranges::sort(updaters, {}, [](const Manager& manager) {
    return std::pair(manager.time, manager.identity());
  });
  std::map<std::string, Manager> first_of_version;
  std::size_t left = updaters.size();
  for (const Manager& updater : updaters) {
    if (left <= max_updaters) break;
    const auto [first, is_new] = first_of_version.try_emplace(updater.api_version, updater);
    if (is_new) continue;
    Manager bucket{.name = old_updaters, .operation = "Update", .api_version = updater.api_version};
    if (find(bucket) == nullptr) {
      bucket.fields = first->second.fields;
      std::erase_if(managers_, [&](const Manager& manager) { return manager.is(first->second); });
      managers_.push_back(bucket);
    }
    Manager& old = *find(bucket);
    old.fields = old.fields.united(updater.fields);
    old.time = updater.time;
    std::erase_if(managers_, [&](const Manager& manager) { return manager.is(updater); });
    --left;
  }
}

FieldSet ManagedFields::all_fields() const {
  FieldSet all;
  for (const Manager& manager : managers_) all = all.united(manager.fields);
  return all;
}

/// Removes what this manager applied before and no longer does, unless somebody else manages it.
json::object ManagedFields::pruned(const json::object& merged, const FieldSet& last,
                                   const MergeType& type) const {
  if (last.empty()) return merged;
  const auto named = [&](const FieldSet& set) { return with_named_fields(set, type); };
  const FieldSet merged_set = named(fields_of(merged, type));
  const json::object cut = without(merged, named(last), type);
  // What others manage comes back.
  const FieldSet kept = named(fields_of(cut, type)).united(named(all_fields()));
  const json::object owned = without(merged, merged_set.without(kept), type);
  // And what was never this manager's.
  const FieldSet gone = merged_set.without(named(fields_of(owned, type)));
  return without(merged, gone.intersected(named(last)), type);
}

std::vector<FieldConflict> ManagedFields::conflicts(const FieldSet& changed,
                                                    const Manager& self) const {
  std::vector<FieldConflict> conflicts;
  for (const Manager& manager : managers_) {
    if (manager.is(self)) continue;
    manager.fields.intersected(changed).for_each(
        [&](const ElementPath& path) { conflicts.push_back({&manager, path}); });
  }
  std::ranges::stable_sort(
      conflicts, {}, [](const FieldConflict& conflict) { return conflict.manager->identity(); });
  return conflicts;
}

std::optional<json::object> ManagedFields::apply(const json::object& live,
                                                 const json::object& configured,
                                                 const FieldRules& rules, const Writer& writer,
                                                 bool force) {
  const MergeType& type = *rules.type;
  const Manager who{.name = writer.name, .operation = "Apply", .subresource = writer.subresource};
  const FieldSet wanted = fields_of(configured, type).without_trees(rules.reset);
  FieldSet last;
  {
    Manager& mine = ensure(who);
    last = std::exchange(mine.fields, wanted);
    mine.api_version = writer.api_version;
  }
  json::object result = pruned(merge(live, configured, type), last, type);
  const Comparison comparison = filtered(compare(live, result, type), rules.reset);
  const FieldSet changed = comparison.changed();
  if (std::vector<FieldConflict> found = conflicts(changed, who); !force && !found.empty()) {
    if (writer.name == "kubectl") {
      const FieldSet allowed = last_applied_fields(live, type, writer.api_version);
      std::erase_if(found,
                    [&](const FieldConflict& conflict) { return allowed.has(conflict.path); });
    }
    if (!found.empty()) refuse(found);
  }
  for (Manager& manager : managers_) {
    if (manager.is(who)) continue;
    manager.fields = manager.fields.without(changed).without(comparison.removed);
  }
  const bool same = live == result;
  Manager& mine = ensure(who);
  mine.fields = mine.fields.without(system_fields());
  if (!same) mine.time = writer.now;
  drop_empty();
  return same ? std::optional<json::object>() : std::move(result);
}

ManagedFields ManagedFields::of_scale(std::span<const PathElement> path) const {
  ManagedFields scale;
  for (const Manager& manager : managers_) {
    if (!manager.fields.has(path)) continue;
    Manager mapped = manager;
    mapped.api_version = scale_version;
    mapped.fields = scale_replicas();
    scale.managers_.push_back(std::move(mapped));
  }
  return scale;
}

void ManagedFields::take_scale(const ManagedFields& scale, std::span<const PathElement> path,
                               std::string_view api_version) {
  FieldSet replicas;
  replicas.insert(path);
  const auto same = [](const Manager& a, const Manager& b) {
    return a.name == b.name && a.operation == b.operation && a.subresource == b.subresource;
  };
  std::vector<Manager> fresh = scale.managers_;
  for (Manager& manager : managers_) {
    if (!manager.fields.has(path)) continue;
    const auto kept =
        std::ranges::find_if(fresh, [&](const Manager& other) { return same(other, manager); });
    if (kept == fresh.end()) {
      manager.fields = manager.fields.without(replicas);
    } else {
      fresh.erase(kept);
    }
  }
  drop_empty();
  for (Manager& manager : fresh) {
    if (!scale_replicas().without(manager.fields).empty()) continue;
    manager.api_version = api_version;
    manager.fields = replicas;
    manager.time.clear();  // The server does not tell when.
    managers_.push_back(std::move(manager));
  }
}

FieldSet last_applied_fields(const json::object& live, const MergeType& type,
                             std::string_view api_version) {
  const std::string_view text = text_at(live, {"metadata", "annotations", last_applied});
  if (text.empty()) return {};
  try {
    const json::value configured = parse_json(text).value;
    if (!configured.is_object()) return {};
    const json::object& object = configured.get_object();
    if (text_at(object, "apiVersion") != api_version) return {};
    check_typed(object, type);
    const Comparison comparison = compare(object, live, type);
    return fields_of(object, type)
        .without(comparison.modified)
        .without(comparison.added)
        .without(comparison.removed);
  } catch (const JsonError&) {
    return {};
  } catch (const TypeError&) {
    return {};
  }
}

}  // namespace k8s::testing::fake
