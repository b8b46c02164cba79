#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "testing/fake/access.hpp"
#include "testing/fake/addresses.hpp"
#include "testing/fake/clock.hpp"
#include "testing/fake/controller.hpp"
#include "testing/fake/controllers/pod_runner.hpp"
#include "testing/fake/faults.hpp"
#include "testing/fake/form.hpp"
#include "testing/fake/journal.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/pod_logs.hpp"
#include "testing/fake/policy/policies.hpp"
#include "testing/fake/random.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/route.hpp"
#include "testing/fake/storage.hpp"
#include "testing/fake/tokens.hpp"
#include "testing/fake/watch.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing::fake {

struct Call;

struct ApiServerOptions {
  /// How many changes are remembered.
  std::size_t history = 100'000;
  /// How many requests are remembered; 0 is all.
  std::size_t journal = 0;
  /// What uids and generated names are made from; random if absent.
  std::optional<std::uint64_t> seed{};
  /// A clock of the test's own, if it has one.
  std::shared_ptr<detail::FakeTime> time{};
  /// Whether deleted namespaces are emptied and dependents collected.
  bool collects = true;
  /// Which controllers are simulated.
  std::vector<std::string> controllers{};
};

/// The API server: takes a request through authentication, routing, faults and the verb that it
/// asks for, and makes the answer. What carries requests and answers is not its business.
///
/// A reader who looks for a rule of Kubernetes finds it here, in the order in which a request meets
/// it:
///   serve/       a room for each sort of request: handle (who asks, what for, is that allowed),
///   read
///                (get, list, watch), write (create, update, patch), delete, action (eviction,
///                binding, token), review, log, connection, components, documents; answer, in_form
///   route        paths and methods               options     query parameters, DeleteOptions
///   access, rbac who may do what                 tokens, openid   whose tokens are good
///   accept, form what answers a client takes     body, protobuf   what a body says
///   schema       types, canonical form           metadata    names, labels, owners, finalizers
///   create, update, remove, list, scaling        the verbs, on the objects of the store
///   patch, *_patch, apply   what a PATCH brings  ownership, managed_fields   who wrote what
///   admit        what is asked before a write:   plugins/    admission of the server's own,
///                policy/  admission policies,    cel/        their expressions, and schemas'
///   kinds/       each kind's defaults and validation
///   storage      resourceVersions, history, 410  watch       watches and bookmarks
///   refusal      the Status bodies               table, tables/   what kubectl get shows
///   pod_actions  eviction, binding               token_request    tokens of service accounts
///   pod_logs     what containers wrote           proxy       what leads to nodes and pods
///   reviews      "may I?", "who am I?"           components  ComponentStatuses
///   discovery    /version, /apis                 openapi     /openapi/v2, /openapi/v3
///   health       /readyz                         metrics     /metrics
///   controllers/ what acts on objects beside the server
///   journal, faults, seed   what tests ask and do beside
///
/// Thread safety: every member may be called from any thread.
class ApiServer final : public detail::TimeObserver {
 public:
  explicit ApiServer(const ApiServerOptions& options);
  ~ApiServer() override;
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  [[nodiscard]] detail::ServerResponse handle(const detail::ServerRequest& request);

  /// The token of the administrator.
  [[nodiscard]] std::string token() const { return tokens_.admin(); }
  /// Gives the administrator another token.
  void expire_token();
  [[nodiscard]] Access& access() noexcept { return access_; }
  void register_resource(Resource resource);
  /// Where objects of an API version and kind are created.
  /// \throws Refusal if there is no such kind
  [[nodiscard]] std::string collection_path(std::string_view api_version, std::string_view kind,
                                            std::string_view namespace_) const;

  [[nodiscard]] Journal& journal() noexcept { return journal_; }
  [[nodiscard]] Faults& faults() noexcept { return faults_; }
  [[nodiscard]] WatchHub& watches() noexcept { return watches_; }
  [[nodiscard]] PodLogs& logs() noexcept { return logs_; }
  void append_log(const PodLogs::Name& name, std::string_view text);
  void compact();
  /// What a fault of that kind does beside cutting the connection.
  void on_certificate_rotated(std::function<void()> rotate);
  /// Stores an object, given as JSON, as it is. \throws Refusal if it cannot be one of this
  /// server's, JsonError
  void seed(std::string_view text);
  /// Lets the controllers do what there is to do.
  void settle();
  /// Changes the status of a pod. \throws Refusal if there is no such pod
  void change_pod(const Key& key, const std::function<void(json::object&, const Clock&)>& change);
  /// Asked about each object that is to be stored, and may change it. \throws Refusal
  void set_admission(Admission admission);
  /// All objects with their history.
  [[nodiscard]] Storage::Content save() const;
  /// Goes back to it. Watches that are open end with 410.
  void restore(Storage::Content content);
  /// Goes back to the beginning: objects, requests, faults, what callers may do.
  void reset();
  /// From now on the containers of an image, or of all others if it is empty, do this.
  void set_image(std::string image, ImageBehavior behavior);
  [[nodiscard]] const std::shared_ptr<detail::FakeTime>& time() const { return clock_.time(); }

  [[nodiscard]] std::optional<detail::Instant> next_due() override;
  void on_time() override;

 private:
  // api_server.cpp
  void make_first_objects();
  void add_controllers();
  void on_change(const Change& change);

  // timer.cpp
  void run_timer();

  // serve/handle.cpp
  /// Answers as the server does. False if a test has said what happens instead.
  bool respond(Call& call);
  /// \throws Refusal if the caller may not do that
  void authorize(const Call& call) const;
  /// Whether somebody may do something; whoever asks holds the lock.
  [[nodiscard]] Verdict decide(const Caller& caller, const Route& route) const;
  void serve(Call& call);
  void serve_verb(Call& call);

  // serve/fault.cpp
  /// False if the server does nothing more about the request.
  bool apply_fault(const Fault& fault, Call& call);

  // serve/admit.cpp
  /// Asks the policies about a request that stores no object of its own.
  void admit_action(Call& call, std::string_view operation, const json::object& object,
                    const WriteOptions& options);

  // serve/documents.cpp
  void serve_document(Call& call);

  // serve/read.cpp
  void serve_get(Call& call);
  void serve_list(Call& call);
  void serve_watch(Call& call);

  // serve/write.cpp
  /// Does something to the store, and notes in the journal whether that has changed it.
  void change_store(const Call& call, const std::function<void()>& change);
  void serve_create(Call& call);
  void serve_update(Call& call);
  void serve_patch(Call& call);

  // serve/delete.cpp
  void serve_delete(Call& call);
  void serve_delete_collection(Call& call);

  // serve/action.cpp
  void serve_action(Call& call);
  void serve_binding(Call& call);
  void evict(Call& call, const json::object& eviction, const WriteOptions& options);
  /// \param kind the TokenRequest
  void create_token(Call& call, const Resource& kind, json::object request,
                    const WriteOptions& options);

  // serve/review.cpp
  void serve_review(Call& call);

  // serve/log.cpp
  void serve_log(Call& call);

  // serve/connection.cpp
  void admit_connection(Call& call);
  /// \throws Refusal always, since nothing runs in any container
  [[noreturn]] void serve_connection(Call& call);
  /// \throws Refusal, unless all is said by a redirection
  void serve_proxy(Call& call);

  // serve/components.cpp
  void serve_components(Call& call);

  Clock clock_;
  mutable std::mutex mutex_;  // guards what follows, up to the line
  ResourceRegistry resources_;
  Random random_;
  Random audit_ids_;  // apart, so that a seed makes the same objects whatever is asked
  Storage storage_;
  ServiceAddresses addresses_;
  policy::Policies policies_;
  Objects objects_;
  ControllerDesk desk_;
  Images images_;
  ApiServerOptions options_;
  Storage::Content first_content_;
  ControllerManager controllers_;
  bool stopping_ = false;
  std::condition_variable due_changed_;
  // ------
  Tokens tokens_;
  PodLogs logs_;
  WatchHub watches_;
  Journal journal_;
  Faults faults_;
  Access access_;
  std::function<void()> rotate_certificate_;
  std::thread timer_;  // of controllers, if the clock runs by itself
  const std::chrono::sys_seconds began_ = clock_.wall_now();
};

}  // namespace k8s::testing::fake
