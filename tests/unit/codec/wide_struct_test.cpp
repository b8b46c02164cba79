// A struct of more members than a mask of 64 bits tells apart.

#include <gtest/gtest.h>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/shapes.hpp"

namespace {

using k8s::from_json;
using k8s::mark_present;
using k8s::to_json;
using shapes::Wide;

TEST(WideStruct, WritesWhatItsLastMembersHold) {
  EXPECT_EQ(to_json(Wide{.flag0 = true, .text7 = "x", .written = "w", .listed = {"a"}}),
            R"({"flag0":true,"text7":"x","written":"w","listed":["a"]})");
  EXPECT_EQ(to_json(Wide{}), R"({"written":"","listed":[]})");
}

TEST(WideStruct, RemembersOfEachMemberWhetherItCame) {
  for (const char* const json :
       {R"({"flag0":false,"text7":"","listed":[]})", R"({"flag7":false,"written":""})",
        R"({"list7":[],"map6":{},"maybe7":0,"box7":{},"inner7":{},"written":"","listed":[]})",
        R"({"text7":null,"written":null,"listed":null})", R"({"number7":1.0})"}) {
    EXPECT_EQ(to_json(from_json<Wide>(json)), json);
  }
}

TEST(WideStruct, AValueGivenLaterWins) {
  auto wide = from_json<Wide>(R"({"text7":"","map7":null,"written":"","listed":[]})");
  wide.text7 = "x";
  wide.map7["a"] = "b";
  EXPECT_EQ(to_json(wide), R"({"map7":{"a":"b"},"text7":"x","written":"","listed":[]})");
  wide.text7 = "";
  EXPECT_EQ(to_json(wide), R"({"map7":{"a":"b"},"text7":"","written":"","listed":[]})");
}

TEST(WideStruct, OfAMemberThatComesTwiceTheLastWins) {
  EXPECT_EQ(
      to_json(from_json<Wide>(
          R"({"list7":["a"],"text7":"","text7":"x","list7":["b"],"written":"","written":"w"})")),
      R"({"list7":["b"],"text7":"x","written":"w"})");
}

TEST(WideStruct, AMemberCanBeMarkedPresent) {
  Wide wide;
  mark_present(wide, &Wide::list7);
  mark_present(wide, &Wide::box7);
  mark_present(wide, &Wide::maybe0);
  EXPECT_EQ(to_json(wide), R"({"list7":[],"maybe0":0,"box7":{},"written":"","listed":[]})");
}

TEST(WideStruct, WhatIsMarkedPresentIsGivenToTheStoredOne) {
  Wide given;
  mark_present(given, &Wide::list7);
  mark_present(given, &Wide::list0);
  auto stored = from_json<Wide>(
      R"({"list0":["a"],"text7":null,"list7":["a"],"map7":{},"written":"w","listed":["l"]})");
  k8s::codec::merge(k8s_describe(&given), &given, &stored);
  EXPECT_EQ(to_json(stored),
            R"({"list0":[],"list7":[],"map7":{},"text7":null,"written":"w","listed":["l"]})");
}

TEST(WideStruct, NullIsNotGivenToTheStoredOne) {
  const auto given = from_json<Wide>(R"({"text7":null,"written":"w","listed":["l"]})");
  Wide stored{.text7 = "kept"};
  k8s::codec::merge(k8s_describe(&given), &given, &stored);
  EXPECT_EQ(stored.text7, "kept");
}

}  // namespace
