#include "testing/fake/tables/cells.hpp"

#include <algorithm>

namespace k8s::testing::fake {
namespace {

std::string requirement_text(const json::object& expression) {
  const std::string key(text_at(expression, "key"));
  const std::string_view op = text_at(expression, "operator");
  if (op == "Exists") return key;
  if (op == "DoesNotExist") return "!" + key;
  std::vector<std::string> values = texts_at(expression, {"values"});
  std::ranges::sort(values);
  return key + (op == "In" ? " in (" : " notin (") + join(values) + ")";
}

}  // namespace

std::string join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) {
    if (&text != &texts.front()) joined += ',';
    joined += text;
  }
  return joined;
}

std::string age_of(const json::object& object, std::chrono::sys_seconds now) {
  return human_age(text_at(object, {"metadata", "creationTimestamp"}), now);
}

std::int64_t count_at(const json::object& object, Path path) {
  return number_at(object, path).value_or(0);
}

std::string container_texts(const json::object& pod_spec, std::string_view member) {
  std::vector<std::string> texts;
  const json::array& containers = array_at(pod_spec, "containers");
  for (std::size_t i = 0; i < containers.size(); ++i) {
    texts.emplace_back(text_at(element_at(containers, i), member));
  }
  return join(texts);
}

std::string label_selector_text(const json::object& selector) {
  std::vector<std::pair<std::string, std::string>> parts;  // key and text
  for (const auto& label : object_at(selector, "matchLabels")) {
    const json::string* const value = label.value().if_string();
    parts.emplace_back(label.key(),
                       std::string(label.key()) + "=" + (value != nullptr ? value->c_str() : ""));
  }
  const json::array& expressions = array_at(selector, "matchExpressions");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const json::object& expression = element_at(expressions, i);
    parts.emplace_back(text_at(expression, "key"), requirement_text(expression));
  }
  std::ranges::stable_sort(parts, {}, [](const auto& part) { return part.first; });
  std::vector<std::string> texts;
  for (auto& [key, text] : parts) texts.push_back(std::move(text));
  return texts.empty() ? none : join(texts);
}

std::string labels_text(const json::object& labels) {
  return label_selector_text({{"matchLabels", labels}});
}

json::string cell_or_unset(const json::object& object, Path path) {
  return json::string(find(object, path) == nullptr ? unset : text_at(object, path));
}

void append_containers(const json::object& pod_spec, json::array& cells) {
  cells.push_back(cell(container_texts(pod_spec, "name")));
  cells.push_back(cell(container_texts(pod_spec, "image")));
}

std::string join_some(const std::vector<std::string>& texts, std::size_t most) {
  if (texts.empty()) return none;
  if (texts.size() <= most) return join(texts);
  const std::vector<std::string> some(texts.begin(),
                                      texts.begin() + static_cast<std::ptrdiff_t>(most));
  return join(some) + " + " + std::to_string(texts.size() - most) + " more...";
}

bool has_condition(const json::object& object, std::string_view type) {
  const json::array& conditions = array_at(object, {"status", "conditions"});
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const json::object& condition = element_at(conditions, i);
    if (text_at(condition, "type") == type) return text_at(condition, "status") == "True";
  }
  return false;
}

}  // namespace k8s::testing::fake
