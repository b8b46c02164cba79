// What stands at paths that are those of no resource: discovery, versions, health, metrics.

#include <optional>
#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/discovery.hpp"
#include "testing/fake/document.hpp"
#include "testing/fake/metrics.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/call.hpp"

namespace k8s::testing::fake {

void ApiServer::serve_document(Call& call) {
  std::optional<detail::ServerResponse> document;
  {
    const std::scoped_lock lock(mutex_);
    if (call.route.path == "/metrics") {
      document = fake::document(metrics_text(resources_, storage_),
                                "text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
    } else {
      document = find_document(
          {call.route.path, call.route.query, call.request.headers, began_, clock_.wall_now()},
          resources_);
    }
  }
  if (document && takes_method(call.route.path, call.request.method)) {
    for (const auto& [name, value] : std::exchange(call.answer.headers, {})) {
      if (document->headers.find(name) == nullptr) document->headers.set(name, value);
    }
    call.answer = std::move(*document);
    return;
  }
  if (document) refuse_method();
  if (names_version(call.route.path, resources_)) refuse_unknown_resource();
  call.answer.status = 404;
  call.answer.headers.set("Content-Type", "text/plain; charset=utf-8");
  call.answer.headers.set("X-Content-Type-Options", "nosniff");
  call.answer.body = "404 page not found\n";
}

}  // namespace k8s::testing::fake
