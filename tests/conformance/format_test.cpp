// The formats that values of custom resources may be asked to have, as a real kube-apiserver takes
// them. https://github.com/kubernetes/kube-openapi/tree/master/pkg/validation/strfmt

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using conformance::at_pointer;
using k8s::Method;
namespace json = boost::json;

constexpr const char* definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// The last two are none that a text may have.
constexpr std::array formats{
    "bsonobjectid", "uri",    "email",          "hostname",      "ipv4",     "ipv6",
    "cidr",         "mac",    "uuid",           "uuid3",         "uuid4",    "uuid5",
    "isbn",         "isbn10", "isbn13",         "creditcard",    "ssn",      "hexcolor",
    "rgbcolor",     "byte",   "password",       "date",          "duration", "datetime",
    "date-time",    "i-p-v4", "k8s-short-name", "k8s-long-name", "int32",    "unheard-of"};

std::string times(int count, const std::string& text) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

struct Vector {
  const char* format;
  std::vector<std::string> good{};
  std::vector<std::string> bad{};
};

std::vector<Vector> vectors() {
  const std::string hex = "507f1f77bcf86cd799439011";
  const std::string label(63, 'a');
  return {
      {"bsonobjectid", {hex, "507F1F77BCF86CD799439011"}, {"", hex + "0", "507f", "z" + hex}},
      {"uri",
       {"http://foo.bar/#com", "mailto:someone@example.com", "/abs/dir", "x:", "*",
        "http://[::1]:80/", "http://foobar.中文网/", "http://u:p@h:8080/%41?%zz#x"},
       {"", "foobar.com", "./rel", "http://a b/", "http://h:x/", "/%zz", "http://[1.2.3.4/", ":a"}},
      {"email",
       {"a@b", "Ann Other <ann@example.com>", R"("a b"@c)", "a@[1.2.3.4]", "team: a@b;", "ü@ñ",
        "a@b (a comment (in a comment))", "=?utf-8?q?Ann?= <a@b>", " a@b\t"},
       {"", "a", "a@", "@b", "a@b, c@d", "a.@b", "a..b@c", R"(""@c)", "a@[x]", "team:;", "<a@b",
        "a@b (", "=?klingon?q?Ann?= <a@b>", "a@b\n"}},
      {"hostname",
       {"localhost", "a-b.c-d.ef", "9.9.aa", "\xe2\x98\x83.com", "bücher.de", label, label + ".com",
        label + "." + label + "." + label + "." + std::string(61, 'a')},
       {"", "-a", "a-.com", "a_b", "a.b", "a.com.", "a..com", label + "a", label + "a.com",
        label + "." + label + "." + label + "." + label + ".com", "a.\xe2\x98\x83\xe2\x98\x83"}},
      {"ipv4", {"1.2.3.4", "01.002.3.4", "::ffff:1.2.3.4"}, {"", "1.2.3", "256.1.1.1", "::1"}},
      {"ipv6",
       {"::", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"},
       {"", "1.2.3.4", "1::2::3", "::ffff:01.2.3.4", "fe80::1%en0",
        "00001::", "1:2:3:4:5:6:7:8::"}},
      {"cidr",
       {"10.0.0.0/8", "01.2.3.4/08", "::1/128", "::ffff:1.2.3.4/96", "00001::/3"},
       {"", "10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8 ", "x/8"}},
      {"mac",
       {"01:23:45:67:89:ab", "01-23-45-67-89-AB", "0123.4567.89ab", "0123456789ab",
        "01:23:45:67:89:ab:cd:ef", times(19, "01:") + "ff"},
       {"", "01:23:45:67:89", "01:23-45:67:89:ab", "0123:4567:89ab", "01:23:45:67:89:ag"}},
      {"uuid",
       {"123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"},
       {"", "123e4567-e89b-12d3-a456-42661417400", "{123e4567-e89b-12d3-a456-426614174000}"}},
      {"uuid3", {"6fa459ea-ee8a-3ca4-094e-db77e160355e"}, {"6fa459ea-ee8a-4ca4-894e-db77e160355e"}},
      {"uuid4",
       {"16fd2706-8baf-433b-82eb-8c7fada847da"},
       {"16fd2706-8baf-433b-72eb-8c7fada847da", "16fd2706-8baf-333b-82eb-8c7fada847da"}},
      {"uuid5", {"886313E1-3b8a-5372-9b90-0c9aee199e5d"}, {"886313e1-3b8a-5372-cb90-0c9aee199e5d"}},
      {"isbn", {"0321751043", "978-0321751041"}, {"", "0321751044", "978-0321751042", "x"}},
      {"isbn10",
       {"0-321-75104-3", "3 401 01319 X"},
       {"978-0321751041", "3 401 01319 x", "3 401 01319 0", "3.401013190"}},
      {"isbn13", {"978-0321751041", "978\t3401013190"}, {"0321751043", "978-0321751040"}},
      {"creditcard",
       {"4111-1111-1111-1111", "378282246310005", "no. 4220 8554 2622 2389!"},
       {"", "4111-1111-1111-1112", "30190239451016x", "1234567812345670"}},
      {"ssn", {"111-11-1111", "111 11 1111"}, {"", "111111111", "111-111-111", "111-11-111x"}},
      {"hexcolor", {"#FFFFFF", "fff"}, {"", "#ff", "#fffg", "##fff"}},
      {"rgbcolor",
       {"rgb(1,2,3)", "rgb( 0 , 255\t,99 )"},
       {"", "rgb(256,0,0)", "rgb(01,0,0)", "rgba(1,2,3)", "rgb(1,2,3) "}},
      {"byte", {"YQ==", "YWI=", "YWJj"}, {"", "YQ", "YQ=", "YWJj\n", "-_-_", "YWJ\xc3\xa9"}},
      {"password", {"", "anything at all", "\xe2\x98\x83"}},
      {"date", {"2020-02-29", "0000-01-01"}, {"", "2021-02-29", "2020-1-1", "2020-01-01T"}},
      {"duration",
       {"1s", "-1.5h", "3 days", "2 weeks and 3 hours", "1h2m3.5s", "1\xc2\xb5s", "99999999999h",
        "0", "1.s", "9223372036854775807ns"},
       {"", "1", "a day", "1 month", "9223372036854775808ns", "1.5 parsecs"}},
      {"datetime",
       {"2020-01-01T00:00:00Z", "2020-01-01t23:59:59.123+01:00", "2020-01-01T00:00:00,5z",
        "2020-01-01T00:00:00Ztail"},
       {"", "2020-01-01T24:00:00Z", "2020-01-01T00:00:60Z", "2020-01-01 00:00:00Z",
        "2020-01-01T00:00:00", "2021-02-29T00:00:00Z"}},
      {"date-time", {"2020-01-01T00:00:00Z"}, {"2020-01-01"}},
      {"i-p-v4", {"01.2.3.4"}, {"x"}},
      {"k8s-short-name", {"a-b", "0", label}, {"", "A", "-a", "a-", "a.b", label + "a"}},
      {"k8s-long-name",
       {"a.b-c", std::string(253, 'a')},
       {"", "A", "a..b", ".a", "a.-b", std::string(254, 'a')}},
      {"int32", {"any"}},
      {"unheard-of", {"", "any"}},
  };
}

class Formats : public conformance::Conformance {
 protected:
  void TearDown() override {
    (void)raw(Method::delete_, std::string(definitions) + "/shapes." + group());
    Conformance::TearDown();
  }

  [[nodiscard]] std::string group() const { return ns() + ".example"; }

  /// A definition whose `spec` has these members.
  [[nodiscard]] std::string definition(const json::object& members) const {
    return json::serialize(json::object{
        {"apiVersion", "apiextensions.k8s.io/v1"},
        {"kind", "CustomResourceDefinition"},
        {"metadata", {{"name", "shapes." + group()}}},
        {"spec",
         {{"group", group()},
          {"scope", "Namespaced"},
          {"names", {{"plural", "shapes"}, {"kind", "Shape"}}},
          {"versions",
           {{{"name", "v1"},
             {"served", true},
             {"storage", true},
             {"schema",
              {{"openAPIV3Schema",
                {{"type", "object"},
                 {"properties",
                  {{"spec", {{"type", "object"}, {"properties", members}}}}}}}}}}}}}}});
  }

  void define(const json::object& members) {
    const auto created = raw(Method::post, definitions, definition(members));
    ASSERT_EQ(created.code, 201) << created.body;
    // A real server takes a moment before it offers the kind; a watch passes the time.
    for (int tries = 0; tries < 20 && raw(Method::get, shapes()).code != 200; ++tries) {
      (void)raw(Method::get, std::string(definitions) + "?watch=true&timeoutSeconds=1");
    }
  }

  [[nodiscard]] std::string shapes() const {
    return "/apis/" + group() + "/v1/namespaces/{ns}/shapes";
  }

  /// What the server says to a Shape with this one member.
  [[nodiscard]] conformance::Answer create(const char* member, const json::value& value) const {
    return raw(Method::post, shapes() + "?dryRun=All",
               json::serialize(json::object{{"apiVersion", group() + "/v1"},
                                            {"kind", "Shape"},
                                            {"metadata", {{"name", "shape"}}},
                                            {"spec", {{member, value}}}}));
  }
};
CONFORMANCE_SERVERS(Formats);

json::object one_of_each() {
  json::object members;
  for (const char* const format : formats) {
    members[format] = {{"type", "string"}, {"format", format}};
  }
  return members;
}

TEST_P(Formats, TextsHaveTheFormatThatIsAskedFor) {
  define(one_of_each());
  for (const Vector& vector : vectors()) {
    for (const std::string& text : vector.good) {
      EXPECT_EQ(create(vector.format, json::value(text)).code, 201) << vector.format << " " << text;
    }
    for (const std::string& text : vector.bad) {
      const auto answer = create(vector.format, json::value(text));
      EXPECT_EQ(answer.code, 422) << vector.format << " " << text;
      EXPECT_EQ(at_pointer(answer.body, "/details/causes/0/field"),
                json::serialize(json::string("spec." + std::string(vector.format))));
      EXPECT_EQ(at_pointer(answer.body, "/details/causes/0/reason"), R"("FieldValueTypeInvalid")");
    }
  }
}

TEST_P(Formats, LongTextsAreLookedAtToTheirEnd) {
  define(one_of_each());
  constexpr int length = 100'000;
  EXPECT_EQ(create("byte", json::value(times(length / 4, "YWJj"))).code, 201);
  EXPECT_EQ(create("byte", json::value(times(length / 4, "YWJj") + "-")).code, 422);
  EXPECT_EQ(create("duration", json::value(times(length / 3, "1d "))).code, 201);
  EXPECT_EQ(create("uri", json::value("/" + times(length, "a"))).code, 201);
  EXPECT_EQ(create("email", json::value(times(length, "a") + "@b")).code, 201);
  EXPECT_EQ(create("email", json::value(times(length, "(") + "a@b")).code, 422);
  EXPECT_EQ(create("hostname", json::value(times(length / 2, "a."))).code, 422);
  EXPECT_EQ(create("creditcard", json::value(times(length, "x") + "378282246310005")).code, 201);
  EXPECT_EQ(create("isbn", json::value(times(length, "-") + "0321751043")).code, 201);
  EXPECT_EQ(create("unheard-of", json::value(times(length, "a"))).code, 201);
}

TEST_P(Formats, NumbersAreWithinTheirFormat) {
  define({{"short", {{"type", "integer"}, {"format", "int32"}}},
          {"long", {{"type", "integer"}, {"format", "int64"}}},
          {"other", {{"type", "integer"}, {"format", "int8"}}},
          {"float", {{"type", "number"}, {"format", "float"}}},
          {"double", {{"type", "number"}, {"format", "double"}}},
          {"mixed", {{"type", "number"}, {"format", "int32"}}}});
  const auto message = [&](const char* member, const json::value& value) {
    const auto answer = create(member, value);
    if (answer.code == 201) return std::string("good");
    std::string all;
    for (int i = 0; i < 3; ++i) {
      all += at_pointer(answer.body, "/details/causes/" + std::to_string(i) + "/message");
    }
    return all;
  };
  EXPECT_EQ(message("short", 2147483647), "good");
  EXPECT_EQ(message("short", -2147483648.0), "good");
  EXPECT_EQ(message("short", 2147483648),
            R"("Invalid value: \"\": Checked value must be of type integer with format int32 in )"
            R"(spec.short")");
  EXPECT_EQ(message("long", 9223372036854775807), "good");
  EXPECT_EQ(message("long", 1e15), "good");
  EXPECT_NE(message("long", 1e19), "good");
  EXPECT_EQ(message("other", 3000000000), "good");
  EXPECT_EQ(message("float", 3.4028234663852886e38), "good");
  EXPECT_EQ(message("float", 3.40282356e38), "good");
  EXPECT_EQ(message("float", 3.4028236e38),
            R"("Invalid value: \"\": Checked value must be of type number with format float in )"
            R"(spec.float")");
  EXPECT_EQ(message("double", 1e300), "good");
  EXPECT_EQ(message("mixed", 3000000000), "good");
  EXPECT_EQ(message("short", "1"),
            R"("Invalid value: \"string\": spec.short in body must be of type integer: )"
            R"(\"string\"")");
  EXPECT_EQ(message("short", true),
            R"("Invalid value: \"\": spec.short in body must be of type int32: \"\"")");
  EXPECT_EQ(message("mixed", true),
            R"("Invalid value: \"boolean\": spec.mixed in body must be of type number: )"
            R"(\"boolean\"")");
}

TEST_P(Formats, ValuesOfNoTypeHaveFormatsToo) {
  const json::object open{{"x-kubernetes-preserve-unknown-fields", true}, {"format", "uuid"}};
  define(
      {{"open", open},
       {"either", {{"x-kubernetes-int-or-string", true}, {"format", "ipv4"}}},
       {"list", {{"type", "array"}, {"items", {{"type", "string"}}}, {"format", "uuid"}}},
       {"choice", {{"type", "string"}, {"anyOf", {{{"format", "ipv4"}}, {{"format", "ipv6"}}}}}}});
  EXPECT_EQ(create("open", "123e4567-e89b-12d3-a456-426614174000").code, 201);
  EXPECT_EQ(create("open", "x").code, 422);
  EXPECT_EQ(create("open", 1).code, 422);
  EXPECT_EQ(create("open", json::array{"x"}).code, 201);
  EXPECT_EQ(create("open", json::object{{"x", 1}}).code, 422);
  EXPECT_EQ(create("either", 1).code, 201);
  EXPECT_EQ(create("either", "1.2.3.4").code, 201);
  EXPECT_EQ(create("either", "x").code, 422);
  EXPECT_EQ(create("list", json::array{"x"}).code, 201);
  EXPECT_EQ(create("choice", "1.2.3.4").code, 201);
  EXPECT_EQ(create("choice", "::1").code, 201);
  EXPECT_EQ(create("choice", "x").code, 422);
}

TEST_P(Formats, AServerWarnsOfThoseThatItDoesNotKnow) {
  const auto warnings = [&](Method method, const std::string& path, const json::object& members) {
    const auto answer = raw(method, path, definition(members));
    EXPECT_LT(answer.code, 300) << answer.body;
    std::vector<std::string> all = answer.headers.find_all("Warning");
    std::ranges::sort(all);
    return all;
  };
  const std::string dry = std::string(definitions) + "?dryRun=All";
  using ::testing::ElementsAre;
  EXPECT_THAT(warnings(Method::post, dry, one_of_each()),
              ElementsAre(R"(299 - "unrecognized format \"int32\"")",
                          R"(299 - "unrecognized format \"unheard-of\"")"));
  const json::object odd{
      {"a", {{"type", "string"}, {"anyOf", {{{"format", "odd"}}, {{"format", "uuid"}}}}}},
      {"b", {{"type", "array"}, {"items", {{"type", "integer"}, {"format", "int8"}}}}},
      {"c", {{"type", "boolean"}, {"format", "uuid"}}},
      {"d", {{"x-kubernetes-int-or-string", true}, {"format", "date-time"}}},
      {"e", {{"type", "string"}, {"format", "u-uid5"}}}};
  EXPECT_THAT(warnings(Method::post, dry, odd),
              ElementsAre(R"(299 - "unrecognized format \"int8\"")",
                          R"(299 - "unrecognized format \"odd\"")",
                          R"(299 - "unrecognized format \"uuid\"")"));
}

}  // namespace
