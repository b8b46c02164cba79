// Requests and the answers of a real kube-apiserver: status, reason, message, the causes' fields.

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;

struct Case {
  const char* what;
  Method method;
  const char* path;
  const char* body;
  int code;
  const char* reason = "";            // of a failure
  const char* message = "";           // exactly; "" is not compared
  std::vector<std::string> fields{};  // of the causes
  k8s::Headers headers{};
};

constexpr const char* name_rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const std::string bad_name = std::string(
                                 "ConfigMap \"Bad\" is invalid: metadata.name: Invalid "
                                 "value: \"Bad\": ") +
                             name_rule;

#define CONFIG_MAPS "/api/v1/namespaces/{ns}/configmaps"
#define DEPLOYMENTS "/apis/apps/v1/namespaces/{ns}/deployments"

// {ns} holds: ConfigMap a (data k: v), ConfigMap fixed (immutable), Deployment d, Service sv,
// Secret se, Job j.
std::vector<Case> cases() {
  return {
      {"create in a namespace that does not exist", Method::post,
       "/api/v1/namespaces/no-such/configmaps", R"({"metadata":{"name":"a"}})", 404, "NotFound",
       "namespaces \"no-such\" not found"},
      {"get a missing object", Method::get, CONFIG_MAPS "/nope", "", 404, "NotFound",
       "configmaps \"nope\" not found"},
      {"get a missing object of a group", Method::get, DEPLOYMENTS "/nope", "", 404, "NotFound",
       "deployments.apps \"nope\" not found"},
      {"create what exists", Method::post, CONFIG_MAPS, R"({"metadata":{"name":"a"}})", 409,
       "AlreadyExists", "configmaps \"a\" already exists"},
      {"create without a name",
       Method::post,
       CONFIG_MAPS,
       R"({"metadata":{}})",
       422,
       "Invalid",
       "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required",
       {"metadata.name"}},
      {"create without metadata",
       Method::post,
       CONFIG_MAPS,
       "{}",
       422,
       "Invalid",
       "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required",
       {"metadata.name"}},
      {"create with a resourceVersion", Method::post, CONFIG_MAPS,
       R"({"metadata":{"name":"rv","resourceVersion":"5"}})", 500, "",
       "resourceVersion should not be set on objects to be created"},
      {"create with another namespace in the body", Method::post, CONFIG_MAPS,
       R"({"metadata":{"name":"x","namespace":"default"}})", 400, "BadRequest",
       "the namespace of the provided object does not match the namespace sent on the request"},
      {"create another kind", Method::post, CONFIG_MAPS,
       R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}})", 400, "BadRequest",
       "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to "
       "(core.ConfigMap): unknown conversion"},
      {"create with a version that is not served", Method::post, CONFIG_MAPS,
       R"({"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"x"}})", 400, "BadRequest",
       "ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is "
       "registered for version \"v2\" in scheme \"pkg/runtime/scheme.go:111\""},
      {"create with a bad name",
       Method::post,
       CONFIG_MAPS,
       R"({"metadata":{"name":"Bad"}})",
       422,
       "Invalid",
       bad_name.c_str(),
       {"metadata.name"}},
      {"create with a bad label value",
       Method::post,
       CONFIG_MAPS,
       R"({"metadata":{"name":"x","labels":{"a":"not valid!"}}})",
       422,
       "Invalid",
       "ConfigMap \"x\" is invalid: metadata.labels: Invalid value: \"not valid!\": a valid label "
       "must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
       "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
       "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
       {"metadata.labels"}},
      {"create with a bad label key",
       Method::post,
       CONFIG_MAPS,
       R"({"metadata":{"name":"x","labels":{"a b":"c"}}})",
       422,
       "Invalid",
       "",
       {"metadata.labels"}},
      {"create with a bad finalizer",
       Method::post,
       CONFIG_MAPS,
       R"({"metadata":{"name":"x","finalizers":["bad"]}})",
       422,
       "Invalid",
       "ConfigMap \"x\" is invalid: metadata.finalizers[0]: Invalid value: \"bad\": name is "
       "neither a standard finalizer name nor is it fully qualified",
       {"metadata.finalizers[0]"}},
      {"create with a body that is no JSON", Method::post, CONFIG_MAPS, "not json", 400,
       "BadRequest",
       "the object provided is unrecognized (must be of type ConfigMap): couldn't get "
       "version/kind; json parse error: invalid character 'o' in literal null (expecting 'u') "
       "(6e6f74206a736f6e)"},
      {"create with an array", Method::post, CONFIG_MAPS, "[]", 400, "BadRequest"},
      {"create with data of another type", Method::post, CONFIG_MAPS,
       R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":"text"})", 400,
       "BadRequest",
       "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal "
       "string into Go struct field ConfigMap.data of type map[string]string"},
      {"create with a number for a string", Method::post, CONFIG_MAPS,
       R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"k":1}})", 400,
       "BadRequest",
       "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal "
       "number into Go struct field ConfigMap.data of type string"},
      {"create with an unknown media type",
       Method::post,
       CONFIG_MAPS,
       R"({"metadata":{"name":"x"}})",
       415,
       "UnsupportedMediaType",
       "the body of the request was in an unknown format - accepted media types include: "
       "application/json, application/yaml, application/vnd.kubernetes.protobuf",
       {},
       {{"Content-Type", "text/plain"}}},
      {"ask for HTML",
       Method::get,
       CONFIG_MAPS "/a",
       "",
       406,
       "NotAcceptable",
       "",
       {},
       {{"Accept", "text/html"}}},
      {"unknown field, strictly", Method::post, CONFIG_MAPS "?fieldValidation=Strict",
       R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"foo":1})", 400,
       "BadRequest",
       "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: "
       "unknown field \"foo\""},
      {"unknown fieldValidation", Method::post, CONFIG_MAPS "?fieldValidation=Bogus",
       R"({"metadata":{"name":"x"}})", 422, "Invalid",
       "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Bogus\": "
       "supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""},
      {"unknown dryRun", Method::post, CONFIG_MAPS "?dryRun=true", R"({"metadata":{"name":"x"}})",
       422, "Invalid",
       "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"true\"]: "
       "supported values: \"All\""},
      {"post to an object", Method::post, CONFIG_MAPS "/a", "{}", 405, "MethodNotAllowed",
       "the server does not allow this method on the requested resource"},
      {"put to a collection", Method::put, CONFIG_MAPS, "{}", 405, "MethodNotAllowed",
       "the server does not allow this method on the requested resource"},
      {"unknown resource", Method::get, "/api/v1/namespaces/{ns}/gadgets", "", 404, "NotFound",
       "the server could not find the requested resource"},
      {"a namespaced path of a cluster resource", Method::get, "/api/v1/namespaces/{ns}/namespaces",
       "", 404, "NotFound", "the server could not find the requested resource"},
      {"a status that the kind does not have", Method::get, CONFIG_MAPS "/a/status", "", 404,
       "NotFound", "the server could not find the requested resource"},
      {"put an old resourceVersion", Method::put, CONFIG_MAPS "/a",
       R"({"metadata":{"name":"a","resourceVersion":"1"},"data":{"k":"w"}})", 409, "Conflict",
       "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please "
       "apply your changes to the latest version and try again"},
      {"put a missing object", Method::put, CONFIG_MAPS "/nope", R"({"metadata":{"name":"nope"}})",
       404, "NotFound", "configmaps \"nope\" not found"},
      {"put another name", Method::put, CONFIG_MAPS "/a", R"({"metadata":{"name":"b"}})", 400,
       "BadRequest", "the name of the object (b) does not match the name on the URL (a)"},
      {"put without a name", Method::put, CONFIG_MAPS "/a", R"({"metadata":{}})", 400, "BadRequest",
       "the name of the object (a based on URL) was undeterminable: name must be provided"},
      {"put another uid", Method::put, CONFIG_MAPS "/a",
       R"({"metadata":{"name":"a","uid":"11111111-1111-1111-1111-111111111111"}})", 409,
       "Conflict"},
      {"change what is immutable",
       Method::put,
       CONFIG_MAPS "/fixed",
       R"({"metadata":{"name":"fixed"},"immutable":true,"data":{"k":"w"}})",
       422,
       "Invalid",
       "ConfigMap \"fixed\" is invalid: data: Forbidden: field is immutable when `immutable` is "
       "set",
       {"data"}},
      {"delete a missing object", Method::delete_, CONFIG_MAPS "/nope", "", 404, "NotFound",
       "configmaps \"nope\" not found"},
      {"list with a bad limit", Method::get, CONFIG_MAPS "?limit=abc", "", 400, "BadRequest",
       "strconv.ParseInt: parsing \"abc\": invalid syntax"},
      {"list with a bad label selector", Method::get, CONFIG_MAPS "?labelSelector=a in", "", 400,
       "BadRequest", "unable to parse requirement: found '' expected: '('"},
      {"list with a stray comma", Method::get, CONFIG_MAPS "?labelSelector=,", "", 400,
       "BadRequest", "found ',', expected: !, identifier, or 'end of string'"},
      {"list by a field that is no selector", Method::get, CONFIG_MAPS "?fieldSelector=data.k=v",
       "", 400, "BadRequest",
       "\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""},
      {"list with a resourceVersion that is none", Method::get, CONFIG_MAPS "?resourceVersion=abc",
       "", 400, "BadRequest"},
      {"list with a match and no resourceVersion", Method::get,
       CONFIG_MAPS "?resourceVersionMatch=Exact", "", 422, "Invalid"},
      {"list with rubbish to continue", Method::get, CONFIG_MAPS "?limit=1&continue=garbage", "",
       400, "BadRequest"},
      {"create a Deployment whose selector does not match",
       Method::post,
       DEPLOYMENTS,
       R"({"metadata":{"name":"x"},"spec":{"selector":{"matchLabels":{"a":"1"}},"template":
          {"metadata":{"labels":{"a":"2"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})",
       422,
       "Invalid",
       "Deployment.apps \"x\" is invalid: spec.template.metadata.labels: Invalid value: "
       "{\"a\":\"2\"}: `selector` does not match template `labels`",
       {"spec.template.metadata.labels"}},
      {"create an empty Deployment",
       Method::post,
       DEPLOYMENTS,
       R"({"metadata":{"name":"x"}})",
       422,
       "Invalid",
       "Deployment.apps \"x\" is invalid: [spec.selector: Required value, "
       "spec.template.metadata.labels: Invalid value: null: `selector` does not match template "
       "`labels`, spec.template.spec.containers: Required value]",
       {"spec.selector", "spec.template.metadata.labels", "spec.template.spec.containers"}},
      {"create a Deployment of -1",
       Method::post,
       DEPLOYMENTS,
       R"({"metadata":{"name":"x"},"spec":{"replicas":-1,"selector":{"matchLabels":{"a":"1"}},
          "template":{"metadata":{"labels":{"a":"1"}},
          "spec":{"containers":[{"name":"c","image":"i"}]}}}})",
       422,
       "Invalid",
       "Deployment.apps \"x\" is invalid: spec.replicas: Invalid value: -1: must be greater than "
       "or equal to 0",
       {"spec.replicas"}},
      {"put a status of a missing object", Method::put, DEPLOYMENTS "/nope/status",
       R"({"metadata":{"name":"nope"}})", 404, "NotFound", "deployments.apps \"nope\" not found"},
      {"post a status", Method::post, DEPLOYMENTS "/d/status", "{}", 405, "MethodNotAllowed",
       "the server does not allow this method on the requested resource"},
      {"create a Service without ports",
       Method::post,
       "/api/v1/namespaces/{ns}/services",
       R"({"metadata":{"name":"x"}})",
       422,
       "Invalid",
       "Service \"x\" is invalid: spec.ports: Required value",
       {"spec.ports"}},
      {"create a Secret that is no base64", Method::post, "/api/v1/namespaces/{ns}/secrets",
       R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"a":"!"}})", 400,
       "BadRequest",
       "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte "
       "0"},
      {"change the type of a Secret",
       Method::put,
       "/api/v1/namespaces/{ns}/secrets/se",
       R"({"metadata":{"name":"se"},"type":"x/y"})",
       422,
       "Invalid",
       "Secret \"se\" is invalid: type: Invalid value: \"x/y\": field is immutable",
       {"type"}},
      {"create a Job that always restarts",
       Method::post,
       "/apis/batch/v1/namespaces/{ns}/jobs",
       R"({"metadata":{"name":"x"},"spec":{"template":{"spec":{"restartPolicy":"Always",
          "containers":[{"name":"c","image":"i"}]}}}})",
       422,
       "Invalid",
       "Job.batch \"x\" is invalid: spec.template.spec.restartPolicy: Required value: valid "
       "values: \"OnFailure\", \"Never\"",
       {"spec.template.spec.restartPolicy"}},
      {"create a Pod without containers",
       Method::post,
       "/api/v1/namespaces/{ns}/pods",
       R"({"metadata":{"name":"x"},"spec":{}})",
       422,
       "Invalid",
       "Pod \"x\" is invalid: spec.containers: Required value",
       {"spec.containers"}},
      {"create a Pod with two containers of one name",
       Method::post,
       "/api/v1/namespaces/{ns}/pods",
       R"({"metadata":{"name":"x"},"spec":{"containers":[{"name":"c","image":"i"},
          {"name":"c","image":"i"}]}})",
       422,
       "Invalid",
       "Pod \"x\" is invalid: spec.containers[1].name: Duplicate value: \"c\"",
       {"spec.containers[1].name"}},
      {"create a namespace with a dot",
       Method::post,
       "/api/v1/namespaces",
       R"({"metadata":{"name":"a.b"}})",
       422,
       "Invalid",
       "",
       {"metadata.name"}},
      {"delete kube-system", Method::delete_, "/api/v1/namespaces/kube-system", "", 403,
       "Forbidden", "namespaces \"kube-system\" is forbidden: this namespace may not be deleted"},
      {"delete all namespaces", Method::delete_, "/api/v1/namespaces", "", 405, "MethodNotAllowed",
       "the server does not allow this method on the requested resource"},
      {"get an object", Method::get, CONFIG_MAPS "/a", "", 200},
      {"an unknown query parameter is ignored", Method::get, CONFIG_MAPS "/a?foo=bar", "", 200},
      {"put without a resourceVersion", Method::put, CONFIG_MAPS "/a",
       R"({"metadata":{"name":"a"},"data":{"k":"w"}})", 200},
      {"create without kind and apiVersion", Method::post, CONFIG_MAPS,
       R"({"metadata":{"name":"nokind"}})", 201},
      {"a Service is made by PUT", Method::put, "/api/v1/namespaces/{ns}/services/made",
       R"({"metadata":{"name":"made"},"spec":{"ports":[{"port":80}]}})", 201},
      {"a list of a missing namespace is empty", Method::get,
       "/api/v1/namespaces/no-such/configmaps", "", 200},
  };
}

class RawRequests : public conformance::Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    using namespace k8s;
    config_map("a").save();
    ConfigMap fixed = config_map("fixed");
    fixed.immutable = true;
    fixed.save();
    deployment("d").save();
    Secret({.name = "se", .namespace_ = ns()}, {{"a", "x"}}).save();
  }
};
CONFORMANCE_SERVERS(RawRequests);

TEST_P(RawRequests, AreAnsweredAsByARealServer) {
  for (const auto& each : cases()) {
    SCOPED_TRACE(each.what);
    const auto answer = raw(each.method, each.path, each.body, each.headers);
    EXPECT_EQ(answer.code, each.code) << answer.body;
    if (each.code < 400) continue;

    boost::system::error_code error;
    const auto parsed = boost::json::parse(answer.body, error);
    ASSERT_TRUE(!error && parsed.is_object()) << answer.body;
    const auto& status = parsed.as_object();
    const auto text = [&](const char* member) {
      const auto* value = status.if_contains(member);
      return value == nullptr ? std::string() : std::string(value->as_string());
    };
    EXPECT_EQ(text("kind"), "Status");
    EXPECT_EQ(text("status"), "Failure");
    EXPECT_EQ(text("reason"), each.reason);
    if (*each.message != '\0') {
      EXPECT_EQ(text("message"), each.message);
    }
    if (each.fields.empty()) continue;
    std::vector<std::string> fields;
    for (const auto& cause : status.at("details").at("causes").as_array()) {
      fields.emplace_back(cause.at("field").as_string());
    }
    EXPECT_EQ(fields, each.fields);
  }
}

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
  const auto list = boost::json::parse(raw(Method::get, CONFIG_MAPS).body).as_object();
  EXPECT_EQ(list.at("kind").as_string(), "ConfigMapList");
  for (const auto& item : list.at("items").as_array()) {
    EXPECT_FALSE(item.as_object().contains("kind"));
    EXPECT_FALSE(item.as_object().contains("apiVersion"));
  }
}

TEST_P(RawRequests, DeletesAnswerWithAStatusOrTheObject) {
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
