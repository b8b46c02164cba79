// Nothing that was read is lost when it is written again.

#include <string>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <k8s/json.hpp>

#include "codec/json_generator.hpp"
#include "codec/shapes.hpp"

namespace {

boost::json::value parse(const std::string& text) {
  return boost::json::parse(text, {}, {.max_depth = 256});
}

template <class T>
void expect_lossless(const std::string& json) {
  const auto object = k8s::from_json<T>(json);
  const std::string written = k8s::to_json(object);
  ASSERT_EQ(parse(written), parse(json)) << "read:    " << json << "\nwritten: " << written;

  const T copy = object;
  ASSERT_EQ(k8s::to_json(copy), written);
  const auto again = k8s::from_json<T>(written);
  ASSERT_EQ(again, object) << "read:    " << json << "\nwritten: " << written;
  ASSERT_TRUE(k8s::wire_equal(again, object)) << json;
}

template <class T>
class RoundTrip : public testing::Test {};

using Shapes =
    testing::Types<shapes::Plain, shapes::Always, shapes::Optional, shapes::Wide, shapes::Required,
                   shapes::Tree, shapes::Lists, shapes::WidgetSpec, shapes::Widget, shapes::Fleet>;
TYPED_TEST_SUITE(RoundTrip, Shapes);

TYPED_TEST(RoundTrip, IsLosslessForWhateverIsRead) {
  shapes::JsonGenerator generator(20260711);
  const auto& table = k8s_describe(static_cast<const TypeParam*>(nullptr));
  for (int i = 0; i < 300 && !this->HasFatalFailure(); ++i) {
    expect_lossless<TypeParam>(generator.object(table));
  }
}

TEST(RoundTripOfKinds, KeepsWhatAnObjectInsideAnotherSaysThatItIs) {
  expect_lossless<shapes::Fleet>(R"({"widgets":[{"kind":"Gadget","apiVersion":"v9"}]})");
  expect_lossless<shapes::Fleet>(R"({"widgets":[{"kind":"Widget","apiVersion":"any/v9"},{}]})");
}

}  // namespace
