// A user's program without a cluster: it fails if the library does not say that there is none.
#include <exception>
#include <iostream>

#include <k8s/k8s.hpp>

int main() try {
  k8s::Config config;
  config.api_server = "https://127.0.0.1:1";
  const k8s::Pod pod({.name = "web"}, {.containers = {{.name = "web", .image = "nginx"}}});
  std::cout << pod << '\n';
  k8s::Pod::get("web", {.client = k8s::Client(config)});
  return 1;
} catch (const k8s::TransportError& error) {
  std::cout << error.what() << '\n';
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
