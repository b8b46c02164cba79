#include <k8s/diff.hpp>

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <k8s/k8s.hpp>

#include "codec/json_generator.hpp"
#include "codec/shapes.hpp"

namespace {

using k8s::Diff;
using k8s::from_json;
using shapes::Plain;
using shapes::Widget;

template <class T>
Diff diff_of(const std::string& a, const std::string& b) {
  return k8s::diff(from_json<T>(a), from_json<T>(b));
}

std::string printed(const Diff& diff) {
  std::ostringstream out;
  out << diff;
  return out.str();
}

boost::json::value json(std::string_view text) {
  return boost::json::parse({text.data(), text.size()}, {}, {.max_depth = 256});
}

// ---- the judges: small interpreters of the two kinds of patches ----

void apply_operation(boost::json::value& target, const boost::json::object& operation) {
  const auto path = operation.at("path").as_string();
  const auto slash = path.rfind('/');
  auto& parent = target.at_pointer({path.data(), slash});
  std::string last(path.data() + slash + 1, path.size() - slash - 1);
  for (std::size_t at = 0; (at = last.find('~', at)) != std::string::npos; ++at) {
    last.replace(at, 2, last[at + 1] == '1' ? "/" : "~");
  }
  const std::string op(operation.at("op").as_string());
  if (parent.is_array()) {
    auto& list = parent.get_array();
    auto* const at = list.begin() + std::stol(last);
    ASSERT_LE(at - list.begin() + (op == "add" ? 0 : 1), static_cast<std::ptrdiff_t>(list.size()));
    if (op == "remove") {
      list.erase(at);
    } else if (op == "add") {
      list.insert(at, operation.at("value"));
    } else {
      *at = operation.at("value");
    }
  } else {
    auto& object = parent.as_object();
    ASSERT_EQ(object.contains(last), op != "add") << last;
    if (op == "remove") {
      object.erase(last);
    } else {
      object[last] = operation.at("value");
    }
  }
}

boost::json::value merged(boost::json::value target, const boost::json::value& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = boost::json::object();
  for (const auto& [name, value] : patch.get_object()) {
    if (value.is_null()) {
      target.get_object().erase(name);
    } else {
      auto& member = target.get_object()[name];
      member = merged(member, value);
    }
  }
  return target;
}

boost::json::value without_nulls(const boost::json::value& value) {
  return value.is_object() ? merged(boost::json::object(), value) : value;
}

// ---- what a user sees ----

TEST(Diff, TellsPathsWithOldAndNew) {
  const Diff diff = diff_of<k8s::Deployment>(
      R"({"metadata":{"name":"web","labels":{"app":"web","a/b":"1"}},"spec":{"replicas":1,"paused":true,)"
      R"("template":{"spec":{"containers":[{"name":"web","image":"nginx:1"}]}}}})",
      R"({"metadata":{"name":"web","labels":{"app":"web","tier":"front"}},"spec":{"replicas":3,)"
      R"("template":{"spec":{"containers":[{"name":"web","image":"nginx:2"}]}}}})");
  EXPECT_EQ(printed(diff),
            "- $.metadata.labels[\"a/b\"]: \"1\"\n"
            "+ $.metadata.labels.tier: \"front\"\n"
            "$.spec.replicas: 1 -> 3\n"
            "$.spec.template.spec.containers[0].image: \"nginx:1\" -> \"nginx:2\"\n"
            "- $.spec.paused: true");
  ASSERT_EQ(diff.changes().size(), 5U);
  EXPECT_EQ(diff.changes()[0].pointer, "/metadata/labels/a~1b");
  EXPECT_EQ(diff.changes()[3].pointer, "/spec/template/spec/containers/0/image");
  EXPECT_EQ(diff.json_patch(),
            R"([{"op":"remove","path":"/metadata/labels/a~1b"},)"
            R"({"op":"add","path":"/metadata/labels/tier","value":"front"},)"
            R"({"op":"replace","path":"/spec/replicas","value":3},)"
            R"({"op":"replace","path":"/spec/template/spec/containers/0/image","value":"nginx:2"},)"
            R"({"op":"remove","path":"/spec/paused"}])");
  EXPECT_EQ(
      diff.merge_patch(),
      R"({"metadata":{"labels":{"a/b":null,"tier":"front"}},"spec":{"paused":null,"replicas":3,)"
      R"("template":{"spec":{"containers":[{"name":"web","image":"nginx:2"}]}}}})");
}

TEST(Diff, OfWhatIsTheSameIsEmpty) {
  const Diff diff =
      diff_of<Plain>(R"({"map":{"a":"1","b":"\u0041"},"raw":{"x":1,"y":[1.0]},"new":[]})",
                     R"({"new":[],"raw":{"y": [1.0], "x":1},"map":{"b":"A","a":"1"}})");
  EXPECT_TRUE(diff.empty());
  EXPECT_EQ(printed(diff), "");
  EXPECT_EQ(diff.json_patch(), "[]");
  EXPECT_EQ(diff.merge_patch(), "{}");
}

TEST(Diff, AnElementPutInBetweenIsOneChange) {
  const Diff added = diff_of<Plain>(R"({"list":["a","b","c"]})", R"({"list":["a","x","b","c"]})");
  EXPECT_EQ(printed(added), "+ $.list[1]: \"x\"");
  const Diff removed = diff_of<Plain>(R"({"list":["a","b","c","d"]})", R"({"list":["a","d"]})");
  EXPECT_EQ(printed(removed), "- $.list[2]: \"c\"\n- $.list[1]: \"b\"");
}

TEST(Diff, TakesTheLastOfSeveralMembersOfAName) {
  const Diff same = diff_of<Plain>(R"({"map":{"a":null,"a":"1"},"new":{"x":1,"x":2}})",
                                   R"({"map":{"a":"1"},"new":{"x":2}})");
  EXPECT_TRUE(same.empty()) << same;
  EXPECT_EQ(same.merge_patch(), "{}");
  const Diff changed =
      diff_of<Plain>(R"({"map":{"a":"1"}})", R"({"map":{"b":null,"a":null,"b":"2","a":"1"}})");
  EXPECT_EQ(changed.json_patch(), R"([{"op":"add","path":"/map/b","value":"2"}])");
  EXPECT_EQ(changed.merge_patch(), R"({"map":{"b":"2"}})");
}

TEST(Diff, KeepsNumbersThatNothingHolds) {
  const Diff diff = diff_of<Plain>(R"({"new":1})", R"({"new":123456789012345678901234567890})");
  EXPECT_EQ(diff.json_patch(),
            R"([{"op":"replace","path":"/new","value":123456789012345678901234567890}])");
}

TEST(Diff, HidesWhatASecretHolds) {
  const k8s::Secret before({.name = "db"}, {{"password", "hunter2"}});
  k8s::Secret after = before;
  after.stringData["password"] = "correct horse";
  after.data["key"] = k8s::Bytes(std::string("battery staple"));
  after.metadata.labels["app"] = "db";
  after.metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] = "correct horse";
  const std::string text = printed(diff(before, after));
  EXPECT_EQ(text,
            "+ $.metadata.labels: {\"app\":\"db\"}\n"
            "+ $.metadata.annotations: (hidden)\n"
            "$.stringData.password: (hidden) -> (hidden)\n"
            "+ $.data: (hidden)");
  EXPECT_NE(diff(before, after).json_patch().find("correct horse"), std::string::npos)
      << "which has to carry it";
}

TEST(Diff, CutsLongValuesShort) {
  const std::string text =
      printed(diff_of<Plain>("{}", R"({"text":")" + std::string(5000, 'x') + R"(\n"})"));
  EXPECT_LT(text.size(), 300U);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(Diff, PatchesMakeTheSecondOfTheFirst) {
  shapes::JsonGenerator generator(31);
  const auto& table = k8s_describe(static_cast<const Widget*>(nullptr));
  int changed = 0;
  for (int i = 0; i < 500; ++i) {
    const auto a = from_json<Widget>(generator.object(table));
    const auto b = from_json<Widget>(generator.object(table));
    const boost::json::value before = json(k8s::to_json(a));
    const boost::json::value after = json(k8s::to_json(b));
    const Diff diff = k8s::diff(a, b);
    boost::json::value patched = before;
    const boost::json::value patch = json(diff.json_patch());
    for (const auto& operation : patch.as_array()) {
      apply_operation(patched, operation.as_object());
    }
    ASSERT_EQ(patched, after) << before << '\n' << diff.json_patch();
    ASSERT_EQ(without_nulls(merged(before, json(diff.merge_patch()))), without_nulls(after));
    if (!diff.empty()) ++changed;
  }
  EXPECT_GT(changed, 350);
}

}  // namespace
