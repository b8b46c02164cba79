#include "testing/fake/kinds/claim_spec.hpp"
#include "testing/fake/kinds/image_name.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/volumes.hpp"

namespace k8s::testing::fake {
namespace {

constexpr int file_mode = 0644;

void default_http_get(json::object& holder) {
  json::value* const action = find(holder, "httpGet");
  if (action == nullptr || !action->is_object()) return;
  json::object& get = action->get_object();
  if (text_at(get, "path").empty()) get["path"] = "/";
  if (text_at(get, "scheme").empty()) get["scheme"] = "HTTP";
}

void default_number(json::object& object, std::string_view name, std::int64_t number) {
  if (number_at(object, name).value_or(0) == 0) object[name] = number;
}

void default_probe(json::object& container, std::string_view name) {
  json::value* const value = find(container, name);
  if (value == nullptr || !value->is_object()) return;
  json::object& probe = value->get_object();
  default_number(probe, "timeoutSeconds", 1);
  default_number(probe, "periodSeconds", 10);
  default_number(probe, "successThreshold", 1);
  default_number(probe, "failureThreshold", 3);
  default_http_get(probe);
  if (json::value* const grpc = find(probe, "grpc"); grpc != nullptr && grpc->is_object()) {
    set_default(grpc->get_object(), "service", "");
  }
}

void default_lifecycle(json::object& container) {
  json::value* const lifecycle = find(container, "lifecycle");
  if (lifecycle == nullptr || !lifecycle->is_object()) return;
  // What a server with default flags does not keep.
  if (lifecycle->get_object().erase("stopSignal") > 0 && lifecycle->get_object().empty()) {
    container.erase("lifecycle");
    return;
  }
  for (const char* const hook : {"postStart", "preStop"}) {
    json::value* const handler = find(lifecycle->get_object(), hook);
    if (handler != nullptr && handler->is_object()) default_http_get(handler->get_object());
  }
}

void default_field_refs(json::object& holder) {
  if (json::value* const amount = find(holder, "resourceFieldRef");
      amount != nullptr && amount->is_object()) {
    set_default(amount->get_object(), "divisor", "0");
  }
  json::value* const ref = find(holder, "fieldRef");
  if (ref == nullptr || !ref->is_object()) return;
  if (text_at(ref->get_object(), "apiVersion").empty()) ref->get_object()["apiVersion"] = "v1";
}

void default_container(json::object& container) {
  if (text_at(container, "imagePullPolicy").empty()) {
    container["imagePullPolicy"] =
        is_latest_image(text_at(container, "image")) ? "Always" : "IfNotPresent";
  }
  if (text_at(container, "terminationMessagePath").empty()) {
    container["terminationMessagePath"] = "/dev/termination-log";
  }
  if (text_at(container, "terminationMessagePolicy").empty()) {
    container["terminationMessagePolicy"] = "File";
  }
  for (json::object* const port : objects_in(container, "ports")) {
    if (text_at(*port, "protocol").empty()) (*port)["protocol"] = "TCP";
  }
  for (const char* const probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    default_probe(container, probe);
  }
  default_lifecycle(container);
  for (json::object* const variable : objects_in(container, "env")) {
    json::value* const source = find(*variable, "valueFrom");
    if (source != nullptr && source->is_object()) default_field_refs(source->get_object());
  }
}

void default_projection(json::object& projection) {
  // What a server with default flags does not keep.
  projection.erase("clusterTrustBundle");
  projection.erase("podCertificate");
  if (json::value* const token = find(projection, "serviceAccountToken");
      token != nullptr && token->is_object()) {
    set_default(token->get_object(), "expirationSeconds", 3600);
  }
  if (json::value* const downward = find(projection, "downwardAPI");
      downward != nullptr && downward->is_object()) {
    for (json::object* const item : objects_in(downward->get_object(), "items")) {
      default_field_refs(*item);
    }
  }
}

void default_volume(json::object& volume) {
  bool has_source = false;
  for (auto& member : volume) {
    if (member.key() == "name" || !member.value().is_object()) continue;
    has_source = true;
    json::object& source = member.value().get_object();
    const std::string_view kind = member.key();
    if (kind == "secret" || kind == "configMap" || kind == "downwardAPI" || kind == "projected") {
      set_default(source, "defaultMode", file_mode);
    }
    if (kind == "image" && text_at(source, "pullPolicy").empty()) {
      source["pullPolicy"] =
          is_latest_image(text_at(source, "reference")) ? "Always" : "IfNotPresent";
    }
    if (kind == "ephemeral") {
      json::value* const claim = find(source, "volumeClaimTemplate");
      if (claim != nullptr && claim->is_object()) {
        default_claim_spec(ensure_object(claim->get_object(), "spec"));
      }
    }
    if (kind == "downwardAPI") {
      for (json::object* const item : objects_in(source, "items")) default_field_refs(*item);
    }
    if (kind == "projected") {
      for (json::object* const item : objects_in(source, "sources")) default_projection(*item);
    }
  }
  if (!has_source) volume["emptyDir"].emplace_object();
  default_volume_source(volume);
}

void default_account(json::object& spec) {
  std::string account(text_at(spec, "serviceAccountName"));
  if (account.empty()) account = text_at(spec, "serviceAccount");
  if (account.empty()) return;
  spec["serviceAccountName"] = account;
  spec["serviceAccount"] = account;
}

}  // namespace

void default_pod_spec(json::object& spec) {
  spec.erase("schedulingGroup");  // what a server with default flags does not keep
  for (json::object* const volume : objects_in(spec, "volumes")) default_volume(*volume);
  for (const char* const list : {"initContainers", "containers", "ephemeralContainers"}) {
    for (json::object* const container : objects_in(spec, list)) default_container(*container);
  }
  if (text_at(spec, "restartPolicy").empty()) spec["restartPolicy"] = "Always";
  set_default(spec, "terminationGracePeriodSeconds", 30);
  if (text_at(spec, "dnsPolicy").empty()) spec["dnsPolicy"] = "ClusterFirst";
  default_account(spec);
  ensure_object(spec, "securityContext");
  if (text_at(spec, "schedulerName").empty()) spec["schedulerName"] = "default-scheduler";
}

void default_pod_template(json::object& object) {
  json::object& pod_template = ensure_object(ensure_object(object, "spec"), "template");
  default_pod_spec(ensure_object(pod_template, "spec"));
}

}  // namespace k8s::testing::fake
