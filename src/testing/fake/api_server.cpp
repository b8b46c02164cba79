#include "testing/fake/api_server.hpp"

#include <random>
#include <utility>

#include "testing/fake/api_version.hpp"
#include "testing/fake/builtin_resources.hpp"
#include "testing/fake/controllers/definition_keeper.hpp"
#include "testing/fake/controllers/garbage_collector.hpp"
#include "testing/fake/controllers/namespace_emptier.hpp"
#include "testing/fake/controllers/protection_keeper.hpp"
#include "testing/fake/controllers/quota_keeper.hpp"
#include "testing/fake/controllers/simulated.hpp"
#include "testing/fake/definitions.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/reviews.hpp"

namespace k8s::testing::fake {

ApiServer::ApiServer(const ApiServerOptions& options)
    : clock_(options.time),
      random_(options.seed ? *options.seed : std::random_device()()),
      audit_ids_(std::random_device()()),
      storage_(options.history),
      policies_(storage_, resources_,
                [this](const Caller& caller, const json::object& question) {
                  return decide_access(question, caller, resources_,
                                       [this](const Caller& who, const Route& route) {
                                         return decide(who, route);
                                       })
                      .allowed;
                }),
      objects_(storage_, clock_, random_, addresses_),
      desk_(storage_, objects_, resources_, clock_),
      options_(options),
      tokens_("fake-" + random_.uid()),
      watches_(clock_),
      journal_(options.journal) {
  for (Resource& resource : builtin_resources(!options.controllers.empty())) {
    resources_.add(std::move(resource));
  }
  storage_.observe([this](const Change& change) { on_change(change); });
  objects_.set_policies(policies_);
  add_controllers();
  make_first_objects();
  storage_.compact(storage_.revision());
  first_content_ = storage_.save();
}

void ApiServer::on_change(const Change& change) {
  addresses_.on_change(change);
  watches_.on_change(change);
  controllers_.on_change(change);
  if (change.after != nullptr) return;
  if (change.collection == "/pods") logs_.end_pod(change.key.namespace_, change.key.name);
  if (change.collection == definitions_collection) {
    watches_.end(described_collection(*change.before));
  }
}

void ApiServer::add_controllers() {
  controllers_.clear();
  controllers_.add(std::make_unique<DefinitionKeeper>(desk_, resources_));
  if (options_.collects) {
    controllers_.add(std::make_unique<NamespaceEmptier>(desk_));
    controllers_.add(std::make_unique<GarbageCollector>(desk_));
    controllers_.add(std::make_unique<ProtectionKeeper>(desk_));
    controllers_.add(std::make_unique<QuotaKeeper>(desk_));
  }
  add_simulated(controllers_, options_.controllers, desk_, images_);
}

void ApiServer::make_first_objects() {
  const auto create = [this](const char* path, const char* body) {
    const detail::ServerRequest request{.method = "POST",
                                        .target = path,
                                        .headers = {{"User-Agent", "kube-apiserver"}},
                                        .body = body,
                                        .client = detail::ClientIdentity{"admin", {masters}}};
    (void)handle(request);
  };
  for (const char* const name : {"kube-system", "kube-node-lease", "kube-public", "default"}) {
    create("/api/v1/namespaces", (R"({"metadata":{"name":")" + std::string(name) + "\"}}").c_str());
  }
  create("/api/v1/namespaces/default/services",
         R"({"metadata":{"name":"kubernetes",
                         "labels":{"component":"apiserver","provider":"kubernetes"}},
             "spec":{"clusterIP":"10.0.0.1",
                     "ports":[{"name":"https","port":443,"targetPort":6443}]}})");
  journal_.clear();
}

void ApiServer::register_resource(Resource resource) {
  const std::scoped_lock lock(mutex_);
  resources_.add(std::move(resource));
}

std::string ApiServer::collection_path(std::string_view api_version, std::string_view kind,
                                       std::string_view namespace_) const {
  const std::scoped_lock lock(mutex_);
  const auto [group, version] = split_api_version(api_version);
  const Resource* const resource = resources_.find_kind(group, version, kind);
  if (resource == nullptr) {
    refuse_bad_request("no kind " + go_quote(kind) + " is registered for version " +
                       go_quote(api_version));
  }
  std::string path = (group.empty() ? "/api/" : "/apis/") + std::string(api_version);
  if (resource->namespaced) {
    path += "/namespaces/" + (namespace_.empty() ? "default" : percent_encode(namespace_));
  }
  return path + "/" + resource->plural;
}

void ApiServer::compact() {
  const std::scoped_lock lock(mutex_);
  storage_.compact(storage_.revision());
}

void ApiServer::expire_token() {
  const std::scoped_lock lock(mutex_);
  tokens_.replace_admin("fake-" + random_.uid());
}

void ApiServer::on_certificate_rotated(std::function<void()> rotate) {
  rotate_certificate_ = std::move(rotate);
}

void ApiServer::set_image(std::string image, ImageBehavior behavior) {
  const std::scoped_lock lock(mutex_);
  images_.insert_or_assign(std::move(image), behavior);
}

}  // namespace k8s::testing::fake
