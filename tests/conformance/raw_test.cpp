// Answers that are told by more than one request and one Status; those are in rules/.

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;

#define CONFIG_MAPS "/api/v1/namespaces/{ns}/configmaps"

CONFORMANCE_SUITE(RawRequests);

TEST_P(RawRequests, PlainTextForPathsThatNoGroupServes) {
  for (const char* path : {"/apis/no.such.group/v1/things", "/no/such/path"}) {
    const auto answer = raw(Method::get, path);
    EXPECT_EQ(answer.code, 404);
    EXPECT_EQ(answer.body, "404 page not found\n");
  }
}

TEST_P(RawRequests, HealthAndVersion) {
  EXPECT_EQ(raw(Method::get, "/readyz").body, "ok");
  const auto version = raw(Method::get, "/version");
  EXPECT_EQ(version.code, 200);
  EXPECT_THAT(version.body, ::testing::HasSubstr("\"gitVersion\""));
}

TEST_P(RawRequests, ItemsOfTypedListsCarryNoKind) {
  config_map("a").save();
  const auto list = boost::json::parse(raw(Method::get, CONFIG_MAPS).body).as_object();
  EXPECT_EQ(list.at("kind").as_string(), "ConfigMapList");
  for (const auto& item : list.at("items").as_array()) {
    EXPECT_FALSE(item.as_object().contains("kind"));
    EXPECT_FALSE(item.as_object().contains("apiVersion"));
  }
}

TEST_P(RawRequests, DeletesAnswerWithAStatusOrTheObject) {
  config_map("a").save();
  const auto of_config_map =
      boost::json::parse(raw(Method::delete_, CONFIG_MAPS "/a").body).as_object();
  EXPECT_EQ(of_config_map.at("kind").as_string(), "Status");
  EXPECT_EQ(of_config_map.at("status").as_string(), "Success");
  EXPECT_EQ(of_config_map.at("details").at("name").as_string(), "a");

  (void)raw(Method::put, "/api/v1/namespaces/{ns}/services/made",
            R"({"metadata":{"name":"made"},"spec":{"ports":[{"port":80}]}})");
  const auto of_service =
      boost::json::parse(raw(Method::delete_, "/api/v1/namespaces/{ns}/services/made").body)
          .as_object();
  EXPECT_EQ(of_service.at("kind").as_string(), "Service");
}

}  // namespace
