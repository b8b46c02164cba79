#include "testing/fake/kinds/device_expression.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "testing/fake/cel/cost_estimate.hpp"
#include "testing/fake/cel/program.hpp"
#include "testing/fake/kinds/expression.hpp"

namespace k8s::testing::fake {
namespace {

using cel::Kind;
using cel::plain_type;
using cel::SchemaType;
using cel::SchemaTypePtr;

constexpr std::uint64_t longest_domain = 63;
constexpr std::uint64_t longest_name = 32;
constexpr std::uint64_t longest_attribute = 64;
constexpr std::uint64_t most_attributes = 32;

SchemaTypePtr sized(cel::TypePtr type, std::uint64_t most) {
  return std::make_shared<const SchemaType>(
      SchemaType{.type = std::move(type), .most_elements = most});
}

SchemaTypePtr map_of(std::uint64_t longest_key, const SchemaTypePtr& value, bool names_elements) {
  const SchemaTypePtr key = sized(plain_type(Kind::text), longest_key);
  return std::make_shared<const SchemaType>(SchemaType{.type = cel::map_of(key->type, value->type),
                                                       .key = key,
                                                       .element = value,
                                                       .names_elements = names_elements,
                                                       .most_elements = most_attributes});
}

/// What a device has by domain and name.
SchemaTypePtr by_domain(const SchemaTypePtr& value, bool names_elements) {
  return map_of(longest_domain, map_of(longest_name, value, names_elements), false);
}

SchemaTypePtr make_device() {
  SchemaType device;
  device.fields["driver"] = sized(plain_type(Kind::text), longest_domain);
  device.fields["allowMultipleAllocations"] = sized(plain_type(Kind::boolean), 1);
  device.fields["attributes"] = by_domain(sized(plain_type(Kind::any), longest_attribute), true);
  device.fields["capacity"] = by_domain(sized(cel::parse_type("kubernetes.Quantity"), 0), false);
  cel::Variables members;
  for (const auto& [name, field] : device.fields) members[name] = field->type;
  device.type = cel::object_of("kubernetes.DRADevice", std::move(members));
  return std::make_shared<const SchemaType>(std::move(device));
}

/// An attribute may be a flag, which nobody knows until it is there.
std::string wrong_type(const cel::Type& type) {
  if (type.kind == Kind::boolean || type.kind == Kind::any) return "";
  return "must evaluate to bool or the unknown type, not " + cel::runtime_text(type);
}

}  // namespace

const cel::SchemaType& device_type() {
  static const SchemaTypePtr device = make_device();
  return *device;
}

void validate_device_expression(std::string_view expression, const FieldPath& path,
                                FieldErrors& errors) {
  constexpr std::uint64_t most_cost = 1'000'000;
  const cel::SchemaType& device = device_type();
  constexpr const char* variable = "device";
  const cel::Program program(expression, {{variable, device.type}}, &wrong_type,
                             {.bindings = true});
  check_program(program, path, expression, errors);
  if (program.problem().empty() &&
      cel::estimate_cost(program.expression(), device, variable) > most_cost) {
    errors.forbidden(path, "too complex, exceeds cost limit");
  }
}

}  // namespace k8s::testing::fake
