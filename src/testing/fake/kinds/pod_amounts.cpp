#include "testing/fake/kinds/pod_amounts.hpp"

#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void take_greater(Amounts& most, const Amounts& others) {
  for (const auto& [name, amount] : others) {
    const auto [found, added] = most.emplace(name, amount);
    if (!added && amount > found->second) found->second = amount;
  }
}

}  // namespace

Amounts amounts_at(const json::object& object, Path path) {
  Amounts amounts;
  for (const auto& member : object_at(object, path)) {
    if (auto amount = quantity_of(&member.value())) {
      amounts.emplace(std::string(member.key()), std::move(*amount));
    }
  }
  return amounts;
}

void add_amounts(Amounts& sum, const Amounts& more) {
  for (const auto& [name, amount] : more) {
    const auto [found, added] = sum.emplace(name, amount);
    if (!added) found->second += amount;
  }
}

Amounts container_amounts(const json::object& spec, std::string_view list) {
  Amounts sum;
  const json::array& containers = array_at(spec, "containers");
  for (std::size_t i = 0; i < containers.size(); ++i) {
    add_amounts(sum, amounts_at(element_at(containers, i), {"resources", list}));
  }
  // Those that begin before the others run one after the other, beside the sidecars before them.
  Amounts sidecars;
  Amounts beginning;
  const json::array& first = array_at(spec, "initContainers");
  for (std::size_t i = 0; i < first.size(); ++i) {
    Amounts own = amounts_at(element_at(first, i), {"resources", list});
    if (text_at(element_at(first, i), "restartPolicy") == "Always") {
      add_amounts(sum, own);
      add_amounts(sidecars, own);
      own = sidecars;
    } else {
      add_amounts(own, sidecars);
    }
    take_greater(beginning, own);
  }
  take_greater(sum, beginning);
  return sum;
}

Amounts pod_amounts(const json::object& pod, std::string_view list) {
  const json::object& spec = object_at(pod, "spec");
  Amounts sum = container_amounts(spec, list);
  for (const auto& [name, amount] : amounts_at(spec, {"resources", list})) {
    sum.insert_or_assign(name, amount);
  }
  return sum;
}

}  // namespace k8s::testing::fake
