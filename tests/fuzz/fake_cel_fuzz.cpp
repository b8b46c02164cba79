#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "testing/fake/cel/cost_estimate.hpp"
#include "testing/fake/cel/schema_value.hpp"
#include "testing/fake/validation_rule.hpp"

namespace {

namespace json = boost::json;
using k8s::testing::fake::ValidationRule;
namespace cel = k8s::testing::fake::cel;

const json::object& schema() {
  static const json::object object = json::parse(R"({"type":"object","properties":{
    "s":{"type":"string"},"i":{"type":"integer"},"n":{"type":"number"},
    "any":{"x-kubernetes-int-or-string":true},"d":{"type":"string","format":"duration"},
    "t":{"type":"string","format":"date-time"},"l":{"type":"array","items":{"type":"integer"}},
    "m":{"type":"object","additionalProperties":{"type":"string"}}}})")
                                         .as_object();
  return object;
}

}  // namespace

/// An expression is computed or refused, and what is computed has been estimated.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto type = cel::schema_type(schema(), false, "selfType");
  static const cel::Value self = cel::schema_value(
      json::parse(R"({"s":"text","i":7,"n":1.5,"any":"50%","d":"1h","t":"2026-11-21T11:02:55Z",
                      "l":[3,1,2],"m":{"a":"b"}})"),
      schema(), false);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ValidationRule rule({{"rule", text}}, schema(), *type);
  if (!rule.program().problem().empty()) return 0;
  (void)rule.cost();
  (void)rule.program().run({{"self", self}, {"oldSelf", self}});
  return 0;
}
