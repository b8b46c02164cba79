#pragma once

#include <memory>
#include <span>

#include <k8s/http.hpp>
#include <k8s/transport.hpp>

namespace k8s::detail {

class Next;

/// One concern of sending a request. A policy may change the request, pass it on any number of
/// times, and change the answer. Safe to use from any thread.
class Policy {
 public:
  virtual ~Policy() = default;
  virtual Response send(Request& request, const Next& next) const = 0;
};

/// What comes after a policy: the other policies, then the transport.
class Next {
 public:
  using Policies = std::span<const std::unique_ptr<const Policy>>;

  Next(Policies policies, Transport& transport) : policies_(policies), transport_(&transport) {}

  Response send(Request& request) const {
    if (policies_.empty()) return transport_->send(request);
    return policies_.front()->send(request, Next(policies_.subspan(1), *transport_));
  }

 private:
  Policies policies_;
  Transport* transport_;
};

}  // namespace k8s::detail
