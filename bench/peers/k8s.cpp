// Ours: the text of a list into objects.

#include <string>

#include <k8s/json.hpp>
#include <k8s/models/core/v1/pod.hpp>

#include "measure.hpp"

int main(int argc, char** argv) {
  return bench::measure(argc, argv, [](const std::string& text) {
    return k8s::from_json<k8s::List<k8s::Pod>>(text);
  });
}
