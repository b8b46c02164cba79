#pragma once

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
/// A reader who looks for a rule of Kubernetes finds it here:
///   access       who may do what                  body        bodies: JSON, types, strictness
///   accept       media types of answers              schema      types, canonical form
///   route        paths and methods                metadata    names, labels, owners, finalizers
///   options      query parameters, DeleteOptions  kinds/      each kind's defaults and validation
///   create, update, remove, list   the verbs      storage     resourceVersions, history, 410
///   watch        watches and bookmarks            refusal     the Status bodies
///   discovery    /version, /apis                  journal     what tests ask beside
///   controllers/ what acts on objects beside the server
///   admit, policy/ admission policies            cel/        their expressions, and those of
///   schemas protobuf     bodies of Go's clients           reviews     "may I?", "who am I?"
///   pod_actions  eviction, binding                pod_logs    what containers wrote
///   proxy        what leads to nodes and pods     components  ComponentStatuses
///   openid       how tokens are verified          metrics     /metrics
///   openapi      /openapi/v2, /openapi/v3         form, table, tables/   what kubectl get shows
///   patch, *_patch, apply   what a PATCH brings   ownership, managed_fields   who wrote what
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
  /// A request on its way through the server.
  struct Call;

  void make_first_objects();
  void add_controllers();
  void run_timer();
  /// \throws Refusal if the caller may not do that
  void authorize(const Call& call) const;
  void serve(Call& call);
  void serve_document(Call& call);
  void serve_read(Call& call);
  void serve_write(Call& call);
  void serve_patch(Call& call);
  void serve_delete(Call& call);
  void serve_review(Call& call);
  /// Whether somebody may do something; whoever asks holds the lock.
  [[nodiscard]] bool allows(const Caller& caller, const Route& route) const;
  /// Asks the policies about a request that stores no object of its own.
  void admit_action(Call& call, std::string_view operation, const json::object& object,
                    const WriteOptions& options);
  void admit_connection(Call& call);
  void serve_log(Call& call);
  /// \throws Refusal always, since nothing runs in any container
  [[noreturn]] void serve_connection(Call& call);
  /// \throws Refusal, unless all is said by a redirection
  void serve_proxy(Call& call);
  void serve_components(Call& call);
  void serve_action(Call& call);
  [[nodiscard]] Target bound_pod(const Call& call, json::object& binding) const;
  /// \throws Refusal if a token for the account cannot be bound to the object
  void check_bound_object(const json::object& bound, const Target& account) const;
  [[nodiscard]] ObjectPtr request_token(Call& call, const json::object& request,
                                        const WriteOptions& options);
  /// False if the server does nothing more about the request.
  bool apply_fault(const Fault& fault, Call& call);
  /// An object, or a list of objects, as a table or without all but its metadata.
  [[nodiscard]] json::object in_form(const Resource& resource, const Form& form,
                                     const ObjectPtr& object, bool with_columns) const;
  [[nodiscard]] json::object list_in_form(const Resource& resource, const Form& form,
                                          const std::vector<ObjectPtr>& objects,
                                          json::object metadata) const;
  void write_list(const Call& call, const Page& page, detail::ServerResponse& answer) const;
  void write_object(const Call& call, int status, const ObjectPtr& object,
                    detail::ServerResponse& answer) const;

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
};

}  // namespace k8s::testing::fake
