#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

namespace k8s::testing {

inline const RequestTarget get_pod{
    .verb = "get", .kind = "Pod", .namespace_ = "default", .name = "a"};

inline Request get(std::string path = "/x") {
  return {.path = std::move(path), .target = get_pod, .idempotency = Idempotency::safe};
}

inline Request with_body(Method method, std::string body) {
  return {.method = method, .path = "/x", .body = std::move(body), .target = get_pod};
}

inline Request watch(std::string path = "/x") {
  Request request = get(std::move(path));
  request.stream = true;
  return request;
}

/// What send() throws, to be looked at.
template <class Expected, class Function>
Expected thrown_by(Function function) {
  try {
    function();
  } catch (const Expected& error) {
    EXPECT_EQ(typeid(error), typeid(Expected)) << error.what();
    return error;
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another exception: " << error.what();
  }
  ADD_FAILURE() << "no exception";
  if constexpr (std::is_base_of_v<TransportError, Expected>) {
    return Expected("none", false);
  } else {
    return Expected("none");
  }
}

template <class Expected>
Expected failure(const CurlOptions& options, const Request& request = get()) {
  return thrown_by<Expected>([&] { make_curl_transport(options)->send(request); });
}

}  // namespace k8s::testing
