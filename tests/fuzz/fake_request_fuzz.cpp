#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "testing/fake/api_server.hpp"

namespace {

using k8s::testing::detail::BodySource;
using k8s::testing::detail::ClientIdentity;
using k8s::testing::detail::ServerRequest;
using k8s::testing::fake::ApiServer;

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// `METHOD TARGET`, headers, an empty line and the body.
ServerRequest read_request(std::string_view text) {
  std::string_view line = take_line(text);
  ServerRequest request{.method = std::string(line.substr(0, line.find(' ')))};
  line.remove_prefix(std::min(line.size(), request.method.size() + 1));
  request.target = line;
  for (line = take_line(text); !line.empty(); line = take_line(text)) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    request.headers.add(line.substr(0, colon), line.substr(colon + 1));
  }
  request.body = text;
  request.client = ClientIdentity{"admin", {k8s::testing::fake::masters}};
  return request;
}

/// One server for many requests, so that they meet what earlier ones left.
ApiServer& server() {
  constexpr int requests = 500;
  static std::unique_ptr<ApiServer> instance;
  static int left = 0;
  if (left-- == 0) {
    instance = std::make_unique<ApiServer>(
        k8s::testing::fake::ApiServerOptions{.history = 100, .journal = 1, .seed = 1});
    left = requests;
  }
  return *instance;
}

}  // namespace

/// Every request has an answer that HTTP knows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ServerRequest request = read_request({reinterpret_cast<const char*>(data), size});
  const auto answer = server().handle(request);
  if (answer.status < 200 || answer.status > 599) std::abort();
  if (answer.source != nullptr) {
    std::string piece;
    while (answer.source->pull(piece) == BodySource::State::more) {
    }
  }
  return 0;
}
