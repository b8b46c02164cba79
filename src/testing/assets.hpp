#pragma once

#include <string>

namespace k8s::testing::detail {

/// Where the programs of a control plane are.
struct Assets {
  std::string folder{};  // of kube-apiserver, and of the others that came with it
  std::string etcd{};
  std::string apiserver{};
};

/// Looks in `folder`; if that is empty, in $KUBEBUILDER_ASSETS, which must have them if it is set,
/// then on $PATH, then where scripts/controlplane puts what it builds. Both programs are taken from
/// one place, since versions must fit.
/// \throws ConfigError that says where it looked
[[nodiscard]] Assets find_assets(const std::string& folder);

}  // namespace k8s::testing::detail
