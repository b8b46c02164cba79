#include "yaml/parse.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

namespace k8s::yaml {
namespace {

std::string json_of(std::string_view text) {
  return boost::json::serialize(parse(text, "test.yaml"));
}

std::string error_of(std::string_view text, const Limits& limits = {}) {
  try {
    (void)parse(text, "test.yaml", limits);
  } catch (const ParseError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ParseYaml, GivesJson) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"", "null"},
      {"# nothing\n", "null"},
      {"---\n", "null"},
      {"a: 1\nb: [x, 'y', \"z\"]\nc: {d: ~}\n", R"({"a":1,"b":["x","y","z"],"c":{"d":null}})"},
      {"b: 1\na: 2\n", R"({"b":1,"a":2})"},
      {"{\"a\": [1, 2.5, true, null, \"x\"]}", R"({"a":[1,2.5E0,true,null,"x"]})"},
      {"a: |\n  one\n  two\nb: >\n  one\n  two\n", R"({"a":"one\ntwo\n","b":"one two\n"})"},
      {"- '1'\n- \"true\"\n- !!str 12\n- ! 12\n", R"(["1","true","12","12"])"},
      {"- !!float 3\n- !!int 3\n- !!binary aGk=\n- !custom x\n- !!bool yes\n- !!null ~\n",
       R"([3,3,"hi","x",true,null])"},
      {"%YAML 1.1\n---\na: 1\n", R"({"a":1})"},
      {"yes: 1\n1: 2\n1.5: 3\n0x10: 4\n12345678901234567890: 5\n",
       R"({"true":1,"1":2,"1.5":3,"16":4,"12345678901234567890":5})"},
      {"a: &x {k: 1}\nb: *x\n", R"({"a":{"k":1},"b":{"k":1}})"},
      {"- &x 1\n- *x\n- &x 2\n- *x\n", "[1,1,2,2]"},
      {"- &y [&x 1, *x]\n- &x 2\n- *y\n", "[[1,1],2,[1,1]]"},
      {"a: &x {k: 1, l: 1}\nb: {<<: *x, k: 2}\n", R"({"a":{"k":1,"l":1},"b":{"k":2,"l":1}})"},
      {"a: &x {k: 1}\nb: {k: 2, <<: *x}\n", R"({"a":{"k":1},"b":{"k":1}})"},
      {"- &x {k: 1, l: 1}\n- &y {k: 2, m: 2}\n- <<: [*x, *y]\n",
       R"([{"k":1,"l":1},{"k":2,"m":2},{"k":1,"m":2,"l":1}])"},
      {"\"<<\": 1\n", R"({"<<":1})"},
      {"? a\n: b\n", R"({"a":"b"})"},
      {"%YAML 1.1\n---\na: 1\n...\n", R"({"a":1})"},
      {"\xEF\xBB\xBF"
       "a: 1\n",
       R"({"a":1})"},
      {"a: \"\\u00e9\\U0001F600\"\n", "{\"a\":\"\xC3\xA9\xF0\x9F\x98\x80\"}"},
      {"a:\n- b\nc: d", R"({"a":["b"],"c":"d"})"},
  };
  for (const auto& [text, json] : table) EXPECT_EQ(json_of(text), json) << "of\n" << text;
}

TEST(ParseYaml, ErrorsNameFileLineAndColumn) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"a: 1\nb: 2\na: 3\n",
       "test.yaml:3:1: the key 'a' is here twice; it stands in line 1 already"},
      {"1: a\n\"1\": b\n", "test.yaml:2:1: the key '1' is here twice; it stands in line 1 already"},
      {"a: *nobody\n", "test.yaml:1:4: no anchor 'nobody' before this alias"},
      {"a: &x\n  b: *x\n", "test.yaml:2:6: alias 'x' contains itself"},
      {"a: 1\n---\nb: 2\n", "test.yaml:3:1: a second document; one is expected"},
      {"a: .inf\n", "test.yaml:1:4: JSON, and so Kubernetes, has no infinity and no NaN"},
      {"a: !!int x\n", "test.yaml:1:4: the value does not fit its tag !!int"},
      {"a: !!binary '*'\n", "test.yaml:1:4: a !!binary that is not base64"},
      {"[a]: b\n", "test.yaml:1:1: a key cannot be a list"},
      {"{a: b}: c\n", "test.yaml:1:1: a key cannot be a mapping"},
      {"~: c\n", "test.yaml:1:1: a key cannot be null"},
      {"<<: 1\n", "test.yaml:1:1: '<<' needs a mapping or a list of mappings"},
      {"a: [1\nb: 2\n",
       "test.yaml:2:2: did not find expected ',' or ']' while parsing a flow sequence that begins "
       "in line 1"},
      {"a:\n\t- b\n",
       "test.yaml:2:1: found character that cannot start any token while scanning for the next "
       "token"},
      {"a: b: c\n", "test.yaml:1:5: mapping values are not allowed in this context"},
      {"a: \x01\n", "test.yaml:1:4: control characters are not allowed"},
      {"%YAML 1.2\n---\na: 1\n", "test.yaml:1:1: found incompatible YAML document"},
  };
  for (const auto& [text, message] : table) EXPECT_EQ(error_of(text), message) << "of\n" << text;
}

TEST(ParseYaml, InvalidUtf8IsAnError) {
  EXPECT_NE(error_of("a: \xFF\n"), "no error");
  EXPECT_NE(error_of("a: \xC3"), "no error");
}

TEST(ParseYaml, AnErrorWithoutAFileStillNamesTheLine) {
  try {
    (void)parse("a: 1\na: 2\n", "");
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_STREQ(error.what(),
                 "line 2, column 1: the key 'a' is here twice; it stands in line 1 already");
    EXPECT_EQ(error.mark().line, 2U);
    EXPECT_EQ(error.offset(), 5U);
  }
}

TEST(ParseYaml, AnErrorKnowsItsByte) {
  try {
    (void)parse("\xEF\xBB\xBF\xC3\xA9: 1\n\xC3\xA9: 2\n", "");
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_EQ(error.mark().line, 2U);
    EXPECT_EQ(error.offset(), 9U);
  }
}

TEST(ParseYaml, DepthIsBounded) {
  const Limits limits{.depth = 3};
  EXPECT_EQ(error_of("[[[1]]]", limits), "no error");
  EXPECT_EQ(error_of("[[[[1]]]]", limits), "test.yaml:1:4: nested deeper than 3 levels");
  EXPECT_EQ(error_of("- &a [[1]]\n- [*a]\n", limits), "test.yaml:1:7: nested deeper than 3 levels");
  EXPECT_NE(error_of(std::string(100'000, '[')), "no error");
  EXPECT_NE(error_of(std::string(100'000, '{')), "no error");
}

TEST(ParseYaml, AliasesCannotExplode) {
  std::string laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string inner = "*a" + std::to_string(i - 1);
    laughs += name + ": &" + name + " [" + inner;
    for (int j = 1; j < 10; ++j) laughs += ", " + inner;
    laughs += "]\n";
  }
  EXPECT_NE(error_of(laughs).find("aliases expand to more than 8388608 bytes"), std::string::npos);
}

TEST(ParseYaml, SizeIsBounded) {
  EXPECT_EQ(error_of("0123456789", {.bytes = 9}),
            "test.yaml:1:1: the text has 10 bytes, more than the 9 that are read");
}

TEST(ParseYaml, ManyKeysTakeNoLongerThanTheyShould) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "k" + std::to_string(i) + ": v\n";
  EXPECT_EQ(parse(text, "").as_object().size(), 50'000U);
}

TEST(ParseNodes, GivesEveryDocument) {
  std::string all;
  for (Node& document : parse_nodes("a: 1\n---\n---\n- b\n...\n---\nc", "test.yaml")) {
    all += boost::json::serialize(to_json(std::move(document))) + " ";
  }
  EXPECT_EQ(all, R"({"a":1} null ["b"] "c" )");
  EXPECT_TRUE(parse_nodes("", "").empty());
}

TEST(ParseNodes, AnchorsEndWithTheirDocument) {
  EXPECT_THROW((void)parse_nodes("a: &x 1\n---\nb: *x\n", ""), ParseError);
}

TEST(ParseNodes, EveryNodeKnowsItsPlace) {
  const Node node = parse_first_node("users:\n- name: ann\n  user:\n    token: x\n", "");
  const Member* users = node.find("users");
  ASSERT_NE(users, nullptr);
  EXPECT_EQ(users->mark.line, 1U);
  const Node& ann = std::get<Node::Sequence>(users->value.value).at(0);
  EXPECT_EQ(ann.mark.line, 2U);
  EXPECT_EQ(ann.mark.column, 3U);
  EXPECT_EQ(ann.kind(), "a mapping");
  const Member* user = ann.find("user");
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(user->mark.line, 3U);
  const Member* token = user->value.find("token");
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->mark.line, 4U);
  EXPECT_EQ(token->mark.column, 5U);
  EXPECT_EQ(token->value.mark.column, 12U);
  ASSERT_NE(token->value.if_string(), nullptr);
  EXPECT_EQ(*token->value.if_string(), "x");
  EXPECT_EQ(ann.find("nothing"), nullptr);
}

TEST(ParseFirstNode, ReadsNoFurtherThanItsDocument) {
  EXPECT_EQ(boost::json::serialize(to_json(parse_first_node("a: 1\n---\n*broken [\n", ""))),
            R"({"a":1})");
  EXPECT_TRUE(parse_first_node("", "").is_null());
}

}  // namespace
}  // namespace k8s::yaml
