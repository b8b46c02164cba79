// FakeCluster answers a random sequence of requests as a real API server does, and its watches tell
// the same. $K8S_SEED chooses another sequence, $K8S_STEPS another length.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "mapping.hpp"
#include "sequence.hpp"
#include "server.hpp"

namespace recorder {
namespace {

constexpr const char* ns = "recorder";
constexpr int shown_differences = 5;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::vector<Kind> kinds() {
  const auto below = [](const std::string& root, const char* plural) {
    return root + "/namespaces/" + ns + "/" + plural;
  };
  return {
      {.api_version = "v1",
       .name = "ConfigMap",
       .collection = below("/api/v1", "configmaps"),
       .spec = R"("data":{"color":"blue"})",
       .pointer = "/data/color",
       .values = {R"("red")", R"("green")", "7"}},
      {.api_version = "v1",
       .name = "Service",
       .collection = below("/api/v1", "services"),
       .spec = R"("spec":{"selector":{"app":"web"},"ports":[{"port":80}]})",
       .pointer = "/spec/selector/app",
       .values = {R"("db")", R"("not valid")"}},
      {.api_version = "apps/v1",
       .name = "Deployment",
       .collection = below("/apis/apps/v1", "deployments"),
       .spec = R"("spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":)"
               R"({"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}}})",
       .pointer = "/spec/replicas",
       .values = {"1", "2", "3", "-1"}},
      {.api_version = "recorder.example/v1",
       .name = "Gizmo",
       .collection = below("/apis/recorder.example/v1", "gizmos"),
       .spec = R"("spec":{"size":1,"tags":["small","new"]})",
       .pointer = "/spec/size",
       .values = {"1", "2", "3", "-1", R"("large")", "null"},
       .custom = true},
  };
}

constexpr const char* definition = R"({
  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
  "metadata": {"name": "gizmos.recorder.example"},
  "spec": {"group": "recorder.example", "scope": "Namespaced",
           "names": {"plural": "gizmos", "kind": "Gizmo"},
           "versions": [{"name": "v1", "served": true, "storage": true,
             "subresources": {"status": {}},
             "schema": {"openAPIV3Schema": {"type": "object", "properties": {
               "spec": {"type": "object", "properties": {
                 "size": {"type": "integer", "minimum": 0, "default": 5},
                 "tags": {"type": "array", "items": {"type": "string"},
                          "x-kubernetes-list-type": "set"}}},
               "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}}]}})";

void define_kind(Server& server) {
  const Operation make{.method = k8s::Method::post,
                       .path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                       .content_type = "application/json",
                       .body = definition};
  ASSERT_EQ(server.ask(make).code, 201);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (server.ask({.path = "/apis/recorder.example/v1/gizmos"}).code != 200) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "the kind does not come";
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

std::string shown(const Answer& answer) {
  std::string text = std::to_string(answer.code) + " " + json::serialize(mapped(answer.body));
  for (const std::string& warning : answer.warnings) text += "\n  warns " + warning;
  return text;
}

std::vector<std::string> shown(const std::vector<json::value>& events) {
  std::vector<std::string> texts;
  for (const json::value& event : events) texts.push_back(json::serialize(mapped(event)));
  return texts;
}

/// Shows the first event that differs, since all of them are thousands.
void expect_same(const std::vector<std::string>& fake, const std::vector<std::string>& real) {
  const auto [in_fake, in_real] = std::ranges::mismatch(fake, real);
  if (in_fake != fake.end() && in_real != real.end()) {
    EXPECT_EQ(*in_fake, *in_real) << "event " << in_real - real.begin();
  }
  EXPECT_EQ(fake.size(), real.size());
}

TEST(Recorder, BothServersSayTheSame) {
  const std::uint64_t seed = number_from("K8S_SEED", 1);
  const std::uint64_t steps = number_from("K8S_STEPS", 2000);
  const k8s::testing::ControlPlane cluster(
      {.controllers = {"namespace-controller", "garbage-collector-controller"}});
  k8s::testing::FakeCluster fake_cluster;
  Server real(cluster.client());
  Server fake(fake_cluster.client());
  define_kind(real);
  define_kind(fake);
  const Operation make_namespace{.method = k8s::Method::post,
                                 .path = "/api/v1/namespaces",
                                 .content_type = "application/json",
                                 .body = std::string(R"({"metadata":{"name":")") + ns + "\"}}"};
  ASSERT_EQ(real.ask(make_namespace).code, 201);
  ASSERT_EQ(fake.ask(make_namespace).code, 201);
  for (const Kind& kind : kinds()) {
    real.watch(kind.collection);
    fake.watch(kind.collection);
  }

  Sequence sequence(kinds(), seed);
  int differences = 0;
  for (std::uint64_t i = 0; i < steps && differences < shown_differences; ++i) {
    const Sequence::Step step = sequence.next(real, fake);
    if (shown(step.fake) == shown(step.real)) continue;
    ++differences;
    ADD_FAILURE() << "step " << i << " of seed " << seed << ": " << step.text
                  << "\n  real: " << shown(step.real) << "\n  fake: " << shown(step.fake);
  }

  // The watches have come to their end when they tell of this.
  for (const Kind& kind : kinds()) {
    const Operation last{.method = k8s::Method::post,
                         .path = kind.collection,
                         .content_type = "application/json",
                         .body = R"({"apiVersion":")" + kind.api_version + R"(","kind":")" +
                                 kind.name + R"(","metadata":{"name":"last"},)" + kind.spec + "}"};
    ASSERT_EQ(real.ask(last).code, 201);
    ASSERT_EQ(fake.ask(last).code, 201);
  }
  const auto real_events = real.events_until("last");
  const auto fake_events = fake.events_until("last");
  for (std::size_t i = 0; i < real_events.size(); ++i) {
    SCOPED_TRACE(kinds()[i].collection);
    expect_same(shown(fake_events[i]), shown(real_events[i]));
  }
}

}  // namespace
}  // namespace recorder
