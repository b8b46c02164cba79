#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "testing/fake/human_duration.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/table_columns.hpp"

// What the columns of several kinds have in common.

namespace k8s::testing::fake {

/// The columns of a kind whose row is one function.
class FixedColumns final : public TableColumns {
 public:
  using Cells = json::array (*)(const json::object& object, std::chrono::sys_seconds now);

  FixedColumns(std::initializer_list<Column> columns, Cells make)
      : columns_(columns), cells_(make) {}
  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }
  [[nodiscard]] json::array cells(const json::object& object,
                                  std::chrono::sys_seconds now) const override {
    return cells_(object, now);
  }

 private:
  std::vector<Column> columns_;
  Cells cells_;
};

/// The columns of a kind whose definitions builtin_columns() has.
class BuiltinColumns final : public TableColumns {
 public:
  explicit BuiltinColumns(FixedColumns::Cells make) : cells_(make) {}
  [[nodiscard]] const std::vector<Column>& columns() const override {
    static const std::vector<Column> elsewhere;
    return elsewhere;
  }
  [[nodiscard]] json::array cells(const json::object& object,
                                  std::chrono::sys_seconds now) const override {
    return cells_(object, now);
  }

 private:
  FixedColumns::Cells cells_;
};

inline const Column name_column{
    .name = "Name",
    .format = "name",
    .description =
        "Name must be unique within a namespace. Is required when creating resources, although "
        "some resources may allow a client to request the generation of an appropriate name "
        "automatically. Name is primarily intended for creation idempotence and configuration "
        "definition. Cannot be updated. More info: "
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"};

/// When an object was created, of kinds that have no columns of their own.
[[nodiscard]] inline Column created_column(std::string name) {
  return {.name = std::move(name),
          .type = "date",
          .description =
              "CreationTimestamp is a timestamp representing the server time when this object was "
              "created. It is not guaranteed to be set in happens-before order across separate "
              "operations. Clients may not set this value. It is represented in RFC3339 form and "
              "is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
              "https://git.k8s.io/community/contributors/devel/sig-architecture/"
              "api-conventions.md#metadata"};
}

inline const Column age_column{.name = "Age"};
inline constexpr const char* none = "<none>";

/// A column that is shown with `-o wide` alone.
[[nodiscard]] inline Column wide(std::string name) {
  return {.name = std::move(name), .priority = 1};
}

[[nodiscard]] inline json::string cell(std::string_view text) {
  return json::string(text);
}
[[nodiscard]] inline json::string cell_or_none(std::string_view text) {
  return json::string(text.empty() ? none : text);
}

[[nodiscard]] std::string join(const std::vector<std::string>& texts);
[[nodiscard]] std::string age_of(const json::object& object, std::chrono::sys_seconds now);
[[nodiscard]] std::int64_t count_at(const json::object& object, Path path);
/// The names, or the images, of the containers in a pod's spec.
[[nodiscard]] std::string container_texts(const json::object& pod_spec, std::string_view member);
/// A LabelSelector of the API as text: `a=b,c in (d,e),!f`.
[[nodiscard]] std::string label_selector_text(const json::object& selector);
[[nodiscard]] std::string labels_text(const json::object& labels);
/// Whether the status has that condition and it is true.
[[nodiscard]] bool has_condition(const json::object& object, std::string_view type);

inline constexpr const char* unset = "<unset>";

/// A text, or that nothing is set.
[[nodiscard]] json::string cell_or_unset(const json::object& object, Path path);
/// Containers, images and selector, which workloads show with `-o wide`.
void append_containers(const json::object& pod_spec, json::array& cells);
/// At most `most` texts, and how many more there are.
[[nodiscard]] std::string join_some(const std::vector<std::string>& texts, std::size_t most);

/// The columns of the kinds in that file; null if it has none of them.
[[nodiscard]] const TableColumns* cluster_columns(std::string_view group, std::string_view plural);
[[nodiscard]] const TableColumns* storage_columns(std::string_view group, std::string_view plural);
[[nodiscard]] const TableColumns* policy_columns(std::string_view group, std::string_view plural);
[[nodiscard]] const TableColumns* other_columns(std::string_view group, std::string_view plural);

/// The columns of Kubernetes' own kinds, each in the file of its like.
[[nodiscard]] const TableColumns& config_map_columns();
[[nodiscard]] const TableColumns& secret_columns();
[[nodiscard]] const TableColumns& namespace_columns();
[[nodiscard]] const TableColumns& service_columns();
[[nodiscard]] const TableColumns& ingress_columns();
[[nodiscard]] const TableColumns& pod_columns();
[[nodiscard]] const TableColumns& deployment_columns();
[[nodiscard]] const TableColumns& replica_set_columns();
[[nodiscard]] const TableColumns& job_columns();

}  // namespace k8s::testing::fake
