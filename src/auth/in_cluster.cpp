#include "auth/in_cluster.hpp"

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include <k8s/error.hpp>

#include "auth/text.hpp"
#include "read_file.hpp"

namespace k8s::auth {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool is_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  return std::filesystem::exists(status) && !std::filesystem::is_directory(status);
}

std::string server() {
  const std::string host = environment("KUBERNETES_SERVICE_HOST");
  const std::string port = environment("KUBERNETES_SERVICE_PORT");
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return "https://" + (is_ipv6 ? '[' + host + ']' : host) + ':' + port;
}

/// POD_NAMESPACE comes first, as in client-go.
std::string name_space(const std::string& directory) {
  constexpr std::size_t longest = 4096;
  std::string name = environment("POD_NAMESPACE");
  if (name.empty()) {
    name = trimmed(detail::read_file(directory + "/namespace", longest).text);
  }
  return name.empty() ? Config().namespace_ : name;
}

}  // namespace

std::string not_in_cluster(const std::string& directory) {
  for (const char* name : {"KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"}) {
    if (environment(name).empty()) return std::string(name) + " is not set";
  }
  const std::string token = directory + "/token";
  if (!is_file(token)) return "there is no " + token;
  return {};
}

Config read_in_cluster(const std::string& directory) {
  const std::string problem = not_in_cluster(directory);
  if (!problem.empty()) {
    throw ConfigError("this is not a pod with a service account: " + problem +
                      "; outside of a cluster use a kubeconfig, in a pod check "
                      "automountServiceAccountToken");
  }
  Config config;
  config.api_server = server();
  config.api_token_source = std::make_shared<FileTokenSource>(directory + "/token");
  const std::string ca = directory + "/ca.crt";
  if (is_file(ca)) config.verify_ssl = ca;
  config.namespace_ = name_space(directory);
  config.source = "service account of the pod";
  return config;
}

}  // namespace k8s::auth
