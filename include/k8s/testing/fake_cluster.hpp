#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/export.hpp>
#include <k8s/http.hpp>
#include <k8s/json.hpp>
#include <k8s/testing/fake_clock.hpp>
#include <k8s/testing/fault.hpp>
#include <k8s/transport.hpp>

namespace k8s::testing {

namespace fake {
class ApiServer;
}

struct FakeClusterOptions {
  /// Serve over HTTPS from the start, as serve() does.
  bool https = false;
  /// The port on 127.0.0.1 to serve on; 0 takes a free one.
  std::uint16_t port = 0;
  /// How many changes are remembered: what a watch or a list asks for from before them is 410.
  std::size_t history = 100'000;
  /// How many requests are remembered for requests() and writes(), the latest; 0 is all of them.
  std::size_t remembered_requests = 0;
  /// What it goes by, and what pauses of its client() take no time by. Without one it goes by the
  /// machine's clock, plus what advance() and those pauses have let pass.
  std::optional<FakeClock> clock{};
  /// What uids and generated names are made from, so that they are the same in every run.
  std::optional<std::uint64_t> seed{};
  /// Whether deleted namespaces are emptied and dependents are collected, as in a real cluster. It
  /// is done by the time that the request that causes it is answered.
  bool collect = true;
  /// Which controllers are simulated: "deployment", "replicaset", "job", "pods" (which gives pods
  /// to a node and runs them), or "*" for all of them. What they do at once is done by the time
  /// that the request that causes it is answered; what takes time goes by the clock.
  std::vector<std::string> controllers{};
};

/// What a simulated container does.
struct ImageBehavior {
  /// From the creation of its pod until it runs, rounded up to seconds.
  std::chrono::milliseconds start{0};
  /// Whether it is ready while it runs.
  bool ready = true;
  /// How long it runs until it ends, rounded up to seconds. If absent it runs for ever, or ends at
  /// once if its pod's restartPolicy is not Always.
  std::optional<std::chrono::milliseconds> runs_for{};
  /// What it ends with. What the restartPolicy lets start again does so after Kubernetes' pauses:
  /// 10 s, 20 s, 40 s, and so on up to 5 minutes.
  int exit_code = 0;
  /// Whether the image can be had: otherwise its pods stay in ImagePullBackOff.
  bool pulls = true;
};

/// How a user of FakeCluster::config() says who it is.
enum class Credentials {
  token,
  certificate,
};

/// A kind to register: what a CustomResourceDefinition would say.
struct ResourceDescription {
  std::string group{};
  std::string version = "v1";
  std::string kind{};
  std::string plural{};
  bool namespaced = true;
  /// Whether `/status` exists; then a PUT of the object leaves the status alone.
  bool status = false;
};

/// A container of a pod.
struct ContainerName {
  std::string pod{};
  std::string container{};
  std::string namespace_ = "default";
};

/// What somebody asks to do.
struct AccessRequest {
  std::string user{};
  std::vector<std::string> groups{};
  std::string verb{};
  std::string api_group{};
  /// "pods", "deployments/status"; empty for a path that is no resource.
  std::string resource{};
  std::string namespace_{};
  std::string name{};
  std::string path{};
};

/// Something that a user, or the members of a group, may do. An empty list means all, and so does
/// "*"; if neither user nor group is named it is for everybody.
struct AccessRule {
  std::string user{};
  std::string group{};
  std::vector<std::string> verbs{};
  /// "pods", "deployments/status"
  std::vector<std::string> resources{};
  std::vector<std::string> namespaces{};
  std::vector<std::string> names{};
};

/// A write on its way to the store, as an admission webhook sees it.
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
struct AdmissionReview {
  /// "create", "update" (patches too) or "delete"
  std::string verb{};
  /// "pods", "deployments/status"
  std::string resource{};
  std::string namespace_{};
  std::string name{};
  bool dry_run = false;
  /// What is to be stored, as JSON, which the hook may change; empty for a delete. Name, namespace,
  /// uid and creationTimestamp stay.
  std::string object{};
  /// What is stored now, as JSON; empty for a create.
  std::string old_object{};

  std::vector<std::string> warnings{};
  std::optional<std::string> refusal{};
  int refusal_code = 403;

  /// Lets the request fail: `admission webhook "test" denied the request: MESSAGE`.
  void refuse(std::string message, int code = 403) {
    refusal = std::move(message);
    refusal_code = code;
  }
  /// Sends a Warning header beside the answer.
  void warn(std::string message) { warnings.push_back(std::move(message)); }
  /// The object as a model.
  template <Described T>
  [[nodiscard]] T as() const {
    return from_json<T>(object);
  }
  template <Described T>
  void set(const T& changed) {
    object = to_json(changed);
  }
};

/// Reports on a pod as its kubelet would. \throws Error from each member if there is no such pod
class K8S_EXPORT PodControl {
 public:
  /// Running and ready.
  void run() const;
  /// Running, and ready or not.
  void set_ready(bool ready) const;
  /// Every container has ended well.
  void succeed() const;
  /// Every container has ended with that code.
  void fail(int exit_code = 1, const std::string& reason = "Error") const;
  /// Every container has ended with that code so often, and waits to be started again.
  void crash_loop(int restarts = 1, int exit_code = 1) const;

 private:
  friend class FakeCluster;
  class Access;
  explicit PodControl(std::shared_ptr<const Access> access);
  std::shared_ptr<const Access> access_;
};

/// An API server in memory that answers as Kubernetes does: its objects, its rules, its errors, in
/// its words. For tests; nothing runs. Of controllers two act: deleted namespaces are emptied, and
/// what has lost its owners is collected; others are simulated on demand.
///
///     FakeCluster fake;
///     fake.create(R"({"apiVersion": "v1", "kind": "Pod", ...})");
///     auto pods = Pod::list({.client = fake.client()});
///
/// It begins with what every cluster has: the namespaces default, kube-system, kube-public and
/// kube-node-lease, and the Service `kubernetes`. It has the kinds that the library has models of,
/// and those that were registered.
///
/// docs/testing.md lists where it differs from a real server.
///
/// Thread safety: every member may be called from any thread. Lifetime: clients and transports made
/// by it may outlive it; their requests then fail with TransportError, their streams end.
class K8S_EXPORT FakeCluster {
 public:
  explicit FakeCluster(FakeClusterOptions options = {});
  /// Ends every watch and stops serving.
  ~FakeCluster();
  FakeCluster(const FakeCluster&) = delete;
  FakeCluster& operator=(const FakeCluster&) = delete;

  // ---- reaching it ----------------------------------------------------------------------------

  /// A client that reaches it in process, without a socket, as its administrator. Its pauses take
  /// no time: they move the cluster's clock.
  [[nodiscard]] Client client() const;
  /// What client() talks through. Requests are the administrator's, unless they bring a token.
  [[nodiscard]] std::shared_ptr<Transport> transport() const;

  /// Serves over HTTPS on 127.0.0.1 too, with a certificate of its own authority.
  /// \throws std::runtime_error if the port cannot be had, std::logic_error if it is served already
  void serve(std::uint16_t port = 0);
  /// How to reach it over HTTPS. \throws std::logic_error before serve()
  [[nodiscard]] Config config(Credentials credentials = Credentials::token) const;
  /// The same as text for a kubeconfig file. \throws std::logic_error before serve()
  [[nodiscard]] std::string kubeconfig(Credentials credentials = Credentials::token) const;

  // ---- kinds and objects ----------------------------------------------------------------------

  /// Offers another kind, whose objects may have any members.
  void register_resource(const ResourceDescription& resource);
  /// Offers the kind of a model of your own.
  template <class T>
  void register_kind() {
    register_kind(k8s_kind(static_cast<const T*>(nullptr)));
  }

  /// Creates an object as a POST does, from JSON with `apiVersion` and `kind`, and returns what was
  /// stored. An object of a namespaced kind without a namespace goes to `default`.
  /// \throws ApiError as the server would answer
  std::string create(std::string_view json);
  /// Stores what a manifest holds as it is: with status, uid, times and resourceVersion. What is
  /// missing of them is made, namespaces too; nothing is defaulted or checked but types. Numbers of
  /// later changes are higher than each resourceVersion here. Then controllers see the objects:
  /// what names an owner that is not there is collected, unless FakeClusterOptions::collect is off.
  /// \param source what errors call the manifest, such as the name of its file
  /// \throws Error that names the source and the line of what is wrong; what stands before that was
  ///     stored
  std::size_t seed(std::string_view manifest, std::string_view source = "manifest");
  /// The same from a file.
  std::size_t seed_file(const std::string& path);
  template <Described T>
  void seed(const T& object) {
    seed(std::string_view(to_json(object)));
  }
  /// Reports on a pod as its kubelet would: `fake.pod("nginx-1").fail()`.
  [[nodiscard]] PodControl pod(std::string name, std::string namespace_ = "default");
  /// Creates an object and returns what was stored.
  template <Described T>
  T create(const T& object) {
    return from_json<T>(create(std::string_view(to_json(object))));
  }
  /// Creates every object of a manifest in its order and returns how many there were. A manifest is
  /// YAML, with any number of documents, or JSON; what a `List` holds counts one by one.
  /// \param source what errors call the manifest, such as the name of its file
  /// \throws Error that names the source and the line of what is wrong; what stands before that was
  ///     created
  std::size_t load(std::string_view manifest, std::string_view source = "manifest");

  /// From now on the containers of this image do that, with the controller "pods". The empty name
  /// is for all images that are not named.
  void on_image(std::string image, ImageBehavior behavior);
  // ---- logs -----------------------------------------------------------------------------------

  /// Adds to what a container has written, at the time of the cluster's clock: whoever reads its
  /// log gets it, whoever follows it gets it at once. The pod need not be there yet. A log goes
  /// with its pod.
  void append_log(const ContainerName& container, std::string_view text);
  /// The container writes no more: who follows its log comes to its end.
  void end_log(const ContainerName& container);

  // ---- what was asked of it -------------------------------------------------------------------

  /// Every request since the start or the last clear_requests(), in the order of their arrival,
  /// refused ones included.
  [[nodiscard]] std::vector<Request> requests() const;
  /// Those that changed something.
  [[nodiscard]] std::vector<Request> writes() const;
  void clear_requests();

  // ---- what goes wrong ------------------------------------------------------------------------

  /// Answers a request in the server's place; an absent response lets the server answer. Runs on
  /// the thread that serves the request; may be called by several at once.
  using Hook = std::function<std::optional<Response>(const Request&)>;

  /// From now on requests that the filter meets go wrong, the first rule that was made first.
  void on(RequestFilter filter, Fault fault);
  void on(RequestFilter filter, Hook hook);
  /// As on() of each rule: `fake.on(parse_fault_script(text))`.
  void on(const std::vector<FaultRule>& rules);
  void clear_faults();

  // ---- who may do what, and what may be stored ------------------------------------------------

  /// A client that reaches it in process as a user of these groups. By himself he may do nothing.
  [[nodiscard]] Client client_for(const std::string& user,
                                  const std::vector<std::string>& groups = {}) const;
  /// How such a user reaches it over HTTPS, with a certificate. \throws std::logic_error before
  /// serve()
  [[nodiscard]] Config config_for(const std::string& user,
                                  const std::vector<std::string>& groups = {}) const;
  /// From now on that is allowed; what nothing allows gets 403, in the words of RBAC.
  void allow(AccessRule rule);
  /// Decides what users may do, before the rules of allow(): yes, no, or nothing to say.
  using Authorizer = std::function<std::optional<bool>(const AccessRequest&)>;
  void authorize(Authorizer authorizer);

  /// Sees what is about to be stored, and refuses or changes it. It must not call the cluster.
  using AdmissionHook = std::function<void(AdmissionReview&)>;
  void admit(RequestFilter filter, AdmissionHook hook);

  // ---- going back and waiting -----------------------------------------------------------------

  /// All objects as they were, with the history of their changes.
  class Snapshot {
   public:
    Snapshot() = default;

   private:
    friend class FakeCluster;
    std::shared_ptr<const void> content_{};
  };
  [[nodiscard]] Snapshot save() const;
  /// Goes back to what save() of this cluster returned; the counter of resourceVersions goes back
  /// too. Open watches end with 410, so that who watches lists again. The clock stays.
  void restore(const Snapshot& snapshot);
  /// Goes back to the beginning: no objects but the first ones, no requests, no faults, no rules.
  /// Kinds that were registered stay.
  void reset();

  /// Waits, by the machine's clock, until every open watch has told every event and its reader has
  /// come back for more: then the code under test has done what it does about each. Over HTTPS only
  /// the server's side is known. \throws std::runtime_error that names who lags, after `timeout`
  void wait_until_idle(std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

  /// Forgets every state before the present one, as etcd's compaction does: what asks for one gets
  /// 410.
  void compact();
  /// Ends every open watch, as a server does that takes its leave.
  void close_watches();
  /// Cuts the connection of every open watch.
  void reset_watches();
  /// Gives the server that is reached over HTTPS a new certificate of the same authority, and cuts
  /// all its connections. Does nothing before serve().
  void rotate_certificate();
  /// Makes the administrator's token unknown: requests that bring it get 401. config(),
  /// kubeconfig() and the token source of every config() that was given out know the new one.
  void expire_token();
  /// Sends a bookmark to every watch that wants them.
  void send_bookmarks();
  /// How many watches are open.
  [[nodiscard]] std::size_t open_watches() const;
  /// Moves the cluster's clock: watches reach their end, bookmarks come. What is due on the way
  /// happens in its order, each thing at its own time.
  void advance(std::chrono::milliseconds time);

 private:
  void register_kind(const k8s::detail::Kind& kind);
  [[nodiscard]] std::weak_ptr<fake::ApiServer> server() const;

  class Endpoint;
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace k8s::testing
