#include <k8s/testing/answer.hpp>

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

#include <boost/json.hpp>

namespace k8s::testing {
namespace {

namespace json = boost::json;

constexpr std::string_view went_away = "the connection broke (as the test asked)";

class CannedStream final : public BodyStream {
 public:
  CannedStream(std::vector<std::string> chunks, StreamEnd end, const Request& request)
      : chunks_(std::move(chunks)),
        end_(end),
        stop_(request.stop),
        idle_timeout_(request.idle_timeout) {}

  End read(std::string& chunk) override {
    check_stop();
    while (next_ < chunks_.size()) {
      const std::string& piece = chunks_[next_++];
      chunk += piece;
      if (!piece.empty()) return End::none;
    }
    if (end_ == StreamEnd::clean) return End::clean;
    if (end_ == StreamEnd::broken) throw TransportError(went_away, true);
    if (end_ == StreamEnd::open) wait();
    return End::idle;
  }

 private:
  void check_stop() const {
    if (stop_.stop_requested()) throw Stopped("stopped while reading a stream");
  }
  void wait() const {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any stopped;
    const auto never = [] { return false; };
    if (idle_timeout_.count() > 0) {
      stopped.wait_for(lock, stop_, idle_timeout_, never);
    } else {
      stopped.wait(lock, stop_, never);
    }
    check_stop();
  }

  std::vector<std::string> chunks_;
  StreamEnd end_;
  std::stop_token stop_;
  std::chrono::milliseconds idle_timeout_;
  std::size_t next_ = 0;
};

Headers as_json(Headers headers) {
  if (headers.find("Content-Type") == nullptr) headers.add("Content-Type", "application/json");
  return headers;
}

json::object details_of(const Status& status) {
  json::object details;
  if (!status.name.empty()) details["name"] = status.name;
  if (!status.group.empty()) details["group"] = status.group;
  if (!status.kind.empty()) details["kind"] = status.kind;
  if (!status.uid.empty()) details["uid"] = status.uid;
  if (!status.causes.empty()) {
    json::array& causes = details["causes"].emplace_array();
    for (const StatusCause& cause : status.causes) {
      causes.push_back(
          {{"reason", cause.reason}, {"message", cause.message}, {"field", cause.field}});
    }
  }
  if (status.retryAfterSeconds) details["retryAfterSeconds"] = *status.retryAfterSeconds;
  return details;
}

std::string status_json(const Status& status) {
  json::object object{{"kind", "Status"}, {"apiVersion", "v1"}, {"metadata", json::object()}};
  object["status"] = status.code < 400 ? "Success" : "Failure";
  if (!status.message.empty()) object["message"] = status.message;
  if (!status.reason.empty()) object["reason"] = status.reason;
  if (json::object details = details_of(status); !details.empty()) {
    object["details"] = std::move(details);
  }
  object["code"] = status.code;
  return json::serialize(object);
}

}  // namespace

namespace detail {

std::string list_json(const k8s::detail::Kind& kind, const std::vector<std::string>& items,
                      const ListMetadata& metadata) {
  json::object meta{{"resourceVersion", metadata.resourceVersion}};
  if (!metadata.continue_.empty()) meta["continue"] = metadata.continue_;
  if (metadata.remainingItemCount) meta["remainingItemCount"] = *metadata.remainingItemCount;
  const std::string group = kind.group.empty() ? "" : std::string(kind.group) + "/";
  json::array values;
  for (const std::string& item : items) values.push_back(json::parse(item));
  return json::serialize(json::object{{"kind", std::string(kind.name) + "List"},
                                      {"apiVersion", group + std::string(kind.version)},
                                      {"metadata", std::move(meta)},
                                      {"items", std::move(values)}});
}

std::string event_json(std::string_view type, std::string_view object) {
  return json::serialize(json::object{{"type", type}, {"object", json::parse(object)}}) + '\n';
}

}  // namespace detail

Answer Respond(int status, std::string body, Headers headers) {
  return [status, body = std::move(body),
          headers = as_json(std::move(headers))](const Request& request) {
    Response response{.status = status, .headers = headers};
    if (request.stream && status >= 200 && status < 300) {
      response.stream =
          std::make_unique<CannedStream>(std::vector{body}, StreamEnd::clean, request);
    } else {
      response.body = body;
    }
    return response;
  };
}

Answer RespondStatus(int code, std::string reason, std::string message) {
  return RespondStatus(
      Status{.code = code, .reason = std::move(reason), .message = std::move(message)});
}

Answer RespondStatus(const Status& status) {
  Headers headers;
  if (status.retryAfterSeconds) {
    headers.add("Retry-After", std::to_string(*status.retryAfterSeconds));
  }
  return Respond(status.code, status_json(status), std::move(headers));
}

Answer RespondStream(std::vector<std::string> chunks, StreamEnd end) {
  return [chunks = std::move(chunks), end](const Request& request) {
    Response response{.status = 200, .headers = as_json({})};
    auto stream = std::make_unique<CannedStream>(chunks, end, request);
    if (request.stream) {
      response.stream = std::move(stream);
    } else {
      while (stream->read(response.body) == BodyStream::End::none) {
      }
    }
    return response;
  };
}

}  // namespace k8s::testing
