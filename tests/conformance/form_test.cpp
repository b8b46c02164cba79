// Tables and metadata: the other forms in which clients can have objects.

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace json = boost::json;

constexpr const char* table = "application/json;as=Table;v=v1;g=meta.k8s.io";
constexpr const char* metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
constexpr const char* metadata_list =
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

class FormTest : public conformance::Conformance {
 protected:
  [[nodiscard]] conformance::Answer get(std::string_view path, const char* accept) const {
    return raw(Method::get, path, {}, {{"Accept", accept}});
  }
  /// The columns, shown as `Name:string Ready:string IP:string/1`.
  [[nodiscard]] std::string columns(std::string_view path) const {
    const json::value answer = json::parse(get(path, table).body);
    std::string text;
    for (const json::value& column : answer.at("columnDefinitions").as_array()) {
      if (!text.empty()) text += ' ';
      text.append(column.at("name").as_string()).append(":").append(column.at("type").as_string());
      if (column.at("priority").as_int64() != 0) text += "/1";
    }
    return text;
  }
  /// The cells of the only row, without the ages.
  [[nodiscard]] std::string cells(std::string_view path) const {
    json::value answer = json::parse(get(path, table).body);
    json::array row = answer.at("rows").at(0).at("cells").as_array();
    const json::array& names = answer.at("columnDefinitions").as_array();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (names[i].at("name").as_string() == "Age") row[i] = "AGE";
    }
    return json::serialize(row);
  }
};
CONFORMANCE_SERVERS(FormTest);

TEST_P(FormTest, ColumnsOfPods) {
  EXPECT_EQ(columns("/api/v1/namespaces/{ns}/pods"),
            "Name:string Ready:string Status:string Restarts:string Age:string IP:string/1 "
            "Node:string/1 Nominated Node:string/1 Readiness Gates:string/1");
}

TEST_P(FormTest, ColumnsOfOtherKinds) {
  EXPECT_EQ(columns("/apis/apps/v1/namespaces/{ns}/deployments"),
            "Name:string Ready:string Up-to-date:string Available:string Age:string "
            "Containers:string/1 Images:string/1 Selector:string/1");
  EXPECT_EQ(columns("/apis/batch/v1/namespaces/{ns}/jobs"),
            "Name:string Status:string Completions:string Duration:string Age:string "
            "Containers:string/1 Images:string/1 Selector:string/1");
  EXPECT_EQ(columns("/api/v1/namespaces/{ns}/services"),
            "Name:string Type:string Cluster-IP:string External-IP:string Port(s):string "
            "Age:string Selector:string/1");
  EXPECT_EQ(columns("/api/v1/namespaces/{ns}/configmaps"), "Name:string Data:string Age:string");
  EXPECT_EQ(columns("/api/v1/namespaces/{ns}/secrets"),
            "Name:string Type:string Data:string Age:string");
  EXPECT_EQ(columns("/api/v1/namespaces"), "Name:string Status:string Age:string");
  EXPECT_EQ(columns("/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses"),
            "Name:string Class:string Hosts:string Address:string Ports:string Age:string");
}

TEST_P(FormTest, RowOfAPodThatWaits) {
  pod("waiting").save();
  EXPECT_EQ(cells("/api/v1/namespaces/{ns}/pods/waiting"),
            R"(["waiting","0/1","Pending","0","AGE","<none>","<none>","<none>","<none>"])");
}

TEST_P(FormTest, RowOfAPodThatRuns) {
  k8s::Pod running = pod("running");
  running.save();
  running.status.phase = "Running";
  running.status.podIP = "10.1.2.3";
  running.status.podIPs = {{.ip = "10.1.2.3"}};
  running.status.containerStatuses = {{.name = running.spec.containers.front().name,
                                       .state = {.running = k8s::core::v1::ContainerStateRunning{}},
                                       .ready = true,
                                       .restartCount = 2,
                                       .image = "nginx",
                                       .imageID = "x"}};
  running.save_status();
  EXPECT_EQ(cells("/api/v1/namespaces/{ns}/pods/running"),
            R"(["running","1/1","Running","2","AGE","10.1.2.3","<none>","<none>","<none>"])");
}

TEST_P(FormTest, RowOfAPodThatCrashes) {
  k8s::Pod crashing = pod("crashing");
  crashing.save();
  crashing.status.phase = "Running";
  crashing.status.containerStatuses = {
      {.name = crashing.spec.containers.front().name,
       .state = {.waiting = k8s::core::v1::ContainerStateWaiting{.reason = "CrashLoopBackOff"}},
       .restartCount = 7,
       .image = "nginx",
       .imageID = "x"}};
  crashing.save_status();
  EXPECT_THAT(cells("/api/v1/namespaces/{ns}/pods/crashing"),
              HasSubstr(R"("0/1","CrashLoopBackOff","7")"));
}

TEST_P(FormTest, RowOfAPodThatHasEnded) {
  k8s::Pod ended = pod("ended");
  ended.save();
  ended.status.phase = "Failed";
  ended.save_status();
  const json::value answer = json::parse(get("/api/v1/namespaces/{ns}/pods/ended", table).body);
  EXPECT_EQ(json::serialize(answer.at("rows").at(0).at("conditions")),
            R"([{"type":"Completed","status":"True","reason":"Failed",)"
            R"("message":"The pod failed."}])");
}

TEST_P(FormTest, RowOfADeployment) {
  deployment("nginx").save();
  EXPECT_THAT(cells("/apis/apps/v1/namespaces/{ns}/deployments/nginx"),
              HasSubstr(R"(["nginx","0/)"));
}

TEST_P(FormTest, RowOfAService) {
  k8s::Service service({.name = "web", .namespace_ = ns()});
  service.spec.type = "NodePort";
  service.spec.selector = {{"b", "2"}, {"a", "1"}};
  service.spec.ports = {{.port = 80}};
  service.spec.externalIPs = {"1.2.3.4", "5.6.7.8"};
  service.save();
  const std::string port = std::to_string(service.spec.ports.front().nodePort);
  EXPECT_EQ(cells("/api/v1/namespaces/{ns}/services/web"),
            R"(["web","NodePort",")" + service.spec.clusterIP + R"(","1.2.3.4,5.6.7.8","80:)" +
                port + R"(/TCP","AGE","a=1,b=2"])");
}

TEST_P(FormTest, RowOfAConfigMap) {
  config_map("settings").save();
  EXPECT_THAT(cells("/api/v1/namespaces/{ns}/configmaps/settings"), HasSubstr(R"(["settings",)"));
}

TEST_P(FormTest, ATableSaysAsMuchOfItsObjectsAsIsWanted) {
  config_map("settings").save();
  const std::string path = "/api/v1/namespaces/{ns}/configmaps/settings?includeObject=";
  const auto object = [&](const char* include) {
    return json::parse(get(path + include, table).body).at("rows").at(0).at("object");
  };
  EXPECT_TRUE(object("None").is_null());
  EXPECT_EQ(object("Metadata").at("kind").as_string(), "PartialObjectMetadata");
  EXPECT_EQ(object("").at("metadata").at("name").as_string(), "settings");
  EXPECT_EQ(object("Object").at("kind").as_string(), "ConfigMap");
  EXPECT_EQ(get(path + "Half", table).code, 400);
}

TEST_P(FormTest, ATableOfAListHasItsMetadata) {
  for (const char* const name : {"a", "b", "c"}) config_map(name, {{"form", ns()}}).save();
  const json::value answer = json::parse(
      get("/api/v1/namespaces/{ns}/configmaps?limit=2&labelSelector=form={ns}", table).body);
  EXPECT_EQ(answer.at("kind").as_string(), "Table");
  EXPECT_EQ(answer.at("apiVersion").as_string(), "meta.k8s.io/v1");
  EXPECT_EQ(answer.at("rows").as_array().size(), 2U);
  EXPECT_FALSE(answer.at("metadata").at("continue").as_string().empty());
}

TEST_P(FormTest, WatchesTellTables) {
  config_map("a", {{"form", ns()}}).save();
  config_map("b", {{"form", ns()}}).save();
  const auto answer = get(
      "/api/v1/namespaces/{ns}/configmaps?watch=1&timeoutSeconds=1&labelSelector=form={ns}", table);
  std::istringstream lines(answer.body);
  std::string first;
  std::string second;
  std::getline(lines, first);
  std::getline(lines, second);
  EXPECT_EQ(json::parse(first).at("object").at("columnDefinitions").as_array().size(), 3U);
  EXPECT_TRUE(json::parse(second).at("object").at("columnDefinitions").is_null());
  EXPECT_EQ(json::parse(second).at("object").at("rows").at(0).at("cells").at(0).as_string(), "b");
}

TEST_P(FormTest, MetadataAlone) {
  config_map("settings", {{"form", ns()}}).save();
  const json::value one =
      json::parse(get("/api/v1/namespaces/{ns}/configmaps/settings", metadata).body);
  EXPECT_EQ(one.at("kind").as_string(), "PartialObjectMetadata");
  EXPECT_EQ(one.at("metadata").at("name").as_string(), "settings");
  EXPECT_EQ(one.as_object().if_contains("data"), nullptr);
  const json::value list = json::parse(
      get("/api/v1/namespaces/{ns}/configmaps?labelSelector=form={ns}", metadata_list).body);
  EXPECT_EQ(list.at("kind").as_string(), "PartialObjectMetadataList");
  EXPECT_EQ(list.at("items").at(0).at("kind").as_string(), "PartialObjectMetadata");
  EXPECT_EQ(get("/api/v1/namespaces/{ns}/configmaps/settings", metadata_list).code, 406);
  EXPECT_EQ(get("/api/v1/namespaces/{ns}/configmaps", metadata).code, 406);
}

TEST_P(FormTest, FormsThatNobodyHas) {
  const char* const path = "/api/v1/namespaces/{ns}/configmaps";
  EXPECT_EQ(get(path, "application/json;as=Table;v=v7;g=meta.k8s.io").code, 406);
  EXPECT_EQ(get(path, "application/json;as=Table").code, 406);
  EXPECT_EQ(get(path, "application/json;as=Chair;v=v1;g=meta.k8s.io,application/json").code, 200);
}

TEST_P(FormTest, WhatIsNotThereIsAStatus) {
  const auto answer = get("/api/v1/namespaces/{ns}/configmaps/nothing", table);
  EXPECT_EQ(answer.code, 404);
  EXPECT_EQ(json::parse(answer.body).at("kind").as_string(), "Status");
}

}  // namespace
