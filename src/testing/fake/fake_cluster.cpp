#include <k8s/testing/fake_cluster.hpp>

#include <mutex>
#include <stdexcept>
#include <utility>

#include <k8s/error.hpp>

#include "base64.hpp"
#include "client_core.hpp"
#include "testing/certificates.hpp"
#include "testing/fake/admission.hpp"
#include "testing/fake/api_server.hpp"
#include "testing/fake/in_process.hpp"
#include "testing/fake/kind_rules.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing {
namespace {

fake::Resource to_resource(const ResourceDescription& description) {
  using namespace k8s::detail;
  const int verbs = verb_create | verb_get | verb_list | verb_watch | verb_update | verb_patch |
                    verb_delete | verb_deletecollection |
                    (description.status ? subresource_status : 0);
  return {.group = description.group,
          .version = description.version,
          .kind = description.kind,
          .plural = description.plural,
          .namespaced = description.namespaced,
          .verbs = static_cast<std::uint16_t>(verbs),
          .rules = &fake::custom_rules()};
}

/// Throws what a client would make of an answer that is no success.
[[noreturn]] void throw_refused(const Request& request, const Response& response) {
  const fake::json::value value = fake::parse_json(response.body).value;
  const fake::json::object& status = value.get_object();
  throw_api_error(request.target, request.method, request.path,
                  {.code = response.status,
                   .reason = std::string(fake::text_at(status, "reason")),
                   .message = std::string(fake::text_at(status, "message"))});
}

}  // namespace

/// Where it is served over HTTPS.
class FakeCluster::Endpoint {
 public:
  Endpoint(const std::shared_ptr<fake::ApiServer>& api, std::uint16_t port)
      : api_(api),
        authority_("fake-cluster"),
        admin_(authority_.issue_client("admin", {fake::masters})),
        server_(
            {.certificate = issue_certificate(), .client_ca_pem = authority_.pem(), .port = port},
            [api](const detail::ServerRequest& request) { return api->handle(request); }) {}

  [[nodiscard]] Config config(Credentials credentials) const;
  [[nodiscard]] std::string kubeconfig(Credentials credentials) const;
  [[nodiscard]] Config config_for(const std::string& user,
                                  const std::vector<std::string>& groups) const;
  void rotate_certificate() {
    server_.set_certificate(issue_certificate());
    server_.drop_connections();
  }

 private:
  [[nodiscard]] detail::KeyPair issue_certificate() const {
    return authority_.issue_server({"127.0.0.1", "localhost", "kubernetes"});
  }

  std::shared_ptr<fake::ApiServer> api_;
  detail::CertificateAuthority authority_;
  detail::KeyPair admin_;
  detail::HttpsServer server_;
};

Config FakeCluster::Endpoint::config(Credentials credentials) const {
  Config config;
  config.api_server = server_.url();
  config.verify_ssl = authority_.pem();
  config.source = "FakeCluster";
  if (credentials == Credentials::token) {
    config.api_token = api_->token();
  } else {
    config.cert = {admin_.certificate_pem, admin_.key_pem};
  }
  return config;
}

Config FakeCluster::Endpoint::config_for(const std::string& user,
                                         const std::vector<std::string>& groups) const {
  const detail::KeyPair identity = authority_.issue_client(user, groups);
  Config config = this->config(Credentials::certificate);
  config.cert = {identity.certificate_pem, identity.key_pem};
  return config;
}

std::string FakeCluster::Endpoint::kubeconfig(Credentials credentials) const {
  using fake::json::array;
  using fake::json::object;
  const auto encoded = [](const std::string& pem) {
    return fake::json::string(base64_encode(pem));
  };
  object user;
  if (credentials == Credentials::token) {
    user["token"] = api_->token();
  } else {
    user["client-certificate-data"] = encoded(admin_.certificate_pem);
    user["client-key-data"] = encoded(admin_.key_pem);
  }
  const object cluster{{"server", server_.url()},
                       {"certificate-authority-data", encoded(authority_.pem())}};
  const object context{{"cluster", "fake"}, {"user", "admin"}, {"namespace", "default"}};
  // JSON is YAML.
  return fake::to_text(object{{"apiVersion", "v1"},
                              {"kind", "Config"},
                              {"clusters", array{object{{"name", "fake"}, {"cluster", cluster}}}},
                              {"users", array{object{{"name", "admin"}, {"user", user}}}},
                              {"contexts", array{object{{"name", "fake"}, {"context", context}}}},
                              {"current-context", "fake"}},
                       fake::Layout::pretty) +
         "\n";
}

class FakeCluster::State {
 public:
  explicit State(const FakeClusterOptions& options)
      : server(std::make_shared<fake::ApiServer>(
            fake::ApiServerOptions{.history = options.history,
                                   .journal = options.remembered_requests,
                                   .seed = options.seed,
                                   .time = options.clock ? options.clock->time() : nullptr,
                                   .collects = options.collect,
                                   .controllers = options.controllers})),
        door(std::make_shared<fake::ServerDoor>(server)),
        transport(fake::make_in_process_transport(door)) {
    server->time()->attach(server);
    server->on_certificate_rotated([this] { rotate_certificate(); });
  }
  ~State() {
    server->on_certificate_rotated(nullptr);
    door->close();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void serve(std::uint16_t port);
  [[nodiscard]] const Endpoint& endpoint() const;
  void rotate_certificate();
  [[nodiscard]] Client client(std::shared_ptr<Transport> through) const;

  std::shared_ptr<fake::ApiServer> server;
  std::shared_ptr<fake::ServerDoor> door;
  std::shared_ptr<Transport> transport;
  std::shared_ptr<fake::Admissions> admissions = std::make_shared<fake::Admissions>();

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<Endpoint> endpoint_;
};

void FakeCluster::State::serve(std::uint16_t port) {
  const std::scoped_lock lock(mutex_);
  if (endpoint_ != nullptr) throw std::logic_error("FakeCluster: it is being served already");
  endpoint_ = std::make_unique<Endpoint>(server, port);
}

void FakeCluster::State::rotate_certificate() {
  const std::scoped_lock lock(mutex_);
  if (endpoint_ != nullptr) endpoint_->rotate_certificate();
}

Client FakeCluster::State::client(std::shared_ptr<Transport> through) const {
  Config config;
  config.api_server = "https://fake-cluster";
  config.source = "FakeCluster";
  return Client(
      std::make_shared<k8s::detail::ClientCore>(config, std::move(through), server->time()));
}

const FakeCluster::Endpoint& FakeCluster::State::endpoint() const {
  const std::scoped_lock lock(mutex_);
  if (endpoint_ == nullptr) {
    throw std::logic_error("FakeCluster: call serve() first; in process there is client()");
  }
  return *endpoint_;
}

FakeCluster::FakeCluster(FakeClusterOptions options) : state_(std::make_shared<State>(options)) {
  if (options.https) serve(options.port);
}

FakeCluster::~FakeCluster() = default;

Client FakeCluster::client() const {
  return state_->client(state_->transport);
}

Client FakeCluster::client_for(const std::string& user,
                               const std::vector<std::string>& groups) const {
  std::vector<std::string> all = groups;
  all.emplace_back("system:authenticated");
  return state_->client(
      fake::make_in_process_transport(state_->door, {.common_name = user, .organizations = all}));
}

Config FakeCluster::config_for(const std::string& user,
                               const std::vector<std::string>& groups) const {
  return state_->endpoint().config_for(user, groups);
}

std::weak_ptr<fake::ApiServer> FakeCluster::server() const {
  return state_->server;
}

std::shared_ptr<Transport> FakeCluster::transport() const {
  return state_->transport;
}

void FakeCluster::serve(std::uint16_t port) {
  state_->serve(port);
}

Config FakeCluster::config(Credentials credentials) const {
  return state_->endpoint().config(credentials);
}

std::string FakeCluster::kubeconfig(Credentials credentials) const {
  return state_->endpoint().kubeconfig(credentials);
}

void FakeCluster::register_resource(const ResourceDescription& resource) {
  state_->server->register_resource(to_resource(resource));
}

void FakeCluster::register_kind(const k8s::detail::Kind& kind) {
  register_resource({.group = std::string(kind.group),
                     .version = std::string(kind.version),
                     .kind = std::string(kind.name),
                     .plural = std::string(kind.plural),
                     .namespaced = kind.namespaced,
                     .status = (kind.verbs & k8s::detail::subresource_status) != 0});
}

std::string FakeCluster::create(std::string_view json) {
  Request request{.method = Method::post, .body = std::string(json)};
  request.headers = {{"Content-Type", "application/json"}};
  try {
    const fake::json::value value = fake::parse_json(json).value;
    if (!value.is_object()) throw fake::JsonError("not an object");
    const fake::json::object& object = value.get_object();
    request.path =
        state_->server->collection_path(fake::text_at(object, "apiVersion"),
                                        fake::text_at(object, "kind"), fake::namespace_of(object));
  } catch (const fake::JsonError& error) {
    throw ValidationError(std::string("FakeCluster::create: this is no JSON object: ") +
                          error.what());
  } catch (const fake::Refusal& refusal) {
    throw ValidationError(std::string("FakeCluster::create: ") + refusal.what());
  }
  Response response = state_->transport->send(request);
  if (response.status != 201) throw_refused(request, response);
  return std::move(response.body);
}

void FakeCluster::append_log(const ContainerName& container, std::string_view text) {
  state_->server->append_log({container.namespace_, container.pod, container.container}, text);
}

void FakeCluster::end_log(const ContainerName& container) {
  state_->server->logs().end({container.namespace_, container.pod, container.container});
}

std::vector<Request> FakeCluster::requests() const {
  return state_->server->journal().requests();
}
std::vector<Request> FakeCluster::writes() const {
  return state_->server->journal().writes();
}
void FakeCluster::clear_requests() {
  state_->server->journal().clear();
}

void FakeCluster::on(RequestFilter filter, Fault fault) {
  state_->server->faults().add(std::move(filter), std::move(fault));
}

void FakeCluster::on(RequestFilter filter, Hook hook) {
  state_->server->faults().add(std::move(filter), std::move(hook));
}

void FakeCluster::on(const std::vector<FaultRule>& rules) {
  for (const FaultRule& rule : rules) on(rule.filter, rule.fault);
}

void FakeCluster::clear_faults() {
  state_->server->faults().clear();
}
void FakeCluster::on_image(std::string image, ImageBehavior behavior) {
  state_->server->set_image(std::move(image), behavior);
}

void FakeCluster::rotate_certificate() {
  state_->rotate_certificate();
}

void FakeCluster::expire_token() {
  state_->server->expire_token();
}

void FakeCluster::allow(AccessRule rule) {
  state_->server->access().allow(std::move(rule));
}

void FakeCluster::authorize(Authorizer authorizer) {
  state_->server->access().set_authorizer(std::move(authorizer));
}

void FakeCluster::admit(RequestFilter filter, AdmissionHook hook) {
  state_->admissions->add(std::move(filter), std::move(hook));
  state_->server->set_admission(
      [admissions = state_->admissions](auto&&... review) { admissions->review(review...); });
}

FakeCluster::Snapshot FakeCluster::save() const {
  Snapshot snapshot;
  snapshot.content_ = std::make_shared<const fake::Storage::Content>(state_->server->save());
  return snapshot;
}

void FakeCluster::restore(const Snapshot& snapshot) {
  if (snapshot.content_ == nullptr) {
    throw std::invalid_argument("FakeCluster::restore: this snapshot is empty; call save()");
  }
  state_->server->restore(
      *std::static_pointer_cast<const fake::Storage::Content>(snapshot.content_));
}

void FakeCluster::reset() {
  state_->admissions = std::make_shared<fake::Admissions>();
  state_->server->reset();
}

void FakeCluster::wait_until_idle(std::chrono::milliseconds timeout) const {
  const std::string busy = state_->server->watches().wait_until_idle(timeout);
  if (busy.empty()) return;
  throw std::runtime_error("FakeCluster::wait_until_idle: after " +
                           std::to_string(timeout.count()) + " ms these watches have not taken " +
                           "every event: " + busy);
}

void FakeCluster::compact() {
  state_->server->compact();
}
void FakeCluster::close_watches() {
  state_->server->watches().end_all(false);
}
void FakeCluster::reset_watches() {
  state_->server->watches().end_all(true);
}
void FakeCluster::send_bookmarks() {
  state_->server->watches().send_bookmarks();
}
std::size_t FakeCluster::open_watches() const {
  return state_->server->watches().open_count();
}
void FakeCluster::advance(std::chrono::milliseconds time) {
  state_->server->time()->advance(time);
}

}  // namespace k8s::testing
