// cJSON, on which the Kubernetes client for C is built: the text into a tree.

#include <memory>
#include <stdexcept>
#include <string>

#include <cjson/cJSON.h>

#include "measure.hpp"

int main(int argc, char** argv) {
  return bench::measure(argc, argv, [](const std::string& text) {
    std::unique_ptr<cJSON, decltype(&cJSON_Delete)> root(
        cJSON_ParseWithLength(text.data(), text.size()), &cJSON_Delete);
    if (root == nullptr) throw std::runtime_error("cJSON does not take the text");
    return root;
  });
}
