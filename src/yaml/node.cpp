#include "yaml/node.hpp"

#include <utility>

namespace k8s::yaml {

bool Node::is_null() const {
  const auto* scalar = std::get_if<boost::json::value>(&value);
  return scalar != nullptr && scalar->is_null();
}

const boost::json::string* Node::if_string() const {
  const auto* scalar = std::get_if<boost::json::value>(&value);
  return scalar != nullptr ? scalar->if_string() : nullptr;
}

const Member* Node::find(std::string_view key) const {
  const auto* mapping = std::get_if<Mapping>(&value);
  if (mapping == nullptr) return nullptr;
  for (const Member& member : *mapping) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

std::string_view Node::kind() const {
  if (std::holds_alternative<Sequence>(value)) return "a list";
  if (std::holds_alternative<Mapping>(value)) return "a mapping";
  switch (std::get<boost::json::value>(value).kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "a boolean";
    case boost::json::kind::string:
      return "a string";
    default:
      return "a number";
  }
}

boost::json::value to_json(Node node) {
  if (auto* sequence = std::get_if<Node::Sequence>(&node.value)) {
    boost::json::array array;
    array.reserve(sequence->size());
    for (Node& item : *sequence) array.push_back(to_json(std::move(item)));
    return array;
  }
  if (auto* mapping = std::get_if<Node::Mapping>(&node.value)) {
    boost::json::object object;
    object.reserve(mapping->size());
    for (Member& member : *mapping) object.emplace(member.key, to_json(std::move(member.value)));
    return object;
  }
  return std::get<boost::json::value>(std::move(node.value));
}

}  // namespace k8s::yaml
