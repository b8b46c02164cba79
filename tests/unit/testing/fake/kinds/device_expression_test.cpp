// Expressions about devices: for each one what a kube-apiserver estimates that it costs.
// What it refuses is in tests/conformance/rules/devices.rules.

#include <gmock/gmock.h>

#include <cstdint>
#include <string>

#include "testing/fake/cel/cost_estimate.hpp"
#include "testing/fake/cel/program.hpp"
#include "testing/fake/kinds/device_expression.hpp"

namespace {

namespace cel = k8s::testing::fake::cel;
using k8s::testing::fake::device_type;

struct Cost {
  const char* expression;
  std::uint64_t cost;
};

constexpr Cost costs[] = {
    {R"(true)", 0},
    {R"(device.attributes["a.example"].x)", 4},
    {R"(device.attributes["a.example"]["x"])", 4},
    {R"(device.capacity["a.example"].x.isGreaterThan(quantity("1Ki")))", 6},
    {R"(device.allowMultipleAllocations)", 2},
    {R"(device.allowMultipleAllocations == true)", 3},
    {R"(device.driver == "")", 2},
    {R"(device.driver == "dra.example.com")", 4},
    {R"(device.attributes["dra.example.com"].name > 0)", 5},
    {R"(device.attributes["dra.example.com"].name == "fish")", 5},
    {R"(device.attributes["dra.example.com"].name.isGreaterThan(semver("0.0.1")))", 6},
    {R"(device.attributes["dra.example.com"].name.isGreaterThan(semver("v0.0.1", true)) && isSemver("v1.0.0", true))",
     7},
    {R"(device.attributes["dra.example.com"].a && device.attributes["dra.example.com"].b && device.attributes["dra.example.com"].c)",
     12},
    {R"(device.attributes.exists_one(x, x == "dra.example.com"))", 164},
    {R"(device.attributes["dra.example.com"].exists_one(x, x == "services"))", 133},
    {R"(device.attributes["dra.example.com"].services.split("example").size() >= 2)", 19},
    {R"(device.attributes["dra.example.com"].services.matches("[^a]?sym"))", 18},
    {R"(device.capacity.exists_one(x, x == "dra.example.com"))", 164},
    {R"(device.capacity["dra.example.com"].exists_one(x, x == "memory"))", 133},
    {R"("name" in device.capacity["dra.example.com"] && device.capacity["dra.example.com"].name.isGreaterThan(quantity("1Ki")))",
     10},
    {R"(!("name" in device.capacity["dra.example.com"]) || device.capacity["dra.example.com"].name.isGreaterThan(quantity("1Ki")))",
     11},
    {R"("no-such-domain" in device.attributes)", 3},
    {R"(cel.bind(dra, device.attributes["dra.example.com"], dra.name))", 15},
    {R"(cel.bind(dra, device.attributes["dra.example.com"], dra.oneBool && dra.anotherBool))", 17},
    {R"(device.attributes["no-such-domain"].noSuchAttr.isGreaterThan(quantity("0")))", 6},
    {R"(device.attributes["no-such-domain"]["noSuchAttr"].isGreaterThan(quantity("0")))", 6},
    {R"(device.attributes["a.example"].x.y == 1)", 5},
    {R"(device.attributes["a.example"].x["k"] == 1)", 6},
    {R"(device.attributes["a.example"].x + "s" == "ts")", 12},
    {R"(device.attributes["a.example"].x ? true : false)", 4},
    {R"(device.attributes["a.example"].x ? device.attributes["a.example"].y : false)", 8},
    {R"(true ? device.attributes["a.example"].y : 1)", 4},
    {R"("%s".format([device.driver]) == "x")", 14},
    {R"(device.attributes["a.example"].x in ["a", "b"])", 16},
    {R"(device.driver in ["a", "b"])", 14},
    {R"(device.attributes["a.example"].?x.orValue(false))", 5},
    {R"(device.attributes[?"a.example"].orValue({}).?x.orValue(false))", 36},
    {R"(has(device.attributes["a.example"].x))", 3},
    {R"(has(device.attributes))", 1},
    {R"(device.attributes["a.example"].all(k, device.attributes["a.example"][k] == true))", 292},
    {R"(device.attributes["a.example"].all(k, v, v == true))", 164},
    {R"(device.attributes.all(d, device.attributes[d].all(k, device.attributes[d][k] == "fish")))",
     10499},
    {R"(device.attributes.all(d, device.attributes.all(e, device.attributes[d].all(k, device.attributes[e].all(l, device.attributes[d][k] == device.attributes[e][l])))))",
     23339203},
    {R"(device.attributes.all(d, device.attributes.all(e, device.attributes.all(f, device.attributes.all(g, d == e || f == g)))))",
     22223043},
    {R"(device.attributes.all(d, device.attributes.all(e, device.attributes.all(f, d == e || f == "x"))))",
     465091},
    {R"(device.attributes["a.example"].x.size() > 3)", 6},
    {R"(device.attributes["a.example"].x.startsWith("a"))", 5},
    {R"(device.attributes["a.example"].x.replace("a", "b") == "c")", 18},
    {R"(device.capacity["a.example"].x.compareTo(quantity("1")) >= 0)", 7},
    {R"(device.capacity["a.example"].x == quantity("1"))", 6},
    {R"(device.capacity["a.example"].all(k, v, v.isGreaterThan(quantity("1"))))", 196},
    {R"([device.attributes["a.example"].x].exists(x, x))", 20},
    {R"(device.attributes["a.example"].x == null)", 5},
    {R"(device.capacity["a.example"].x == null)", 5},
    {R"(device == null)", 1},
    {R"(device.attributes["a.example"].map(k, k).size() == 2)", 432},
    {R"(device.attributes["a.example"].filter(k, k == "x").size() == 2)", 496},
    {R"(device.attributes.a == {})", 33},
    {R"(device.attributes.a.b == 1)", 5},
    {R"(device.attributes.a.b)", 4},
    {R"(string(device.attributes["a.example"].x) == "a")", 12},
    {R"(device.attributes["a.example"].x.lowerAscii() == "a")", 12},
    {R"(!device.attributes["a.example"].x)", 5},
    {R"(-device.attributes["a.example"].x == 1)", 6},
    {R"(size(device.attributes) > 2)", 4},
    {R"(device.attributes["a.example"].x == device.attributes["a.example"].y)", 15},
    {R"(device.attributes["a.example"].x < device.attributes["a.example"].y)", 15},
    {R"(semver("1.0.0").isLessThan(device.attributes["a.example"].x))", 6},
    {R"(device.attributes["a.example"].x.major() == 1)", 6},
};

TEST(FakeDeviceExpression, CostsWhatAServerEstimates) {
  for (const Cost& each : costs) {
    const cel::Program program(each.expression, {{"device", device_type().type}},
                               [](const cel::Type&) { return std::string(); }, {.bindings = true});
    ASSERT_EQ(program.problem(), "") << each.expression;
    EXPECT_EQ(cel::estimate_cost(program.expression(), device_type(), "device"), each.cost)
        << each.expression;
  }
}

}  // namespace
