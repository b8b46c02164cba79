// Lists as JSON and YAML, and how objects are printed.

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/shapes.hpp"

namespace {

using k8s::from_json;
using k8s::from_yaml;
using k8s::List;
using shapes::Widget;

const std::string widgets =
    R"({"apiVersion":"shapes.example/v1","kind":"WidgetList","metadata":{"resourceVersion":"7",)"
    R"("continue":"c","remainingItemCount":2},"items":[{"metadata":{"name":"a"}},)"
    R"({"apiVersion":"shapes.example/v1","kind":"Widget","metadata":{"name":"b"},"new":1}]})";

TEST(ListJson, IsReadAndWrittenAsTheServerDoes) {
  const auto list = from_json<List<Widget>>(widgets);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list.metadata.resourceVersion, "7");
  EXPECT_EQ(list.metadata.continue_, "c");
  EXPECT_EQ(list.metadata.remainingItemCount, 2);
  EXPECT_EQ(list.items[1].metadata.name, "b");
  EXPECT_EQ(to_json(list), widgets);
  EXPECT_EQ(to_json(List<Widget>()),
            R"({"apiVersion":"shapes.example/v1","kind":"WidgetList","metadata":{},"items":[]})");
}

TEST(ListJson, GoesThroughYaml) {
  const auto list = from_json<List<Widget>>(widgets);
  EXPECT_EQ(to_json(from_yaml<List<Widget>>(to_yaml(list))), widgets);
  EXPECT_EQ(from_yaml<List<Widget>>("kind: List\napiVersion: v1\nitems:\n- metadata: {name: x}\n")
                .items.at(0)
                .metadata.name,
            "x");
}

TEST(ListJson, RefusesWhatDoesNotFit) {
  EXPECT_THROW((void)from_json<List<Widget>>(R"({"kind":"GadgetList","items":[]})"),
               k8s::DecodeError);
  EXPECT_THROW((void)from_json<List<Widget>>(R"({"items":[{"metadata":5}]})"), k8s::DecodeError);
}

TEST(Printing, LeavesOutWhoManagesWhichField) {
  const std::string json =
      R"({"metadata":{"name":"a","managedFields":[{"manager":"m"}]},"spec":{"plain":{"flag":true}}})";
  const auto widget = from_json<Widget>(json);
  std::ostringstream out;
  out << widget;
  EXPECT_EQ(out.str(), "metadata:\n  name: a\nspec:\n  plain:\n    flag: true");
  EXPECT_NE(to_yaml(widget).find("managedFields"), std::string::npos);
  std::ostringstream list;
  list << from_json<List<Widget>>(R"({"items":[)" + json + "]}");
  EXPECT_EQ(list.str(),
            "apiVersion: shapes.example/v1\nkind: WidgetList\nmetadata: {}\nitems:\n"
            "- metadata:\n    name: a\n  spec:\n    plain:\n      flag: true");
}

}  // namespace
