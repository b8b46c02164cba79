#include <k8s/patch.hpp>

namespace k8s {

Patch Patch::merge(std::string json) {
  return {"application/merge-patch+json", std::move(json)};
}

Patch Patch::json(std::string operations) {
  return {"application/json-patch+json", std::move(operations)};
}

Patch Patch::strategic(std::string json) {
  return {"application/strategic-merge-patch+json", std::move(json)};
}

}  // namespace k8s
