#include "testing/fake/kinds/container_parts.hpp"

namespace k8s::testing::fake {

const json::object* named(const json::array& list, std::string_view name) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::object& element = element_at(list, i);
    if (text_at(element, "name") == name) return &element;
  }
  return nullptr;
}

Names values_of(const Part& container, std::string_view list, std::string_view name) {
  Names values;
  container.each(list, [&](const Part& element) { values.emplace(element.text(name)); });
  return values;
}

}  // namespace k8s::testing::fake
