#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include <k8s/transport.hpp>

namespace k8s::testing {

/// Certificates that a test changes.
class ChangingTlsSource : public TlsSource {
 public:
  std::shared_ptr<const TlsMaterial> material() override {
    const std::lock_guard lock(mutex_);
    return material_;
  }
  void change(TlsMaterial material) {
    const std::lock_guard lock(mutex_);
    material_ = std::make_shared<const TlsMaterial>(std::move(material));
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const TlsMaterial> material_;
};

}  // namespace k8s::testing
