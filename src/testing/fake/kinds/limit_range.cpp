// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/limit-range-v1/

#include <map>
#include <set>
#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

using Amounts = std::map<std::string, Quantity, std::less<>>;

void fill_in(json::object& amounts, const json::object& others) {
  for (const auto& member : others) set_default(amounts, member.key(), member.value());
}

void set_defaults(json::object& range) {
  for (json::object* const item : objects_in(ensure_object(range, "spec"), "limits")) {
    if (text_at(*item, "type") != "Container") continue;
    json::object defaults = object_at(*item, "default");
    json::object requests = object_at(*item, "defaultRequest");
    fill_in(defaults, object_at(*item, "max"));
    fill_in(requests, defaults);
    fill_in(requests, object_at(*item, "min"));
    if (!defaults.empty()) (*item)["default"] = std::move(defaults);
    if (!requests.empty()) (*item)["defaultRequest"] = std::move(requests);
  }
}

void validate_type(const Part& item) {
  const std::string_view type = item.text("type");
  const Complaints complaints = check_label_key(type);
  item.errors().invalid(item.at("type"), type, complaints);
  if (complaints.empty() && type.find('/') == type.npos &&
      !is_one_of(type, {"Container", "PersistentVolumeClaim", "Pod"})) {
    item.errors().invalid(item.at("type"), type,
                          "must be a standard limit type or fully qualified");
  }
}

/// Checks the names in one list of amounts, and returns the amounts.
Amounts read_amounts(const Part& item, std::string_view list, std::set<std::string>& names) {
  const bool of_containers = is_one_of(item.text("type"), {"Pod", "Container"});
  Amounts amounts;
  for (const auto& member : object_at(item.object(), list)) {
    const std::string_view name = member.key();
    const FieldPath path = item.at(list).key(name);
    if (of_containers) {
      validate_container_resource(name, path, item.errors());
    } else {
      (void)validate_resource_name(name, path, item.errors());
    }
    names.emplace(name);
    if (auto amount = quantity_of(&member.value())) {
      amounts.emplace(std::string(name), std::move(*amount));
    }
  }
  return amounts;
}

/// One of the lists, and the words that messages have for its amounts.
struct Bound {
  const Amounts& amounts;
  const char* list;
  const char* words;

  [[nodiscard]] const Quantity* find(const std::string& name) const {
    const auto found = amounts.find(name);
    return found == amounts.end() ? nullptr : &found->second;
  }
};

/// Refuses one that is greater than the other.
/// \param blamed whose field is told
/// \param shown_bound whose amount is shown
void validate_order(const Part& item, const std::string& name, const Bound& less, const Bound& more,
                    const Bound& blamed, const Bound& shown_bound) {
  const Quantity* const a = less.find(name);
  const Quantity* const b = more.find(name);
  if (a == nullptr || b == nullptr || *a <= *b) return;
  item.errors().invalid(item.at(blamed.list).key(name), shown(*shown_bound.find(name)),
                        std::string(less.words) + " value " + a->canonical() + " is greater than " +
                            more.words + " value " + b->canonical());
}

void validate_ratio(const Part& item, const std::string& name, const Bound& min, const Bound& max,
                    const Bound& ratio) {
  const Quantity* const most = ratio.find(name);
  if (most == nullptr) return;
  const FieldPath path = item.at(ratio.list).key(name);
  if (*most < Quantity(1)) {
    item.errors().invalid(path, shown(*most), "ratio " + most->canonical() + " is less than 1");
  }
  const Quantity* const low = min.find(name);
  const Quantity* const high = max.find(name);
  if (low == nullptr || high == nullptr) return;
  constexpr double thousand = 1000;
  const double limit =
      static_cast<double>(high->milli_value()) / static_cast<double>(low->milli_value());
  if (static_cast<double>(most->milli_value()) / thousand > limit) {
    item.errors().invalid(
        path, shown(*most),
        "ratio " + most->canonical() + " is greater than max/min = " + std::to_string(limit));
  }
}

void validate_item(const Part& item) {
  std::set<std::string> names;
  const Amounts max = read_amounts(item, "max", names);
  const Amounts min = read_amounts(item, "min", names);
  Amounts defaults;
  Amounts requests;
  if (item.text("type") == "Pod") {
    for (const char* const list : {"default", "defaultRequest"}) {
      if (object_at(item.object(), list).empty()) continue;
      item.errors().forbidden(item.at(list), "may not be specified when `type` is 'Pod'");
    }
  } else {
    defaults = read_amounts(item, "default", names);
    requests = read_amounts(item, "defaultRequest", names);
  }
  if (item.text("type") == "PersistentVolumeClaim" && !min.contains("storage") &&
      !max.contains("storage")) {
    item.errors().required(
        item.at("limits"),
        "either minimum or maximum storage value is required, but neither was provided");
  }
  const Amounts ratios = read_amounts(item, "maxLimitRequestRatio", names);

  const Bound least{min, "min", "min"};
  const Bound most{max, "max", "max"};
  const Bound usual{defaults, "default", "default"};
  const Bound limit{defaults, "default", "default limit"};
  const Bound request{requests, "defaultRequest", "default request"};
  for (const std::string& name : names) {
    validate_order(item, name, least, most, least, least);
    validate_order(item, name, least, request, request, request);
    validate_order(item, name, request, most, request, request);
    validate_order(item, name, request, limit, request, request);
    validate_order(item, name, least, usual, usual, least);
    validate_order(item, name, usual, most, usual, most);
    validate_ratio(item, name, least, most, {ratios, "maxLimitRequestRatio", ""});
    const Quantity* const a = usual.find(name);
    const Quantity* const b = request.find(name);
    if (!is_overcommit_allowed(name) && a != nullptr && b != nullptr && *a != *b) {
      item.errors().invalid(item.at("defaultRequest").key(name), shown(*b),
                            "default value " + a->canonical() +
                                " must equal to defaultRequest value " + b->canonical() + " in " +
                                name);
    }
  }
}

void validate(const json::object& range, FieldErrors& errors) {
  const Part spec{object_at(range, "spec"), "spec", errors};
  std::set<std::string, std::less<>> types;
  spec.each("limits", [&](const Part& item) {
    validate_type(item);
    if (!types.emplace(item.text("type")).second) {
      errors.duplicate(item.at("type"), item.text("type"));
    }
    validate_item(item);
  });
}

}  // namespace

const KindRules limit_range_rules{.create_on_update = true,
                                  .checks_new_metadata_on_update = true,
                                  .generation = Generation::none,
                                  .set_defaults = &set_defaults,
                                  .validate = &validate};

}  // namespace k8s::testing::fake
