#pragma once

#include <array>
#include <map>
#include <string>

#include <k8s/detail/description.hpp>

#include "testing/fake/go_json.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

enum class OpenapiVersion { v2, v3 };

/// The schemas of kinds and of all structs in them.
class SchemaCollection {
 public:
  explicit SchemaCollection(OpenapiVersion version) : version_(version) {}

  void add(const Resource& resource);
  [[nodiscard]] json::object take() && { return std::move(schemas_); }

 private:
  /// Adds the struct if it is new, and returns a reference to it.
  json::object reference(const k8s::detail::Table& table);
  json::object schema(const k8s::detail::Table& table);
  json::object schema(const k8s::detail::ValueType& type);
  /// A reference to the schema of what is written in one of two ways, which clients know by its
  /// name. Version 2 has words for strings alone.
  json::object named(const char* name, std::array<const char*, 2> types,
                     const char* format = nullptr);
  /// The schema of a CustomResourceDefinition, with what every object has.
  json::object custom_schema(const Resource& resource);
  [[nodiscard]] json::object reference(const std::string& name) const;
  /// A name that no other struct has.
  std::string name_for(const std::string& wanted);

  OpenapiVersion version_;
  json::object schemas_;
  std::map<const k8s::detail::Table*, std::string> names_;
};

}  // namespace k8s::testing::fake
