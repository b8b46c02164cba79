// Members that the schema requires are checked before a request leaves.

#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/shapes.hpp"
#include "support/message.hpp"

namespace {

using k8s::mark_present;
using k8s::codec::check_required;
using k8s::testing::message_of;
using namespace shapes;

Required complete() {
  return {.text = "x",
          .number = 0,
          .list = {"a"},
          .map = {{"a", "1"}},
          .time = k8s::Time::now(),
          .quantity = "0"};
}

Widget widget_with(Required required) {
  Widget widget({.name = "w"});
  widget.spec.required = std::move(required);
  return widget;
}

std::string refusal(const Widget& widget) {
  return message_of([&] { check_required(k8s_describe(&widget), &widget); });
}

TEST(CheckRequired, NamesModelFieldAndPath) {
  EXPECT_EQ(refusal(widget_with(complete())), "no error");
  Required required = complete();
  required.text.clear();
  EXPECT_EQ(refusal(widget_with(required)),
            "Required.text is required, but has no value (at spec.required.text); set it, or say "
            "mark_present() if it is meant to be empty");
  EXPECT_THROW(check_required(k8s_describe(&required), &required), k8s::ValidationError);
}

TEST(CheckRequired, WantsAValueOfWhateverCanBeMissing) {
  for (const auto clear :
       {+[](Required& r) { r.text.clear(); }, +[](Required& r) { r.list.clear(); },
        +[](Required& r) { r.map.clear(); }, +[](Required& r) { r.time.reset(); },
        +[](Required& r) { r.quantity.reset(); }}) {
    Required required = complete();
    clear(required);
    EXPECT_NE(refusal(widget_with(required)), "no error");
  }
}

TEST(CheckRequired, ZeroIsAValueAndSoIsAStruct) {
  Required required = complete();
  required.number = 0;
  required.inner = {};
  EXPECT_EQ(refusal(widget_with(required)), "no error");
}

TEST(CheckRequired, WhatIsMarkedPresentIsMeantToBeEmpty) {
  Required required = complete();
  required.list.clear();
  mark_present(required, &Required::list);
  EXPECT_EQ(refusal(widget_with(required)), "no error");
}

TEST(CheckRequired, AsksNothingOfWhatIsNotThere) {
  EXPECT_EQ(refusal(Widget({.name = "w"})), "no error");
}

TEST(CheckRequired, AsksNothingOfTheStatusNorOfWhatCameFromTheServer) {
  Widget widget({.name = "w"});
  widget.status.details.number = 1;  // whose text is required as well
  EXPECT_EQ(refusal(widget), "no error");
  EXPECT_EQ(refusal(k8s::from_json<Widget>(R"({"spec":{"required":{}}})")), "no error");
}

}  // namespace
