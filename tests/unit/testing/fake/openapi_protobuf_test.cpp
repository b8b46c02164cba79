#include "testing/fake/openapi_protobuf.hpp"

#include <gtest/gtest.h>

namespace {

using k8s::testing::fake::openapi_protobuf;
using k8s::testing::fake::parse_json;
using namespace std::string_literals;

/// A field that has a length; of numbers from 16 to 31 the tag has two bytes.
std::string field(unsigned number, const std::string& bytes) {
  std::string tag(1, static_cast<char>((number << 3U | 2U) & 0x7FU));
  if (number > 15) tag = std::string{static_cast<char>(tag[0] | '\x80'), '\x01'};
  return tag + static_cast<char>(bytes.size()) + bytes;
}

std::string written(const std::string& members) {
  return openapi_protobuf(parse_json("{" + members + "}").value.get_object());
}

std::string schema(const std::string& text) {
  const std::string all = written(R"("definitions": {"x": )" + text + "}");
  // Behind: swagger, info and paths, which are empty; definitions; their entry; its name.
  const std::string before = field(1, "") + field(2, field(1, "") + field(2, "")) + field(8, "");
  EXPECT_TRUE(all.starts_with(before));
  const std::size_t headers = before.size() + 2 + 2 + field(1, "x").size() + 2;
  return all.substr(headers);
}

TEST(OpenapiProtobuf, WritesTheDocument) {
  EXPECT_EQ(
      written(R"("swagger": "2.0", "info": {"title": "T", "version": "1"})"),
      field(1, "2.0") + field(2, field(1, "T") + field(2, "1")) + field(8, "") + field(9, ""));
}

TEST(OpenapiProtobuf, WritesSchemasOfScalars) {
  EXPECT_EQ(schema(R"({"type": "integer", "format": "int32", "minimum": 1, "maxLength": 300})"),
            field(22, field(1, "integer")) + field(2, "int32") + "\x49\0\0\0\0\0\0\xf0\x3f"s +
                "\x58\xac\x02"s);
  EXPECT_EQ(
      schema(R"({"enum": ["a", 1], "uniqueItems": true, "required": ["b"]})"),
      field(20, field(2, "a\n")) + field(20, field(2, "1\n")) + "\x80\x01\x01"s + field(19, "b"));
}

TEST(OpenapiProtobuf, WritesSchemasInSchemas) {
  EXPECT_EQ(schema(R"({"properties": {"a": {"$ref": "#/b"}}})"),
            field(25, field(1, field(1, "a") + field(2, field(1, "#/b")))));
  EXPECT_EQ(schema(R"({"items": {"type": "string"}})"),
            field(23, field(1, field(22, field(1, "string")))));
  EXPECT_EQ(schema(R"({"additionalProperties": {"format": "f"}})"),
            field(21, field(1, field(2, "f"))));
  EXPECT_EQ(schema(R"({"additionalProperties": false})"), field(21, "\x10\0"s));
}

TEST(OpenapiProtobuf, WritesExtensionsAsYaml) {
  EXPECT_EQ(schema(R"({"x-keys": ["a", "b"]})"),
            field(31, field(1, "x-keys") + field(2, field(2, "- a\n- b\n"))));
}

TEST(OpenapiProtobuf, WritesTheParametersOfRequests) {
  const std::string query = field(2, "query") + field(4, "dryRun") + field(6, "string") +
                            "\xa0\x01\x01"s;  // unique items
  const std::string operation =
      field(8, field(1, field(2, field(3, query)))) +
      field(9, field(1, field(1, "200") + field(2, field(1, field(1, "OK")))));
  EXPECT_EQ(written(R"("paths": {"/a": {"patch": {
                "parameters": [{"name": "dryRun", "in": "query", "type": "string"}],
                "responses": {"200": {"description": "OK"}}}}})"),
            field(1, "") + field(2, field(1, "") + field(2, "")) +
                field(8, field(2, field(1, "/a") + field(2, field(8, operation)))) + field(9, ""));
}

}  // namespace
