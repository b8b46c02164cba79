// Random values of every kind, both ways: nothing that a model holds is lost on the wire, and
// nothing that the wire says is lost in a model.

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/json_generator.hpp"
#include "models/kinds.hpp"
#include "models/object_generator.hpp"

namespace {

using k8s::detail::Field;
using k8s::detail::Kind;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;
using models::make_object;
using models::ObjectGenerator;

boost::json::value parse(const std::string& json) {
  return boost::json::parse(json, {}, {.max_depth = 256});
}

/// The kinds' own names for the tests of each.
std::string test_name(const ::testing::TestParamInfo<const Kind*>& info) {
  std::string name = std::string(info.param->group) + "_" + std::string(info.param->version) + "_" +
                     std::string(info.param->name);
  for (char& c : name) {
    if (c == '.') c = '_';
  }
  return info.param->group.empty() ? "core" + name : name;
}

class EveryKind : public ::testing::TestWithParam<const Kind*> {};

INSTANTIATE_TEST_SUITE_P(Models, EveryKind, ::testing::ValuesIn(k8s::detail::all_kinds()),
                         test_name);

/// Fails for each member of the table, and of the structs in it, that `json` does not have.
void expect_every_member(const Table& table, const boost::json::value& json,
                         std::set<const Table*>& seen) {
  if (!seen.insert(&table).second) return;
  ASSERT_TRUE(json.is_object()) << table.name;
  for (const Field& field : table.fields) {
    // A struct that can have nothing in it is left out.
    if (field.type->kind == ValueKind::structure && field.type->structure().fields.empty())
      continue;
    const boost::json::value* value = json.get_object().if_contains(field.name);
    ASSERT_NE(value, nullptr) << table.name << "." << field.name;
    const ValueType* type = field.type;
    while (type->element != nullptr) {
      if (type->kind == ValueKind::array) value = &value->as_array().front();
      if (type->kind == ValueKind::map) value = &value->as_object().begin()->value();
      type = type->element;
    }
    if (type->kind == ValueKind::structure) expect_every_member(type->structure(), *value, seen);
  }
}

TEST_P(EveryKind, WithEveryFieldSetIsReadAsItWasWritten) {
  const Kind& kind = *GetParam();
  for (unsigned seed = 1; seed <= 2; ++seed) {
    const auto object = make_object(kind);
    ObjectGenerator(seed, ObjectGenerator::Amount::every_field).fill(kind.table(), object.get());
    const std::string json = k8s::codec::encode(kind.table(), object.get());
    std::set<const Table*> seen;
    expect_every_member(kind.table(), parse(json), seen);
    const auto read = make_object(kind);
    k8s::codec::decode(kind, json, read.get());
    EXPECT_TRUE(k8s::detail::equal(kind.table(), object.get(), read.get())) << json;
    EXPECT_EQ(k8s::codec::encode(kind.table(), read.get()), json);
  }
}

TEST_P(EveryKind, WithSomeFieldsSetIsReadAsItWasWritten) {
  const Kind& kind = *GetParam();
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto object = make_object(kind);
    ObjectGenerator(seed, ObjectGenerator::Amount::some_fields).fill(kind.table(), object.get());
    const std::string json = k8s::codec::encode(kind.table(), object.get());
    const auto read = make_object(kind);
    k8s::codec::decode(kind, json, read.get());
    EXPECT_TRUE(k8s::detail::equal(kind.table(), object.get(), read.get())) << json;
    const std::string yaml = k8s::detail::to_yaml(kind.table(), object.get());
    const auto from_yaml = make_object(kind);
    k8s::detail::from_yaml(kind.table(), yaml, from_yaml.get());
    EXPECT_TRUE(k8s::detail::equal(kind.table(), object.get(), from_yaml.get())) << yaml;
  }
}

TEST_P(EveryKind, LosesNothingThatItReads) {
  const Kind& kind = *GetParam();
  shapes::JsonGenerator generator(7, 1);
  for (int i = 0; i < 10; ++i) {
    const std::string json = generator.object(kind.table());
    const auto object = make_object(kind);
    k8s::codec::decode(kind, json, object.get());
    EXPECT_EQ(parse(k8s::codec::encode(kind.table(), object.get())), parse(json)) << json;
  }
}

TEST_P(EveryKind, IsBlankWhenItIsNew) {
  const Kind& kind = *GetParam();
  const auto object = make_object(kind);
  const boost::json::value json = parse(k8s::codec::encode(kind.table(), object.get()));
  const std::string api_version =
      (kind.group.empty() ? "" : std::string(kind.group) + "/") + std::string(kind.version);
  EXPECT_EQ(json.at("apiVersion").as_string(), api_version);
  EXPECT_EQ(json.at("kind").as_string(), kind.name);
}

}  // namespace
