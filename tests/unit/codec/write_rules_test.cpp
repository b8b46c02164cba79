// What is written of a member, and when: each row of the table, in objects built here and in
// objects that came over the wire.

#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/shapes.hpp"
#include "support/message.hpp"

namespace {

using k8s::from_json;
using k8s::mark_present;
using k8s::to_json;
using k8s::testing::message_of;
using namespace shapes;

/// A Widget as Kubernetes would send it, around a spec.
std::string wire(const std::string& spec) {
  return R"({"apiVersion":"shapes.example/v1","kind":"Widget","metadata":{"name":"w"},"spec":)" +
         spec + R"(,"status":{}})";
}

constexpr const char* always_of_go =
    R"({"flag":false,"small":0,"large":0,"number":0,"text":"","bytes":"","time":null,)"
    R"("micro":null,"quantity":"0","either":0,"raw":null,"list":[],"map":{},"maybe":null,)"
    R"("box":null,"inner":{}})";

std::string spec_of_go(const std::string& always = always_of_go) {
  return R"({"plain":{},"always":)" + always + R"(,"optional":{},"tree":{},"lists":{}})";
}

// ---- built here -------------------------------------------------------------------------------

TEST(WriteRules, PlainMembersAreLeftOutWhenEmpty) {
  EXPECT_EQ(to_json(Plain{}), "{}");
  EXPECT_EQ(to_json(Plain{.flag = true,
                          .small = -1,
                          .large = 1,
                          .number = 0.5,
                          .text = "x",
                          .bytes = "secret",
                          .time = std::chrono::sys_seconds(),
                          .micro = std::chrono::sys_seconds(),
                          .quantity = "0",
                          .either = "",
                          .raw = k8s::RawJson("null"),
                          .list = {""},
                          .map = {{"", ""}}}),
            R"({"flag":true,"small":-1,"large":1,"number":0.5,"text":"x","bytes":"c2VjcmV0",)"
            R"("time":"1970-01-01T00:00:00Z","micro":"1970-01-01T00:00:00.000000Z",)"
            R"("quantity":"0","either":"","raw":null,"list":[""],"map":{"":""}})");
}

TEST(WriteRules, WhatGoWritesAlwaysIsWrittenWhenZeroUnlessItIsAStructOrATime) {
  EXPECT_EQ(to_json(Always{}),
            R"({"flag":false,"small":0,"large":0,"number":0,"text":"","bytes":"",)"
            R"("quantity":"0","either":0,"list":[],"map":{}})");
}

TEST(WriteRules, OptionalsAreWrittenWhenPresentZeroOrNot) {
  EXPECT_EQ(to_json(Optional{}), "{}");
  EXPECT_EQ(to_json(Optional{.flag = false,
                             .small = 0,
                             .large = 0,
                             .number = 0,
                             .text = "",
                             .quantity = "0",
                             .either = 0,
                             .box = Plain{}}),
            R"({"flag":false,"small":0,"large":0,"number":0,"text":"","quantity":"0",)"
            R"("either":0,"box":{}})");
}

TEST(WriteRules, RequiredMembersAreWrittenAlways) {
  EXPECT_EQ(to_json(Required{}),
            R"({"text":"","number":0,"list":[],"map":{},"time":null,"quantity":"0","inner":{}})");
}

TEST(WriteRules, EmptyStructsAreLeftOutOfWhatIsBuiltHereWhateverTheyContain) {
  EXPECT_EQ(to_json(Widget({.name = "w"})),
            R"({"apiVersion":"shapes.example/v1","kind":"Widget","metadata":{"name":"w"}})");
  Widget widget;
  widget.status.phase = "Ready";
  EXPECT_EQ(to_json(widget), R"({"apiVersion":"shapes.example/v1","kind":"Widget",)"
                             R"("status":{"phase":"Ready"}})");
}

TEST(WriteRules, NamesLoseOneUnderscoreAndMayBeRenamed) {
  EXPECT_EQ(to_json(Tree{.namespace_ = "a", .ref_ = "#/b", .not_ = Tree{.namespace_ = "c"}}),
            R"({"namespace":"a","$ref":"#/b","not":{"namespace":"c"}})");
}

TEST(WriteRules, StringsAreEscapedNoMoreThanNeeded) {
  EXPECT_EQ(to_json(Plain{.text = "\"\\/<&>\b\f\n\r\t\x01\x1F\x7F\xC3\xA9\xF0\x9F\x9A\x80"}),
            "{\"text\":\"\\\"\\\\/<&>\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\xC3\xA9\xF0\x9F\x9A\x80\"}");
}

TEST(WriteRules, WhatJsonCannotSayIsRefusedWithItsPath) {
  Widget widget({.name = "w", .labels = {{"app", "caf\xE9"}}});
  EXPECT_EQ(message_of([&] { (void)to_json(widget); }),
            "$.metadata.labels.app: text that is not UTF-8 cannot be written as JSON");
  EXPECT_THROW((void)to_json(widget), k8s::ValidationError);
  EXPECT_EQ(
      message_of([] { (void)to_json(Plain{.number = std::numeric_limits<double>::infinity()}); }),
      "$.number: a number that is not finite cannot be written as JSON");
}

// ---- over the wire ------------------------------------------------------------------------------

TEST(WriteRules, WhatGoWritesIsReadAndWrittenWithoutASideRecord) {
  const std::string json = wire(spec_of_go());
  const auto widget = from_json<Widget>(json);
  EXPECT_EQ(to_json(widget), json);
  EXPECT_EQ(widget.side_.get(), nullptr);
  EXPECT_EQ(widget.spec.side_.get(), nullptr);
  EXPECT_EQ(widget.spec.always.side_.get(), nullptr);
  EXPECT_EQ(widget.spec.always.inner.side_.get(), nullptr);
  EXPECT_EQ(widget.status.side_.get(), nullptr);
}

TEST(WriteRules, AStructAddedToAFetchedObjectIsWrittenAsGoWould) {
  auto widget = from_json<Widget>(wire(spec_of_go()));
  widget.spec.required = Required{.text = "x"};
  EXPECT_NE(to_json(widget).find(R"("required":{"text":"x","number":0,"list":[],"map":{},)"
                                 R"("time":null,"quantity":"0","inner":{}})"),
            std::string::npos);
}

TEST(WriteRules, WhatDeviatesFromGoIsKept) {
  for (const char* always : {
           "{}",                                                    // all absent
           R"({"text":null,"list":null,"map":null,"inner":null})",  // null where Go has none
           R"({"large":1.0,"time":"2026-11-21T11:02:55+01:00"})",   // spelled otherwise
           R"({"quantity":1,"list":[null],"map":{"a":null}})",
       }) {
    const std::string json = wire(spec_of_go(always));
    EXPECT_EQ(to_json(from_json<Widget>(json)), json);
  }
  for (const char* plain : {
           R"({"flag":false,"small":0,"text":"","list":[],"map":{}})",  // present though empty
           R"({"flag":null,"quantity":null,"raw":null})",
           R"({"text":"x","new":{"deep":[1,2.50,"<"]},"newer":null})",  // unknown
       }) {
    const std::string json =
        wire(R"({"plain":)" + std::string(plain) + R"(,"optional":{},"tree":{},"lists":{}})");
    EXPECT_EQ(to_json(from_json<Widget>(json)), json);
  }
}

TEST(WriteRules, AValueGivenLaterWinsOverWhatWasKept) {
  auto widget = from_json<Widget>(wire(
      R"({"plain":{"flag":false,"small":null,"large":1.0,"time":"2026-11-21T11:02:55+01:00","list":[null,"a"]}})"));
  Plain& plain = widget.spec.plain;
  plain.flag = true;
  plain.small = 5;
  plain.large = 2;
  plain.time = k8s::Time::parse("2026-11-21T00:00:00Z");
  plain.list.push_back("b");
  EXPECT_EQ(to_json(plain), R"({"flag":true,"small":5,"large":2,"time":"2026-11-21T00:00:00Z",)"
                            R"("list":["","a","b"]})");

  plain.large = 1;  // what it was when it was read: then its spelling is right again
  EXPECT_NE(to_json(widget).find(R"("large":1.0)"), std::string::npos);
}

TEST(WriteRules, KindAndVersionAreWrittenAsTheyCame) {
  for (const char* json :
       {R"({"metadata":{"name":"w"},"spec":{},"status":{}})",
        R"({"kind":"Widget","metadata":{"name":"w"},"spec":{},"status":{}})",
        R"({"kind":"","apiVersion":null,"metadata":{},"spec":{},"status":{}})"}) {
    EXPECT_TRUE(k8s::RawJson(to_json(from_json<Widget>(json))) == k8s::RawJson(json))
        << to_json(from_json<Widget>(json));
  }
}

TEST(WriteRules, ARequestAlwaysNamesKindAndVersion) {
  const auto widget =
      from_json<Widget>(R"({"kind":"","metadata":{"name":"w"},"spec":{},"status":{}})");
  const std::string request =
      k8s::codec::encode_for_request(k8s_kind(static_cast<const Widget*>(nullptr)), &widget);
  EXPECT_EQ(request.find(R"({"apiVersion":"shapes.example/v1","kind":"Widget","metadata":)"), 0U)
      << request;
  EXPECT_EQ(request.find("kind", 60), std::string::npos) << request;
}

// ---- what an object gives
// ------------------------------------------------------------------------

std::string given_by(const Widget& widget) {
  return k8s::codec::encode_given(k8s_kind(static_cast<const Widget*>(nullptr)), &widget);
}

TEST(WriteRules, WhatNobodySetIsNotGiven) {
  constexpr const char* identity = R"({"apiVersion":"shapes.example/v1","kind":"Widget")";
  Widget widget;
  EXPECT_EQ(given_by(widget), std::string(identity) + '}');
  widget.metadata.name = "w";
  widget.spec.required.ensure().list = {"a"};
  widget.spec.always.text = "t";
  EXPECT_EQ(given_by(widget), std::string(identity) + R"(,"metadata":{"name":"w"},)"
                                                      R"("spec":{"always":{"text":"t"},)"
                                                      R"("required":{"list":["a"]}}})");
  EXPECT_EQ(given_by(from_json<Widget>(R"({"metadata":{"name":"w"},"spec":{},"status":{}})")),
            std::string(identity) + R"(,"metadata":{"name":"w"}})")
      << "nor is what Go writes always";
  Widget marked;
  mark_present(marked.spec.plain, &Plain::list);
  EXPECT_EQ(given_by(marked), std::string(identity) + R"(,"spec":{"plain":{"list":[]}}})");
}

TEST(WriteRules, AnObjectInsideOfAnotherKnowsWhereItCameFrom) {
  auto fleet = from_json<Fleet>(
      R"({"metadata":{},"widgets":[{"metadata":{"name":"a"},"spec":{},"status":{}}]})");
  fleet.widgets.push_back(Widget({.name = "b"}));
  EXPECT_EQ(to_json(fleet),
            R"({"metadata":{},"widgets":[{"metadata":{"name":"a"},"spec":{},"status":{}},)"
            R"({"apiVersion":"shapes.example/v1","kind":"Widget","metadata":{"name":"b"}}]})");
}

// ---- mark_present -------------------------------------------------------------------------------

TEST(MarkPresent, SendsAnEmptyMember) {
  Plain plain;
  mark_present(plain, &Plain::flag);
  mark_present(plain, &Plain::text);
  mark_present(plain, &Plain::list);
  mark_present(plain, &Plain::map);
  EXPECT_EQ(to_json(plain), R"({"flag":false,"text":"","list":[],"map":{}})");

  Optional optional;
  mark_present(optional, &Optional::small);
  mark_present(optional, &Optional::text);
  mark_present(optional, &Optional::box);
  EXPECT_EQ(to_json(optional), R"({"small":0,"text":"","box":{}})");

  Widget widget({.name = "w"});
  mark_present(widget, &Widget::status);
  EXPECT_NE(to_json(widget).find(R"("status":{})"), std::string::npos);
}

TEST(MarkPresent, IsCopiedAndOverruledByAValue) {
  Plain plain;
  mark_present(plain, &Plain::list);
  Plain copy = plain;
  EXPECT_EQ(to_json(copy), R"({"list":[]})");
  copy.list = {"a"};
  EXPECT_EQ(to_json(copy), R"({"list":["a"]})");
}

TEST(MarkPresent, OverrulesNullAndAbsence) {
  auto plain = from_json<Plain>(R"({"list":null})");
  EXPECT_EQ(to_json(plain), R"({"list":null})");
  mark_present(plain, &Plain::list);
  EXPECT_EQ(to_json(plain), R"({"list":[]})");
}

}  // namespace
