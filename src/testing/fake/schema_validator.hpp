#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "testing/fake/correlation.hpp"
#include "testing/fake/field_error.hpp"
#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// Says what is wrong with a value by a schema of a CustomResourceDefinition, in the server's
/// order: all but its rules in CEL. What an update leaves as it was may stay wrong.
class SchemaValidator {
 public:
  /// \param base where the value stands in the object, of which messages say nothing
  SchemaValidator(FieldErrors& errors, std::string base)
      : errors_(errors), base_(std::move(base)) {}

  /// The members of an object.
  /// \param is_root whether it is a whole one, with apiVersion, kind and metadata
  /// \param correlation with what it was before an update
  void members(const json::object& schema, const json::object& object, const std::string& path,
               bool is_root, const Correlation& correlation = {});
  void value(const json::object& schema, const json::value& value, const std::string& path,
             const Correlation& correlation = {});

 private:
  [[nodiscard]] FieldPath field(const std::string& path) const;
  void fail(const std::string& path, const BadValue& value, const std::string& should);
  void fail_type(const std::string& path, const std::string& is, std::string_view wanted);
  void fail_whole(const std::string& path, const std::string& must);

  void changed_value(const json::object& schema, const json::value& value, const std::string& path,
                     const Correlation& correlation);
  void check_type(const json::object& schema, const json::value& value, const std::string& path);
  void check_combinations(const json::object& schema, const json::value& value,
                          const std::string& path);
  void check_text(const json::object& schema, const std::string& text, const std::string& path);
  void check_number(const json::object& schema, const json::value& value, const std::string& path);
  /// \param what says what the number is: "Checked", "MultipleOf"
  /// \returns whether the schema's type and format have such a number
  bool check_range(const json::object& schema, const json::value& number, const char* what,
                   const std::string& path);
  void check_multiple(const json::object& schema, const json::value& value,
                      const std::string& path);
  void check_bound(const json::object& schema, const json::value& value, bool is_maximum,
                   const std::string& path);
  void check_list(const json::object& schema, const json::array& list, const std::string& path,
                  const Correlation& correlation);
  void check_enum(const json::object& schema, const json::value& value, const std::string& path);
  void check_required(const json::object& schema, const json::object& object,
                      const std::string& path);
  void check_size(const json::object& schema, std::size_t size, const std::string& what,
                  const std::string& words, const std::string& path);
  /// What is wrong with the value by another schema.
  [[nodiscard]] FieldErrors errors_by(const json::value& schema, const json::value& value,
                                      const std::string& path) const;

  FieldErrors& errors_;
  std::string base_;
};

}  // namespace k8s::testing::fake
