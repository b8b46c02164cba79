#include "testing/fake/field_set.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace k8s::testing::fake {
namespace {

int sign(std::strong_ordering order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

/// Numbers before texts before flags, as the server orders values.
int rank(const json::value& value) {
  if (value.is_number()) return 0;
  if (value.is_string()) return 1;
  if (value.is_bool()) return 2;
  return 3;
}

int compare_values(const json::value& a, const json::value& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b) ? -1 : 1;
  if (a.is_string()) {
    return sign(std::string_view(a.get_string()) <=> std::string_view(b.get_string()));
  }
  if (a.is_int64() && b.is_int64()) return sign(a.get_int64() <=> b.get_int64());
  if (a.is_number()) {
    const double x = a.to_number<double>();
    const double y = b.to_number<double>();
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (a.is_bool()) return sign(a.get_bool() <=> b.get_bool());
  return to_text(a).compare(to_text(b));
}

int compare_keys(const json::object& a, const json::object& b) {
  auto i = a.begin();
  auto j = b.begin();
  for (; i != a.end() && j != b.end(); ++i, ++j) {
    const int names = sign(std::string_view(i->key()) <=> std::string_view(j->key()));
    if (names != 0) return names;
    if (const int values = compare_values(i->value(), j->value()); values != 0) return values;
  }
  return sign(a.size() <=> b.size());
}

std::string message_value(const json::value& value) {
  return value.is_string() ? go_quote(value.get_string()) : to_text(value);
}

}  // namespace

PathElement PathElement::field(std::string_view name) {
  return {Kind::field, std::string(name), nullptr};
}
PathElement PathElement::key(json::object keys) {
  return {Kind::key, {}, std::move(keys)};
}
PathElement PathElement::value(json::value value) {
  return {Kind::value, {}, std::move(value)};
}
PathElement PathElement::index(std::int64_t index) {
  return {Kind::index, {}, index};
}

std::optional<PathElement> PathElement::parse(std::string_view text) {
  if (text.size() < 2 || text[1] != ':') return std::nullopt;
  const std::string_view content = text.substr(2);
  if (text[0] == 'f') return field(content);
  if (text[0] == 'i') {
    std::int64_t number = 0;
    const auto end = content.data() + content.size();
    const auto result = std::from_chars(content.data(), end, number);
    return result.ec == std::errc() && result.ptr == end ? std::optional(index(number))
                                                         : std::nullopt;
  }
  if (text[0] != 'k' && text[0] != 'v') return std::nullopt;
  try {
    json::value parsed = parse_json(content).value;
    if (text[0] == 'v') return value(std::move(parsed));
    if (!parsed.is_object()) return std::nullopt;
    json::object keys;
    std::vector<std::string_view> names;
    for (const auto& member : parsed.get_object()) names.push_back(member.key());
    std::ranges::sort(names);
    for (const std::string_view name : names) keys[name] = parsed.get_object().at(name);
    return key(std::move(keys));
  } catch (const JsonError&) {
    return std::nullopt;
  }
}

std::string PathElement::text() const {
  switch (kind_) {
    case Kind::field:
      return "f:" + name_;
    case Kind::key:
      return "k:" + to_text(value_);
    case Kind::value:
      return "v:" + to_text(value_);
    case Kind::index:
      break;
  }
  return "i:" + to_text(value_);
}

std::string PathElement::message_text() const {
  switch (kind_) {
    case Kind::field:
      return "." + name_;
    case Kind::key: {
      std::string keys;
      for (const auto& member : value_.get_object()) {
        keys.append(keys.empty() ? "" : ",").append(member.key()).append("=");
        keys += message_value(member.value());
      }
      return "[" + keys + "]";
    }
    case Kind::value:
      return "[=" + message_value(value_) + "]";
    case Kind::index:
      break;
  }
  return "[" + to_text(value_) + "]";
}

int PathElement::compare(const PathElement& a, const PathElement& b) {
  if (a.kind_ != b.kind_) return a.kind_ < b.kind_ ? -1 : 1;
  if (a.kind_ == Kind::field) return a.name_.compare(b.name_);
  if (a.kind_ == Kind::key) return compare_keys(a.value_.get_object(), b.value_.get_object());
  return compare_values(a.value_, b.value_);
}

std::string message_text(const ElementPath& path) {
  std::string text;
  for (const PathElement& element : path) text += element.message_text();
  return text;
}

const FieldSet::Node* FieldSet::find(const PathElement& element) const {
  const auto found = std::ranges::lower_bound(nodes_, element, {}, &Node::element);
  return found != nodes_.end() && found->element == element ? &*found : nullptr;
}

FieldSet::Node& FieldSet::ensure(const PathElement& element) {
  const auto found = std::ranges::lower_bound(nodes_, element, {}, &Node::element);
  if (found != nodes_.end() && found->element == element) return *found;
  return *nodes_.insert(found, Node{.element = element});
}

void FieldSet::insert(std::span<const PathElement> path) {
  if (path.empty()) return;
  Node& node = ensure(path.front());
  if (path.size() == 1) {
    node.member = true;
  } else {
    node.below.insert(path.subspan(1));
  }
}

bool FieldSet::has(std::span<const PathElement> path) const {
  if (path.empty()) return false;
  const Node* const node = find(path.front());
  if (node == nullptr) return false;
  return path.size() == 1 ? node->member : node->below.has(path.subspan(1));
}

bool FieldSet::has(const PathElement& element) const {
  return has(std::span(&element, 1));
}

bool FieldSet::empty() const {
  return std::ranges::all_of(nodes_,
                             [](const Node& node) { return !node.member && node.below.empty(); });
}

const FieldSet& FieldSet::below(const PathElement& element) const {
  static const FieldSet none;
  const Node* const node = find(element);
  return node != nullptr ? node->below : none;
}

FieldSet FieldSet::united(const FieldSet& other) const {
  FieldSet result = *this;
  for (const Node& node : other.nodes_) {
    Node& mine = result.ensure(node.element);
    mine.member = mine.member || node.member;
    mine.below = mine.below.united(node.below);
  }
  return result;
}

FieldSet FieldSet::intersected(const FieldSet& other) const {
  FieldSet result;
  for (const Node& node : nodes_) {
    const Node* const theirs = other.find(node.element);
    if (theirs == nullptr) continue;
    Node both{node.element, node.member && theirs->member, node.below.intersected(theirs->below)};
    if (both.member || !both.below.empty()) result.nodes_.push_back(std::move(both));
  }
  return result;
}

FieldSet FieldSet::without(const FieldSet& other) const {
  FieldSet result;
  for (const Node& node : nodes_) {
    const Node* const theirs = other.find(node.element);
    Node rest = node;
    if (theirs != nullptr) {
      rest.member = node.member && !theirs->member;
      rest.below = node.below.without(theirs->below);
    }
    if (rest.member || !rest.below.empty()) result.nodes_.push_back(std::move(rest));
  }
  return result;
}

FieldSet FieldSet::without_trees(const FieldSet& other) const {
  FieldSet result;
  for (const Node& node : nodes_) {
    const Node* const theirs = other.find(node.element);
    if (theirs != nullptr && theirs->member) continue;
    Node rest = node;
    if (theirs != nullptr) rest.below = node.below.without_trees(theirs->below);
    if (rest.member || !rest.below.empty()) result.nodes_.push_back(std::move(rest));
  }
  return result;
}

FieldSet FieldSet::with_named(const Naming& naming) const {
  FieldSet result;
  for (const Node& node : nodes_) {
    Node named = node;
    if (!node.below.nodes_.empty()) {
      named.member = node.member || naming.is_named(node.element);
      named.below = node.below.with_named(naming.below(node.element));
    }
    result.nodes_.push_back(std::move(named));
  }
  return result;
}

void FieldSet::visit(ElementPath& path,
                     const std::function<void(const ElementPath&)>& visit) const {
  // As the server tells them: first the members of a level, then what lies below.
  for (const Node& node : nodes_) {
    if (!node.member) continue;
    path.push_back(node.element);
    visit(path);
    path.pop_back();
  }
  for (const Node& node : nodes_) {
    path.push_back(node.element);
    node.below.visit(path, visit);
    path.pop_back();
  }
}

void FieldSet::for_each(const std::function<void(const ElementPath&)>& visit) const {
  ElementPath path;
  this->visit(path, visit);
}

json::object FieldSet::fields_v1() const {
  json::object fields;
  for (const Node& node : nodes_) {
    json::object below = node.below.fields_v1();
    if (!node.member && below.empty()) continue;
    if (node.member && !below.empty()) {
      json::object with_self{{".", json::object()}};
      for (auto& member : below) with_self[member.key()] = std::move(member.value());
      below = std::move(with_self);
    }
    fields[node.element.text()] = std::move(below);
  }
  return fields;
}

std::optional<FieldSet> FieldSet::parse(const json::object& fields_v1) {
  FieldSet set;
  for (const auto& member : fields_v1) {
    if (member.key() == ".") continue;
    const std::optional<PathElement> element = PathElement::parse(member.key());
    if (!element || !member.value().is_object()) return std::nullopt;
    const json::object& below = member.value().get_object();
    std::optional<FieldSet> parsed = parse(below);
    if (!parsed) return std::nullopt;
    Node& node = set.ensure(*element);
    node.member = below.empty() || below.contains(".");
    node.below = std::move(*parsed);
  }
  return set;
}

bool operator==(const FieldSet& a, const FieldSet& b) {
  return a.nodes_ == b.nodes_;
}

}  // namespace k8s::testing::fake
