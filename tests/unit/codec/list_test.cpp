// Lists and lines of a watch.

#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/shapes.hpp"
#include "support/message.hpp"

namespace {

using k8s::codec::decode_list;
using k8s::codec::decode_watch_line;
using k8s::testing::message_of;
using shapes::Widget;

const k8s::detail::Kind& widgets() {
  return k8s_kind(static_cast<const Widget*>(nullptr));
}

std::string list_refusal(const std::string& json) {
  return message_of([&] {
    k8s::Array<Widget> items;
    decode_list(widgets(), json, &items, nullptr);
  });
}

TEST(DecodeList, AppendsItemsAndTellsMetadata) {
  k8s::Array<Widget> items{Widget({.name = "first"})};
  k8s::ListMetadata metadata;
  decode_list(widgets(),
              R"({"kind":"WidgetList","apiVersion":"shapes.example/v1","metadata":)"
              R"({"resourceVersion":"17","continue":"next","remainingItemCount":3,"selfLink":""},)"
              R"("items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"},"new":1}]})",
              &items, &metadata);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[1].metadata.name, "a");
  EXPECT_EQ(to_json(items[2]), R"({"metadata":{"name":"b"},"new":1})");
  EXPECT_EQ(metadata.resourceVersion, "17");
  EXPECT_EQ(metadata.continue_, "next");
  EXPECT_EQ(metadata.remainingItemCount, 3);
}

TEST(DecodeList, TakesMembersInAnyOrderAndEmptyLists) {
  k8s::Array<Widget> items;
  k8s::ListMetadata metadata;
  decode_list(widgets(), R"( { "items" : [ ] , "metadata" : { "resourceVersion" : "1" } } )",
              &items, &metadata);
  EXPECT_TRUE(items.empty());
  EXPECT_EQ(metadata.resourceVersion, "1");
  EXPECT_FALSE(metadata.remainingItemCount.has_value());
  decode_list(widgets(), R"({"metadata":{"remainingItemCount":null,"continue":null},"items":null})",
              &items, nullptr);
  EXPECT_TRUE(items.empty());
}

TEST(DecodeList, RefusesWhatIsNoList) {
  EXPECT_EQ(list_refusal("{}"), "$: this is no list: it has no items (at byte 0)");
  EXPECT_EQ(list_refusal(R"({"kind":"Status","items":[]})"), "$.kind: this is no list (at byte 8)");
  EXPECT_EQ(list_refusal(R"({"items":{}})"),
            "$.items: expected a list, found an object (at byte 9)");
  EXPECT_EQ(list_refusal(R"({"items":[]}x)"), "$: more text behind the value (at byte 12)");
  EXPECT_EQ(list_refusal(R"({"items":[{},{"spec":{"plain":{"text":1}}}]})"),
            "$.items[1].spec.plain.text: expected a string, found a number (at byte 38)");
  EXPECT_EQ(list_refusal(R"({"items":[{"kind":"Gadget"}]})"),
            "$.items[0].kind: expected Widget, found Gadget (at byte 18)");
}

TEST(DecodeWatchLine, ReadsTypeAndObjectInEitherOrder) {
  for (const char* line :
       {R"({"type":"ADDED","object":{"metadata":{"name":"a"}}})",
        R"({"object":{"metadata":{"name":"a"}},"type":"ADDED"})",
        "{\"type\":\"ADDED\",\"new\":[{}],\"object\":{\"metadata\":{\"name\":\"a\"}} }\r\n"}) {
    Widget widget;
    const auto read = decode_watch_line(widgets(), line, &widget);
    EXPECT_EQ(read.type, "ADDED") << line;
    EXPECT_EQ(read.raw_object, "");
    EXPECT_EQ(widget.metadata.name, "a");
  }
}

TEST(DecodeWatchLine, LeavesTheStatusOfAnErrorAsText) {
  const std::string status = R"({"kind":"Status","code":410,"reason":"Expired"})";
  for (const std::string& line : {R"({"type":"ERROR","object":)" + status + "}",
                                  R"({"object":)" + status + R"(,"type":"ERROR"})"}) {
    Widget widget;
    const auto read = decode_watch_line(widgets(), line, &widget);
    EXPECT_EQ(read.type, "ERROR");
    EXPECT_EQ(read.raw_object, status);
    EXPECT_EQ(widget, Widget());
  }
}

TEST(DecodeWatchLine, ReadsBookmarks) {
  Widget widget;
  const auto read = decode_watch_line(
      widgets(),
      R"({"type":"BOOKMARK","object":{"kind":"Widget","apiVersion":"shapes.example/v1",)"
      R"("metadata":{"resourceVersion":"42","creationTimestamp":null},"spec":null}})",
      &widget);
  EXPECT_EQ(read.type, "BOOKMARK");
  EXPECT_EQ(widget.metadata.resourceVersion, "42");
}

TEST(DecodeWatchLine, RefusesWhatIsNoEvent) {
  const auto refusal = [](const char* line) {
    return message_of([&] {
      Widget widget;
      decode_watch_line(widgets(), line, &widget);
    });
  };
  EXPECT_EQ(refusal("{}"), "$: this is no watch event: it has no type (at byte 0)");
  EXPECT_EQ(refusal(R"({"type":"ADDED"})"),
            "$: this is no watch event: it has no object (at byte 0)");
  EXPECT_EQ(refusal(R"({"type":"ADDED","object":{)"),
            "$.object: expected a member's name (at byte 26)");
  EXPECT_EQ(refusal(R"({"type":"ADDED","object":{"spec":{"plain":[]}}})"),
            "$.object.spec.plain: expected an object, found a list (at byte 42)");
  EXPECT_EQ(refusal(R"({"type":"ADDED","object":null})"),
            "$.object: expected an object, found null (at byte 25)");
  EXPECT_EQ(refusal(R"({"type":"ADDED","object":{},"object":{}})"),
            "$.object: a second object (at byte 37)");
}

}  // namespace
