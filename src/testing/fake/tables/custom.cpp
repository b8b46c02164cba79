// The columns that a CustomResourceDefinition names.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns

#include <cmath>
#include <string>

#include "testing/fake/json_path.hpp"
#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

/// A cell of text shows any value.
json::value text_cell(const json::value& value) {
  if (value.is_null()) return "<no value>";
  if (value.is_object() || value.is_array()) return cell(to_text(value));
  return cell(go_print(value));
}

json::value date_cell(const json::value& value, std::chrono::sys_seconds now) {
  if (!value.is_string()) return nullptr;
  return cell(human_age(value.get_string(), now));
}

/// A value that is not of the type of its column is not shown.
json::value typed_cell(const json::value& value, std::string_view type,
                       std::chrono::sys_seconds now) {
  if (value.is_null()) return nullptr;
  if (type == "date") return date_cell(value, now);
  if (type == "boolean") return value.is_bool() ? value : nullptr;
  if (!value.is_number()) return nullptr;
  if (type == "integer") {
    boost::system::error_code no_integer;
    const json::value whole = value.is_double() ? std::trunc(value.get_double()) : value;
    const auto number = whole.to_number<std::int64_t>(no_integer);
    return no_integer ? json::value() : json::value(number);
  }
  return type == "number" ? value : nullptr;
}

class CustomColumns final : public TableColumns {
 public:
  explicit CustomColumns(const json::array& definitions) : columns_{name_column} {
    for (std::size_t i = 0; i < definitions.size(); ++i) {
      const json::object& definition = element_at(definitions, i);
      const std::string path(text_at(definition, "jsonPath"));
      const std::string description(text_at(definition, "description"));
      columns_.push_back(
          {.name = std::string(text_at(definition, "name")),
           .type = std::string(text_at(definition, "type")),
           .format = std::string(text_at(definition, "format")),
           .description = !description.empty()
                              ? description
                              : "Custom resource definition column (in JSONPath format): " + path,
           .priority = static_cast<int>(number_at(definition, "priority").value_or(0))});
      paths_.push_back(path);
    }
  }

  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }

  [[nodiscard]] json::array cells(const json::object& object,
                                  std::chrono::sys_seconds now) const override {
    const json::value root = object;
    json::array cells{cell(name_of(object))};
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const std::vector<const json::value*> found = find_json_path(root, paths_[i]);
      const std::string& type = columns_[i + 1].type;
      if (found.empty()) {
        cells.emplace_back(nullptr);
      } else {
        cells.push_back(type == "string" ? text_cell(*found.front())
                                         : typed_cell(*found.front(), type, now));
      }
    }
    return cells;
  }

 private:
  std::vector<Column> columns_;
  std::vector<std::string> paths_;  // of all columns but the first
};

}  // namespace

std::shared_ptr<const TableColumns> custom_columns(const json::array& definitions) {
  return std::make_shared<CustomColumns>(definitions);
}

}  // namespace k8s::testing::fake
