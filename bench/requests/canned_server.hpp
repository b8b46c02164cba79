#pragma once

#include <sys/types.h>

#include <cstddef>

#include <k8s/config.hpp>

namespace bench {

/// A server in a process of its own, so that its work is not counted as a client's: the ConfigMap
/// "a" can be read and replaced, and Pods can be listed, whole or by pages of 500. Every answer is
/// made beforehand.
class CannedServer {
 public:
  CannedServer(bool tls, std::size_t pods);
  ~CannedServer();
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  /// How to reach it.
  [[nodiscard]] const k8s::Config& config() const { return config_; }

 private:
  k8s::Config config_;
  pid_t process_ = -1;
};

}  // namespace bench
