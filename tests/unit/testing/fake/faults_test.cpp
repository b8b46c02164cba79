// What goes wrong on request, in process and over HTTPS.

#include <chrono>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Faults : public ::testing::Test {
 protected:
  static void make(const std::string& name, const std::string& value = "v") {
    ConfigMap({.name = name}, {{"key", value}}).save();
  }
  std::unique_ptr<BodyStream> watch(const std::string& resource = "configmaps") {
    Request request{.method = Method::get, .path = "/api/v1/namespaces/default/" + resource};
    request.query = {{"watch", "true"}};
    request.stream = true;
    return fake.transport()->send(request).stream;
  }
  /// All there is until the stream breaks.
  static std::string read_until_cut(BodyStream& stream) {
    std::string text;
    EXPECT_THROW(
        {
          while (stream.read(text) == BodyStream::End::none) {
          }
        },
        TransportError);
    return text;
  }
  static std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  FakeClock clock;
  FakeCluster fake{{.clock = clock}};
  ScopedClient scoped{fake.client()};
};

TEST_F(Faults, LetSomePassFirst) {
  fake.on({.verb = "get"}, Fault::status(418, "Teapot", "short and stout").skip(2).times(1));
  make("x");
  EXPECT_NO_THROW((void)ConfigMap::get("x"));
  EXPECT_NO_THROW((void)ConfigMap::get("x"));
  EXPECT_THROW((void)ConfigMap::get("x"), ApiError);
  EXPECT_NO_THROW((void)ConfigMap::get("x"));
}

TEST_F(Faults, CutAWatchAfterSomeEvents) {
  make("a");
  make("b");
  make("c");
  fake.on({.verb = "watch"}, Fault::cut_watch(2));
  const auto stream = watch();
  EXPECT_EQ(lines_in(read_until_cut(*stream)), 2U);
}

TEST_F(Faults, TellEventsTwice) {
  make("a");
  fake.on({.verb = "watch"}, Fault::duplicate_events());
  const auto stream = watch();
  std::string text;
  EXPECT_EQ(stream->read(text), BodyStream::End::none);
  ASSERT_EQ(lines_in(text), 2U);
  EXPECT_EQ(text.substr(0, text.size() / 2), text.substr(text.size() / 2));
}

TEST_F(Faults, TellAKindLaterThanOthers) {
  fake.on({.verb = "watch", .resource = "configmaps"}, Fault::late_events(5s));
  const auto late = watch();
  const auto prompt = watch("secrets");
  make("a");
  Secret({.name = "s"}, {}).save();
  std::string text;
  EXPECT_EQ(prompt->read(text), BodyStream::End::none);
  EXPECT_THAT(text, HasSubstr("Secret"));
  auto read = std::async(std::launch::async, [&] {
    std::string first;
    while (first.find("ConfigMap\",\"apiVersion") == std::string::npos ||
           first.find("\"name\":\"a\"") == std::string::npos) {
      if (late->read(first) != BodyStream::End::none) break;
    }
    return first;
  });
  EXPECT_EQ(read.wait_for(20ms), std::future_status::timeout) << "it is not told yet";
  clock.advance(5s);
  EXPECT_THAT(read.get(), HasSubstr("\"name\":\"a\""));
}

TEST_F(Faults, EndInTheMiddleOfACharacter) {
  make("a", "gr\xC3\xBC\xC3\x9F");
  fake.on({.verb = "get"}, Fault::half_character());
  Request request{.method = Method::get, .path = "/api/v1/namespaces/default/configmaps/a"};
  request.stream = true;
  EXPECT_THAT(read_until_cut(*fake.transport()->send(request).stream), EndsWith("gr\xC3"));

  fake.on({.verb = "watch"}, Fault::half_character());
  EXPECT_THAT(read_until_cut(*watch()), EndsWith("gr\xC3"));
}

TEST_F(Faults, EndAWatchInTheMiddleOfAnEvent) {
  make("a");
  fake.on({.verb = "watch"}, Fault::half_body());
  const std::string text = read_until_cut(*watch());
  EXPECT_THAT(text, HasSubstr("{\"type\":\"ADDED\""));
  EXPECT_EQ(lines_in(text), 0U);
}

TEST_F(Faults, DripAnAnswer) {
  make("a");
  const auto start = clock.now();
  fake.on({.verb = "get"}, Fault::slow_drip(10ms, 20));
  EXPECT_EQ(ConfigMap::get("a").data.at("key"), "v");
  EXPECT_GT(clock.now() - start, 50ms);
  fake.clear_faults();
  fake.on({.verb = "create"}, Fault::slow_drip(10s, 20));
  EXPECT_THROW(make("b"), Timeout);
}

TEST_F(Faults, ForgetTheHistory) {
  make("a");
  make("b");
  fake.on({.verb = "list"}, Fault::compacted().skip(1).times(1));
  const Response first = fake.transport()->send({.method = Method::get,
                                                 .path = "/api/v1/namespaces/default/configmaps",
                                                 .query = {{"limit", "1"}}});
  make("c");
  const auto at = first.body.find("\"continue\":\"") + 12;
  const std::string token = first.body.substr(at, first.body.find('"', at) - at);
  const Response second = fake.transport()->send({.method = Method::get,
                                                  .path = "/api/v1/namespaces/default/configmaps",
                                                  .query = {{"limit", "1"}, {"continue", token}}});
  EXPECT_EQ(second.status, 410);
}

TEST_F(Faults, LetATokenExpire) {
  fake.on({.verb = "list"}, Fault::token_expired().times(1));
  EXPECT_THROW((void)ConfigMap::list(), Unauthorized);
  EXPECT_NO_THROW((void)ConfigMap::list());
}

TEST_F(Faults, ComeFromAScript) {
  fake.on(parse_fault_script("- {verb: list, resource: configmaps, fault: status, code: 403}"));
  EXPECT_THROW((void)ConfigMap::list(), Forbidden);
  EXPECT_NO_THROW((void)Secret::list());
}

TEST(FaultsOverHttps, DripCutAndStop) {
  FakeCluster fake({.https = true});
  const Client client(fake.config());
  ConfigMap({.name = "a"}, {{"key", "gr\xC3\xBC\xC3\x9F"}}).save({.client = client});
  fake.on({.verb = "get"}, Fault::slow_drip(1ms, 50).times(1));
  EXPECT_EQ(ConfigMap::get("a", {.client = client}).metadata.name, "a");
  fake.clear_faults();
  fake.on({.verb = "create"}, Fault::half_character());
  EXPECT_THROW(ConfigMap({.name = "b"}, {{"key", "gr\xC3\xBC\xC3\x9F"}}).save({.client = client}),
               TransportError);
}

TEST(FaultsOverHttps, RotateTheCertificate) {
  FakeCluster fake({.https = true});
  const Client client(fake.config());
  EXPECT_NO_THROW((void)ConfigMap::list({.client = client}));
  fake.rotate_certificate();
  EXPECT_NO_THROW((void)ConfigMap::list({.client = client})) << "its authority is the same";
  fake.on({.verb = "list"}, Fault::certificate_rotated().times(1));
  EXPECT_NO_THROW((void)ConfigMap::list({.client = client})) << "a GET is tried again";
}

TEST(FaultsOverHttps, ExpireTheToken) {
  FakeCluster fake({.https = true});
  const Client client(fake.config());
  fake.expire_token();
  EXPECT_THROW((void)ConfigMap::list({.client = client}), Unauthorized);
  EXPECT_NO_THROW((void)ConfigMap::list({.client = Client(fake.config())}));
}

}  // namespace
}  // namespace k8s::testing
