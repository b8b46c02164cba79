// Every kind of Kubernetes on a real server that serves them all: an object with every field set
// that the server takes is saved by its model and comes back as it is. K8S_TEST_VERBOSE=1 tells
// which fields it does not take, and why.

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/diff.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>
#include <k8s/models/core/v1/namespace.hpp>
#include <k8s/testing/control_plane.hpp>

#include "client_core.hpp"
#include "models/kinds.hpp"
#include "valid_object.hpp"
#include "yaml/yaml.hpp"

namespace {

namespace json = boost::json;
using every_kind::ValidObject;
using k8s::detail::Kind;

using AnyObject = std::unique_ptr<void, void (*)(void*)>;

AnyObject make_object(const Kind& kind) {
  return {kind.create(), kind.destroy};
}

std::string full_name(const Kind& kind) {
  return api_version(kind) + " " + std::string(kind.name);
}

/// Kinds that are only tried (dryRun), since they would change how the server treats the others,
/// or the server itself goes on to change them.
bool is_only_tried(const Kind& kind) {
  return kind.group == "admissionregistration.k8s.io" || kind.group == "apiregistration.k8s.io" ||
         kind.group == "flowcontrol.apiserver.k8s.io" || kind.name == "Namespace" ||
         kind.name == "ServiceCIDR" || kind.name == "CustomResourceDefinition";
}

/// Kinds of which the server takes no object from a client, and why.
const std::map<std::string_view, std::string_view>& refused() {
  static const std::map<std::string_view, std::string_view> kinds{
      {"v1 Binding", "it needs a Pod that waits for a node"},
      {"v1 ComponentStatus", "it is read only"},
      {"authentication.k8s.io/v1 TokenRequest", "it is a subresource of a ServiceAccount"},
      {"autoscaling/v1 Scale", "it is a subresource of others"},
      {"certificates.k8s.io/v1beta1 PodCertificateRequest", "only the kubelet of a Pod makes them"},
      {"policy/v1 Eviction", "it is a subresource of a Pod"},
  };
  return kinds;
}

/// Kinds that are questions: the answer comes at once, nothing is stored.
bool is_question(const Kind& kind) {
  return (kind.verbs & k8s::detail::verb_get) == 0;
}

std::string test_name(const ::testing::TestParamInfo<const Kind*>& info) {
  std::string name = full_name(*info.param);
  for (char& c : name) {
    if (c == '.' || c == '/' || c == ' ') c = '_';
  }
  return name;
}

/// A name that no other kind's test has, for the object and for its namespace.
std::string name_for(const Kind& kind) {
  std::string name = test_name({&kind, 0});
  for (char& c : name) c = c == '_' ? '-' : static_cast<char>(std::tolower(c));
  constexpr std::size_t longest = 63;
  if (name.size() > longest) name = "n" + name.substr(name.size() - longest + 1);
  return name;
}

json::object read_smallest(const Kind& kind) {
  static const auto documents = [] {
    std::ifstream file(K8S_SMALLEST_OBJECTS);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return k8s::yaml::parse_nodes(text, "smallest_objects.yaml");
  }();
  json::object other_version;
  for (const auto& document : documents) {
    json::object object = k8s::yaml::to_json(document).as_object();
    const std::string version(object.at("apiVersion").as_string());
    if (object.at("kind").as_string() != kind.name) continue;
    if (version == api_version(kind)) return object;
    const std::string group = version.substr(0, version.find('/'));
    if (group == kind.group && other_version.empty()) other_version = std::move(object);
  }
  return other_version;
}

/// Where NAME stands, the name.
void fill_in(json::value& value, const std::string& name) {
  if (value.is_string()) {
    std::string text(value.get_string());
    if (const auto at = text.find("NAME"); at != std::string::npos) {
      value = text.replace(at, 4, name);
    }
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) fill_in(member.value(), name);
  } else if (value.is_array()) {
    for (json::value& each : value.get_array()) fill_in(each, name);
  }
}

/// An object of the kind that the server takes, with all metadata that a client sets.
json::object smallest(const Kind& kind, const std::string& name) {
  json::value value = read_smallest(kind);
  fill_in(value, name);
  json::object object = std::move(value).as_object();
  object["apiVersion"] = api_version(kind);
  object["kind"] = kind.name;
  json::object metadata{{"name", name},
                        {"labels", {{"a1", "a1"}}},
                        {"annotations", {{"a1", "a text\nof two lines"}}},
                        {"finalizers", {"example.com/a1"}},
                        {"ownerReferences",
                         {{{"apiVersion", "v1"},
                           {"kind", "ConfigMap"},
                           {"name", "a1"},
                           {"uid", "0d2f1f3e-8f0e-4b2c-9c57-2f8a4a1d7b60"},
                           {"controller", true},
                           {"blockOwnerDeletion", true}}}}};
  if (is_question(kind)) metadata.clear();
  if (kind.namespaced) metadata["namespace"] = name;
  if (const json::value* const given = object.if_contains("metadata")) {
    metadata["name"] = given->at("name");
  }
  object["metadata"] = std::move(metadata);
  return object;
}

class EveryKind : public ::testing::TestWithParam<const Kind*> {
 protected:
  static void SetUpTestSuite() {
    cluster = std::make_unique<k8s::testing::ControlPlane>(k8s::testing::ControlPlaneOptions{
        .apiserver_flags = {"--runtime-config=api/all=true",
                            "--feature-gates=AllAlpha=true,AllBeta=true"}});
  }
  static void TearDownTestSuite() { cluster.reset(); }

  static std::string path_of(const Kind& kind, const std::string& ns) {
    std::string path = kind.group.empty() ? "/api/" : "/apis/" + std::string(kind.group) + "/";
    path += kind.version;
    if (kind.namespaced) path += "/namespaces/" + ns;
    return path + "/" + std::string(kind.plural);
  }

  static k8s::Response ask(k8s::Method method, std::string path) {
    return cluster->client().core()->send({.method = method, .path = std::move(path)});
  }

  /// What the server says to an object that is tried only.
  static k8s::Response post(const Kind& kind, const json::object& body, const std::string& ns) {
    k8s::Request request{.method = k8s::Method::post, .path = path_of(kind, ns)};
    request.query = {{"dryRun", "All"}, {"fieldValidation", "Strict"}};
    request.headers.set("Content-Type", "application/json");
    request.body = json::serialize(body);
    return cluster->client().core()->send(std::move(request));
  }

  static inline std::unique_ptr<k8s::testing::ControlPlane> cluster;
};

INSTANTIATE_TEST_SUITE_P(Real, EveryKind, ::testing::ValuesIn(k8s::detail::all_kinds()), test_name);

TEST_P(EveryKind, WithEveryFieldThatTheServerTakesIsSavedAndComesBack) {
  const Kind& kind = *GetParam();
  if (refused().contains(full_name(kind))) {
    std::cout << full_name(kind) << ": not saved, " << refused().at(full_name(kind)) << '\n';
    return;
  }
  const k8s::Client client = cluster->client();
  const std::string ns = name_for(kind);
  k8s::Namespace(k8s::ObjectMeta{.name = ns}).save({.client = client});

  const json::object small = smallest(kind, ns + (kind.name == "Namespace" ? "-other" : ""));
  const k8s::Response answer = post(kind, small, ns);
  ASSERT_LT(answer.status, 300) << answer.body << '\n' << json::serialize(small);
  ValidObject valid(kind, small, [&](const json::object& body) {
    k8s::Response said = post(kind, body, ns);
    EXPECT_EQ(said.body.find("unknown field"), std::string::npos)
        << "the server does not know what the model has: " << said.body;
    return said;
  });
  valid.fill();
  std::cout << full_name(kind) << ": " << valid.taken() << " of " << valid.tried() << " fields\n";
  if (std::getenv("K8S_TEST_VERBOSE") != nullptr) {
    for (const std::string& each : valid.refused()) std::cout << "  without " << each << '\n';
  }

  // The model says to the server what the JSON said.
  const auto object = make_object(kind);
  k8s::detail::from_json(kind.table(), json::serialize(valid.body()), object.get());
  EXPECT_EQ(json::parse(k8s::detail::to_json(kind.table(), object.get())), valid.body());
  const auto saved = make_object(kind);
  const bool tried = is_only_tried(kind);
  k8s::detail::save(kind, object.get(),
                    {.dryRun = tried ? "All" : "", .fieldValidation = "Strict", .client = client},
                    saved.get());

  // All that was sent comes back, and what comes back is written as it came.
  const std::string text = k8s::detail::to_json(kind.table(), saved.get());
  if (kind.name != "SelfSubjectRulesReview") {  // which does not repeat the question
    EXPECT_THAT(every_kind::lost_of(valid.body(), json::parse(text)), ::testing::IsEmpty());
  }
  if (tried || is_question(kind)) return;
  const std::string path =
      path_of(kind, ns) + "/" + std::string(valid.body().at("metadata").at("name").as_string());
  const std::string stored_text = ask(k8s::Method::get, path).body;
  const auto stored = make_object(kind);
  k8s::detail::from_json(kind.table(), stored_text, stored.get());
  EXPECT_EQ(json::parse(k8s::detail::to_json(kind.table(), stored.get())),
            json::parse(stored_text));
  const k8s::Diff since = k8s::detail::diff(kind.table(), saved.get(), stored.get());
  EXPECT_TRUE(since.empty()) << since;

  // Written back as it came it is no change, so nothing was lost on the way.
  if ((kind.verbs & k8s::detail::verb_update) == 0) return;
  const auto written = make_object(kind);
  k8s::detail::save(kind, stored.get(), {.client = client}, written.get());
  const k8s::Diff change = k8s::detail::diff(kind.table(), stored.get(), written.get());
  for (const k8s::Change& each : change.changes()) {
    // A PersistentVolumeClaim gets a new one all the same.
    EXPECT_EQ(each.path, "$.metadata.resourceVersion") << change;
  }
}

}  // namespace
