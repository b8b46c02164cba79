// A controller: gives every namespace a NetworkPolicy that lets nothing in, until Ctrl-C. Of
// several that run, one works.

#include <csignal>
#include <exception>
#include <iostream>
#include <stop_token>
#include <thread>

#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/leader_election.hpp>

#include "default_deny.hpp"

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

}  // namespace

int main() {
  const std::stop_token stop = stop_at_signals();
  try {
    k8s::load_config();
    k8s::LeaderElection election({.name = "default-deny", .stop = stop});
    election.run([](const std::stop_token& lead) { keep_default_deny({.stop = lead}); });
  } catch (const k8s::Stopped&) {  // before it led
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
