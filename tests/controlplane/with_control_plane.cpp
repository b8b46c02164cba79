// Runs a command while a control plane is up: with-control-plane [FLAG...] COMMAND [ARGUMENT...]
//
// Flags, which begin with "--", go to kube-apiserver.
//
// The command finds a kubeconfig of an administrator in $KUBECONFIG, and kubectl of the same
// version on $PATH if it was built with the rest. The exit code is that of the command.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <k8s/error.hpp>
#include <k8s/testing/control_plane.hpp>

#include "testing/process.hpp"

namespace {

int run(char* const* command) {
  pid_t child = 0;
  const int error = posix_spawnp(&child, command[0], nullptr, nullptr, command, environ);
  if (error != 0) {
    throw k8s::Error(std::string("cannot run ") + command[0] + ": " +
                     std::generic_category().message(error));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

void prepend_to_path(const std::string& folder) {
  const char* const path = std::getenv("PATH");
  setenv("PATH", (folder + ":" + (path != nullptr ? path : "/usr/bin:/bin")).c_str(), 1);
}

}  // namespace

int main(int, char** argv) {
  constexpr int usage_error = 2;
  k8s::testing::ControlPlaneOptions options;
  char** command = argv + 1;
  for (; *command != nullptr && std::string_view(*command).starts_with("--"); ++command) {
    options.apiserver_flags.emplace_back(*command);
  }
  if (*command == nullptr) {
    std::cerr << "usage: with-control-plane [FLAG...] COMMAND [ARGUMENT...]\n";
    return usage_error;
  }
  try {
    const k8s::testing::ControlPlane cluster(std::move(options));
    const k8s::testing::detail::TemporaryFolder folder("k8s-kubeconfig-");
    const std::string kubeconfig = folder.path() + "/config";
    std::ofstream(kubeconfig) << cluster.kubeconfig();
    setenv("KUBECONFIG", kubeconfig.c_str(), 1);
    prepend_to_path(cluster.assets());
    return run(command);
  } catch (const std::exception& error) {
    std::cerr << "with-control-plane: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
