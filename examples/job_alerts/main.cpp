// Prints a line for each Job that fails, until Ctrl-C; or deletes the Jobs that have ended.

#include <csignal>
#include <iostream>
#include <stop_token>
#include <string_view>
#include <thread>

#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "job_alerts.hpp"

namespace {

/// Requests a stop at Ctrl-C or SIGTERM. To be called before there are threads: they inherit that
/// these signals are left to the one that waits for them.
std::stop_token stop_at_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::stop_source source;
  std::thread([signals, source]() mutable {
    int signal = 0;
    sigwait(&signals, &signal);
    source.request_stop();
  }).detach();
  return source.get_token();
}

void print(const k8s::Job& job, const k8s::JobCondition& why) {
  std::cout << job.metadata.namespace_ << '/' << job.metadata.name << " failed: " << why.reason
            << ": " << why.message << '\n'
            << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view task = argc == 2 ? argv[1] : "";
  try {
    if (task == "watch") {
      const std::stop_token stop = stop_at_signals();
      k8s::load_config();
      watch_failed_jobs({.namespace_ = k8s::config().namespace_, .stop = stop}, print);
    } else if (task == "clean") {
      k8s::load_config();
      std::cout << delete_ended_jobs({}) << " deleted\n";
    } else {
      std::cerr << "usage: job_alerts watch|clean\n"
                   "In the namespace of the kubeconfig's context, or of the pod.\n";
      return 2;
    }
  } catch (const k8s::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
