#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/error.hpp>
#include <k8s/export.hpp>
#include <k8s/http.hpp>
#include <k8s/json.hpp>
#include <k8s/list.hpp>

// Answers for transports that are test doubles. Each is an action for gmock and a plain function
// object too: copyable, and safe to call from any thread.

namespace k8s::testing {

/// What a transport does with a request: answer it or throw.
using Answer = std::function<Response(const Request&)>;

/// Answers with this status and body; with a Content-Type of JSON unless `headers` has another.
///
///     EXPECT_CALL(*transport, send(IsGet("/version"))).WillOnce(Respond(200, R"({"major":
///     "1"})"));
[[nodiscard]] K8S_EXPORT Answer Respond(int status, std::string body = {}, Headers headers = {});

/// Answers with an object: a model, or any other struct that is described.
template <Described T>
[[nodiscard]] Answer RespondWith(const T& object, int status = 200) {
  return Respond(status, to_json(object));
}

namespace detail {
[[nodiscard]] K8S_EXPORT std::string list_json(const k8s::detail::Kind& kind,
                                               const std::vector<std::string>& items,
                                               const ListMetadata& metadata);
[[nodiscard]] K8S_EXPORT std::string event_json(std::string_view type, std::string_view object);
}  // namespace detail

/// Answers with a list of a kind: `RespondWithList<Pod>({first, second})`.
template <class T>
[[nodiscard]] Answer RespondWithList(const std::vector<T>& items,
                                     const ListMetadata& metadata = {.resourceVersion = "1"}) {
  std::vector<std::string> texts;
  for (const T& item : items) texts.push_back(to_json(item));
  return Respond(200, detail::list_json(k8s_kind(static_cast<const T*>(nullptr)), texts, metadata));
}

/// Refuses as an API server does, with a Status:
/// `RespondStatus(404, "NotFound", "pods \"nginx\" not found")`.
[[nodiscard]] K8S_EXPORT Answer RespondStatus(int code, std::string reason, std::string message);
/// As above, with details. retryAfterSeconds also becomes the header Retry-After.
[[nodiscard]] K8S_EXPORT Answer RespondStatus(const Status& status);

/// How a streamed answer ends after its last chunk.
enum class StreamEnd {
  clean,   // as the protocol asks
  idle,    // silent, until the reader is told so
  broken,  // with a TransportError
  open,    // not at all: silent until the request is stopped
};

/// Answers 200 with a body that arrives in these chunks, cut wherever you like.
///
///     RespondStream({R"({"type":"ADDED","obj)", R"(ect":{...}})" "\n"})
[[nodiscard]] K8S_EXPORT Answer RespondStream(std::vector<std::string> chunks,
                                              StreamEnd end = StreamEnd::clean);

/// Answers a watch with these events: `RespondWithEvents<Pod>({{"ADDED", pod}})`.
template <class T>
[[nodiscard]] Answer RespondWithEvents(const std::vector<std::pair<std::string, T>>& events,
                                       StreamEnd end = StreamEnd::clean) {
  std::vector<std::string> lines;
  for (const auto& [type, object] : events) {
    lines.push_back(detail::event_json(type, to_json(object)));
  }
  return RespondStream(std::move(lines), end);
}

/// Gives no answer but throws: `Fail(Timeout("no answer", true))`.
template <std::derived_from<Error> E>
[[nodiscard]] Answer Fail(E error) {
  return [error = std::move(error)](const Request&) -> Response { throw E(error); };
}

}  // namespace k8s::testing
