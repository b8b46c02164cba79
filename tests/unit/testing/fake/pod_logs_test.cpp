#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>

namespace {

using k8s::testing::FakeCluster;

class PodLogs : public ::testing::Test {
 protected:
  PodLogs() {
    fake.create(R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
                    "spec": {"containers": [{"name": "main", "image": "nginx"}]}})");
  }

  using Query = std::vector<std::pair<std::string, std::string>>;

  [[nodiscard]] k8s::Response get(Query query, bool stream = false) const {
    k8s::Request request;
    request.path = "/api/v1/namespaces/default/pods/web/log";
    request.query = std::move(query);
    request.stream = stream;
    return fake.transport()->send(request);
  }
  [[nodiscard]] std::string log(Query query = {}) const { return get(std::move(query)).body; }

  FakeCluster fake;
};

TEST_F(PodLogs, AreWhatTheTestSays) {
  fake.append_log({.pod = "web", .container = "main"}, "one\ntwo\n");
  fake.append_log({.pod = "web", .container = "main"}, "three\n");
  EXPECT_EQ(log(), "one\ntwo\nthree\n");
  EXPECT_EQ(log({{"container", "main"}}), "one\ntwo\nthree\n");
}

TEST_F(PodLogs, CanBeReadInPart) {
  fake.append_log({.pod = "web", .container = "main"}, "one\ntwo\nthree\n");
  EXPECT_EQ(log({{"tailLines", "2"}}), "two\nthree\n");
  EXPECT_EQ(log({{"tailLines", "0"}}), "");
  EXPECT_EQ(log({{"limitBytes", "5"}}), "one\nt");
  fake.advance(std::chrono::minutes(5));
  fake.append_log({.pod = "web", .container = "main"}, "four\n");
  EXPECT_EQ(log({{"sinceSeconds", "60"}}), "four\n");
  EXPECT_THAT(log({{"tailLines", "1"}, {"timestamps", "true"}}),
              ::testing::MatchesRegex("20.*Z four\n"));
}

TEST_F(PodLogs, ALineMayComeInPieces) {
  fake.append_log({.pod = "web", .container = "main"}, "half a ");
  fake.append_log({.pod = "web", .container = "main"}, "line\nnext");
  EXPECT_EQ(log(), "half a line\nnext");
  EXPECT_EQ(log({{"tailLines", "2"}}), "half a line\nnext");
}

TEST_F(PodLogs, CanBeFollowed) {
  fake.append_log({.pod = "web", .container = "main"}, "one\n");
  const k8s::Response response = get({{"follow", "true"}}, true);
  ASSERT_NE(response.stream, nullptr);
  std::string text;
  (void)response.stream->read(text);
  EXPECT_EQ(text, "one\n");
  fake.append_log({.pod = "web", .container = "main"}, "two\n");
  (void)response.stream->read(text);
  EXPECT_EQ(text, "one\ntwo\n");
  fake.end_log({.pod = "web", .container = "main"});
  EXPECT_EQ(response.stream->read(text), k8s::BodyStream::End::clean);
}

TEST_F(PodLogs, EndWithTheirPod) {
  fake.append_log({.pod = "web", .container = "main"}, "one\n");
  const k8s::Response response = get({{"follow", "true"}, {"tailLines", "0"}}, true);
  k8s::Pod::get("web", {.client = fake.client()})
      .delete_({.gracePeriodSeconds = 0, .client = fake.client()});
  std::string text;
  EXPECT_EQ(response.stream->read(text), k8s::BodyStream::End::clean);
  EXPECT_EQ(text, "");
}

}  // namespace
