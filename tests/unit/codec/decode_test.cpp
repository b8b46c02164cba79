// What is read of each kind of value, beside what every round trip shows.

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <k8s/json.hpp>

#include "codec/shapes.hpp"

namespace {

using k8s::from_json;
using k8s::to_json;
using namespace shapes;

TEST(Decode, ReadsEveryKindOfValue) {
  const auto plain = from_json<Plain>(
      R"({"flag":true,"small":-5,"large":9223372036854775807,"number":2.5,"text":"a\u00e9\n",)"
      R"("bytes":"c2VjcmV0","time":"2026-11-21T12:02:55.9+01:00",)"
      R"("micro":"2026-11-21T11:02:55.000001Z","quantity":"1.5Gi","either":"http",)"
      R"("raw":{"a": [1]},"list":["x",""],"map":{"b":"2","a":"1"}})");
  EXPECT_TRUE(plain.flag);
  EXPECT_EQ(plain.small, -5);
  EXPECT_EQ(plain.large, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(plain.number, 2.5);
  EXPECT_EQ(plain.text, "a\xC3\xA9\n");
  EXPECT_EQ(plain.bytes.view(), "secret");
  EXPECT_EQ(plain.time.to_string(), "2026-11-21T11:02:55Z");
  EXPECT_EQ(plain.micro.to_string(), "2026-11-21T11:02:55.000001Z");
  EXPECT_EQ(plain.quantity.text(), "1.5Gi");
  EXPECT_EQ(plain.either, "http");
  EXPECT_EQ(plain.raw.text(), R"({"a": [1]})");
  EXPECT_EQ(plain.list, (k8s::Array<std::string>{"x", ""}));
  EXPECT_EQ(plain.map, (k8s::Map<std::string>{{"a", "1"}, {"b", "2"}}));
}

TEST(Decode, NullReadsAsEmpty) {
  EXPECT_EQ(from_json<Plain>(R"({"flag":null,"small":null,"text":null,"time":null,"raw":null,)"
                             R"("quantity":null,"list":null,"map":null})"),
            Plain{});
  EXPECT_EQ(from_json<Optional>(R"({"flag":null,"box":null})"), Optional{});
  const auto lists = from_json<Lists>(R"({"plains":[null,{"small":1}],"named":{"a":null}})");
  EXPECT_EQ(lists.plains, (k8s::Array<Plain>{Plain{}, Plain{.small = 1}}));
  EXPECT_EQ(lists.named.at("a"), Plain{});
}

TEST(Decode, PresentZerosAreTold) {
  const auto optional = from_json<Optional>(R"({"flag":false,"small":0,"text":"","box":{}})");
  EXPECT_EQ(optional.flag, false);
  EXPECT_EQ(optional.small, 0);
  EXPECT_EQ(optional.text, "");
  EXPECT_TRUE(optional.box.has_value());
  EXPECT_FALSE(optional.large.has_value());
}

TEST(Decode, OfSeveralMembersOfOneNameTheLastWins) {
  const auto plain = from_json<Plain>(
      R"({"list":["a"],"text":"x","list":["b"],"text":null,"map":{"a":"1","a":"2"},"new":1,"new":2})");
  EXPECT_EQ(plain.list, k8s::Array<std::string>{"b"});
  EXPECT_EQ(plain.text, "");
  EXPECT_EQ(plain.map.at("a"), "2");
  EXPECT_EQ(to_json(plain), R"({"text":null,"list":["b"],"map":{"a":"2"},"new":2})");
  EXPECT_EQ(from_json<Tree>(R"({"not":{"namespace":"a"},"not":{"$ref":"b"}})").not_->namespace_,
            "");
}

TEST(Decode, ReadsNamesHoweverTheyAreWritten) {
  const auto tree = from_json<Tree>(
      R"({ "\u006eamespace" : "a" , "$ref":"b","aNameThatIsLongerThanThirtyTwoCharacters":"c"})");
  EXPECT_EQ(tree.namespace_, "a");
  EXPECT_EQ(tree.ref_, "b");
  EXPECT_EQ(tree.aNameThatIsLongerThanThirtyTwoCharacters, "c");
  // Names that begin alike, and names in another case, are others.
  EXPECT_EQ(
      to_json(from_json<Tree>(R"({"aNameThatIsLongerThanThirtyTwoCharacterX":"c","Items":1})")),
      R"({"aNameThatIsLongerThanThirtyTwoCharacterX":"c","Items":1})");
}

TEST(Decode, IntegersMayBeWrittenAsOtherNumbers) {
  EXPECT_EQ(from_json<Plain>(R"({"small":80.0})").small, 80);
  EXPECT_EQ(from_json<Plain>(R"({"small":8E+1})").small, 80);
  EXPECT_EQ(from_json<Plain>(R"({"large":-9223372036854775808})").large,
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(from_json<Plain>(R"({"large":922337203685477580.7e1})").large,
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(from_json<Plain>(R"({"either":8e1})").either, 80);
  EXPECT_EQ(from_json<Plain>(R"({"quantity":1.5})").quantity, "1500m");
}

TEST(Decode, ReadsTextOfAnyLengthUpToItsEnd) {
  // Scanning works in blocks; every position of an end, an escape and a wide character is tried.
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string run(length, 'x');
    EXPECT_EQ(from_json<Plain>("{\"text\":\"" + run + "\"}").text, run);
    EXPECT_EQ(from_json<Plain>("{\"text\":\"" + run + "\\n" + run + "\"}").text, run + '\n' + run);
    EXPECT_EQ(from_json<Plain>("{\"text\":\"" + run + "\xC3\xA9\"}").text, run + "\xC3\xA9");
  }
}

TEST(Decode, MayBeDoneByManyThreadsAtOnce) {
  // In different orders of members, so that what is learned of them changes all the time.
  std::vector<std::jthread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([number] {
      for (int i = 0; i < 500; ++i) {
        const auto tree =
            number % 2 == 0
                ? from_json<Tree>(R"({"namespace":"a","$ref":"b","items":[{"namespace":"a"}]})")
                : from_json<Tree>(R"({"items":[{"namespace":"a"}],"$ref":"b","namespace":"a"})");
        ASSERT_EQ(tree, (Tree{.namespace_ = "a", .ref_ = "b", .items = {{.namespace_ = "a"}}}));
      }
    });
  }
}

}  // namespace
