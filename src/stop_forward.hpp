#pragma once

#include <stop_token>
#include <utility>

namespace k8s::detail {

/// Requests a stop of `to` when one is requested of `from`, for as long as it lives.
class StopForward {
 public:
  StopForward(const std::stop_token& from, std::stop_source to)
      : callback_(from, Request{std::move(to)}) {}

 private:
  struct Request {
    std::stop_source source;
    void operator()() { source.request_stop(); }
  };

  std::stop_callback<Request> callback_;
};

}  // namespace k8s::detail
