// What happens while a container runs: hooks and probes.

#include <string>

#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

void validate_port_or_name(const Part& action) {
  const FieldPath path = action.at("port");
  if (const json::value* const port = find(action.object(), "port");
      port != nullptr && port->is_string()) {
    action.errors().invalid(path, *port, check_port_name(port->get_string()));
  } else {
    action.errors().invalid(path, action.number("port"), check_port_number(action.number("port")));
  }
}

void validate_http_get(const Part& action) {
  action.require("path");
  validate_port_or_name(action);
  if (!is_one_of(action.text("scheme"), {"HTTP", "HTTPS"})) {
    action.errors().not_supported(action.at("scheme"), action.text("scheme"), {"HTTP", "HTTPS"});
  }
  action.each("httpHeaders", [&](const Part& header) {
    const std::string_view name = header.text("name");
    action.errors().invalid(action.at("httpHeaders"), name, check_http_header_name(name));
  });
}

void validate_sleep(const Part& action, const PodContext& pod) {
  const std::int64_t seconds = action.number("seconds");
  if (!pod.grace_period || (seconds >= 0 && seconds <= *pod.grace_period)) return;
  action.errors().invalid(action.path(), seconds,
                          "must be non-negative and less than terminationGracePeriodSeconds (" +
                              std::to_string(*pod.grace_period) + ")");
}

void validate_handler(const Part& handler, const PodContext& pod) {
  bool found = false;
  for (const std::string_view kind : {"exec", "httpGet", "tcpSocket", "grpc", "sleep"}) {
    if (!handler.has(kind)) continue;
    if (found) {
      handler.errors().forbidden(handler.at(kind), "may not specify more than 1 handler type");
      continue;
    }
    found = true;
    const Part action = handler.child(kind);
    if (kind == "exec") {
      action.require("command");
    } else if (kind == "httpGet") {
      validate_http_get(action);
    } else if (kind == "sleep") {
      validate_sleep(action, pod);
    } else {
      validate_port_or_name(action);
    }
  }
  if (!found) handler.errors().required(handler.path(), "must specify a handler type");
}

void validate_probe(const Part& container, std::string_view name, const PodContext& pod) {
  if (!container.has(name)) return;
  const Part probe = container.child(name);
  validate_handler(probe, pod);
  for (const char* const field : {"initialDelaySeconds", "timeoutSeconds", "periodSeconds",
                                  "successThreshold", "failureThreshold"}) {
    probe.not_negative(field);
  }
  const FieldPath grace = probe.at("terminationGracePeriodSeconds");
  const std::int64_t seconds = probe.number("terminationGracePeriodSeconds");
  if (probe.has("terminationGracePeriodSeconds") && seconds <= 0) {
    container.errors().invalid(grace, seconds, "must be greater than 0");
  }
  if (name == "readinessProbe") {
    if (probe.has("terminationGracePeriodSeconds")) {
      container.errors().invalid(grace, seconds, "must not be set for readinessProbes");
    }
  } else if (probe.number("successThreshold") != 1) {
    container.errors().invalid(probe.at("successThreshold"), probe.number("successThreshold"),
                               "must be 1");
  }
}

}  // namespace

void validate_life(const Part& container, const PodContext& pod) {
  const Part lifecycle = container.child("lifecycle");
  for (const char* const hook : {"postStart", "preStop"}) {
    if (lifecycle.has(hook)) validate_handler(lifecycle.child(hook), pod);
  }
  for (const char* const probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    validate_probe(container, probe, pod);
  }
}

}  // namespace k8s::testing::fake
