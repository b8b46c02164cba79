// A fault names its path, its byte, what was expected and what was found; never a value.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/shapes.hpp"
#include "support/message.hpp"

namespace {

using k8s::testing::message_of;
using testing::HasSubstr;
using testing::Not;
using namespace shapes;

template <class T>
std::string refusal(const std::string& json) {
  return message_of([&] { (void)k8s::from_json<T>(json); });
}

TEST(DecodeErrors, NameTheTypeThatWasExpectedAndTheOneThatWasFound) {
  const struct {
    const char* json;
    const char* message;
  } cases[] = {
      {R"({"flag":1})", "$.flag: expected a boolean, found a number (at byte 8)"},
      {R"({"flag":"true"})", "$.flag: expected a boolean, found a string (at byte 8)"},
      {R"({"small":"1"})", "$.small: expected an integer of 32 bits, found a string (at byte 9)"},
      {R"({"small":true})", "$.small: expected an integer of 32 bits, found a boolean (at byte 9)"},
      {R"({"small":2147483648})",
       "$.small: expected an integer of 32 bits, found another number (at byte 9)"},
      {R"({"small":1.5})",
       "$.small: expected an integer of 32 bits, found another number (at byte 9)"},
      {R"({"large":9223372036854775808})",
       "$.large: expected an integer of 64 bits, found another number (at byte 9)"},
      {R"({"large":1e19})",
       "$.large: expected an integer of 64 bits, found another number (at byte 9)"},
      {R"({"large":1e99999999999})",
       "$.large: expected an integer of 64 bits, found another number (at byte 9)"},
      {R"({"number":[]})", "$.number: expected a number, found a list (at byte 10)"},
      {R"({"number":1e400})",
       "$.number: expected a number of 64 bits, found another number (at byte 10)"},
      {R"({"text":{}})", "$.text: expected a string, found an object (at byte 8)"},
      {R"({"bytes":"?"})", "$.bytes: expected base64, found another string (at byte 9)"},
      {R"({"time":"noon"})",
       "$.time: expected a time (RFC 3339), found another string (at byte 8)"},
      {R"({"time":1})", "$.time: expected a string, found a number (at byte 8)"},
      {R"({"micro":""})", "$.micro: expected a time (RFC 3339), found another string (at byte 9)"},
      {R"({"quantity":"much"})",
       "$.quantity: expected a quantity such as 500m or 2Gi (at byte 12)"},
      {R"({"quantity":true})", "$.quantity: expected a quantity, found a boolean (at byte 12)"},
      {R"({"either":[]})",
       "$.either: expected an integer of 32 bits or a string, found a list (at byte 10)"},
      {R"({"list":{}})", "$.list: expected a list, found an object (at byte 8)"},
      {R"({"list":["a",1]})", "$.list[1]: expected a string, found a number (at byte 13)"},
      {R"({"map":[]})", "$.map: expected an object, found a list (at byte 7)"},
      {R"({"map":{"a":"b","c/d":1}})",
       "$.map[\"c/d\"]: expected a string, found a number (at byte 22)"},
  };
  for (const auto& each : cases) EXPECT_EQ(refusal<Plain>(each.json), each.message);
}

TEST(DecodeErrors, NameThePathThroughListsMapsAndKinds) {
  EXPECT_EQ(
      refusal<Widget>(
          R"({"metadata":{"labels":{}},"spec":{"lists":{"plains":[{},{"text":"a"},{"small":{}}]}}})"),
      "$.spec.lists.plains[2].small: expected an integer of 32 bits, found an object (at byte "
      "78)");
  EXPECT_EQ(
      refusal<Fleet>(R"({"widgets":[{},{"spec":{"tree":{"properties":{"x.y":{"not":5}}}}}]})"),
      "$.widgets[1].spec.tree.properties[\"x.y\"].not: expected an object, found a number (at "
      "byte 59)");
  EXPECT_EQ(refusal<Plain>(R"({"new":{"a":[1,{"b":nul}]}})"),
            "$.new.a[1].b: expected a value (at byte 23)");
}

TEST(DecodeErrors, NameTheFaultInTextThatIsNoJson) {
  const struct {
    const char* json;
    const char* message;
  } cases[] = {
      {"", "$: expected a value, found an empty text (at byte 0)"},
      {" \n", "$: expected a value, found an empty text (at byte 0)"},
      {"<html></html>", "$: expected a value (at byte 0)"},
      {"not found", "$: expected a value (at byte 1)"},
      {"[]", "$: expected an object, found a list (at byte 0)"},
      {"null", "$: expected an object, found null (at byte 0)"},
      {"{", "$: expected a member's name (at byte 1)"},
      {R"({"text":"a")", "$.text: expected ',' or '}' (at byte 11)"},
      {R"({"text":"a)", "$.text: the string does not end (at byte 10)"},
      {R"({"text" "a"})", "$.text: expected ':' (at byte 8)"},
      {R"({"text":"a" "list":[]})", "$.text: expected ',' or '}' (at byte 12)"},
      {R"({"text":"a",})", "$: expected a member's name, found no value (at byte 12)"},
      {R"({"text":"a"}})", "$: more text behind the object (at byte 12)"},
      {R"({"text":"a"} {})", "$: more text behind the object (at byte 12)"},
      {R"({"list":["a"})", "$.list[0]: expected ',' or ']' (at byte 12)"},
      {R"({"list":["a",]})", "$.list[1]: expected a string, found no value (at byte 13)"},
      {R"({"map":{"a":"b"})", "$.map: the text ends too early (at byte 16)"},
      {R"({"new":{})", "$.new: the text ends too early (at byte 9)"},
      {R"({"text":"\x"})", "$.text: an escape that JSON does not have (at byte 10)"},
      {"{\"text\":\"\x80\"}", "$.text: a string that is not UTF-8 (at byte 9)"},
      {"{\"text\":\"\n\"}", "$.text: a control character in a string (at byte 9)"},
      {R"({"small":01})", "$.small: expected ',' or '}' (at byte 10)"},
      {R"({"small":-})", "$.small: expected a digit (at byte 10)"},
  };
  for (const auto& each : cases) EXPECT_EQ(refusal<Plain>(each.json), each.message) << each.json;
}

TEST(DecodeErrors, NameTheKindThatWasExpected) {
  EXPECT_EQ(refusal<Widget>(R"({"kind":"Status","apiVersion":"v1"})"),
            "$.kind: expected Widget, found Status (at byte 8)");
  EXPECT_EQ(refusal<Widget>(R"({"apiVersion":"shapes.example/v2"})"),
            "$.apiVersion: expected shapes.example/v1, found shapes.example/v2 (at byte 14)");
  EXPECT_EQ(refusal<Fleet>(R"({"apiVersion":"apps/v1"})"),
            "$.apiVersion: expected v1, found apps/v1 (at byte 14)");
  EXPECT_EQ(refusal<Widget>(R"({"kind":"<script>"})"),
            "$.kind: expected Widget, found another type (at byte 8)");
  EXPECT_EQ(refusal<Widget>(R"({"kind":5})"),
            "$.kind: expected a string, found a number (at byte 8)");
}

TEST(DecodeErrors, NeverQuoteAValue) {
  for (const char* json :
       {R"({"secrets":{"password":"hunter2 is no base64"}})",
        R"({"secrets":{"password":["hunter2"]}})", R"({"quantities":{"cpu":"hunter2"}})",
        R"({"times":{"t":"hunter2"}})", R"({"smalls":["hunter2"]})", R"({"raws":[hunter2]})"}) {
    const std::string message = refusal<Lists>(json);
    EXPECT_NE(message, "no error");
    EXPECT_THAT(message, Not(HasSubstr("hunter2")));
  }
}

TEST(DecodeErrors, CarryPathAndOffset) {
  try {
    (void)k8s::from_json<Plain>(R"({"list":["a",1]})");
    ADD_FAILURE();
  } catch (const k8s::DecodeError& error) {
    EXPECT_EQ(error.path(), "$.list[1]");
    EXPECT_EQ(error.offset(), 13U);
  }
}

TEST(DecodeErrors, OfYamlNameTheLineOrThePath) {
  EXPECT_THAT(message_of([] { (void)k8s::from_yaml<Plain>("text: a\nlist: [\n"); }),
              HasSubstr("line "));
  EXPECT_THAT(message_of([] { (void)k8s::from_yaml<Plain>("text: a\nlist: 5\n"); }),
              HasSubstr("$.list: expected a list, found a number"));
}

}  // namespace
