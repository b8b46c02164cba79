#include "testing/fake/protobuf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using k8s::testing::fake::ProtobufError;
using k8s::testing::fake::read_protobuf;
using k8s::testing::fake::to_text;
using namespace std::string_literals;

std::string field(char number, const std::string& bytes) {
  return std::string(1, static_cast<char>(number << 3 | 2)) + static_cast<char>(bytes.size()) +
         bytes;
}

std::string number(char field_number, char value) {
  return {static_cast<char>(field_number << 3), value};
}

std::string object(const std::string& api_version, const std::string& kind,
                   const std::string& content) {
  return "k8s\0"s + field(1, field(1, api_version) + field(2, kind)) + field(2, content);
}

TEST(Protobuf, ReadsMapsAndTexts) {
  const std::string metadata = field(1, "settings") + field(3, "") + field(5, "");
  const std::string body = object(
      "v1", "ConfigMap", field(1, metadata) + field(2, field(1, "color") + field(2, "blue")));
  EXPECT_EQ(to_text(read_protobuf(body)),
            R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"settings"},)"
            R"("data":{"color":"blue"}})");
}

TEST(Protobuf, KeepsZerosThatMeanSomething) {
  // Deployment: metadata 1, spec 2 (replicas 1, a pointer; minReadySeconds 5, none), status 3
  const std::string body =
      object("apps/v1", "Deployment", field(1, "") + field(2, number(1, 0) + number(5, 0)));
  EXPECT_EQ(to_text(read_protobuf(body)),
            R"({"kind":"Deployment","apiVersion":"apps/v1","spec":{"replicas":0}})");
}

TEST(Protobuf, ReadsWhatJsonWritesInOtherWays) {
  // Service: spec 2, ports 1: port 3, targetPort 4 (IntOrString: type 1, intVal 2, strVal 3)
  const std::string port = number(3, 80) + field(4, number(1, 1) + number(2, 0) + field(3, "http"));
  const std::string body = object("v1", "Service", field(2, field(1, port)));
  EXPECT_EQ(to_text(read_protobuf(body)),
            R"({"kind":"Service","apiVersion":"v1","spec":{"ports":[{"port":80,)"
            R"("targetPort":"http"}]}})");
}

TEST(Protobuf, ReadsLists) {
  // Pod: spec 2, tolerations 22 (beyond one byte for the tag), key 1
  const auto toleration = [](const std::string& key) {
    const std::string content = field(1, key);
    return "\xb2\x01"s + static_cast<char>(content.size()) + content;
  };
  EXPECT_EQ(
      to_text(read_protobuf(object("v1", "Pod", field(2, toleration("one") + toleration("two"))))),
      R"({"kind":"Pod","apiVersion":"v1","spec":{"tolerations":[{"key":"one"},)"
      R"({"key":"two"}]}})");
  // CertificateSigningRequest: spec 2, usages 5
  EXPECT_EQ(to_text(read_protobuf(object("certificates.k8s.io/v1", "CertificateSigningRequest",
                                         field(2, field(5, "client auth") + field(5, "any"))))),
            R"({"kind":"CertificateSigningRequest","apiVersion":"certificates.k8s.io/v1",)"
            R"("spec":{"usages":["client auth","any"]}})");
}

TEST(Protobuf, PassesByWhatItDoesNotKnow) {
  const std::string body = object("v1", "ConfigMap", number(15, 7) + field(1, field(1, "a")));
  EXPECT_EQ(to_text(read_protobuf(body)),
            R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}})");
}

TEST(Protobuf, RefusesWhatIsNone) {
  EXPECT_THROW((void)read_protobuf("{}"), ProtobufError);
  EXPECT_THROW((void)read_protobuf(object("v1", "Chair", "")), ProtobufError);
  EXPECT_THROW((void)read_protobuf("k8s\0\x0A\xFF"s), ProtobufError);
  const std::string whole = object("v1", "ConfigMap", field(1, field(1, "settings")));
  const std::size_t without_object = object("v1", "ConfigMap", "").size() - 2;  // an empty one
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size == without_object) continue;
    EXPECT_THROW((void)read_protobuf(whole.substr(0, size)), ProtobufError) << size;
  }
}

}  // namespace
