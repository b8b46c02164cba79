#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/export.hpp>

namespace k8s::testing {

/// How a ControlPlane is to be.
struct ControlPlaneOptions {
  /// The folder with the programs etcd and kube-apiserver. If empty, the first that has both: the
  /// folder that $KUBEBUILDER_ASSETS names (it must have them, if it is set), the folders of $PATH,
  /// the folder that scripts/controlplane of this project built.
  std::string assets{};
  /// Which controllers kube-controller-manager runs, as its flag --controllers takes them: {"*"}
  /// for those of a real cluster. If empty it does not run: no Deployment makes Pods, nothing
  /// collects garbage, and no object changes unless a client changes it.
  /// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
  std::vector<std::string> controllers{};
  /// Runs kube-scheduler, which gives Pods to nodes.
  bool scheduler = false;
  /// How many nodes there are, named node-0, node-1 and so on. kwok plays them: they are ready, and
  /// the pods on them run, though nothing does. Without a scheduler a Pod names its node itself.
  std::size_t nodes = 0;
  /// Further flags of kube-apiserver, such as "--feature-gates=WatchList=false". One that is given
  /// here wins over the one that ControlPlane gives.
  /// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
  std::vector<std::string> apiserver_flags{};
  /// How long each of the programs may take until it is ready.
  std::chrono::milliseconds start_timeout = std::chrono::seconds(60);
};

/// A real Kubernetes API server for tests: etcd and kube-apiserver on loopback, with certificates
/// of their own, empty at first, gone with this object. Starting takes about three seconds and
/// 500 MB of memory, so a test program shares one.
///
///     k8s::testing::ControlPlane cluster;
///     auto client = cluster.client();
///     k8s::Pod::list({.client = client});
///
/// The programs never outlive this process, not even if it is killed; all their files are in one
/// temporary folder that only this user can read and that goes with them. etcd is reached through
/// a socket in that folder, by nobody else.
///
/// What differs from a cluster: nothing runs containers, the ServiceAccount admission plugin is
/// off (Pods can be made without a ServiceAccount), and only what `options` asks for runs besides.
///
/// Thread safety: const members may be called from any thread while no other member runs. On Linux
/// only.
class K8S_EXPORT ControlPlane {
 public:
  /// Returns when the server is ready and the namespace default has its Service kubernetes.
  /// \throws ConfigError if a program cannot be found; it says where it was looked for
  /// \throws Error if one does not start; it quotes the program's last words
  explicit ControlPlane(ControlPlaneOptions options = {});
  ControlPlane(ControlPlane&&) noexcept;
  ControlPlane& operator=(ControlPlane&&) noexcept;
  /// Stops it.
  ~ControlPlane();

  /// One for the whole program, without controllers, started by the first who asks for it. Tests
  /// that share it keep to namespaces of their own. \throws as the constructor
  [[nodiscard]] static ControlPlane& shared();

  /// The configuration of an administrator, who may do everything. The client's certificate and
  /// key are in it as PEM text.
  [[nodiscard]] Config config() const;
  /// The configuration of somebody else: by himself he may do nothing, until a RoleBinding of him
  /// or of one of his groups says what.
  [[nodiscard]] Config config_for(const std::string& user,
                                  const std::vector<std::string>& groups = {}) const;
  /// The configuration of a pod with this ServiceAccount: a token that the server has given out for
  /// it, good for an hour. The ServiceAccount is made if there is none; it may do nothing until a
  /// RoleBinding says what. \throws Error if the server refuses, as for a namespace that is not
  /// there
  [[nodiscard]] Config config_for_service_account(const std::string& name,
                                                  const std::string& namespace_ = "default") const;
  /// Talks to the server as the administrator.
  [[nodiscard]] Client client() const;
  /// Talks to it as somebody else.
  [[nodiscard]] Client client_for(const std::string& user,
                                  const std::vector<std::string>& groups = {}) const;
  /// The administrator's configuration as the text of a kubeconfig file, key included.
  [[nodiscard]] std::string kubeconfig() const;
  /// The folder where its programs stand, kubectl among them if it was there.
  [[nodiscard]] const std::string& assets() const noexcept;
  /// The last lines that each program wrote, for people who look for the cause of a failure.
  [[nodiscard]] std::string logs(std::size_t lines = 50) const;

  /// Ends the API server at once and starts it again at the same address, with the same objects.
  /// Open connections break, and a watch from a resourceVersion before the restart gets 410 Gone.
  /// \throws Error if it does not start
  void restart();
  /// Makes every resourceVersion before the latest too old: for watches, for lists of exactly that
  /// version and for the `continue` of lists that began earlier. Etcd forgets them, and the API
  /// server restarts, since its cache would remember.
  /// \throws Error if etcd refuses or the server does not start
  void compact();

  /// Ends the programs and removes their files. Does nothing if that is done.
  void stop() noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s::testing
