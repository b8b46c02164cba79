#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <k8s/transport.hpp>

#include "http/pipeline.hpp"

namespace k8s::testing {

/// A transport that answers as a function says.
class LambdaTransport : public Transport {
 public:
  using Function = std::function<Response(const Request&)>;
  explicit LambdaTransport(Function function) : function_(std::move(function)) {}
  Response send(const Request& request) override { return function_(request); }

 private:
  Function function_;
};

/// One policy alone, with a function for the network.
inline k8s::detail::Pipeline pipeline_of(std::unique_ptr<const k8s::detail::Policy> policy,
                                         LambdaTransport::Function function) {
  std::vector<std::unique_ptr<const k8s::detail::Policy>> policies;
  policies.push_back(std::move(policy));
  return {std::move(policies), std::make_shared<LambdaTransport>(std::move(function))};
}

inline Response answer(int status, Headers headers = {}, std::string body = {}) {
  Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

}  // namespace k8s::testing
