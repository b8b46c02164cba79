#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

// Which fields somebody manages: what stands in metadata.managedFields.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/#System

namespace k8s::testing::fake {

/// One step of a way through an object.
class PathElement {
 public:
  [[nodiscard]] static PathElement field(std::string_view name);
  /// The element of a list that has these values. \param keys in the order of their names
  [[nodiscard]] static PathElement key(json::object keys);
  /// The element of a set that is this value.
  [[nodiscard]] static PathElement value(json::value value);
  [[nodiscard]] static PathElement index(std::int64_t index);
  /// As it stands in fieldsV1: `f:spec`, `k:{"name":"c"}`, `v:"x"`, `i:0`.
  [[nodiscard]] static std::optional<PathElement> parse(std::string_view text);

  [[nodiscard]] bool is_field() const noexcept { return kind_ == Kind::field; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// As in fieldsV1.
  [[nodiscard]] std::string text() const;
  /// As in messages: `.spec`, `[name="c"]`, `[="x"]`, `[0]`.
  [[nodiscard]] std::string message_text() const;

  friend bool operator==(const PathElement& a, const PathElement& b) { return compare(a, b) == 0; }
  friend std::strong_ordering operator<=>(const PathElement& a, const PathElement& b) {
    return compare(a, b) <=> 0;
  }

 private:
  enum class Kind : std::uint8_t { field, key, value, index };

  PathElement(Kind kind, std::string name, json::value value)
      : kind_(kind), name_(std::move(name)), value_(std::move(value)) {}
  static int compare(const PathElement& a, const PathElement& b);

  Kind kind_;
  std::string name_;   // of a field
  json::value value_;  // of all else
};

using ElementPath = std::vector<PathElement>;

/// `.spec.containers[name="c"].image`
[[nodiscard]] std::string message_text(const ElementPath& path);

/// A set of paths. A path may be in it with or without what lies below.
class FieldSet {
 public:
  void insert(std::span<const PathElement> path);
  [[nodiscard]] bool has(std::span<const PathElement> path) const;
  [[nodiscard]] bool has(const PathElement& element) const;
  [[nodiscard]] bool empty() const;
  /// What lies below an element.
  [[nodiscard]] const FieldSet& below(const PathElement& element) const;

  [[nodiscard]] FieldSet united(const FieldSet& other) const;
  [[nodiscard]] FieldSet intersected(const FieldSet& other) const;
  [[nodiscard]] FieldSet without(const FieldSet& other) const;
  /// Without the paths of `other` and everything below them.
  [[nodiscard]] FieldSet without_trees(const FieldSet& other) const;
  /// With those elements that have something below them and of which `is_named` says so: at each
  /// level it is asked about a field; what it returns is asked about the level below.
  struct Naming {
    /// Whether the field of that name is one that its type names.
    std::function<bool(const PathElement&)> is_named;
    std::function<Naming(const PathElement&)> below;
  };
  [[nodiscard]] FieldSet with_named(const Naming& naming) const;

  void for_each(const std::function<void(const ElementPath&)>& visit) const;

  [[nodiscard]] json::object fields_v1() const;
  /// Nothing if that is no fieldsV1.
  [[nodiscard]] static std::optional<FieldSet> parse(const json::object& fields_v1);

  friend bool operator==(const FieldSet& a, const FieldSet& b);

 private:
  struct Node;
  using Nodes = std::vector<Node>;

  [[nodiscard]] const Node* find(const PathElement& element) const;
  Node& ensure(const PathElement& element);
  void visit(ElementPath& path, const std::function<void(const ElementPath&)>& visit) const;

  Nodes nodes_;  // in their order
};

struct FieldSet::Node {
  PathElement element;
  bool member = false;
  FieldSet below{};

  friend bool operator==(const Node&, const Node&) = default;
};

}  // namespace k8s::testing::fake
