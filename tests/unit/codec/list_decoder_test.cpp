#include "codec/list_decoder.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/json_generator.hpp"
#include "codec/mutator.hpp"
#include "codec/shapes.hpp"
#include "support/message.hpp"

namespace {

using k8s::ItemError;
using k8s::ListMetadata;
using k8s::codec::ListDecoder;
using k8s::codec::ListReading;
using k8s::testing::message_of;
using shapes::Widget;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const k8s::detail::Kind& widgets() {
  return k8s_kind(static_cast<const Widget*>(nullptr));
}

struct Read {
  k8s::Array<Widget> items{};
  std::vector<ItemError> errors{};
  ListMetadata metadata{};
};

/// Feeds a list in pieces of that many bytes.
Read read(std::string_view json, std::size_t piece, const ListReading& how = {}) {
  Read result;
  ListDecoder decoder(widgets(), &result.items, result.errors, how);
  decoder.begin();
  for (std::size_t at = 0; at < json.size(); at += piece) {
    const std::string_view part = json.substr(at, piece);
    // A copy that ends where the piece does, so that reading on is seen by a sanitizer.
    const std::vector<char> exact(part.begin(), part.end());
    decoder.take({exact.data(), exact.size()});
  }
  result.metadata = decoder.finish();
  return result;
}

std::string refusal(std::string_view json, const ListReading& how = {}) {
  return message_of([&] { (void)read(json, 5, how); });
}

std::vector<std::string> names(const k8s::Array<Widget>& widgets) {
  std::vector<std::string> names;
  for (const Widget& each : widgets) names.push_back(each.metadata.name);
  return names;
}

TEST(ListDecoder, ReadsAListHoweverItIsCut) {
  const std::string json =
      R"( { "kind":"WidgetList","apiVersion":"shapes.example/v1","new":{"items":[1,"]"]}, )"
      R"("metadata":{"resourceVersion":"7","continue":"c"} , "items" : [ {"metadata":{"name":"a"},)"
      R"("spec":{"plain":{"text":"}]\\\"{[ \u00e9"},"x":[[{}]]}} , {"metadata":{"name":"b"}}, {} ], )"
      R"("after":["]"] } )";
  for (std::size_t piece = 1; piece <= json.size(); ++piece) {
    const Read list = read(json, piece);
    ASSERT_THAT(names(list.items), ElementsAre("a", "b", "")) << piece;
    EXPECT_EQ(list.items[0].spec.plain.text, "}]\\\"{[ \xC3\xA9");
    EXPECT_EQ(k8s::to_json(list.items[0].spec), R"({"plain":{"text":"}]\\\"{[ é"},"x":[[{}]]})");
    EXPECT_EQ(list.metadata.resourceVersion, "7");
    EXPECT_EQ(list.metadata.continue_, "c");
    EXPECT_THAT(list.errors, IsEmpty());
  }
}

TEST(ListDecoder, TakesEmptyListsAndMembersInAnyOrder) {
  EXPECT_THAT(read(R"({"items":[],"metadata":{"resourceVersion":"1"}})", 3).items, IsEmpty());
  EXPECT_THAT(read(R"({"items":null})", 3).items, IsEmpty());
  EXPECT_EQ(
      read(R"({"items":[{}],"metadata":{"resourceVersion":"1"}})", 3).metadata.resourceVersion,
      "1");
  EXPECT_THAT(names(read(R"({"it\u0065ms":[{"metadata":{"name":"a"}}]})", 3).items),
              ElementsAre("a"));
  EXPECT_THAT(names(read(R"({"my \"items":[1],"items":[{"metadata":{"name":"a"}}]})", 3).items),
              ElementsAre("a"));
}

TEST(ListDecoder, TellsOfItemsThatCannotBeDecodedAndReadsTheOthers) {
  const std::string json =
      R"({"items":[{"metadata":{"name":"a"}},)"
      R"({"metadata":{"namespace":"n","name":"b"},"spec":{"plain":{"text":5}}}, "odd" ,null,[{}],)"
      R"({"metadata":{"name":"c"}}]})";
  for (const std::size_t piece : {1U, 7U, 500U}) {
    const Read list = read(json, piece);
    EXPECT_THAT(names(list.items), ElementsAre("a", "c"));
    ASSERT_EQ(list.errors.size(), 4U);
    EXPECT_EQ(list.errors[0].index, 1U);
    EXPECT_EQ(list.errors[0].namespace_, "n");
    EXPECT_EQ(list.errors[0].name, "b");
    EXPECT_EQ(list.errors[0].json,
              R"({"metadata":{"namespace":"n","name":"b"},"spec":{"plain":{"text":5}}})");
    EXPECT_EQ(list.errors[0].message,
              "$.items[1].spec.plain.text: expected a string, found a number (at byte 101)");
    EXPECT_EQ(json.substr(101, 1), "5");
    EXPECT_EQ(list.errors[1].index, 2U);
    EXPECT_EQ(list.errors[1].json, R"("odd")");
    EXPECT_EQ(list.errors[1].name, "");
    EXPECT_EQ(list.errors[2].json, "null");
    EXPECT_EQ(list.errors[3].index, 4U);
    EXPECT_EQ(list.errors[3].message, "$.items[4]: expected an object, found a list (at byte 119)");
  }
}

TEST(ListDecoder, StrictlyOneSuchItemIsAnError) {
  const std::string json = R"({"items":[{},{"metadata":{"name":5}}]})";
  EXPECT_EQ(refusal(json, {.strict = true}),
            "$.items[1].metadata.name: expected a string, found a number (at byte 33)");
}

TEST(ListDecoder, IndexAndPathCountAcrossPages) {
  Read result;
  for (int page = 0; page < 2; ++page) {
    ListDecoder decoder(widgets(), &result.items, result.errors);
    decoder.begin();
    decoder.take(R"({"items":[{},{"metadata":7}]})");
    (void)decoder.finish();
  }
  EXPECT_EQ(result.items.size(), 2U);
  ASSERT_EQ(result.errors.size(), 2U);
  EXPECT_EQ(result.errors[1].index, 3U) << "of the whole list";
  EXPECT_THAT(result.errors[1].message, HasSubstr("$.items[1].metadata:")) << "of the page";
}

TEST(ListDecoder, WhatIsNoJsonIsAnErrorOfTheWhole) {
  EXPECT_EQ(refusal(R"({"items":[{},{"a":tru}]})"), "$.items[1].a: expected a value (at byte 21)");
  EXPECT_EQ(refusal(R"({"items":[{"metadata":{"name":5},"a":01}]})"),
            "$.items[0].a: expected ',' or '}' (at byte 38)")
      << "though it does not fit either";
  EXPECT_EQ(refusal(R"({"items":[{} {}]})"), "$.items[1]: expected ',' or ']' (at byte 13)");
  EXPECT_EQ(refusal(R"({"items":[,{}]})"), "$.items[0]: expected a value (at byte 10)");
  EXPECT_EQ(refusal(R"({"items":[{},]})"), "$.items[1]: expected a value (at byte 13)");
  EXPECT_EQ(refusal(R"({"items":[{},,{}]})"), "$.items[1]: expected a value (at byte 13)");
  EXPECT_EQ(refusal(R"({"items":[{}})"), "$.items[1]: expected ',' or ']' (at byte 12)");
  EXPECT_EQ(refusal(R"({"items":[{"a":[})"), "$.items[0]: the text ends too early (at byte 17)");
  EXPECT_EQ(refusal(R"({"items":[{}],"a":})"), "$.a: expected a value (at byte 18)");
  EXPECT_EQ(refusal(R"({"items":[{}]}x)"), "$: more text behind the value (at byte 14)");
  EXPECT_THAT(refusal(R"({"items":[{}])"), HasSubstr("at byte 13"));
  EXPECT_THAT(refusal(""), HasSubstr("found an empty text"));
}

TEST(ListDecoder, WhatIsAnotherListIsRefusedBeforeItsItemsAreTaken) {
  const auto refuse = [](const std::string& head) {
    Read result;
    ListDecoder decoder(widgets(), &result.items, result.errors);
    const std::string message = message_of([&] {
      decoder.begin();
      decoder.take("{" + head + R"("items":[{"metadata":{"name":"a"}},)");
    });
    if (message != "no error") {
      EXPECT_THAT(result.items, IsEmpty()) << head;
    }
    return message;
  };
  EXPECT_EQ(refuse(R"("kind":"GadgetList",)"),
            "$.kind: expected WidgetList, found GadgetList (at byte 8)");
  EXPECT_EQ(refuse(R"("kind":"WidgetList","apiVersion":"shapes.example/v2",)"),
            "$.apiVersion: expected shapes.example/v1, found shapes.example/v2 (at byte 34)");
  EXPECT_EQ(refuse(R"("kind":"Status",)"), "$.kind: this is no list (at byte 8)");
  EXPECT_EQ(refuse(R"("kind":"List","apiVersion":"v1",)"), "no error") << "of kubectl";
}

TEST(ListDecoder, BeginningAgainTakesBackWhatBrokeOff) {
  Read result;
  result.items.emplace_back().metadata.name = "kept";
  ListDecoder decoder(widgets(), &result.items, result.errors);
  decoder.begin();
  decoder.take(R"({"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"}},5,{"met)");
  decoder.begin();
  EXPECT_THAT(names(result.items), ElementsAre("kept"));
  EXPECT_THAT(result.errors, IsEmpty());
  decoder.take(R"({"items":[{"metadata":{"name":"b"}}]})");
  EXPECT_EQ(decoder.finish().resourceVersion, "");
  EXPECT_THAT(names(result.items), ElementsAre("kept", "b"));
}

TEST(ListDecoder, MakesRoomForWhatTheServerSaysThereIs) {
  Read result;
  ListDecoder decoder(widgets(), &result.items, result.errors, {.page_size = 3});
  decoder.begin();
  decoder.take(R"({"metadata":{"continue":"c","remainingItemCount":40},"items":[{})");
  EXPECT_EQ(result.items.capacity(), 43U);
  decoder.begin();
  decoder.take(
      R"({"metadata":{"continue":"c","remainingItemCount":9223372036854775807},"items":[)");
  EXPECT_LE(result.items.capacity() * sizeof(Widget), std::size_t{600} << 20) << "it may lie";
}

TEST(ListDecoder, PagesOfAnUnknownNumberDoNotEachMoveAll) {
  Read result;
  std::set<const Widget*> places;
  for (int page = 0; page < 100; ++page) {
    ListDecoder decoder(widgets(), &result.items, result.errors, {.page_size = 3});
    decoder.begin();
    decoder.take(R"({"metadata":{"continue":"c"},"items":[{},{},{}]})");
    (void)decoder.finish();
    places.insert(result.items.data());
  }
  EXPECT_EQ(result.items.size(), 300U);
  EXPECT_LT(places.size(), 15U);
}

TEST(ListDecoder, DropsManagedFieldsIfAsked) {
  const std::string json =
      R"({"items":[{"metadata":{"name":"a","managedFields":[{"manager":"m"}],"uid":"u"},)"
      R"("spec":{"plain":{"text":"managedFields"}}}]})";
  EXPECT_EQ(read(json, 9).items.at(0).metadata.managedFields.size(), 1U);
  const Read list = read(json, 9, {.drop_managed_fields = true});
  EXPECT_EQ(k8s::to_json(list.items.at(0)),
            R"({"metadata":{"name":"a","uid":"u"},"spec":{"plain":{"text":"managedFields"}}})");
}

TEST(ListDecoder, ItemsMayBeAsDeepAsObjects) {
  const auto list = [](std::size_t depth) {
    return R"({"items":[{"x":)" + std::string(depth, '[') + std::string(depth, ']') + "}]}";
  };
  EXPECT_EQ(read(list(253), 100).items.size(), 1U);
  EXPECT_THAT(refusal(list(254), {.strict = true}), HasSubstr("nested deeper than 256 levels"));
}

TEST(ListDecoder, TakesExactlyTheTextsThatAreReadWhole) {
  shapes::JsonGenerator generator(21);
  shapes::Mutator mutator(22);
  int taken = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto widget = [&] {
      return i % 3 == 0 ? generator.object(widgets().table())
                        : R"({"x":)" + generator.anything(2) + '}';
    };
    const std::string text = mutator.mutate(R"({"kind":"WidgetList","items":[)" + widget() + ',' +
                                            widget() + R"(],"metadata":{}})");
    std::optional<k8s::Array<Widget>> whole;
    try {
      whole.emplace();
      k8s::codec::decode_list(widgets(), text, &*whole, nullptr);
    } catch (const k8s::DecodeError&) {
      whole.reset();
    }
    std::optional<Read> in_pieces;
    try {
      in_pieces = read(text, 1 + static_cast<std::size_t>(i % 70), {.strict = true});
    } catch (const k8s::DecodeError&) {
    }
    ASSERT_EQ(in_pieces.has_value(), whole.has_value()) << text;
    if (!whole) continue;
    ++taken;
    ASSERT_EQ(in_pieces->items.size(), whole->size()) << text;
    for (std::size_t k = 0; k < whole->size(); ++k) {
      ASSERT_TRUE(k8s::wire_equal(in_pieces->items[k], (*whole)[k])) << text;
    }
  }
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 2900);
}

}  // namespace
